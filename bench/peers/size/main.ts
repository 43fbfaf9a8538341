import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { markdown, quantile } from "../speed/report.js";
import { type Bundle, bundle } from "./bundle.js";

/**
 * The bundle of a handler that gets a user and queries orders, minified and gzipped without the SDK, and how long Node.js
 * takes to import it, each time in a process of its own. Run: `npm run bench:size [-- --rounds 15 --parts --json]`
 */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    /** Of what the first handlers consist. */
    parts: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const handlers = [
  "client",
  "lib",
  "monotable",
  "monotable-repository",
  "electrodb",
  "toolbox",
  "onetable",
  "dynamoose",
  "document-builder",
];
const bundles: Bundle[] = [];
/** Gzipped bytes without zod. */
const rest: number[] = [];
for (const handler of handlers) {
  bundles.push(await bundle(handler));
  rest.push((await bundle(handler, ["zod"])).gzipped);
}

const folder = fileURLToPath(new URL("../.built/size", import.meta.url));
mkdirSync(folder, { recursive: true });
for (const { name, contents } of bundles) writeFileSync(`${folder}/${name}.mjs`, contents);

const importer = fileURLToPath(new URL("importer.mjs", import.meta.url));
const times = bundles.map(() => [] as number[]);
for (let round = 0; round < Number(values.rounds); round += 1) {
  bundles.forEach(({ name }, at) => {
    times[at]?.push(
      Number(
        execFileSync(process.execPath, ["--no-warnings", importer, `${folder}/${name}.mjs`], {
          encoding: "utf8",
        }),
      ),
    );
  });
}

const results = bundles.map(({ name, minified, gzipped, parts }, at) => {
  const samples = times[at] ?? [];
  const ratios = samples.map((sample, round) => sample / (times[0]?.[round] ?? Number.NaN));
  const [low, ratio, high] = [0.1, 0.5, 0.9].map((part) => quantile(ratios, part));
  const zod = parts.some(([part]) => part === "zod");
  return {
    name,
    minified,
    gzipped,
    withoutZod: rest[at] ?? 0,
    zod,
    parts,
    milliseconds: quantile(samples, 0.5),
    ratio,
    low,
    high,
  };
});

if (values.json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
else {
  const rows = results.map(({ name, minified, gzipped, withoutZod, zod, milliseconds, ratio, low, high }) => [
    name,
    kilobytes(minified),
    kilobytes(gzipped),
    zod ? kilobytes(withoutZod) : "",
    `${milliseconds.toFixed(0)} ms`,
    `${ratio?.toFixed(2)} (${low?.toFixed(2)}–${high?.toFixed(2)})`,
  ]);
  const head = [
    "handler",
    "minified",
    "gzipped",
    "and without the zod in it",
    "import",
    "to the client alone (10 % to 90 %)",
  ];
  process.stdout.write(`${markdown(head, rows)}\n`);
  if (values.parts)
    for (const { name, parts } of results.filter((each) => each.name.startsWith("monotable")))
      show(name, parts);
}

function show(name: string, parts: Bundle["parts"]): void {
  process.stdout.write(`\n${name}\n`);
  for (const [part, bytes] of parts) process.stdout.write(`${`${bytes}`.padStart(8)} ${part}\n`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
