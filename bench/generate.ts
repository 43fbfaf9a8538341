import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emit } from "../codegen/emit/index.js";
import { generate } from "../codegen/generate/generate.js";
import { load } from "../codegen/load/index.js";
import { checkRules } from "../codegen/rules/index.js";
import { largeSchema } from "../test/support/large-schema.js";

/**
 * The generator on a schema of 100 entities with 12 attributes and 2 indexes each, against `tsc --noEmit` of TypeScript
 * 5.9 on that schema file, both as commands of their own. Run: `npm run bench:generate [-- entities]`
 */
const entities = Number(process.argv[2] ?? 100);
const rounds = 3;
const root = fileURLToPath(new URL("../", import.meta.url));
const folder = await mkdtemp(join(root, ".bench-"));

try {
  const schema = join(folder, "schema.ts");
  await writeFile(schema, largeSchema(entities));
  // As a user has it: the package's declarations, not its sources.
  const paths = { monotable: ["../dist/esm/index.d.ts"] };
  const config = {
    extends: "../tsconfig.json",
    compilerOptions: { paths },
    files: ["schema.ts"],
    include: [],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));

  const compiler = best(() => command("node_modules/typescript/bin/tsc", "--noEmit", "-p", folder));
  const first = await elapsed(() => generate({ schema }));
  const again = await generate({ schema });
  const generator = best(() => command("codegen/dist/main.js", "generate", schema));

  const { model, locate } = await load(schema);
  const rules = await elapsed(() => checkRules(model, locate));
  const emitting = await elapsed(() => emit(model, { schemaImport: "../schema.js", importExtension: ".js" }));
  process.stdout.write(
    [
      `${entities} entities, 12 attributes and 2 indexes each; the best of ${rounds} rounds`,
      `tsc --noEmit on the schema     ${seconds(compiler)}`,
      `monotable generate             ${seconds(generator)}   ratio ${(generator / compiler).toFixed(2)} (goal: at most 3)`,
      `generate() in this process     ${seconds(first)}   of which rules ${seconds(rules)}, emit ${seconds(emitting)}`,
      `second run                     ${again.written ? "WROTE FILES" : "nothing written"}, ${again.plan?.unchanged.length} files unchanged`,
      "",
    ].join("\n"),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

function command(script: string, ...parameters: string[]): void {
  execFileSync(process.execPath, [join(root, script), ...parameters], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function best(run: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}

async function elapsed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
