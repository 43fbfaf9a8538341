import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { monotable } from "../../../support/command.js";
import { repositoryFolder } from "../../../support/temporary-folder.js";

const good = `import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const notes = defineTable("notes", { partitionKey: "pk", sortKey: "sk" });

/** A note. */
export const Note = defineEntity("Note", {
  table: notes,
  schema: z.object({ owner: z.string(), noteId: z.string(), text: z.string() }),
  key: (n) => ({ partition: key\`OWNER#\${n.owner}\`, sort: key\`NOTE#\${n.noteId}\` }),
});
`;
const bad = good.replace("n.owner}", "n.ownr}");
// Another entity in its place: one of the same key would be the same items under another name.
const renamed = good.replace('defineEntity("Note"', 'defineEntity("Memo"').replace("NOTE#", "MEMO#");

async function project(schema = good): Promise<string> {
  const folder = await repositoryFolder();
  await writeFile(join(folder, "schema.ts"), schema);
  return folder;
}

describe("monotable generate", () => {
  test("finds schema.ts, writes beside it, and writes nothing the second time", async () => {
    const folder = await project();
    const first = await monotable(folder, ["generate"]);
    expect(first).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^schema\.ts: generated 5 files in generated, wrote monotable\.lock\.json \(\d+\.\d s\)\n$/,
      ),
      stderr: "",
    });
    const files = ["index.ts", "note.storage.ts", "note.ts", "runtime.ts", "tables.ts"];
    expect((await readdir(join(folder, "generated"))).sort()).toEqual(files);
    const times = () =>
      Promise.all(files.map(async (file) => (await stat(join(folder, "generated", file))).mtimeMs));
    const before = await times();
    const second = await monotable(folder, ["generate", "schema.ts"]);
    expect(second).toEqual({ exitCode: 0, stdout: "schema.ts: 6 files up to date\n", stderr: "" });
    expect(await times()).toEqual(before);
  });

  test("--check passes on what was generated, and fails on an edited, missing or orphaned file", async () => {
    const folder = await project();
    const generated = join(folder, "generated");
    await monotable(folder, ["generate"]);
    const check = () => monotable(folder, ["generate", "--check"]);
    expect((await check()).exitCode).toBe(0);

    const note = await readFile(join(generated, "note.ts"), "utf8");
    await writeFile(join(generated, "note.ts"), `${note}// edited\n`);
    await writeFile(join(generated, "old.ts"), note);
    await rm(join(generated, "tables.ts"));
    const failed = await check();
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toBe(
      [
        "  missing   generated/tables.ts",
        "  outdated  generated/note.ts",
        "  orphan    generated/old.ts",
        "schema.ts: 1 to create, 1 to update, 1 to remove: run `npx monotable generate`\n",
      ].join("\n"),
    );
    expect((await readdir(generated)).sort()).toEqual([
      "index.ts",
      "note.storage.ts",
      "note.ts",
      "old.ts",
      "runtime.ts",
    ]);
    expect((await monotable(folder, ["generate"])).stdout).toMatch(
      /^schema\.ts: generated 2 files in generated, removed 1 file \(\d+\.\d s\)\n$/,
    );
  });

  test("an entity that is renamed leaves no old file behind", async () => {
    const folder = await project();
    await monotable(folder, ["generate"]);
    await writeFile(join(folder, "schema.ts"), renamed);
    expect((await monotable(folder, ["generate", "--accept", "Note"])).stdout).toMatch(
      /^schema\.ts: generated 3 files in generated, removed 2 files, wrote monotable\.lock\.json \(\d+\.\d s\), 1 warning\n$/,
    );
  });

  test("a mistake is shown in its line, and nothing is written", async () => {
    const folder = await project(bad);
    const { exitCode, stderr } = await monotable(folder, ["generate"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("schema.ts:10:");
    expect(stderr).toContain("  10 |   key: (n) => ({ partition: key`OWNER#${n.ownr}`");
    expect(stderr).toMatch(/ \| +\^+\n {2}help: /);
    expect(stderr).toContain("schema.ts: 1 error; no files were written\n");
    expect(await readdir(folder)).toEqual(["schema.ts"]);
  });

  test("a file that is not ours is never overwritten", async () => {
    const folder = await project();
    await mkdir(join(folder, "generated"));
    await writeFile(join(folder, "generated", "note.ts"), "export const mine = 1;\n");
    const { exitCode, stderr } = await monotable(folder, ["generate"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("generated/note.ts already exists");
    expect(await readdir(join(folder, "generated"))).toEqual(["note.ts"]);
  });

  test("several schemas, by patterns that no shell has expanded", async () => {
    const folder = await repositoryFolder();
    for (const name of ["one", "two"]) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, "schema.ts"), good);
    }
    const all = await monotable(folder, ["generate", "*/schema.ts"]);
    expect(all).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^one: generated 5 files in one\/generated, wrote one\/monotable\.lock\.json \(\d+\.\d s\)\ntwo: generated 5 files in two\/generated, wrote two\/monotable\.lock\.json \(\d+\.\d s\)\n$/,
      ),
      stderr: "",
    });
    await writeFile(join(folder, "one", "schema.ts"), bad);
    const some = await monotable(folder, ["generate", "**/schema.ts"]);
    expect(some.exitCode).toBe(1);
    expect(some.stdout).toBe("two: 6 files up to date\n");
  });

  test("--out and --import-extension", async () => {
    // Zod itself validates it: the generated code imports the schema.
    const folder = await project(good.replace("text: z.string()", "text: z.string().refine(Boolean)"));
    const out = join(folder, "src", "database");
    await monotable(folder, ["generate", "--out", "src/database", "--import-extension", "ts"]);
    const index = await readFile(join(out, "index.ts"), "utf8");
    expect(index).toContain('from "../../schema.ts";');
    expect(index).toContain('from "./note.ts";');
    await monotable(folder, ["generate", "-o", "src/database", "--import-extension", "none"]);
    expect(await readFile(join(out, "index.ts"), "utf8")).toContain('from "../../schema";');
  });

  test.each([
    [["generate", "--colour"], "unknown option '--colour'"],
    [["generate", "nowhere.ts"], "Schema file not found: nowhere.ts"],
    [["generate", "*.tsx"], "Schema file not found: *.tsx"],
    [["generate", "--check", "--watch"], "cannot be used with option"],
    [["generate", "--import-extension", "jsx"], "Allowed choices are js, ts, none"],
    [["local", "--port", "http"], "Expected a port from 1 to 65535."],
    [["genrate"], "Did you mean generate?"],
  ])("wrong usage: %j", async (argv, message) => {
    const folder = await repositoryFolder();
    const { exitCode, stderr } = await monotable(folder, argv);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });

  test("no schema, no command", async () => {
    const folder = await repositoryFolder();
    expect(await monotable(folder, ["generate"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("No schema.ts or src/schema.ts found here."),
    });
    expect(await monotable(folder, ["--help"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("generate [options] [schema...]"),
    });
    expect((await monotable(folder, ["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+/);
  });

  test("--watch generates again after each change, and survives mistakes", async () => {
    const folder = await project();
    const controller = new AbortController();
    let printed = "";
    const print = (text: string) => {
      printed += text;
    };
    const running = monotable(folder, ["generate", "--watch"], { stop: controller.signal, print });
    const shows = (text: string) => vi.waitFor(() => expect(printed).toContain(text), { timeout: 15_000 });
    await shows("press Ctrl-C to stop.");
    await writeFile(join(folder, "schema.ts"), bad);
    await shows("1 error; no files were written");
    await writeFile(
      join(folder, "schema.ts"),
      good.replace("text: z.string()", "text: z.string().optional()"),
    );
    await shows("schema.ts: generated 2 files in generated");
    controller.abort();
    expect((await running).exitCode).toBe(0);
  }, 60_000);
});
