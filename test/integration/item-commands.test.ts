import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { tables } from "../../examples/shop/generated/index.js";
import { localClient } from "../../src/tables/control-plane.js";
import { createTables } from "../../src/testing/index.js";
import * as club from "../golden/unique/generated/index.js";
import { monotable } from "../support/command.js";

const shop = fileURLToPath(new URL("../../examples/shop/", import.meta.url));
const endpoint = process.env["DYNAMODB_ENDPOINT"] ?? "";
/** A table of its own: the command shares the database of everybody who gives no credentials of their own. */
const table = `seeded-${process.pid}-${Date.now()}`;

const run = (...argv: string[]) => monotable(shop, argv);
const connected = ["--endpoint", endpoint, "--table", `shop=${table}`];

beforeAll(async () => {
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_PROFILE"])
    delete process.env[name];
  process.env["AWS_EC2_METADATA_DISABLED"] = "true";
  const client = localClient(endpoint, "local");
  await createTables(client, tables, { shop: table });
  client.destroy();
});

describe("the commands for items", () => {
  test("seed stores fixtures, and get, query and scan give them back as entities", {
    timeout: 300_000,
  }, async () => {
    const seeded = await run("seed", "data.ts", ...connected);
    expect(seeded).toEqual({
      exitCode: 0,
      stdout: "Session: 2 stored\nUser: 2 stored\nOrder: 4 stored\nProduct: 3 stored\nReview: 2 stored\n",
      stderr: "",
    });
    const got = await run(
      "get",
      "order",
      "userId=ann",
      "orderDate=2026-02-01",
      "orderId=o-1001",
      "--json",
      ...connected,
    );
    expect(JSON.parse(got.stdout)).toEqual({
      userId: "ann",
      orderDate: "2026-02-01",
      orderId: "o-1001",
      status: "SHIPPED",
      total: 2499,
      items: [{ productId: "lamp", quantity: 1, price: 2499 }],
    });
    const nothing = await run("get", "user", "userId=nobody", "--json", "--endpoint", endpoint, "-t", table);
    expect(nothing).toEqual({ exitCode: 1, stdout: "null\n", stderr: "" });
    const none = await run("get", "user", "userId=nobody", ...connected);
    expect(none).toEqual({ exitCode: 1, stdout: "No items\n", stderr: "" });

    const ids = async (...argv: string[]) => {
      const { stdout, stderr, exitCode } = await run(...argv, "--json", ...connected);
      expect([exitCode, stderr]).toEqual([0, ""]);
      return (JSON.parse(stdout) as { orderId: string }[]).map(({ orderId }) => orderId);
    };
    expect(await ids("query", "shop.order.byStatus", "status=PAID")).toEqual(["o-1004", "o-1002"]);
    expect(await ids("query", "order.byStatus", "status=PAID", "--descending")).toEqual(["o-1002", "o-1004"]);
    expect(
      await ids(
        "query",
        "order",
        "userId=ann",
        "orderDate>=2026-02-02",
        "orderDate<=2026-03-15",
        "--consistent",
      ),
    ).toEqual(["o-1002", "o-1003"]);
    expect(await ids("query", "order", "userId=ann", "orderDate^=2026-02")).toEqual(["o-1001"]);
    expect((await ids("scan", "order")).sort()).toEqual(["o-1001", "o-1002", "o-1003", "o-1004"]);

    const page = await run("query", "order", "userId=ann", "--limit", "2", ...connected);
    expect(page.stdout).toContain("│ ann    │ 2026-02-01 │ o-1001  │ SHIPPED │ 2499  │");
    expect(page.stderr).toContain("Showing the first 2 items; use --limit to see more.");
  });

  test("seed makes items from the schemas, the same items for the same seed", {
    timeout: 180_000,
  }, async () => {
    const made = await run("seed", "--seed", "7", "--json", ...connected);
    expect(JSON.parse(made.stdout)).toEqual({
      stored: { session: 3, user: 3, order: 6, product: 3, review: 6 },
      existing: { session: 0, user: 0, order: 0, product: 0, review: 0 },
    });
    const read = async () => (await run("query", "order", "userId=user-1", "--json", ...connected)).stdout;
    const first = await read();
    expect(JSON.parse(first)).toHaveLength(3);
    const again = await run("seed", "--seed", "7", ...connected);
    expect(again.stdout).toContain("Order: 0 stored, 6 left as they are (--overwrite replaces them)\n");
    expect(await read()).toBe(first);
    const replaced = await run("seed", "--seed", "7", "--overwrite", ...connected);
    expect(replaced.stdout).toContain("Order: 6 stored\n");
    expect(await read()).toBe(first);
  });

  test("seed stores unique values with their guards, which keep them unique", {
    timeout: 180_000,
  }, async () => {
    const folder = fileURLToPath(new URL("../golden/unique/", import.meta.url));
    const names = Object.fromEntries(club.tables.map(({ name }) => [name, `${table}-${name}`]));
    const client = localClient(endpoint, "local");
    await createTables(client, club.tables, names);
    const named = Object.entries(names).flatMap(([name, own]) => ["--table", `${name}=${own}`]);
    const seeded = await monotable(folder, ["seed", "--json", "--endpoint", endpoint, ...named]);
    expect(seeded.stderr).toBe("");
    expect(JSON.parse(seeded.stdout).stored).toMatchObject({ member: 3, team: 6 });
    const db = club.createDatabase(client, { tables: names });
    const [member] = await db.member.scan().all();
    const twin = { memberId: "twin", email: member?.email ?? "", firstName: "T", lastName: "T" };
    await expect(db.member.create(twin)).rejects.toMatchObject({ code: "NotUnique" });
    client.destroy();
  });

  test("describe --html shows a live table, and no more of it than asked for", async () => {
    const live = ["describe", "--html", "--endpoint", endpoint, "--table", table];
    const all = await run(...live);
    expect(all).toMatchObject({ exitCode: 0, stderr: "" });
    expect(all.stdout).toContain(`All items of the table ${table}.`);
    expect(all.stdout).toContain("PRODUCT#lamp");
    const some = await run(...live, "--limit", "3");
    expect(some.stdout).toContain(`The first 3 items of a Scan of the table ${table}.`);
    expect(some.stdout.match(/<li class="e\d"/g)?.length).toBeGreaterThanOrEqual(3);
  });

  test.each([
    [["get", "ordr", "a=b"], 'Unknown entity "ordr". Did you mean "order"?'],
    [
      ["query", "order.byState", "status=PAID"],
      'Unknown access pattern "byState" of Order. Did you mean "byStatus"?',
    ],
    [["query", "order", "user=ann"], '"user" is not a key attribute of Order (key attributes: '],
    [["query", "order", "ann"], "Expected attribute=value, e.g. status=PAID, or a range"],
    [["get", "order", "userId>ann"], '"get" needs the whole primary key: use userId=…, not a range.'],
    [["query", "order.byStatus", "orderDate=2026-01-01"], "status"],
    [["query", "order.byStatus", "status=PAIDD"], 'got "PAIDD". Did you mean "PAID"?'],
    [
      ["query", "order.byStatus", "status=PAID", "--consistent"],
      "is a global index, whose reads are eventually consistent",
    ],
  ])("a mistake in an argument is told, and nothing is printed: %j", async (argv, message) => {
    const { exitCode, stdout, stderr } = await run(...argv, ...connected);
    expect(stderr).toContain(message);
    expect([exitCode, stdout]).toEqual([2, ""]);
  });

  test.each([
    ["schema.ts", "schema.ts has no default export with items"],
    ["nowhere.ts", "nowhere.ts failed to load"],
  ])("a fixtures module without items fails, and nothing is stored: %s", async (data, message) => {
    const { exitCode, stdout, stderr } = await run("seed", data, ...connected);
    expect(stderr).toContain(message);
    expect([exitCode, stdout]).toEqual([1, ""]);
  });

  test("seed stores nothing on AWS before somebody has said yes", async () => {
    process.env["AWS_ACCESS_KEY_ID"] = process.env["AWS_SECRET_ACCESS_KEY"] = "nobody";
    try {
      const { exitCode, stdout, stderr } = await run("seed", "--region", "eu-central-1");
      expect(stderr).toContain(
        "This stores items in shop on AWS (eu-central-1). Not an interactive terminal: pass --yes",
      );
      expect([exitCode, stdout]).toEqual([2, ""]);
    } finally {
      delete process.env["AWS_ACCESS_KEY_ID"];
      delete process.env["AWS_SECRET_ACCESS_KEY"];
    }
  });

  test("a missing table, an endpoint where nothing answers and missing credentials are told", async () => {
    const missing = await run("scan", "order", "--endpoint", endpoint, "--table", "shop=no-such-table");
    expect(missing).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("DynamoDB has no such table."),
    });
    const page = await run("describe", "--html", "--endpoint", endpoint, "--table", "no-such-table");
    expect(page).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringContaining("DynamoDB has no such table."),
    });
    const nobody = await run("scan", "order", "--endpoint", "http://127.0.0.1:9");
    expect(nobody).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("Cannot connect to http://127.0.0.1:9 (ECONNREFUSED)."),
    });
    const stranger = await run("scan", "order", "--region", "eu-central-1");
    expect(stranger).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("No AWS credentials are found."),
    });
  });
});
