import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { and, isMonotableError } from "../../src/index.js";
import { decompress } from "../../src/values/compression.js";
import { createDatabase, type PaymentInput, tables } from "../golden/values/generated/index.js";
import { Money } from "../golden/values/schema.js";
import { connect } from "../support/connect.js";

const DAY = new Date("2026-03-01T00:00:00.000Z");
const AT = new Date("2026-03-01T10:00:00.250Z");

const connection = await connect(tables);
const db = createDatabase(connection.client);

const inputs = () => connection.sent().map(({ input }) => input as Record<string, unknown>);
const keyOf = (paymentId: string) => ({ day: DAY, paymentId });
const payment = (paymentId: string, more: Partial<PaymentInput> = {}): PaymentInput => ({
  ...keyOf(paymentId),
  code: `code of ${paymentId}`,
  total: 500,
  split: { own: 400 },
  outcome: { kind: "paid", at: AT, value: 500 },
  history: [],
  tags: new Set(),
  ...more,
});

async function storedOf(paymentId: string): Promise<Readonly<Record<string, unknown>>> {
  const items = await connection.stored("ledger");
  return items.find((item) => item["paymentId"] === paymentId) ?? {};
}

function bytesIn(item: Readonly<Record<string, unknown>>, name: string): Uint8Array {
  const bytes = item[name];
  if (!(bytes instanceof Uint8Array)) throw new Error(`${name} is not stored as bytes`);
  return bytes;
}

describe("a compressed attribute", () => {
  it("holds a union whose members have a date and a codec in one place", async () => {
    await db.payment.create(payment("union-paid"));
    const failed = { kind: "failed", at: "the till", tries: new Map([[AT, 5n]]) } as const;
    await db.payment.create(payment("union-failed", { outcome: failed }));

    expect(decompress(bytesIn(await storedOf("union-paid"), "o"), "brotli")).toEqual({
      kind: "paid",
      at: AT.toISOString(),
      value: 500,
    });
    expect(decompress(bytesIn(await storedOf("union-failed"), "o"), "brotli")).toEqual({
      kind: "failed",
      at: "the till",
      tries: [[AT.toISOString(), 5]],
    });
    const paid = await db.payment.get(keyOf("union-paid"));
    expect(paid?.outcome).toEqual({ kind: "paid", at: AT, value: new Money(500) });
    expect((await db.payment.get(keyOf("union-failed")))?.outcome).toEqual(failed);
  });

  it("holds what is nested in itself, at each depth with its codec", async () => {
    const deepest = { at: AT, amount: 3, next: [] };
    const history = [{ at: DAY, amount: 1, next: [{ at: AT, amount: 2, next: [deepest] }] }];
    await db.payment.create(payment("recursive", { history }));
    const text = gunzipSync(bytesIn(await storedOf("recursive"), "history")).toString();
    expect(text).toContain('"amount":{"N":"3"}');
    const read = await db.payment.get(keyOf("recursive"));
    expect(read?.history).toEqual([
      {
        at: DAY,
        amount: new Money(1),
        next: [{ at: AT, amount: new Money(2), next: [{ at: AT, amount: new Money(3), next: [] }] }],
      },
    ]);
  });

  it("that is a set is absent while empty, and read as an empty one", async () => {
    await db.payment.create(payment("empty-set"));
    expect(await storedOf("empty-set")).not.toHaveProperty("g");
    const read = await db.payment.get(keyOf("empty-set"));
    expect(read?.tags).toEqual(new Set());
    await db.payment.update(keyOf("empty-set")).set({ tags: new Set(["b", "a"]) });
    expect((await db.payment.get(keyOf("empty-set")))?.tags).toEqual(new Set(["a", "b"]));
  });

  it("is set as a whole, by the schema's input", async () => {
    await db.payment.create(payment("whole"));
    const updated = await db.payment
      .update(keyOf("whole"))
      .set({ outcome: { kind: "paid", at: DAY, value: 7 } });
    expect(updated.outcome).toEqual({ kind: "paid", at: DAY, value: new Money(7) });
  });

  it("whose bytes hold no member of the union is refused", async () => {
    await db.payment.create(payment("broken"));
    const stored = await storedOf("broken");
    expect(() => db.payment.decode({ ...stored, o: "text" })).toThrow(
      'Payment: the stored outcome should hold a value of its union, but holds "text"',
    );
    expect(() => db.payment.decode({ ...stored, o: new Uint8Array([1]) })).toThrow(
      "Payment: the stored outcome should hold a value compressed with brotli",
    );
  });
});

