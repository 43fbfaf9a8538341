import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { monotable } from "../support/command.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const shop = resolve("examples/shop");
const schema = join(shop, "schema.ts");

describe("the files of commands", { timeout: 120_000 }, () => {
  test.each([
    ["iam", "policies"],
    ["json-schema", "schemas"],
    ["cloudformation", "new/folder/tables.yaml"],
    ["terraform", "new/folder/tables.tf"],
    ["cdk", "new/folder/"],
  ])("emit %s --out %s writes all files, and --check finds them up to date", async (target, out) => {
    const folder = await temporaryFolder();
    const argv = ["emit", target, schema, "--out", out];
    const written = await monotable(folder, argv);
    expect([written.stderr, written.exitCode]).toEqual(["", 0]);
    expect(written.stdout).toMatch(/\d+ created/);
    const checked = await monotable(folder, [...argv, "--check"]);
    expect([checked.stderr, checked.exitCode]).toEqual(["", 0]);
    expect(checked.stdout).toContain("up to date");
  });

  test("import --out makes the folders of its file, and never overwrites one", async () => {
    const folder = await temporaryFolder();
    expect(await monotable(folder, ["emit", "workbench", schema, "--out", "model.json"])).toMatchObject({
      exitCode: 0,
    });
    const argv = ["import", "workbench", "model.json", "--out", "new/dir/schema.ts"];
    const imported = await monotable(folder, argv);
    expect([imported.stderr, imported.exitCode]).toEqual(["", 0]);
    expect(await readFile(join(folder, "new/dir/schema.ts"), "utf8")).toContain("defineTable(");
    const again = await monotable(folder, argv);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain("already exists and is not overwritten");
  });

  test("generate --out rejects a file, and a name that is one", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "notes"), "mine");
    for (const out of ["notes", "generated.ts"]) {
      const { exitCode, stderr } = await monotable(folder, ["generate", schema, "--out", out]);
      expect([exitCode, stderr]).toEqual([2, `error: --out takes a folder, but ${out} is a file.\n`]);
    }
    expect(await readFile(join(folder, "notes"), "utf8")).toBe("mine");
    await expect(access(join(folder, "generated.ts"))).rejects.toThrow("ENOENT");
  });

  test("describe --out replaces its own page, and no other file", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "docs"));
    await writeFile(join(folder, "docs/mine.md"), "mine");
    const describeTo = (out: string, ...more: string[]) =>
      monotable(folder, ["describe", schema, "--markdown", "--out", out, ...more]);
    expect(await describeTo("docs/new/table.md")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await describeTo("docs/new/table.md")).toMatchObject({ exitCode: 0, stderr: "" });
    const rejected = await describeTo("docs/mine.md");
    expect(rejected.exitCode).toBe(1);
    expect(rejected.stderr).toContain("pass --overwrite to replace it");
    expect(await readFile(join(folder, "docs/mine.md"), "utf8")).toBe("mine");
    expect(await describeTo("docs/mine.md", "--overwrite")).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(folder, "docs/mine.md"), "utf8")).toContain("# shop");
  });
});
