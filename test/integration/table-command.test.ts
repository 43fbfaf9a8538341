import { randomUUID } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type CommandResult, monotable } from "../support/command.js";
import { repositoryFolder } from "../support/temporary-folder.js";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
const names = (await readdir(examples)).sort();
const endpoint = (): string => process.env["DYNAMODB_ENDPOINT"] ?? "";

beforeEach(() => {
  // A database of its own, as the SDK's own providers find it.
  vi.stubEnv("AWS_ACCESS_KEY_ID", `local${randomUUID().replaceAll("-", "")}`);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
  vi.stubEnv("AWS_REGION", "local");
});
afterEach(() => vi.unstubAllEnvs());

/** A schema in a folder of its own, and `monotable table` for it. */
async function project(schema: string) {
  const folder = await repositoryFolder();
  const write = (text: string): Promise<void> => writeFile(join(folder, "schema.ts"), text);
  await write(schema);
  const table = (...argv: string[]): Promise<CommandResult> =>
    monotable(folder, ["table", ...argv, "--endpoint", endpoint()]);
  return { write, table };
}

/** The kinds and descriptions of the steps of a plan, of all of its tables. */
async function steps(result: Promise<CommandResult>): Promise<string[]> {
  const plans = JSON.parse((await result).stdout) as { steps: { kind: string; description: string }[] }[];
  return plans.flatMap((plan) => plan.steps.map(({ kind, description }) => `${kind}: ${description}`));
}

describe.each(names)("examples/%s", (name) => {
  it("is created, changed and dropped", async () => {
    const schema = await readFile(join(examples, name, "schema.ts"), "utf8");
    const { write, table } = await project(schema);
    expect((await table("status")).exitCode).toBe(1);
    expect(await table("create")).toMatchObject({ exitCode: 0 });
    expect(await table("plan", "--check")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(": as the schema says"),
    });

    // A new index, a new entity, another projection: the index of that is built anew.
    const [, index = ""] = /indexes: \{\s*(?:\/\/.*\s*)?(["\w-]+): \{/.exec(schema) ?? [];
    const projected = schema.replace(`${index}: {`, `${index}: { projection: "KEYS_ONLY",`);
    const indexed = projected.replace("indexes: {", 'indexes: { added: { partitionKey: "addedKey" },');
    const [, exported] = /export const (\w+) = defineTable/.exec(schema) ?? [];
    const partition = /partitionKey: "userId"/.test(schema) ? "userId: z.string()" : "addedId: z.string()";
    const key =
      partition === "userId: z.string()"
        ? "(a) => ({ partition: a.userId })"
        : "(a) => ({ partition: key`ADDED#${a.addedId}`, sort: key`ADDED` })";
    const entity = `
import { key as key_ } from "monotable";
void key_;
export const AddedThing = defineEntity("AddedThing", {
  table: ${exported},
  schema: z.object({ ${partition}, addedKey: z.string() }),
  key: ${key},
  indexes: () => ({ byAdded: { index: "added" } }),
});
`;
    // Where no item has its entity's name, another entity needs keys that tell it apart: the index alone will do there.
    const other = /entityAttribute: false/.test(schema) ? "" : entity;
    await write(indexed + other);
    const planned = await steps(table("plan", "--json"));
    const bare = index.replaceAll('"', "");
    expect(planned.map((step) => step.replace(/ on .*/, ""))).toEqual([
      `remove: delete index "${bare}"`,
      'add: create index "added"',
      `add: create index "${bare}"`,
    ]);
    expect((await table("plan", "--check")).exitCode).toBe(1);
    expect(await table("apply")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(
        "Steps that destroy something need --allow-destructive; nothing was changed.",
      ),
    });
    expect(await table("apply", "--allow-destructive")).toMatchObject({ exitCode: 0 });
    expect(await steps(table("plan", "--json"))).toEqual([]);
    const status = await table("status");
    expect(status).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('index "added" on addedKey (S)'),
    });
    expect(status.stdout).toContain(`index "${bare}"`);
    expect(status.stdout).toContain("keys only: ACTIVE");

    // The key of a table that is there cannot be changed.
    const [, key1 = ""] = /partitionKey: "(\w+)"/.exec(schema) ?? [];
    const rekeyed = schema.replace(`partitionKey: "${key1}"`, 'partitionKey: "other"');
    if (!/partition: \w+\.userId/.test(schema)) {
      await write(rekeyed);
      const refused = await table("apply", "--allow-destructive");
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain(`its partition key is "${key1}" (S), and "other" (S) in the schema`);
      expect(refused.stderr).toContain("needs a new table and a migration");
    }

    await write(schema);
    expect((await table("list")).stdout.trim().split("\n")).toHaveLength(1);
    expect(await table("drop")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("give --yes") });
    expect(await table("drop", "--yes")).toMatchObject({ exitCode: 0 });
    expect((await table("list", "--json")).stdout).toBe("[]\n");
  }, 180_000);
});

