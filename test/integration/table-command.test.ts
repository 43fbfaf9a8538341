import { randomUUID } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { compareLocks } from "../../codegen/lock/compare.js";
import { type Lock, parseLock } from "../../codegen/lock/lock.js";
import { lockOf } from "../../codegen/lock/lock-of.js";
import type { EntityModel, IndexModel, TableModel } from "../../src/model/model.js";
import { monotable } from "../support/command.js";
import { attribute, globalIndex, natural, table } from "../support/model-parts.js";
import { tableCommands } from "../support/table-commands.js";
import { repositoryFolder } from "../support/temporary-folder.js";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
const names = (await readdir(examples)).sort();
const endpoint = (): string => process.env["DYNAMODB_ENDPOINT"] ?? "";

/** A database of its own, as the SDK's own providers find it. */
function ownDatabase(): void {
  vi.stubEnv("AWS_ACCESS_KEY_ID", `local${randomUUID().replaceAll("-", "")}`);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
  vi.stubEnv("AWS_REGION", "local");
}

/** A design whose schema need not be read, which takes seconds: what is generated from it, and its lock. */
interface Example {
  readonly table: TableModel;
  readonly lock: Lock;
}

async function readExample(name: string): Promise<Example> {
  const folder = join(examples, name);
  const { tables } = await import(pathToFileURL(join(folder, "generated/tables.ts")).href);
  const found = parseLock(await readFile(join(folder, "monotable.lock.json"), "utf8"));
  if (found.kind !== "found") throw new Error(`${name}: its lock cannot be read`);
  const [only, ...others] = tables as readonly TableModel[];
  if (only === undefined || others.length > 0) throw new Error("an example has one table");
  return { table: only, lock: found.lock };
}

/** The table of an example, changed. */
function changed({ table: before, lock }: Example, change: Partial<TableModel>): Example {
  const after = { ...before, ...change };
  const { tables } = lockOf({ format: 1, tables: [after], entities: [], collections: [] }, lock.schema);
  return { table: after, lock: { ...lock, tables } };
}

/** An entity that the example has not, alone in an index of its own. */
function addedEntity({ name, partitionKey, sortKey }: TableModel): EntityModel {
  const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])].map((key) => key.name);
  return {
    name: "Added",
    table: name,
    exportName: "Added",
    attributes: [...keys, "addedKey"].map((key) => attribute(key, "string", "string")),
    primaryKey: {
      name: "query",
      partition: keys.slice(0, 1).map(natural),
      sort: keys.slice(1).map(natural),
      shared: false,
    },
    indexes: [{ name: "byAdded", index: "added", partition: [natural("addedKey")], sort: [], shared: false }],
  };
}

/** What the lock says of a change. */
function classified(before: Example, after: Example): string[] {
  return compareLocks(before.lock, after.lock).map(({ name, kind }) => `${name}: ${kind}`);
}

