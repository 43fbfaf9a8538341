import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { lockText, parseLock } from "../../../../codegen/lock/lock.js";
import { monotable } from "../../../support/command.js";
import { repositoryFolder } from "../../../support/temporary-folder.js";

const good = `import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";
export const notes = defineTable("notes", { partitionKey: "pk", sortKey: "sk" });
export const Note = defineEntity("Note", {
  table: notes,
  schema: z.object({ owner: z.string(), noteId: z.string(), text: z.string() }),
  key: (n) => ({ partition: key\`OWNER#\${n.owner}\`, sort: key\`NOTE#\${n.noteId}\` }),
});
`;
const broken = good.replace("NOTE#", "N#");

/** A project that has been generated once. */
async function project() {
  const folder = await repositoryFolder();
  const lock = join(folder, "monotable.lock.json");
  await writeFile(join(folder, "schema.ts"), good);
  await monotable(folder, ["generate"]);
  return {
    folder,
    lock,
    before: await readFile(lock, "utf8"),
    generate: (...argv: string[]) => monotable(folder, ["generate", ...argv]),
  };
}

test("a change that breaks stored keys is refused, and nothing is written, until it is accepted by name", async () => {
  const { folder, lock, before, generate } = await project();
  await writeFile(join(folder, "schema.ts"), broken);
  const repository = await readFile(join(folder, "generated/note.ts"), "utf8");
  for (const refused of [await generate(), await generate("--check")]) {
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain("Note.key: sk changed from `NOTE#${noteId}` to `N#${noteId}`");
    expect(refused.stderr).toContain("Copy every Note to its new key");
    expect(refused.stderr).toContain('monotable generate --accept "Note.key"');
  }
  expect(await readFile(lock, "utf8")).toBe(before);
  expect(await readFile(join(folder, "generated/note.ts"), "utf8")).toBe(repository);
  const accepted = await generate("--accept", "Note.key");
  expect(accepted).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("lock-accepted") });
  expect(await readFile(lock, "utf8")).toContain("N#${noteId}");
  expect(await generate("--check")).toMatchObject({ exitCode: 0, stderr: "" });
});

test("a name that accepts nothing is a mistake", async () => {
  const { generate } = await project();
  const { exitCode, stderr } = await generate("--accept", "Note.key");
  expect(exitCode).toBe(1);
  expect(stderr).toContain('--accept "Note.key" matches no breaking change');
});

test("a change that needs a backfill is told when it is made, and by --check", async () => {
  const { folder, lock, before, generate } = await project();
  await writeFile(
    join(folder, "schema.ts"),
    good.replace("text: z.string()", "text: z.string(), size: z.number()"),
  );
  const check = await generate("--check");
  expect(check).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("  outdated  ./monotable.lock.json"),
  });
  expect(check.stderr).toContain("Note.size: is new and required");
  expect(await readFile(lock, "utf8")).toBe(before);
  expect(await generate()).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("lock-backfill") });
  expect((await generate()).stderr).toBe("");
});

test("a lock that was edited by hand is refused, and nothing is written", async () => {
  const { folder, lock, before, generate } = await project();
  const edited = before.replace("NOTE#", "N#");
  await writeFile(lock, edited);
  await writeFile(join(folder, "schema.ts"), broken);
  const path = relative(process.cwd(), lock).replaceAll("\\", "/");
  const { exitCode, stderr } = await generate();
  expect(exitCode).toBe(1);
  expect(stderr.replace(path, "monotable.lock.json")).toContain(
    'monotable.lock.json is invalid: checksum mismatch in entry "Note" (edited by hand or merged incorrectly).',
  );
  expect(await readFile(lock, "utf8")).toBe(edited);
  await rm(lock);
  expect((await generate()).exitCode).toBe(0);
});

test("two schemas of one folder have a lock each", async () => {
  const { folder, lock, generate } = await project();
  await writeFile(join(folder, "other.ts"), good.replaceAll("Note", "Memo"));
  const path = relative(process.cwd(), lock).replaceAll("\\", "/");
  const refused = await generate("other.ts", "--out", "other");
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr.replace(path, "monotable.lock.json")).toContain(
    "monotable.lock.json is the lock file of schema.ts, not of other.ts.",
  );
  expect(await readdir(folder)).not.toContain("other");
  expect((await generate("other.ts", "--out", "other", "--lock", "other.lock.json")).exitCode).toBe(0);
  expect(await readdir(folder)).toContain("other.lock.json");
});

test("check compares with the lock, too, and writes nothing", async () => {
  const { folder, lock, before } = await project();
  const check = (...argv: string[]) => monotable(folder, ["check", ...argv]);
  await writeFile(join(folder, "schema.ts"), broken.replace("text: z.string()", "size: z.number()"));
  const refused = await check();
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain(
    "Note.key: sk changed from `NOTE#${noteId}` to `N#${noteId}` (lock-breaks)",
  );
  expect(refused.stderr).toContain("schema.ts: 1 error, 1 warning\n");
  const { stdout } = await check("--json", "--accept", "Note.key");
  expect(JSON.parse(stdout)).toMatchObject({
    errors: 0,
    warnings: 2,
    diagnostics: [{ rule: "lock-accepted" }, { rule: "lock-backfill" }],
    changes: [
      { schema: "schema.ts", name: "Note.key", kind: "breaks" },
      { name: "Note.text", kind: "safe" },
      {
        name: "Note.size",
        kind: "backfill",
        todo: expect.stringContaining("backfill it or make it optional"),
      },
    ],
  });
  await writeFile(lock, before.replace("NOTE#", "N#"));
  expect(await check()).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('checksum mismatch in entry "Note"'),
  });
});

test.each([
  ["that is no JSON", (text: string) => text.slice(1), "it is not valid JSON"],
  [
    "with the marks of a merge",
    (text: string) => text.replace("{\n", "{\n<<<<<<< HEAD\n"),
    "it has conflict markers of an unfinished merge",
  ],
  [
    "of another format",
    (text: string) => text.replace('"format": 1', '"format": 2'),
    "its format is 2, but this version of monotable reads 1",
  ],
  ["of something else", () => "[]", "it is not a lock file of monotable"],
])("a lock %s is invalid", (_, edit, problem) => {
  const text = lockText({ format: 1, schema: "schema.ts", tables: {}, entities: {} });
  expect(parseLock(text).kind).toBe("found");
  expect(parseLock(edit(text))).toEqual({ kind: "unreadable", problem });
});
