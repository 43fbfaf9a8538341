import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { expect, it } from "vitest";
import {
  monotableDeclarations,
  monotableSchema,
  monotableUse,
  zodSchemas,
} from "../../../bench/peers/types/projects.js";
import { emit } from "../../../codegen/emit/index.js";
import { load } from "../../../codegen/load/index.js";
import { repositoryFolder } from "../../support/temporary-folder.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const [FEW, MANY] = [1, 3];
/** Milliseconds: a compiler takes seconds, and many of them where the machine has much else to do. */
const SLOW = 300_000;

/**
 * How many types the compiler instantiates for each further entity that is read, written, changed and queried: ElectroDB
 * takes 5,400. What zod takes for the schema file is not a part of it; what TypeScript takes for `map` of an array is, and is
 * 20 of them. The table is made by `npm run bench:types`.
 */
it("a further entity costs either compiler at most 75 instantiations", { timeout: SLOW }, async () => {
  const folder = await repositoryFolder();
  const schema = join(folder, "schema.ts");
  await writeFile(schema, monotableSchema(MANY));
  const { model } = await load(schema);
  const write = async (entities: number) => {
    const design = { ...model, entities: model.entities.slice(0, entities) };
    const files = {
      "schema.d.ts": monotableDeclarations(entities),
      ...monotableUse(entities),
      ...Object.fromEntries(
        [...emit(design, { schemaImport: "../schema.js", importExtension: ".js" })].map(([path, text]) => [
          `generated/${path}`,
          text,
        ]),
      ),
    };
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, `${entities}`, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    const tsconfig = { extends: join(root, "tsconfig.json"), include: ["."], exclude: [] };
    await writeFile(join(folder, `${entities}`, "tsconfig.json"), JSON.stringify(tsconfig));
    return Object.keys(files).map((path) => join(folder, `${entities}`, path));
  };
  const [few, many] = [await write(FEW), await write(MANY)];
  const slope = (instantiations(many) - instantiations(few)) / (MANY - FEW);
  expect(slope).toBeLessThanOrEqual(75);
  expect(slope).toBeGreaterThan(0);

  // In one run of about fifteen that compiler counts 15 more for the same program: the least counts.
  const project = (entities: number) => join(folder, `${entities}`);
  let runs = 0;
  let [few7, many7] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const slope7 = () => (many7 - few7) / (MANY - FEW);
  do {
    few7 = Math.min(few7, await instantiationsOfTypeScript7(project(FEW)));
    many7 = Math.min(many7, await instantiationsOfTypeScript7(project(MANY)));
    runs += 1;
  } while (slope7() > 75 && runs < 5);
  expect(slope7()).toBeLessThanOrEqual(75);
  expect(slope7()).toBeGreaterThan(0);
});

/**
 * What `defineEntity` with a key and an index adds in the schema file to the 29 of `z.object`: the types of the attributes that
 * the callbacks use, and not that of the whole item, which alone takes 185. Without that rule it is 390.
 */
it("defineEntity costs a schema file at most 180 instantiations for each entity beyond zod's, and `when` 90 more", async () => {
  const folder = await repositoryFolder();
  const slopeOf = async (name: string, schema: (entities: number) => string) => {
    const count = async (entities: number) => {
      const file = join(folder, `${name}${entities}.ts`);
      await writeFile(file, schema(entities));
      return instantiations([file]);
    };
    return ((await count(MANY)) - (await count(FEW))) / (MANY - FEW);
  };
  const zod = await slopeOf("zod", zodSchemas);
  expect(zod).toBeGreaterThan(0);
  const schema = await slopeOf("schema", monotableSchema);
  expect(schema).toBeGreaterThan(zod);
  expect(schema - zod).toBeLessThanOrEqual(180);
  // A condition takes the type of the attribute that it names: with the types of all it was 787.
  const conditional = await slopeOf("conditional", (entities) =>
    monotableSchema(entities).replaceAll("sort: key`USER` }", 'sort: key`USER`, when: { role: ["admin"] } }'),
  );
  expect(conditional).toBeGreaterThan(schema);
  expect(conditional - schema).toBeLessThanOrEqual(90);
});

async function instantiationsOfTypeScript7(project: string): Promise<number> {
  const compiler = join(root, "node_modules/typescript-7/bin/tsc");
  // Several checkers at once would each count what they have in common.
  const parameters = [compiler, "-p", project, "--noEmit", "--extendedDiagnostics", "--checkers", "1"];
  const { stdout } = await promisify(execFile)(process.execPath, parameters);
  return Number(/^Instantiations:\s+(\d+)/m.exec(stdout)?.[1]);
}

/** Source files of libraries and of the runtime, which do not change between two programs. */
const parsed = new Map<string, ts.SourceFile | undefined>();

function instantiations(files: readonly string[]): number {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, ...rest) => {
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest));
    return parsed.get(path);
  };
  const program = ts.createProgram(files, options, host);
  for (const file of files) expect(program.getSemanticDiagnostics(program.getSourceFile(file))).toEqual([]);
  return program.getInstantiationCount();
}