describe("monotable table, for the examples", () => {
  beforeAll(ownDatabase);
  afterAll(() => vi.unstubAllEnvs());

  // Most of the time is spent waiting for indexes.
  it.concurrent.each(names)(
    "creates, changes, shows and drops the table of %s",
    { timeout: 180_000 },
    async (name) => {
      const example = await readExample(name);
      const { table: only } = example;
      const run = tableCommands(endpoint());
      const steps = async (after: Example): Promise<string[]> => {
        const [plan] = JSON.parse((await run("plan", [after.table], { json: true })).stdout);
        return plan.steps.map(({ kind, description }: { kind: string; description: string }) => {
          return `${kind}: ${description.replace(/ on .*?(, to rebuild it)?$/, "$1")}`;
        });
      };
      expect(classified(example, changed(example, {}))).toEqual([]);
      expect(await run("status", [only])).toMatchObject({
        exitCode: 1,
        stdout: `${only.name}: missing in local; run \`monotable table create\`\n`,
      });
      expect(await run("create", [only])).toMatchObject({ exitCode: 0 });
      expect(await run("plan", [only], { check: true })).toMatchObject({
        exitCode: 0,
        stdout: `${only.name}: up to date\n`,
      });

      // A new index.
      const indexed = changed(example, { indexes: [...only.indexes, globalIndex("added", ["addedKey"])] });
      expect(await steps(indexed)).toEqual(['add: create index "added"']);
      expect(classified(example, indexed)).toEqual([`${only.name}.added: rebuild`]);
      expect(await run("plan", [indexed.table], { check: true })).toMatchObject({ exitCode: 1 });
      expect(await run("apply", [indexed.table])).toMatchObject({ exitCode: 0 });

      // A new entity: the table need not know.
      const { entities } = lockOf(
        { format: 1, tables: [], entities: [addedEntity(only)], collections: [] },
        indexed.lock.schema,
      );
      const grown: Example = {
        ...indexed,
        lock: { ...indexed.lock, entities: { ...indexed.lock.entities, ...entities } },
      };
      expect(await steps(grown)).toEqual([]);
      expect(classified(indexed, grown)).toEqual(["Added: safe"]);

      // Another projection, and another key: the index is built anew.
      const index = only.indexes.find(({ type }) => type === "global");
      const rebuilt: [string, Partial<IndexModel>][] = [
        ["projection", { projection: index?.projection === "KEYS_ONLY" ? "ALL" : "KEYS_ONLY" }],
        ["key", { partitionKey: [{ name: "otherKey", type: "N" }] }],
      ];
      let before = grown;
      for (const [part, change] of index === undefined ? [] : rebuilt) {
        const { indexes } = before.table;
        const after = changed(before, {
          indexes: indexes.map((one) => (one.name === index?.name ? { ...one, ...change } : one)),
        });
        expect(await steps(after), part).toEqual([
          `remove: delete index "${index?.name}", to rebuild it`,
          `add: create index "${index?.name}"`,
        ]);
        expect(classified(before, after), part).toEqual([`${only.name}.${index?.name}: rebuild`]);
        expect(await run("apply", [after.table]), part).toMatchObject({
          exitCode: 1,
          stderr: expect.stringContaining("need --allow-destructive; nothing was changed."),
        });
        expect(await run("apply", [after.table], { allowDestructive: true }), part).toMatchObject({
          exitCode: 0,
        });
        expect(await steps(after), part).toEqual([]);
        before = after;
      }
      const status = await run("status", [before.table]);
      expect(status).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('index "added" on addedKey (S)'),
      });
      if (index !== undefined) {
        expect(status.stdout).toContain(`index "${index.name}" on otherKey (N)`);
      }

      // The key of a table that is there cannot be changed.
      const rekeyed = changed(before, { partitionKey: { name: "other", type: "S" } });
      expect(classified(before, rekeyed)).toEqual([`${only.name}.key: breaks`]);
      const refused = await run("apply", [rekeyed.table], { allowDestructive: true });
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain(
        `the partition key is "${only.partitionKey.name}" (S), but "other" (S) in the schema`,
      );
      expect(refused.stderr).toContain("need a new table and a migration");

      expect(await run("drop", [before.table], { yes: true })).toMatchObject({ exitCode: 0 });
      expect((await run("status", [before.table])).exitCode).toBe(1);
    },
  );
});

