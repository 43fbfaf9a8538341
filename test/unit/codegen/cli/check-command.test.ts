import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import type { Log } from "sarif";
import { describe, expect, test } from "vitest";
import { monotable } from "../../../support/command.js";
import { repositoryFolder } from "../../../support/temporary-folder.js";

const head = `import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";
export const notes = defineTable("notes", { partitionKey: "pk", sortKey: "sk" });
`;
const note = (name: string, exported = name) => `export const ${exported} = defineEntity("${name}", {
  table: notes,
  schema: z.object({ owner: z.string(), noteId: z.string() }),
  key: (n) => ({ partition: key\`${exported}#\${n.owner}\`, sort: key\`NOTE#\${n.noteId}\` }),
});
`;
const advised = `${head}${note("Note")}`
  .replace("NOTE#${n.noteId}", "NOTE")
  .replace("Note#${n.owner}", "NOTES#${n.noteId}")
  .replace('sk" }', 'sk", indexes: { gsi1: { partitionKey: "g" } } }');

async function folderWith(schemaText: string): Promise<string> {
  const folder = await repositoryFolder();
  await writeFile(join(folder, "schema.ts"), schemaText);
  return folder;
}

describe("monotable check", () => {
  test("a sound design, and nothing is written", async () => {
    const folder = await folderWith(head + note("Note"));
    expect(await monotable(folder, ["check"])).toEqual({
      exitCode: 0,
      stdout: "schema.ts: no problems found\n",
      stderr: "",
    });
    expect(await readdir(folder)).toEqual(["schema.ts"]);
  });

  test("warnings pass, unless --strict", async () => {
    const folder = await folderWith(advised);
    const passed = await monotable(folder, ["check"]);
    expect(passed).toMatchObject({ exitCode: 0, stdout: "schema.ts: no problems found, 1 warning\n" });
    expect(passed.stderr).toContain("schema.ts:3:");
    expect(passed.stderr).toContain("(unused-index)");
    expect(await monotable(folder, ["check", "--strict"])).toMatchObject({ exitCode: 1, stdout: "" });
  });

  test.each([
    [
      "throws",
      `${head}throw new Error("no configuration");`,
      "The schema file throws an error: no configuration",
    ],
    ["has a syntax error", `${head}export const = 1;`, "Syntax error in the schema file"],
    ["exports nothing", head.replace("export ", ""), "The schema exports no entity"],
    ["has two entities of one name", head + note("Note") + note("Note", "Memo"), "generated-name"],
  ])("a schema that %s", async (_, text, message) => {
    const folder = await folderWith(text);
    const { exitCode, stderr } = await monotable(folder, ["check"]);
    expect(stderr).toContain(message);
    expect(stderr).toContain(" error");
    expect(exitCode).toBe(1);
  });

  test("--json is what a program reads, paths from the working directory", async () => {
    const folder = await repositoryFolder();
    await mkdir(join(folder, "my service"));
    await writeFile(join(folder, "my service", "schema.ts"), advised);
    const { exitCode, stdout, stderr } = await monotable(folder, ["check", "*/schema.ts", "--json"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual({
      schemas: ["my service/schema.ts"],
      errors: 0,
      warnings: 1,
      changes: [],
      diagnostics: [
        {
          schema: "my service/schema.ts",
          rule: "unused-index",
          severity: "warning",
          message: 'Table "notes": no access pattern uses the index "gsi1"',
          help: expect.any(String),
          file: "my service/schema.ts",
          line: 3,
          column: expect.any(Number),
          length: expect.any(Number),
        },
      ],
    });
  });

  test("--sarif is valid SARIF 2.1.0, for a design with errors, with warnings and with neither", async () => {
    const folder = await repositoryFolder();
    const schemas = fileURLToPath(new URL("../../../support/schemas", import.meta.url));
    await mkdir(join(folder, "my service"));
    await cp(join(schemas, "advice.ts"), join(folder, "my service", "schema.ts"));
    await writeFile(join(folder, "schema.ts"), head + note("Note"));
    const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats.default(ajv);
    const valid = ajv.compile(schema);
    const sarif = async (...argv: string[]) => {
      const { stdout } = await monotable(folder, ["check", "--sarif", ...argv]);
      const log = JSON.parse(stdout) as Log;
      expect(valid(log), JSON.stringify(valid.errors)).toBe(true);
      return log;
    };
    expect((await sarif()).runs[0]?.results).toEqual([]);
    const [run] = (await sarif("*/schema.ts")).runs;
    const levels = run?.results?.map(({ level }) => level);
    expect(new Set(levels)).toEqual(new Set(["error", "warning"]));
    const result = run?.results?.find(({ ruleId }) => ruleId === "unused-index");
    const place = result?.locations?.[0]?.physicalLocation;
    expect(place?.artifactLocation).toEqual({ uri: "my%20service/schema.ts", uriBaseId: "%SRCROOT%" });
    expect(run?.tool.driver.rules?.[result?.ruleIndex ?? -1]?.id).toBe("unused-index");
    // A log with one member wrong is refused: the schema is really asked.
    expect(valid({ version: "2.1.0", runs: [{ results: [{ message: 1 }] }] })).toBe(false);
  });

  test("wrong usage", async () => {
    const folder = await repositoryFolder();
    expect(await monotable(folder, ["check"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Pass the path of your schema file: monotable check path/to/schema.ts"),
    });
    expect(await monotable(folder, ["check", "--json", "--sarif"])).toMatchObject({ exitCode: 2 });
  });
});
