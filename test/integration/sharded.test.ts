import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Event } from "../golden/partitions/generated/event.js";
import { createDatabase, tables } from "../golden/partitions/generated/index.js";
import { connect } from "../support/connect.js";

/** The requests of reads, by their operation's id. */
const operations: number[] = [];

const ORDERS = Array.from({ length: 60 }, (_, n) => ({
  orderId: `o${n}`,
  customerId: `c${n % 7}`,
  status: "PAID" as const,
  // Several orders are placed at the same time.
  placedAt: `2026-01-${String(1 + Math.floor(n / 4)).padStart(2, "0")}T12:00:00.000Z`,
  total: n,
}));
/** Events of three days of two months, and none in between. */
const EVENTS: readonly Event[] = ["2026-01-30", "2026-02-02", "2026-02-03"].flatMap((day, position) =>
  Array.from({ length: 5 }, (_, n) => ({
    id: `e${position}${n}`,
    kind: n % 2 === 0 ? "click" : "view",
    at: `${day}T${String(n * 5).padStart(2, "0")}:00:00.000Z`,
  })),
);
const byTime = ORDERS.toSorted((a, b) => (a.placedAt + a.orderId < b.placedAt + b.orderId ? -1 : 1));

const connection = await connect(tables);
const db = createDatabase(connection.client, {
  hooks: { before: ({ operationId }) => void operations.push(operationId) },
});

beforeAll(async () => {
  await db.order.putMany(ORDERS);
  await db.order.create({
    orderId: "single",
    customerId: "c1",
    status: "PENDING",
    placedAt: "2026-01-05T00:00:00.000Z",
  });
  await db.event.putMany(EVENTS);
});

beforeEach(() => {
  operations.length = 0;
});

const ids = (items: readonly { orderId: string }[]) => items.map(({ orderId }) => orderId);
const eventIds = (items: readonly { id: string }[]) => items.map(({ id }) => id);
const partitions = () => connection.sent().map(({ input }) => firstValue(input));

function firstValue(input: unknown): unknown {
  return (input as { ExpressionAttributeValues: Record<string, unknown> }).ExpressionAttributeValues[":v0"];
}

