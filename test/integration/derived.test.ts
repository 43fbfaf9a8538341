import { describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/derived/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);
const inputs = () => connection.sent().map(({ input }) => input as Record<string, unknown>);
const stored = async (pk: string, sk = "ACCOUNT") =>
  (await connection.stored("shop")).find((item) => item["pk"] === pk && item["sk"] === sk);

const joined = new Date("2026-11-21T09:08:07.654Z");
const account = (email: string, more: object = {}) => ({ email, country: "ch", joined, ...more });

describe("a key of a lower-case value", () => {
  it("names one item in any case, and the item keeps the case that it was given", async () => {
    await db.account.create(account("Ann@Example.com", { nick: "Annie", points: 42 }));

    const [request] = inputs();
    expect(request?.["Item"]).toEqual({
      pk: "ACCOUNT#ann@example.com",
      sk: "ACCOUNT",
      gsi1pk: "LEADERS#CH",
      gsi1sk: "m9757#ann@example.com",
      gsi2pk: "NICKS",
      gsi2sk: "annie",
      gsi3pk: "2026",
      gsi3sk: "7973-88-78T90:91:92.345Z",
      _entity: "Account",
      email: "Ann@Example.com",
      country: "ch",
      joined: "2026-11-21T09:08:07.654Z",
      points: 42,
      active: true,
      nick: "Annie",
    });
    expect(await stored("ACCOUNT#ann@example.com")).toEqual(request?.["Item"]);
    expect((await db.account.get({ email: "ANN@example.com" }))?.email).toBe("Ann@Example.com");
    await expect(db.account.create(account("ann@example.com"))).rejects.toMatchObject({
      code: "AlreadyExists",
    });
    expect((await db.account.update({ email: "ANN@EXAMPLE.COM" }).set({ nick: "NAN" })).email).toBe(
      "Ann@Example.com",
    );
    expect((await stored("ACCOUNT#ann@example.com"))?.["gsi2sk"]).toBe("nan");
    expect(
      await db.account.getMany([{ email: "ANN@example.com" }, { email: "ann@EXAMPLE.com" }]),
    ).toHaveLength(2);
  });

  it("is found by a prefix in any case, and refuses ranges", async () => {
    await db.account.put(account("nick1", { nick: "ZoE" }));
    await db.account.put(account("nick2", { nick: "zoltan" }));
    connection.sent();
    expect((await db.account.byNick({ nick: { beginsWith: "ZO" } }).all()).map(({ nick }) => nick)).toEqual([
      "ZoE",
      "zoltan",
    ]);
    expect(inputs()).toEqual([
      {
        TableName: "shop",
        IndexName: "gsi2",
        KeyConditionExpression: "#gsi2pk = :v0 AND begins_with(#gsi2sk, :v1)",
        ExpressionAttributeNames: { "#gsi2pk": "gsi2pk", "#gsi2sk": "gsi2sk" },
        ExpressionAttributeValues: { ":v0": "NICKS", ":v1": "zo" },
      },
    ]);
    expect(await db.account.byNick({ nick: "ZOE" }).all()).toHaveLength(1);
    // @ts-expect-error the order of the names is not in the key
    await expect(db.account.byNick({ nick: { gt: "a" } }).all()).rejects.toMatchObject({
      code: "InvalidKey",
      details: {
        accessPattern: "byNick",
        attribute: "nick",
        reason: "takes a single value or beginsWith, not gt: the key holds lower(nick) in its place",
      },
    });
  });

  it("stays the same where an item moves to another case, which is an update", async () => {
    await db.account.create(account("move@x"));
    connection.sent();
    expect((await db.account.move({ email: "MOVE@x" }, { email: "Move@X" })).email).toBe("Move@X");
    expect(connection.sent().map(({ operation }) => operation)).toEqual(["GetItem", "UpdateItem"]);
    expect(await stored("ACCOUNT#move@x")).toMatchObject({
      email: "Move@X",
      gsi1sk: "p010#move@x",
    });
    expect((await db.account.move({ email: "move@x" }, { email: "moved@x" })).email).toBe("moved@x");
    expect(await stored("ACCOUNT#move@x")).toBeUndefined();
  });
});

describe("a key that sorts backwards", () => {
  it("gives the greatest value first, and takes ranges of values", async () => {
    for (const [position, points] of [5, 100, -3, 12].entries())
      await db.account.put(account(`points${position}`, { country: "li", points }));
    connection.sent();
    const points = async (range: object) =>
      (await db.account.leaders({ country: "LI", ...range }).all()).map((found) => found.points);
    expect(await points({})).toEqual([100, 12, 5, -3]);
    expect(await points({ points: { gte: 5 } })).toEqual([100, 12, 5]);
    expect(await points({ points: { lt: 12 } })).toEqual([5, -3]);
    expect(await points({ points: { between: [-3, 12] } })).toEqual([12, 5, -3]);
    expect(inputs().at(-1)).toMatchObject({
      ExpressionAttributeValues: { ":v0": "LEADERS#LI", ":v1": "m9787", ":v2": "p013$" },
    });
    expect(await points({ points: 12 })).toEqual([12]);
  });
});