describe("a codec in a renamed attribute", () => {
  const lines = [
    { text: "Room", price: 300 },
    { text: "Tea", price: 2 },
  ];

  it("takes what it gives in conditions, at any depth", async () => {
    await db.payment.create(payment("conditions", { lines, fees: { card: 5 } }));
    connection.sent();
    await db.payment
      .update(keyOf("conditions"))
      .set({ total: 600 })
      .if((p) =>
        and(
          p.total.eq(new Money(500)),
          p.lines.at(0).price.eq(new Money(300)),
          p.lines.contains({ text: "Tea", price: new Money(2) }),
          p.fees.key("card").eq(new Money(5)),
          p.split.own.ne(new Money(1)),
        ),
      );
    const [input] = inputs();
    expect(input).toEqual({
      TableName: "ledger",
      Key: { pk: "DAY#2026-03-01T00:00:00.000Z", sk: "PAYMENT#conditions" },
      UpdateExpression: "SET #t = :v0",
      ConditionExpression:
        "attribute_exists(#pk) AND #t = :v1 AND #l[0].#price = :v2 AND contains(#l, :v3) AND #f.#card = :v4 AND #s.#own <> :v5 AND (#_entity = :v6 OR attribute_not_exists(#_entity))",
      ExpressionAttributeNames: {
        "#pk": "pk",
        "#t": "t",
        "#l": "l",
        "#price": "price",
        "#f": "f",
        "#card": "card",
        "#s": "s",
        "#own": "own",
        "#_entity": "_entity",
      },
      ExpressionAttributeValues: {
        ":v0": 600,
        ":v1": 500,
        ":v2": 300,
        ":v3": { text: "Tea", price: 2 },
        ":v4": 5,
        ":v5": 1,
        ":v6": "Payment",
      },
      ReturnValues: "ALL_NEW",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    const failing = db.payment
      .update(keyOf("conditions"))
      .set({ total: 1 })
      .if((p) => p.split.own.eq(new Money(1)));
    await expect(failing).rejects.toSatisfy((error) => isMonotableError(error, "ConditionFailed"));
  });

  it("filters what is read", async () => {
    await db.payment.create(payment("filtered", { split: { own: 77, tip: 8 } }));
    const found = await db.payment
      .query({ day: DAY })
      .filter((p) => p.split.tip.eq(new Money(8)))
      .all();
    expect(found.map(({ paymentId, split }) => [paymentId, split])).toEqual([
      ["filtered", { own: new Money(77), tip: new Money(8) }],
    ]);
  });

  it("takes what the schema takes in nested changes", async () => {
    await db.payment.create(payment("changes", { lines, fees: { card: 5, old: 1 } }));
    connection.sent();
    const updated = await db.payment
      .update(keyOf("changes"))
      .append({ lines: [{ text: "Cake", price: 4 }] })
      .change((p) => [
        p.fees.key("cash").set(9),
        p.fees.key("old").remove(),
        p.split.own.set(450),
        p.split.tip.set(50),
      ]);
    const [input] = inputs();
    expect(input).toEqual({
      TableName: "ledger",
      Key: { pk: "DAY#2026-03-01T00:00:00.000Z", sk: "PAYMENT#changes" },
      UpdateExpression:
        "SET #l = list_append(if_not_exists(#l, :v1), :v0), #f.#cash = :v2, #s.#own = :v3, #s.#tip = :v4 REMOVE #f.#old",
      ConditionExpression: "attribute_exists(#pk) AND (#_entity = :v5 OR attribute_not_exists(#_entity))",
      ExpressionAttributeNames: {
        "#pk": "pk",
        "#l": "l",
        "#f": "f",
        "#cash": "cash",
        "#old": "old",
        "#s": "s",
        "#own": "own",
        "#tip": "tip",
        "#_entity": "_entity",
      },
      ExpressionAttributeValues: {
        ":v0": [{ text: "Cake", price: 4 }],
        ":v1": [],
        ":v2": 9,
        ":v3": 450,
        ":v4": 50,
        ":v5": "Payment",
      },
      ReturnValues: "ALL_NEW",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    expect(updated.lines.map(({ price }) => price)).toEqual([new Money(300), new Money(2), new Money(4)]);
    expect(updated.fees).toEqual({ card: new Money(5), cash: new Money(9) });
    expect(updated.split).toEqual({ own: new Money(450), tip: new Money(50) });
    expect(await storedOf("changes")).toMatchObject({
      l: [
        { text: "Room", price: 300 },
        { text: "Tea", price: 2 },
        { text: "Cake", price: 4 },
      ],
      f: { card: 5, cash: 9 },
      s: { own: 450, tip: 50 },
    });
  });

  it("is refused by name in code when the schema does not take it", async () => {
    const wrong = db.payment.update(keyOf("changes")).change((p) => [p.split.own.set(1.5)]);
    await expect(wrong).rejects.toSatisfy(
      (error) => isMonotableError(error, "InvalidItem") && error.details.issues[0]?.attribute === "split.own",
    );
    expect(connection.sent()).toEqual([]);
  });
});

describe("the guard of a renamed attribute", () => {
  it("tells its owner by the stored names of a key with a date in it", async () => {
    await db.payment.create(payment("guard-1", { code: "same" }));
    const items = await connection.stored("ledger");
    const guard = items.find((item) => "_owner" in item && item["_entity"] === "Payment.code");
    expect(items.map((item) => item["_owner"])).toContainEqual({
      d: DAY.toISOString(),
      paymentId: "guard-1",
    });
    expect(guard).toBeDefined();
    const taken = db.payment.create(payment("guard-2", { code: "same" }));
    await expect(taken).rejects.toSatisfy(
      (error) =>
        isMonotableError(error, "NotUnique") &&
        error.details.owner?.["paymentId"] === "guard-1" &&
        error.details.owner["day"] instanceof Date,
    );
    await db.payment.update(keyOf("guard-1")).set({ code: "another", total: 1 });
    await db.payment.create(payment("guard-2", { code: "same" }));
    await db.payment.delete(keyOf("guard-2"));
    await db.payment.create(payment("guard-3", { code: "same" }));
    expect((await db.payment.get(keyOf("guard-1")))?.total).toEqual(new Money(1));
  });
});
