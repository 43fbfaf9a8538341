import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { generate } from "monotable-cli";
import { markdown } from "../speed/report.js";
import { monotableDeclarations, monotableSchema, monotableUse, projects } from "./projects.js";

/**
 * What the compiler does for 10, 50 and 100 entities that are read, written, changed and queried: TypeScript 5.9 and 7.
 * Run: `npm run bench:types [-- --entities 10,50,100 --peers monotable --json]`
 */
const { values } = parseArgs({
  options: {
    entities: { type: "string", default: "10,50,100" },
    peers: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const folder = fileURLToPath(new URL("../", import.meta.url));
const root = join(folder, "../..");
const sizes = values.entities.split(",").map(Number);
const compilers = { "5.9": "node_modules/typescript/bin/tsc", "7": "node_modules/typescript-7/bin/tsc" };

interface Cost {
  readonly peer: string;
  readonly typescript: string;
  readonly entities: number;
  readonly instantiations: number;
  readonly checkSeconds: number;
  readonly totalSeconds: number;
  readonly megabytes: number;
}

const wanted = values.peers?.split(",");
const names = ["monotable", "monotable, without its schema file", ...Object.keys(projects)].filter(
  (name) => wanted === undefined || wanted.some((part) => name.includes(part)),
);
const costs: Cost[] = [];
for (const peer of names) {
  for (const entities of sizes) {
    const project = await write(peer, entities);
    for (const [typescript, path] of Object.entries(compilers))
      costs.push({ peer, typescript, entities, ...compile(path, project) });
  }
}

if (values.json) process.stdout.write(`${JSON.stringify(costs, undefined, 2)}\n`);
else for (const typescript of Object.keys(compilers)) process.stdout.write(`${report(typescript)}\n\n`);

async function write(peer: string, entities: number): Promise<string> {
  const project = join(folder, ".built", "types", `${peer.replaceAll(/\W+/g, "-")}-${entities}`);
  rmSync(project, { recursive: true, force: true });
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  };
  // As a user has it: the package's declarations, not its sources.
  const declared = {
    monotable: [join(root, "dist/esm/index.d.ts")],
    "monotable/runtime/v1": [join(root, "dist/esm/runtime.d.ts")],
  };
  const compilerOptions = { noPropertyAccessFromIndexSignature: false, paths: declared };
  put(
    "tsconfig.json",
    JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, include: ["."], exclude: [] }),
  );
  if (projects[peer] !== undefined) {
    for (const [path, text] of Object.entries(projects[peer](entities))) put(path, text);
    return project;
  }
  put("schema.ts", monotableSchema(entities));
  for (const [path, text] of Object.entries(monotableUse(entities))) put(path, text);
  await generate({ schema: join(project, "schema.ts") });
  // The schema file's own types, which are zod's, apart from those of what is generated.
  if (peer !== "monotable") put("schema.d.ts", monotableDeclarations(entities));
  if (peer !== "monotable") rmSync(join(project, "schema.ts"));
  return project;
}

function compile(compiler: string, project: string): Omit<Cost, "peer" | "typescript" | "entities"> {
  const command = [join(root, compiler), "-p", project, "--noEmit", "--extendedDiagnostics"];
  const output = execFileSync(process.execPath, command, { encoding: "utf8", cwd: root });
  const number = (title: string) =>
    Number.parseFloat(new RegExp(`^${title}:\\s+([\\d.]+)`, "m").exec(output)?.[1] ?? "");
  return {
    instantiations: number("Instantiations"),
    checkSeconds: number("Check time"),
    totalSeconds: number("Total time"),
    megabytes: number("Memory used") / 1000,
  };
}

function report(typescript: string): string {
  const rows = names.map((peer) => {
    const found = costs.filter((cost) => cost.peer === peer && cost.typescript === typescript);
    const [first, last] = [found[0], found.at(-1)];
    const slope =
      first === undefined || last === undefined || first === last
        ? Number.NaN
        : (last.instantiations - first.instantiations) / (last.entities - first.entities);
    return [
      peer,
      ...found.map(({ instantiations }) => instantiations.toLocaleString("en")),
      Math.round(slope).toLocaleString("en"),
      ...found.map(({ checkSeconds }) => `${checkSeconds.toFixed(2)} s`),
      `${last?.megabytes.toFixed(0)} MB`,
    ];
  });
  const head = [
    `TypeScript ${typescript}`,
    ...sizes.map((size) => `${size} entities`),
    "each further",
    ...sizes.map((size) => `check ${size}`),
    "memory",
  ];
  return markdown(head, rows);
}