describe("keys of days and shards", () => {
  it("are composed of attributes that a get gives", async () => {
    const reading = { at: joined, meter: 7n, kind: "power", value: 1.5 };
    await db.reading.put(reading);
    // CRC-32 of "7" modulo 12 is 6.
    const key = { pk: "READINGS#2026-11-21#06", sk: "2026-11-21T09:08:07.654Z#000000000007" };
    expect(await stored(key.pk, key.sk)).toMatchObject({
      gsi1pk: "KIND#power",
      gsi1sk: "2026-11#000000000007",
    });
    connection.sent();
    expect(await db.reading.get({ at: joined, meter: 7n })).toEqual(reading);
    expect(inputs()).toEqual([{ TableName: "shop", Key: key }]);
    await db.reading.put({ ...reading, at: new Date("2026-11-01T00:00:00Z"), meter: 8n });
    const month = await db.reading.byKind({ kind: "power", at: new Date("2026-11-30T00:00:00Z") }).all();
    expect(month.map(({ meter }) => meter)).toEqual([7n, 8n]);
    const later = db.reading.byKind({ kind: "power", at: joined, meter: { gt: 7n } });
    expect((await later.all()).map(({ meter }) => meter)).toEqual([8n]);
    await expect(db.reading.put({ ...reading, meter: -1n })).rejects.toMatchObject({
      code: "InvalidKey",
      details: { attribute: "meter", reason: "is -1, outside what 12 digits can hold (0 to 12 digits)" },
    });
  });
});

describe("an index with a condition", () => {
  const key = { email: "C@x", purchaseId: "order-17" };
  const placedAt = "2026-11-21T09:00:00Z";
  const purchase = { ...key, placedAt };
  const item = () => stored("ACCOUNT#c@x", "PURCHASE#c@x#order-17");
  // CRC-32 of "order-17" modulo 4 is 0.
  const open = { gsi1pk: "OPEN#0", gsi1sk: placedAt };

  it("holds the item exactly while the condition holds", async () => {
    await db.purchase.create(purchase);
    expect(await item()).toMatchObject(open);
    connection.sent();
    await db.purchase
      .update(key)
      .set({ status: "SHIPPED", placedAt, priority: undefined })
      .remove("priority");
    expect(inputs()).toMatchObject([
      {
        UpdateExpression:
          "SET #status = :v0, #placedAt = :v1, #gsi2pk = :v2, #gsi2sk = :v3 REMOVE #priority, #gsi1pk, #gsi1sk, #gsi3pk, #gsi3sk",
      },
    ]);
    expect(await item()).not.toHaveProperty("gsi1pk");
    expect(await item()).not.toHaveProperty("gsi1sk");
    expect(await db.purchase.open({ purchaseId: key.purchaseId }).all()).toEqual([]);

    await db.purchase.modify(key, () => ({ status: "PAID" }));
    expect(await item()).toMatchObject(open);
    expect(await db.purchase.open({ purchaseId: key.purchaseId }).all()).toHaveLength(1);

    await db.purchase.upsert({ ...purchase, status: "SHIPPED", priority: 3 });
    expect(await item()).not.toHaveProperty("gsi1pk");
    expect(await item()).toMatchObject({ gsi3pk: "URGENT", gsi3sk: `6#${placedAt}` });
    await expect(db.purchase.upsert(purchase)).rejects.toMatchObject({ code: "InvalidUpdate" });

    await db.purchase.put({ ...purchase, status: "PENDING" });
    expect(await item()).toMatchObject(open);
  });

  it("makes no cursor of an item that is not in it", async () => {
    const shipped = { ...purchase, status: "SHIPPED" as const };
    expect(() => db.purchase.open({ purchaseId: key.purchaseId }).cursorOf(shipped)).toThrow(
      'status in open: is "SHIPPED", which keeps the item out of the index',
    );
  });

  it("is read in a collection by the lower-case partition key", async () => {
    await db.account.put(account("C@X"));
    connection.sent();
    const { account: owner, purchases } = await db.portfolio({ email: "c@X" }).all();
    expect([owner?.email, purchases.length]).toEqual(["C@X", 1]);
    expect(inputs()).toMatchObject([
      { ExpressionAttributeValues: { ":v0": "ACCOUNT#c@x", ":v1": "ACCOUNT", ":v2": "PURCHASE$" } },
    ]);
  });
});
