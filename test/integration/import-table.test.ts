import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../codegen/generate/generate.js";
import {
  createDatabase as createLibrary,
  tables as libraryTables,
} from "../../examples/library/generated/index.js";
import { main as runLibrary } from "../../examples/library/main.js";
import { createDatabase, tables } from "../../examples/shop/generated/index.js";
import { main } from "../../examples/shop/main.js";
import { type DynamoDBLocal, startDynamoDBLocal } from "../../src/testing/index.js";
import { monotable } from "../support/command.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
let folder: string;
let local: DynamoDBLocal;

/** What tests ask of the generated database, whatever was generated. */
type AnyDatabase = Readonly<
  Record<string, { get(key: object): Promise<unknown>; scan(): { all(): Promise<readonly object[]> } }>
>;

beforeAll(async () => {
  local = await startDynamoDBLocal();
  // Below the repository, so that its packages are found.
  await mkdir(join(root, "node_modules/.cache"), { recursive: true });
  folder = await mkdtemp(join(root, "node_modules/.cache/import-"));
});

afterAll(async () => {
  await local.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Imports a table in a folder of its own, generates from the schema, and opens the database. */
async function imported(name: string, client: DynamoDBClient) {
  const { accessKeyId: database } = await client.config.credentials();
  const out = join(folder, database, "schema.ts");
  await mkdir(join(folder, database));
  const before = { id: process.env["AWS_ACCESS_KEY_ID"], secret: process.env["AWS_SECRET_ACCESS_KEY"] };
  process.env["AWS_ACCESS_KEY_ID"] = database;
  process.env["AWS_SECRET_ACCESS_KEY"] = "local";
  const result = await monotable(folder, [
    ...["import", "table", name, "--endpoint", local.endpoint, "--region", "local", "--out", out],
  ]);
  restore("AWS_ACCESS_KEY_ID", before.id);
  restore("AWS_SECRET_ACCESS_KEY", before.secret);
  expect(result).toMatchObject({ exitCode: 0, stderr: "" });
  const { diagnostics } = await generate({ schema: out, importExtension: "ts" });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const module = await import(pathToFileURL(join(folder, database, "generated/index.ts")).href);
  const db: AnyDatabase = module.createDatabase(client);
  return { db, text: await readFile(out, "utf8"), result };
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

describe("a schema imported from a table", () => {
  it("of the shop reads the same items by the same keys", async () => {
    const client = await local.database(tables);
    const shop = createDatabase(client);
    await main(shop, () => {});
    const { db, text } = await imported("shop", client);
    for (const name of ["user", "order", "product", "review"] as const) {
      const own = await shop[name].scan().all();
      expect(own.length).toBeGreaterThan(0);
      expect(await db[name]?.scan().all()).toEqual(own);
    }
    const key = { userId: "u1", orderDate: "2026-02-01", orderId: "o-1001" };
    expect(await db["order"]?.get(key)).toEqual(await shop.order.get(key));
    expect(text).toContain("key`ORDER#${o.orderDate}#${o.orderId}`");
    expect(text).toContain('byStatus: { index: "StatusIndex" }');
    expect(text).toContain('StatusIndex: { partitionKey: ["status"], sortKey: ["orderDate", "orderId"] }');
    expect(text).toContain('timeToLive: "expiresAt"');
    expect(text).toContain("// guess:");
  }, 120_000);

  it("of the library reads the same items", async () => {
    const client = await local.database(libraryTables);
    const library = createLibrary(client);
    await runLibrary(library);
    const { db } = await imported("electro", client);
    for (const name of ["author", "book", "genre", "member"] as const) {
      const own = await library[name].scan().all();
      expect(await db[name]?.scan().all()).toEqual(own);
    }
  }, 120_000);

  it("is not made of a table that is not there, nor of a server that does not answer", async () => {
    const missing = await monotable(folder, [
      ...["import", "table", "nowhere", "--endpoint", local.endpoint, "--region", "local"],
    ]);
    expect(missing).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringContaining('Table "nowhere" does not exist'),
    });
    const silent = await monotable(folder, [
      "import",
      "table",
      "shop",
      "--endpoint",
      "http://127.0.0.1:9",
      "--region",
      "local",
    ]);
    expect(silent).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("Cannot connect to http://127.0.0.1:9"),
    });
  });
});
