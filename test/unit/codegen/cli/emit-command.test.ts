import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { targets } from "../../../../codegen/targets/index.js";
import { monotable } from "../../../support/command.js";
import { repositoryFolder } from "../../../support/temporary-folder.js";

const schema = `import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const notes = defineTable("notes", { partitionKey: "pk", sortKey: "sk", timeToLive: "expiresAt" });
export const logs = defineTable("logs", { partitionKey: "id" });

export const Note = defineEntity("Note", {
  table: notes,
  schema: z.object({ owner: z.string(), noteId: z.string() }),
  key: (n) => ({ partition: key\`OWNER#\${n.owner}\`, sort: key\`NOTE#\${n.noteId}\` }),
});
export const Log = defineEntity("Log", {
  table: logs,
  schema: z.object({ id: z.string() }),
  key: (l) => ({ partition: l.id }),
});
`;

async function project(): Promise<string> {
  const folder = await repositoryFolder();
  await writeFile(join(folder, "schema.ts"), schema);
  return folder;
}

// Each run of the command loads the schema anew.
describe("monotable emit", { timeout: 180_000 }, () => {
  test("prints one text as it is, and several below their paths", async () => {
    const folder = await project();
    const one = await monotable(folder, ["emit", "sdk", "--table", "logs", "--table-name", "logs=logs-dev"]);
    expect(one.stderr).toBe("");
    expect(one.exitCode).toBe(0);
    expect(JSON.parse(one.stdout)).toMatchObject({
      TableName: "logs-dev",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
  });

  test("prints several texts below their paths, and other formats", async () => {
    const folder = await project();
    const both = await monotable(folder, ["emit", "sdk"]);
    expect(both.stdout).toMatch(/^==> notes\.json <==\n\{[\s\S]*\n\}\n\n==> logs\.json <==\n\{/);
    const json = await monotable(folder, ["emit", "cloudformation", "--format", "json", "--global-table"]);
    expect(Object.values(JSON.parse(json.stdout).Resources)).toMatchObject([
      { Type: "AWS::DynamoDB::GlobalTable" },
      { Type: "AWS::DynamoDB::GlobalTable" },
    ]);
  });

  test("writes a file or a folder, and --check compares", async () => {
    const folder = await project();
    const emit = (...argv: string[]) => monotable(folder, ["emit", ...argv]);
    expect(await emit("terraform", "--out", "infra/db.tf")).toEqual({
      exitCode: 0,
      stdout: "infra/db.tf: 1 created\n",
      stderr: "",
    });
    expect((await emit("terraform", "-o", "infra/db.tf", "--check")).stdout).toBe(
      "infra/db.tf: 1 file up to date\n",
    );
    expect((await emit("sdk", "-o", "infra")).stdout).toBe("infra: 2 created\n");
    expect((await readdir(join(folder, "infra"))).sort()).toEqual(["db.tf", "logs.json", "notes.json"]);

    const text = await readFile(join(folder, "infra/db.tf"), "utf8");
    await writeFile(join(folder, "infra/db.tf"), text.replaceAll("STANDARD", "OTHER"));
    const checked = await emit("terraform", "-o", "infra/db.tf", "--check");
    expect(checked).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: "  outdated  infra/db.tf\ninfra/db.tf: 1 to update\n",
    });
    expect((await emit("terraform", "-o", "infra/db.tf")).stdout).toBe("infra/db.tf: 1 updated\n");
    expect(await readFile(join(folder, "infra/db.tf"), "utf8")).toBe(text);
  });

  test("what is somebody's own is not overwritten", async () => {
    const folder = await project();
    await mkdir(join(folder, "infra"));
    await writeFile(join(folder, "infra/tables.ts"), "export const mine = 1;\n");
    const { exitCode, stderr } = await monotable(folder, ["emit", "cdk", "-o", "infra/"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("infra/tables.ts is in the way: monotable did not generate it");
    expect(await readFile(join(folder, "infra/tables.ts"), "utf8")).toBe("export const mine = 1;\n");
  });

  test.each([
    [["emit", "terrafrom"], 'Unknown target "terrafrom". Did you mean "terraform"?'],
    [["emit", "sdk", "--format", "xml"], 'Unknown format "xml" for sdk; use json'],
    [["emit", "sdk", "--check"], "--check needs --out: it compares with existing files."],
    [["emit", "sdk", "--table", "note"], 'Unknown table "note". Did you mean "notes"?'],
    [["emit", "sdk", "--table-name", "notes"], "Write it as shop=shop-production"],
    [["emit", "sdk", "--table-name", "note=x-y"], 'Unknown table "note".'],
    [["emit", "sdk", "--out", "tables.json"], "2 files to write"],
    [["emit", "sdk", "schema.ts", "copy.ts"], 'Two schemas declare the table "notes"'],
    [["emit", "sdk", "nowhere.ts"], "Schema file not found: nowhere.ts."],
    [["emit"], "missing required argument 'target'"],
  ])("wrong usage: %j", async (argv, message) => {
    const folder = await project();
    await writeFile(join(folder, "copy.ts"), schema);
    const { exitCode, stdout, stderr } = await monotable(folder, argv);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(exitCode).toBe(2);
  });

  test("a schema with an error makes nothing", async () => {
    const folder = await project();
    await writeFile(join(folder, "schema.ts"), schema.replace("n.owner}", "n.ownr}"));
    const { exitCode, stdout, stderr } = await monotable(folder, ["emit", "sdk", "--out", "infra"]);
    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("schema.ts: 1 error; no files were written\n");
    expect(await readdir(folder)).toEqual(["schema.ts"]);
  });

  test("the help names every target", async () => {
    const { stdout } = await monotable(await repositoryFolder(), ["emit", "--help"]);
    for (const name of Object.keys(targets)) expect(stdout).toContain(name);
  });
});
