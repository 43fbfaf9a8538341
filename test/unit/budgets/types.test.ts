import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
import { monotableDeclarations, monotableSchema, monotableUse } from "../../../bench/peers/types/projects.js";
import { emit } from "../../../codegen/emit/index.js";
import { load } from "../../../codegen/load/index.js";
import { repositoryFolder } from "../../support/temporary-folder.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const [FEW, MANY] = [1, 3];

/**
 * How many types the compiler instantiates for each further entity that is read, written, changed and queried: ElectroDB
 * takes 5,400. What zod takes for the schema file is not a part of it. The goal is 50; the table is made by `npm run bench:types`.
 */
it("a further entity costs the compiler at most 125 instantiations", async () => {
  const folder = await repositoryFolder();
  const schema = join(folder, "schema.ts");
  await writeFile(schema, monotableSchema(MANY));
  const { model } = await load(schema);
  const count = async (entities: number) => {
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
    return instantiations(Object.keys(files).map((path) => join(folder, `${entities}`, path)));
  };
  const slope = ((await count(MANY)) - (await count(FEW))) / (MANY - FEW);
  expect(slope).toBeLessThanOrEqual(125);
  expect(slope).toBeGreaterThan(0);
});

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