describe("a query over shards", () => {
  it("asks each shard for its part of a page, all under one operation, and merges them", async () => {
    const page = await db.order
      .byStatus({ status: "PAID", placedAt: { gte: "2026-01-05" } })
      .page({ size: 20 });

    const sent = connection.sent();
    expect(sent.map(({ input }) => firstValue(input))).toEqual(
      Array.from({ length: 8 }, (_, shard) => `STATUS#PAID#${shard}`),
    );
    expect(sent[3]).toEqual({
      operation: "Query",
      input: {
        TableName: "shop",
        IndexName: "gsi1",
        KeyConditionExpression: "#gsi1pk = :v0 AND #gsi1sk >= :v1",
        Limit: 6,
        ExpressionAttributeNames: { "#gsi1pk": "gsi1pk", "#gsi1sk": "gsi1sk" },
        ExpressionAttributeValues: { ":v0": "STATUS#PAID#3", ":v1": "2026-01-05" },
      },
    });
    expect(new Set(operations).size).toBe(1);
    expect(ids(page.items)).toEqual(ids(byTime.slice(16, 36)));
  });

  it("goes on in all shards from the one item that its cursor holds", async () => {
    const query = db.order.byStatus({ status: "PAID" });
    const first = await query.page({ size: 20 });
    connection.sent();
    const second = await query.page({ size: 20, after: first.cursor });

    expect(ids([...first.items, ...second.items])).toEqual(ids(byTime.slice(0, 40)));
    const last = first.items.at(-1);
    const sort = `${last?.placedAt}#${last?.orderId}`;
    const [own, others] = [[], []] as [unknown[], unknown[]];
    for (const { input } of connection.sent()) {
      const { ExclusiveStartKey: key, KeyConditionExpression: condition } = input as Record<string, unknown>;
      (key === undefined ? others : own).push(key ?? condition);
    }
    expect(own).toEqual([
      {
        gsi1pk: expect.stringMatching(/^STATUS#PAID#\d$/),
        gsi1sk: sort,
        pk: `ORDER#${last?.orderId}`,
        sk: "ORDER",
      },
    ]);
    // Nothing is made up: the other shards go on by their sort key.
    expect(new Set(others).size).toBeLessThanOrEqual(2);
    for (const condition of others) expect(condition).toMatch(/^#gsi1pk = :v0 AND #gsi1sk (>|>=) :v1$/);
    expect(first.cursor?.length).toBeLessThan(120);
  });

  it.each([1, 3, 7, 59, 60, 61])("gives pages of %d, each item once and in order", async (size) => {
    for (const descending of [false, true]) {
      const query = db.order.byStatus({ status: "PAID" });
      const directed = descending ? query.descending() : query;
      const expected = descending ? byTime.toReversed() : byTime;
      const found: string[] = [];
      for (let after: string | undefined, turn = 0; turn < 100; turn += 1) {
        const page: { items: { orderId: string }[]; cursor: string | undefined } = await directed.page({
          size,
          after,
        });
        found.push(...ids(page.items));
        after = page.cursor;
        if (after === undefined) break;
        expect(page.items).toHaveLength(size);
      }
      expect(found).toEqual(ids(expected));
      const pages: number[] = [];
      for await (const { items } of directed.pages({ size })) pages.push(items.length);
      expect(pages.slice(0, -1).every((length) => length === size)).toBe(true);
      expect(pages.reduce((sum, length) => sum + length, 0)).toBe(60);
    }
  });

  it("gives all, first, count and an iteration as every query does", async () => {
    const query = db.order.byStatus({ status: "PAID" });
    expect(ids(await query.all())).toEqual(ids(byTime));
    expect(connection.sent()).toHaveLength(8);
    expect(ids(await query.all({ limit: 5 }))).toEqual(ids(byTime.slice(0, 5)));
    expect((await query.descending().first())?.orderId).toBe(byTime.at(-1)?.orderId);
    connection.sent();
    expect(await query.count()).toBe(60);
    expect(connection.sent()).toHaveLength(8);
    const items: { orderId: string }[] = [];
    for await (const order of query) items.push(order);
    expect(ids(items)).toEqual(ids(byTime));
    expect(await db.order.byStatus({ status: "PENDING" }).all()).toHaveLength(1);
    expect(
      await db.order.byStatus({ status: "PENDING", placedAt: "2026-01-06T00:00:00.000Z" }).first(),
    ).toBeUndefined();
  });

  it("filters, and selects without the attributes that it merges by", async () => {
    const query = db.order.byStatus({ status: "PAID" }).filter((o) => o.total.lt(30));
    const page = await query.select("total").page({ size: 10 });
    expect(page.items).toEqual(
      byTime
        .filter(({ total }) => total < 30)
        .slice(0, 10)
        .map(({ total }) => ({ total })),
    );
    expect(connection.sent()[0]).toMatchObject({
      input: { Limit: 100, ProjectionExpression: "#total, #_entity, #pk, #sk, #gsi1pk, #gsi1sk" },
    });
    const unfiltered = await db.order.byStatus({ status: "PAID" }).select("total").first();
    expect(unfiltered).toEqual({ total: byTime[0]?.total });
    expect(await query.count()).toBe(30);
  });

  it("reads the one shard of a value of the sharded attribute", async () => {
    const [one] = ORDERS;
    const found = await db.order.byStatus({ status: "PAID", orderId: "o0" }).all();
    expect(found).toEqual([one]);
    expect(connection.sent()).toMatchObject([
      { input: { FilterExpression: "#orderId = :v1", ExpressionAttributeValues: { ":v1": "o0" } } },
    ]);
    // Here the sort key has it, and nothing is left to filter.
    await db.order.byStatus({ status: "PAID", placedAt: one?.placedAt ?? "", orderId: "o0" }).all();
    const [request, ...more] = connection.sent();
    expect(more).toEqual([]);
    expect(request?.input).not.toHaveProperty("FilterExpression");
    const ofOne = await db.order.byCustomer({ customerId: "c1", placedAt: { lt: "2026-01-10" } }).all();
    expect(ofOne.every(({ customerId }) => customerId === "c1")).toBe(true);
    expect(ofOne).toHaveLength(
      ORDERS.filter(({ customerId, placedAt }) => customerId === "c1" && placedAt < "2026-01-10").length + 1,
    );
    expect(connection.sent()).toHaveLength(1);
  });

  it("goes through shards without a sort key one after another", async () => {
    const found = await db.order.byTotal().all();
    expect(ids(found).sort()).toEqual([...ids(ORDERS), "single"].sort());
    expect(partitions()).toEqual(["ALL#0", "ALL#1"]);
    const pages: string[][] = [];
    for await (const { items } of db.order.byTotal().descending().pages({ size: 17 })) pages.push(ids(items));
    expect(pages.map(({ length }) => length)).toEqual([17, 17, 17, 10]);
    expect(pages.flat().sort()).toEqual([...ids(ORDERS), "single"].sort());
  });

  it("makes the cursor of an item", async () => {
    const query = db.order.byStatus({ status: "PAID" });
    for (const position of [0, 13, 58]) {
      const item = byTime[position];
      if (item === undefined) throw new Error("no item");
      const { items } = await query.page({ size: 3, after: query.cursorOf(item) });
      expect(ids(items)).toEqual(ids(byTime.slice(position + 1, position + 4)));
    }
    const page = await query.page({ size: 14 });
    expect(page.cursor).toBe(query.cursorOf(page.items[13] ?? ({} as never)));
    expect(() => query.cursorOf({ ...ORDERS[0], status: "PENDING" } as never)).toThrow(
      expect.objectContaining({ code: "InvalidCursor" }),
    );
  });

  it("refuses cursors of other queries and cursors that were changed", async () => {
    const query = db.order.byStatus({ status: "PAID" });
    const { cursor = "" } = await query.page({ size: 5 });
    connection.sent();
    const [bucket = "", shard = "", rest = ""] = cursor.split(".");
    const wrong = [
      `${bucket}.${(Number(shard) + 1) % 8}.${rest}`,
      `1.${shard}.${rest}`,
      `${bucket}.8.${rest}`,
      `${cursor}x`,
      rest,
      "",
      "0.0.",
    ];
    for (const after of wrong) {
      await expect(query.page({ after }), after).rejects.toMatchObject({ code: "InvalidCursor" });
    }
    for (const other of [
      query.descending(),
      db.order.byStatus({ status: "PENDING" }),
      db.order.byStatus({ status: "PAID", placedAt: { gte: "2026" } }),
      db.order.byCustomer({}),
    ]) {
      await expect(other.page({ after: cursor })).rejects.toMatchObject({ code: "InvalidCursor" });
    }
    expect(connection.sent()).toEqual([]);
  });

  it("counts the requests of all shards against maxRequests, and goes on where it stopped", async () => {
    const query = db.order.byStatus({ status: "PAID" }).filter((o) => o.total.gte(58));
    await expect(query.all({ maxRequests: 7 })).rejects.toMatchObject({
      code: "InvalidQuery",
      details: { reason: "maxRequests is 8 at the least, since so many shards are merged; got 7" },
    });
    await expect(query.count({ maxRequests: 8 })).resolves.toBe(2);
    const found: unknown[] = [];
    const whole = db.order.byStatus({ status: "PAID" });
    let after: string | undefined;
    for (let turn = 0; turn < 60; turn += 1) {
      try {
        for await (const { items, cursor } of whole.pages({ size: 3, maxRequests: 8, after })) {
          found.push(...ids(items));
          after = cursor;
        }
        break;
      } catch (error) {
        const { code, details } = error as {
          code: string;
          details: { items: { orderId: string }[]; cursor: string };
        };
        expect(code).toBe("LimitExceeded");
        found.push(...ids(details.items));
        after = details.cursor;
      }
    }
    expect(found).toEqual(ids(byTime));
  });

  it("plans its first request and says how many partitions there are", () => {
    const query = db.order.byStatus({ status: "PAID" });
    expect(query.plan({ size: 20 })).toMatchObject({
      operation: "Query",
      of: "Order",
      index: "gsi1",
      partitions: 8,
      request: { Limit: 6, ExpressionAttributeValues: { ":v0": "STATUS#PAID#0" } },
    });
    expect(db.order.byStatus({ status: "PAID", orderId: "o1" }).plan()).not.toHaveProperty("partitions");
    expect(connection.sent()).toEqual([]);
  });

  it("ends with its signal", async () => {
    const signal = AbortSignal.abort();
    await expect(db.order.byStatus({ status: "PAID" }).all({ signal })).rejects.toMatchObject({
      code: "Aborted",
    });
    expect(connection.sent()).toEqual([]);
  });

  it("merges numbers by value, however many are equal", async () => {
    const scores = [0, 1, 1, 1, 1, -5, -5, 10, 9, 2, 1e21, 1.5, 123456789012345, -0.25];
    const players = Array.from({ length: 56 }, (_, n) => ({
      name: `p${n}`,
      game: "go",
      score: scores[n % scores.length] ?? 0,
    }));
    await db.player.putMany(players);
    const query = db.player.byScore({ game: "go" });
    const all = await query.all();
    expect(all.map(({ score }) => score)).toEqual(players.map(({ score }) => score).sort((a, b) => a - b));
    for (const [size, key] of [
      [1, {}],
      [5, {}],
      [3, { score: { between: [-5, 2] } }],
      [3, { score: { lt: 2 } }],
    ] as const) {
      for (const descending of [false, true]) {
        const own = db.player.byScore({ game: "go", ...key });
        const whole = await (descending ? own.descending() : own).all();
        const names: string[] = [];
        let after: string | undefined;
        do {
          // Built anew for each page, as a server would.
          const again = db.player.byScore({ game: "go", ...key });
          const page = await (descending ? again.descending() : again).page({ size, after });
          names.push(...page.items.map(({ name }) => name));
          after = page.cursor;
        } while (after !== undefined);
        expect(names).toEqual(whole.map(({ name }) => name));
        expect(new Set(names).size).toBe(whole.length);
      }
    }
  });
});

describe("a query over buckets", () => {
  const range = { between: ["2026-01-30T05:00:00.000Z", "2026-02-03T10:00:00.000Z"] } as const;
  const inRange = EVENTS.filter(({ at }) => at >= range.between[0] && at <= range.between[1]);

  it("walks from one end and stops when the page is full", async () => {
    const page = await db.event.byDay({ at: range }).descending().page({ size: 4 });
    expect(eventIds(page.items)).toEqual(eventIds(inRange.toReversed().slice(0, 4)));
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "shop",
          IndexName: "gsi1",
          KeyConditionExpression: "#gsi1pk = :v0 AND #gsi1sk BETWEEN :v1 AND :v2",
          ScanIndexForward: false,
          Limit: 4,
          ExpressionAttributeNames: { "#gsi1pk": "gsi1pk", "#gsi1sk": "gsi1sk" },
          ExpressionAttributeValues: {
            ":v0": "DAY#2026-02-03",
            ":v1": "2026-01-30T05:00:00.000Z",
            ":v2": "2026-02-03T10:00:00.000Z$",
          },
        },
      },
      expect.objectContaining({
        input: expect.objectContaining({
          Limit: 1,
          ExpressionAttributeValues: expect.objectContaining({ ":v0": "DAY#2026-02-02" }),
        }),
      }),
    ]);
  });

  it("tolerates empty buckets, and reads the whole range in order", async () => {
    expect(await db.event.byDay({ at: range }).all()).toEqual(inRange);
    expect(partitions()).toEqual(
      ["30", "31", "01", "02", "03"].map((d) => `DAY#2026-${d > "29" ? "01" : "02"}-${d}`),
    );
    expect(await db.event.byDay({ at: range }).count()).toBe(inRange.length);
    expect(await db.event.byDay({ at: { between: ["2020-01-01", "2020-01-03"] } }).all()).toEqual([]);
    expect(await db.event.byDay({ at: { between: ["2026-02", "2026-03"] } }).all()).toEqual(EVENTS.slice(5));
  });

  it.each([1, 2, 4, 5, 13])("gives pages of %d across buckets", async (size) => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await db.event.byDay({ at: range }).page({ size, after });
      found.push(...eventIds(page.items));
      after = page.cursor;
    } while (after !== undefined);
    expect(found).toEqual(eventIds(inRange));
  });

  it("goes from an item on, and refuses cursors of another range", async () => {
    const query = db.event.byDay({ at: range });
    const [, , third] = inRange;
    if (third === undefined) throw new Error("no item");
    const { items } = await query.page({ after: query.cursorOf(third), size: 4 });
    expect(eventIds(items)).toEqual(eventIds(inRange.slice(3, 7)));
    const other = db.event.byDay({ at: { between: [range.between[0], "2026-02-04"] } });
    await expect(other.page({ after: query.cursorOf(third) })).rejects.toMatchObject({
      code: "InvalidCursor",
    });
    expect(() => query.cursorOf({ ...third, at: "2027-01-01T00:00:00.000Z" })).toThrow(
      expect.objectContaining({ code: "InvalidCursor" }),
    );
  });

  it("stops at maxRequests, also between buckets that are empty", async () => {
    const found: string[] = [];
    let after: string | undefined;
    for (let turn = 0; turn < 20; turn += 1) {
      try {
        found.push(...eventIds(await db.event.byDay({ at: range }).all({ maxRequests: 1, after })));
        break;
      } catch (error) {
        const { code, details } = error as { code: string; details: { items: Event[]; cursor: string } };
        expect(code).toBe("LimitExceeded");
        found.push(...eventIds(details.items));
        after = details.cursor;
      }
    }
    expect(found).toEqual(eventIds(inRange));
  });

  it("reads a range of one bucket, and a single instant, as one partition", async () => {
    const [first] = EVENTS;
    if (first === undefined) throw new Error("no event");
    expect(await db.event.byDay({ at: first.at }).all()).toEqual([first]);
    expect(await db.event.byDay({ at: first.at, id: { gte: "e00" } }).all()).toEqual([first]);
    const day = db.event.byDay({ at: { between: ["2026-01-30", "2026-01-30T06"] } });
    expect(await day.all()).toEqual(EVENTS.slice(0, 2));
    expect(connection.sent()).toHaveLength(3);
  });

  it("filters where the sort key does not begin with the date", async () => {
    const found = await db.event.byKind({ at: range }).all();
    expect(eventIds(found).sort()).toEqual(eventIds(inRange).sort());
    expect(connection.sent()[0]).toMatchObject({
      input: {
        KeyConditionExpression: "#gsi2pk = :v0",
        FilterExpression: "#at BETWEEN :v1 AND :v2",
        ExpressionAttributeValues: { ":v0": "MONTH#2026-01" },
      },
    });
    const clicks = await db.event.byKind({ at: range, kind: "click" }).all();
    expect(clicks).toEqual(inRange.filter(({ kind }) => kind === "click"));
    expect(connection.sent()[0]?.input).not.toHaveProperty("FilterExpression");
    const named = await db.event.byKind({ at: range, kind: { beginsWith: "v" } }).all();
    expect(named).toEqual(inRange.filter(({ kind }) => kind === "view"));
    const ofYear = await db.event.byYear({ at: range }).all();
    expect(eventIds(ofYear).sort()).toEqual(eventIds(inRange).sort());
  });

  it("refuses a range without both ends, and one that is none", async () => {
    await expect(db.event.byDay({ at: { gte: "2026-01-01" } } as never).all()).rejects.toMatchObject({
      code: "InvalidKey",
      details: {
        attribute: "at",
        reason:
          "takes no gte: the partition key holds its day. Give a value, or both ends of a range: { between: [from, to] }",
      },
    });
    await expect(db.event.byDay({} as never).all()).rejects.toMatchObject({ code: "InvalidKey" });
    await expect(
      db.event.byDay({ at: { between: ["2026-02-02", "2026-02-01"] } }).all(),
    ).rejects.toMatchObject({
      details: { reason: "has a range that ends before it begins" },
    });
    await expect(db.event.byDay({ at: { between: ["soon", "2026-02-01"] } }).all()).rejects.toMatchObject({
      code: "InvalidKey",
    });
  });

  it("walks an endless range lazily", async () => {
    const page = await db.event
      .byDay({ at: { between: ["0001-01-01", "2026-02-03T23"] } })
      .descending()
      .page({ size: 2 });
    expect(eventIds(page.items)).toEqual(eventIds(EVENTS.toReversed().slice(0, 2)));
    expect(connection.sent()).toHaveLength(1);
    expect(db.event.byDay({ at: { between: ["2026-01-01", "2026-12-31"] } }).plan().partitions).toBe(365);
  });
});