describe("monotable table, on DynamoDB Local", () => {
  beforeEach(ownDatabase);
  afterEach(() => vi.unstubAllEnvs());

  it("shows what the server does not support, and keeps a protected table", async () => {
    const run = tableCommands(endpoint());
    const settings = {
      throughput: { mode: "onDemand" },
      tableClass: "STANDARD_INFREQUENT_ACCESS",
      recoveryDays: 7,
      encryption: { key: "AWS_MANAGED" },
      deletionProtection: true,
      contributorInsights: "THROTTLED_KEYS",
      tags: { team: "notes" },
      resourcePolicy: { Version: "2012-10-17", Statement: [] },
      replicas: [{ region: "eu-central-1", tableClass: "STANDARD", deletionProtection: false, tags: {} }],
      indexes: { one: { throughput: { mode: "onDemand", maximumRead: 5 } } },
    } as const;
    const notes = table("notes", { indexes: [globalIndex("one", ["a"])], settings });
    const unsupported =
      "not supported by this endpoint: maximum throughput of indexes, table class, point-in-time recovery, encryption, contributor insights, tags, replicas, resource policy";
    for (const [command, flags] of [["plan"], ["apply"], ["plan", { check: true }], ["status"]] as const) {
      expect(await run(command, [notes], flags)).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining(unsupported),
      });
    }
    expect(await run("drop", [notes], { yes: true })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("Table notes has deletion protection; nothing was deleted."),
    });
    const open = { ...notes, settings: { ...settings, deletionProtection: false } };
    expect((await run("apply", [open])).exitCode).toBe(0);
    expect((await run("drop", [open], { yes: true })).exitCode).toBe(0);
  });

  it("says which local index it cannot change, and recreates a table when it is named", async () => {
    const run = tableCommands(endpoint());
    const local: IndexModel = {
      ...globalIndex("byName", ["pk"], ["name"]),
      type: "local",
    };
    const [plain, indexed] = [table("notes"), table("notes", { indexes: [local] })];
    await run("create", [plain]);
    expect((await run("plan", [indexed])).stdout).toBe(
      [
        "notes",
        '  ! local index "byName" on pk (S), name (S) with all attributes is missing: cannot be changed in an existing table',
        "",
        "Cannot be applied: create a new table and migrate the items, or use --recreate notes if they can be lost.",
        "",
      ].join("\n"),
    );
    expect((await run("apply", [indexed], { recreate: ["notes"] })).exitCode).toBe(1);
    expect(await run("apply", [indexed], { recreate: ["notes"], allowDestructive: true })).toMatchObject({
      exitCode: 0,
    });
    expect((await run("plan", [indexed], { check: true })).exitCode).toBe(0);
  });

  it("changes throughput, stream and time to live", async () => {
    const run = tableCommands(endpoint());
    const units = (read: number) => ({
      mode: "provisioned" as const,
      read: { minimum: read, maximum: read },
      write: { minimum: 1, maximum: 1 },
    });
    const base = {
      tableClass: "STANDARD",
      encryption: { key: "AWS_OWNED" },
      deletionProtection: false,
      tags: {},
      replicas: [],
    } as const;
    const indexes = [globalIndex("one", ["a"])];
    const versions = [
      table("notes", { indexes, stream: "KEYS_ONLY" }),
      table("notes", {
        indexes: [...indexes, globalIndex("two", ["b"])],
        stream: "NEW_AND_OLD_IMAGES",
        timeToLive: "ends",
        settings: {
          ...base,
          throughput: units(3),
          indexes: { one: { throughput: units(2) }, two: { throughput: units(4) } },
        },
      }),
      table("notes", { settings: { ...base, throughput: { mode: "onDemand" }, indexes: {} } }),
    ];
    for (const version of versions) {
      expect(await run("apply", [version], { allowDestructive: true })).toMatchObject({ exitCode: 0 });
      expect(await run("plan", [version], { check: true })).toMatchObject({ exitCode: 0 });
    }
  });
});

const schema = `import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";
export const notes = defineTable("notes", { partitionKey: "pk" });
export const Note = defineEntity("Note", {
  table: notes,
  schema: z.object({ noteId: z.string() }),
  key: (n) => ({ partition: key\`NOTE#\${n.noteId}\` }),
});
`;

/** A schema in a folder of its own, and `monotable table` for it. */
async function project(text = schema) {
  const folder = await repositoryFolder();
  await writeFile(join(folder, "schema.ts"), text);
  return (...argv: string[]) => monotable(folder, ["table", ...argv]);
}

