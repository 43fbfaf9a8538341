import { describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/existing/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

const issue = (repo: string, number: number, status: "Open" | "Closed" | "Draft" = "Open") => ({
  repo,
  number,
  status,
  title: `Issue ${number}`,
});

const storedIssue = (repo: string, number: number, status: string, gsi1sk: string) => ({
  PK: `REPO#${repo}`,
  SK: `ISSUE#000${number}`,
  GSI1PK: `REPO#${repo}`,
  GSI1SK: gsi1sk,
  type: "repo-issue",
  repo,
  number,
  status,
  title: `Issue ${number}`,
});

describe("two access patterns on one index whose conditions exclude each other", () => {
  it("store the key of the one whose condition an item meets", async () => {
    await db.issue.create(issue("create", 1));
    expect(connection.sent()).toMatchObject([
      { operation: "PutItem", input: { Item: storedIssue("create", 1, "Open", "ISSUE#OPEN#9998") } },
    ]);
    await db.issue.put(issue("create", 2, "Draft"));
    expect((await connection.stored("hosting")).filter(({ PK }) => PK === "REPO#create")).toEqual([
      storedIssue("create", 1, "Open", "ISSUE#OPEN#9998"),
      storedIssue("create", 2, "Draft", "ISSUE#CLOSED#0002"),
    ]);
  });

  it("are moved between by an update of the attribute that decides", async () => {
    await db.issue.create(issue("move", 3));
    connection.sent();
    await db.issue.update({ repo: "move", number: 3 }).set({ status: "Closed" });
    expect(connection.sent()).toMatchObject([
      {
        operation: "UpdateItem",
        input: {
          Key: { PK: "REPO#move", SK: "ISSUE#0003" },
          ExpressionAttributeValues: { ":v0": "Closed", ":v1": "REPO#move", ":v2": "ISSUE#CLOSED#0003" },
        },
      },
    ]);
    const stored = async () => (await connection.stored("hosting")).find(({ PK }) => PK === "REPO#move");
    expect(await stored()).toEqual(storedIssue("move", 3, "Closed", "ISSUE#CLOSED#0003"));
    await db.issue.modify({ repo: "move", number: 3 }, () => ({ status: "Open" }));
    expect(await stored()).toEqual(storedIssue("move", 3, "Open", "ISSUE#OPEN#9996"));
    await db.issue.upsert(issue("move", 3, "Draft"));
    expect(await stored()).toEqual(storedIssue("move", 3, "Draft", "ISSUE#CLOSED#0003"));
  });

  it("are read each by its own query, in its own order", async () => {
    await db.issue.putMany([
      ...[1, 2, 3].map((number) => issue("read", number)),
      issue("read", 4, "Closed"),
      issue("read", 5, "Draft"),
    ]);
    connection.sent();
    expect((await db.issue.open({ repo: "read" }).all()).map(({ number }) => number)).toEqual([3, 2, 1]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "hosting",
          IndexName: "GSI1",
          KeyConditionExpression: "#GSI1PK = :v0 AND begins_with(#GSI1SK, :v1)",
          ExpressionAttributeNames: { "#GSI1PK": "GSI1PK", "#GSI1SK": "GSI1SK" },
          ExpressionAttributeValues: { ":v0": "REPO#read", ":v1": "ISSUE#OPEN#" },
        },
      },
    ]);
    expect((await db.issue.closed({ repo: "read" }).all()).map(({ number }) => number)).toEqual([4, 5]);
    const all = await db.scan("hosting", "GSI1").all();
    expect(
      all
        .filter(({ item }) => item.repo === "read")
        .map(({ item }) => item.status)
        .sort(),
    ).toEqual(["Closed", "Draft", "Open", "Open", "Open"]);
  });
});

describe("an entity that is stored under another name, with a constant", () => {
  const key = { account: "a", orderId: "o1" };

  it("is written and read by them, as the other versions of it are", async () => {
    await db.orderV1.create({ ...key, total: 1 });
    const [transaction] = connection.sent();
    expect(transaction).toMatchObject({
      operation: "TransactWriteItems",
      input: {
        TransactItems: [
          {
            Put: {
              Item: {
                pk: "$shop#account_a",
                sk: "$order_1#orderid_o1",
                __edb_e__: "order",
                __edb_v__: "1",
                ...key,
                total: 1,
              },
            },
          },
          { Put: { Item: { pk: "UNIQUE#order#orderId#o1", sk: "UNIQUE", __edb_e__: "order.orderId" } } },
        ],
      },
    });
    await db.orderV2.upsert({ ...key, total: 2, currency: "EUR" });
    const rows = await connection.stored("electro");
    expect(rows.find(({ sk }) => sk === "$order_2#orderid_o1")).toEqual({
      pk: "$shop#account_a",
      sk: "$order_2#orderid_o1",
      __edb_e__: "order",
      __edb_v__: "2",
      ...key,
      total: 2,
      currency: "EUR",
    });
    expect(await db.orderV1.get(key)).toEqual({ ...key, total: 1 });
    expect(await db.orders({ account: "a" }).all()).toEqual({
      old: [{ ...key, total: 1 }],
      current: [{ ...key, total: 2, currency: "EUR" }],
    });
    const scanned = await db.scan("electro").all();
    expect(scanned.map(({ entity }) => entity).sort()).toEqual(["OrderV1", "OrderV2"]);
    expect(rows.map((row) => db.raw.decode(row).entity).sort()).toEqual(["OrderV1", "OrderV2", undefined]);
  });

  it("does not take an item of another version for its own", async () => {
    const wrong = { pk: "$shop#account_b", sk: "$order_1#orderid_x", __edb_e__: "order", __edb_v__: "9" };
    expect(() => db.orderV1.decode({ ...wrong, account: "b", orderId: "x", total: 1 })).toThrowError(
      "OrderV1: the item under this key is of another entity that is stored as order",
    );
    expect(db.orderV1.encode({ account: "b", orderId: "x", total: 1 })).toEqual({
      ...wrong,
      __edb_v__: "1",
      account: "b",
      orderId: "x",
      total: 1,
    });
  });
});