describe("a query over shards in buckets", () => {
  const readings = Array.from({ length: 48 }, (_, n) => ({
    meter: n % 6,
    // Four of each hour, over two days with an empty one between them.
    at: new Date(Date.UTC(2026, 2, n < 24 ? 1 : 3, 18 + Math.floor((n % 24) / 4))),
    value: n,
  }));
  const between = (from: Date, to: Date) => ({ between: [from, to] }) as const;
  const march = between(new Date("2026-03-01"), new Date("2026-03-04"));
  const inOrder = readings.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.meter - b.meter);

  beforeAll(() => db.reading.putMany(readings));

  it("merges the shards of each bucket and walks the buckets", async () => {
    expect(await db.reading.query({ at: march }).all()).toEqual(inOrder);
    expect(partitions()).toEqual(
      ["01", "02", "03", "04"].flatMap((day) => [0, 1, 2].map((shard) => `READINGS#2026-03-${day}#${shard}`)),
    );
    expect(await db.reading.query({ at: march }).consistent().descending().all()).toEqual(
      inOrder.toReversed(),
    );
    expect(connection.sent()[0]).toMatchObject({ input: { ConsistentRead: true } });
    expect(await db.reading.query({ at: march }).count()).toBe(48);
  });

  it.each([1, 5, 24, 50])("gives pages of %d", async (size) => {
    for (const descending of [false, true]) {
      const found: unknown[] = [];
      let after: string | undefined;
      do {
        const query = db.reading.query({ at: march });
        const page = await (descending ? query.descending() : query).page({ size, after });
        found.push(...page.items);
        after = page.cursor;
      } while (after !== undefined);
      expect(found).toEqual(descending ? inOrder.toReversed() : inOrder);
    }
  });

  it("reads the one shard of a meter in each bucket", async () => {
    const found = await db.reading.query({ meter: 3, at: march }).all();
    expect(found).toEqual(inOrder.filter(({ meter }) => meter === 3));
    expect(connection.sent()).toHaveLength(4);
  });

  it("walks the buckets backwards where the sort key does", async () => {
    const found = await db.reading
      .newest({ at: between(new Date("2026-02-01"), new Date("2026-04-01")) })
      .all();
    expect(found.map(({ at }) => at.getTime())).toEqual(inOrder.toReversed().map(({ at }) => at.getTime()));
    expect(partitions()).toEqual(["NEWEST#2026-04", "NEWEST#2026-03", "NEWEST#2026-02"]);
  });
});