const settings = `import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";
export const notes = defineTable("notes", {
  partitionKey: "pk",
  pointInTimeRecovery: true,
  encryption: "AWS_MANAGED",
  deletionProtection: true,
  tags: { team: "notes" },
  replicas: ["eu-central-1"],
  stream: "NEW_AND_OLD_IMAGES",
});
export const Note = defineEntity("Note", {
  table: notes,
  schema: z.object({ noteId: z.string() }),
  key: (n) => ({ partition: key\`NOTE#\${n.noteId}\` }),
});
`;

describe("monotable table", () => {
  it("shows what the server does not support, and keeps a protected table", async () => {
    const { write, table } = await project(settings);
    expect(await table("apply")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(
        "not supported by this endpoint: point-in-time recovery, encryption, tags, replicas",
      ),
    });
    expect((await table("plan", "--check")).exitCode).toBe(0);
    expect(await table("drop", "--yes")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("Table notes is protected from deletion; nothing was deleted."),
    });
    await write(settings.replace("deletionProtection: true", "deletionProtection: false"));
    expect((await table("apply")).exitCode).toBe(0);
    expect((await table("drop", "--yes")).exitCode).toBe(0);
  });

  it("recreates a table of another key when it is named", async () => {
    const plain = settings.replace("deletionProtection: true", "deletionProtection: false");
    const { write, table } = await project(plain);
    await table("create");
    await write(plain.replace('partitionKey: "pk"', 'partitionKey: "id"'));
    expect((await table("apply", "--recreate", "notes")).exitCode).toBe(1);
    expect((await table("apply", "--allow-destructive", "--recreate", "notes")).exitCode).toBe(0);
    expect((await table("plan", "--check")).exitCode).toBe(0);
  });

  it("takes the name of a table in DynamoDB", async () => {
    const { table } = await project(settings);
    expect((await table("create", "--table", "notes=notes-test")).exitCode).toBe(0);
    expect((await table("list")).stdout).toBe("notes-test\n");
  });

  it.each([
    [["plan", "--table", "other=other-test"], 2, 'the schema has no table "other". It has notes.'],
    [["plan", "--table", "notes"], 2, "Write it as shop=shop-production"],
    [["plan", "--schema", "nowhere.ts"], 2, "There is no schema file nowhere.ts."],
    [["apply", "--recreate", "other"], 2, 'the schema has no table "other"'],
  ])("%j is refused", async (argv, exitCode, message) => {
    const { table } = await project(settings);
    expect(await table(...argv)).toMatchObject({ exitCode, stderr: expect.stringContaining(message) });
  });

  it("says that nothing answers", async () => {
    const folder = await repositoryFolder();
    const result = await monotable(folder, ["table", "list", "--endpoint", "http://127.0.0.1:9"]);
    expect(result).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("Nothing answers at http://127.0.0.1:9"),
    });
  });
});