describe("the command line of monotable table", () => {
  beforeEach(ownDatabase);
  afterEach(() => vi.unstubAllEnvs());

  it("takes the name of a table in DynamoDB, and prints JSON", async () => {
    const run = await project();
    const there = ["--endpoint", endpoint()];
    expect(await run("create", "--table", "notes=notes-test", ...there)).toMatchObject({
      exitCode: 0,
      stdout: "notes-test: 1 step done\n",
    });
    expect((await run("list", ...there)).stdout).toBe("notes-test\n");
    expect(JSON.parse((await run("list", "--json", ...there)).stdout)).toEqual(["notes-test"]);
    const { stdout } = await run("status", "--json", "--table", "notes=notes-test", ...there);
    expect(JSON.parse(stdout)).toMatchObject([
      { table: "notes", name: "notes-test", state: { status: "ACTIVE" }, unsupported: [] },
    ]);
  });

  const help = "Expected <table>=<name in DynamoDB>, e.g. shop=shop-production";
  it.each([
    [["plan", "--table", "note=other-test"], 2, '--table: unknown table "note". Did you mean "notes"?'],
    [["plan", "--table", "n"], 2, help],
    [["plan", "--schema", "nowhere.ts"], 2, "Schema file not found: nowhere.ts"],
    [["plan", "--endpoint", "127.0.0.1:8000"], 2, "Expected a URL, e.g. http://127.0.0.1:8000."],
    [["list", "--endpoint", "http://127.0.0.1:9"], 1, "Cannot connect to http://127.0.0.1:9 (ECONNREFUSED)."],
  ])("refuses %j", async (argv, exitCode, message) => {
    const run = await project();
    const there = argv.includes("--endpoint") ? [] : ["--endpoint", endpoint()];
    expect(await run(...argv, ...there)).toMatchObject({
      exitCode,
      stdout: "",
      stderr: expect.stringContaining(message),
    });
  });

  it("says that there are no credentials, and no region", async () => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_PROFILE"])
      vi.stubEnv(name, undefined);
    vi.stubEnv("AWS_CONFIG_FILE", "/nowhere");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    const run = await project();
    const said = async (...argv: string[]) => (await run("list", ...argv)).stderr;
    expect(await said("--region", "eu-west-1")).toContain("No AWS credentials are found.");
    expect(await said("--profile", "shop", "--region", "eu-west-1")).toContain(
      'The profile "shop" gives no AWS credentials.',
    );
    vi.stubEnv("AWS_ACCESS_KEY_ID", "a");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "b");
    expect(await said()).toContain("No AWS region is known. Give --region eu-central-1, or set AWS_REGION.");
  });

  it("says that the table has another key, and knows the tables that it may recreate", async () => {
    const run = tableCommands(endpoint());
    await run("create", [table("notes")]);
    const [{ sortKey: _, ...other }] = [table("notes")];
    expect(await run("apply", [other], { allowDestructive: true })).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringContaining('the sort key is "sk" (S), but none in the schema'),
    });
    expect(await run("apply", [other], { recreate: ["note"] })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--recreate: unknown table "note". Did you mean "notes"?'),
    });
  });

  it.each([
    ["throws", 'throw new Error("no key today");', "no key today"],
    ["has a syntax error", "export const = 1;", "schema.ts:1:"],
    ["exports nothing", "export {};", "The schema exports no entity"],
    [
      "exports two entities of one name",
      `${schema}export const Twin = defineEntity("Note", {
  table: notes, schema: z.object({ id: z.string() }), key: (n) => ({ partition: key\`TWIN#\${n.id}\` }) });\n`,
      "Note",
    ],
  ])("changes nothing where a schema %s", async (_, text, message) => {
    const run = await project(text);
    const result = await run("apply", "--endpoint", endpoint());
    expect(result).toMatchObject({ exitCode: 1, stdout: "" });
    expect(result.stderr).toContain(message);
    expect(result.stderr).toMatch(/\d errors?; no files were written\n$/);
    expect((await run("list", "--endpoint", endpoint())).stdout).toBe("no table in local\n");
  });
});
