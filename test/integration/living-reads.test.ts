import { BatchWriteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { isMonotableError, type MonotableError } from "monotable";
import { describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/release-1/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

type Row = Readonly<Record<string, unknown>>;

async function store(rows: readonly Row[]): Promise<void> {
  for (let start = 0; start < rows.length; start += 25) {
    const writes = rows.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await connection.documents.send(new BatchWriteCommand({ RequestItems: { living: writes } }));
  }
  connection.sent();
}

const orderId = (number: number) => String(number).padStart(5, "0");

const order = (customerId: string, number: number, more: Row = {}): Row => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `ORDER#${orderId(number)}`,
  gsi1pk: "STATUS#OPEN",
  gsi1sk: `ORDER#${orderId(number)}`,
  _entity: "Order",
  customerId,
  orderId: orderId(number),
  status: "OPEN",
  total: number,
  box: { width: 1 },
  lines: [],
  counts: {},
  ...more,
});

async function unreadable(run: () => PromiseLike<unknown>): Promise<MonotableError<"UnreadableItem">> {
  try {
    await run();
  } catch (error) {
    if (isMonotableError(error, "UnreadableItem")) return error;
    throw error;
  }
  return expect.unreachable("it succeeded");
}

describe("one order of 51 whose total is text", async () => {
  const customerId = "bad";
  const bad = { customerId, orderId: orderId(20) };
  await store(Array.from({ length: 51 }, (_, n) => order(customerId, n, n === 20 ? { total: "12" } : {})));
  const query = db.order.query({ customerId });

  it("is an error of all(), which names it, has what was read before, and goes on behind it", async () => {
    const { details, message } = await unreadable(() => query.all());
    expect(details).toMatchObject({ table: "living", key: bad, path: "total" });
    expect(details.stored).toMatchObject({ total: "12" });
    expect(Object.keys(details)).not.toContain("stored");
    expect(JSON.stringify(details)).not.toContain("gsi1sk");
    expect(message).toContain("total");
    expect(details.items).toHaveLength(20);
    const rest = await query.all({ ...(details.cursor !== undefined && { after: details.cursor }) });
    expect(rest).toHaveLength(30);
  });

  it("is left out by skip, in each way to read, and counted all the same", async () => {
    const good = query.unreadable("skip");
    expect(await good.all()).toHaveLength(50);
    expect(await good.count()).toBe(51);
    const sizes: number[] = [];
    for await (const { items } of good.pages({ size: 10 })) sizes.push(items.length);
    expect(sizes).toEqual([10, 10, 10, 10, 10]);
    const given: unknown[] = [];
    for await (const each of good) given.push(each);
    expect(given).toHaveLength(50);
    const ofCustomer = db.order.scan().filter((o) => o.customerId.eq(customerId));
    expect(await ofCustomer.unreadable("skip").all()).toHaveLength(50);
    expect(await ofCustomer.unreadable("skip").parallel(3).all()).toHaveLength(50);
    const inIndex = db.order.byStatus({ status: "OPEN" }).filter((o) => o.customerId.eq(customerId));
    expect(await inIndex.unreadable("skip").all()).toHaveLength(50);
    expect((await db.account({ customerId }).unreadable("skip").all()).orders).toHaveLength(50);
  });

  it("is an error of an index and of a parallel scan, whose cursor goes on with all segments", async () => {
    const inIndex = db.order.byStatus({ status: "OPEN" }).filter((o) => o.customerId.eq(customerId));
    expect((await unreadable(() => inIndex.all())).details).toMatchObject({ index: "gsi1", key: bad });
    const scan = db.order
      .scan()
      .filter((o) => o.customerId.eq(customerId))
      .parallel(3);
    const { details } = await unreadable(() => scan.all());
    const before = details.items as unknown[];
    const rest = await scan.all({ ...(details.cursor !== undefined && { after: details.cursor }) });
    expect(before.length + rest.length).toBe(50);
  });

  it("leaves the results of getMany and batchGet by position", async () => {
    const keys = [19, 20, 21].map((number) => ({ customerId, orderId: orderId(number) }));
    const { details } = await unreadable(() => db.order.getMany(keys));
    expect(details.results).toMatchObject([{ total: 19 }, undefined, { total: 21 }]);
    const skipped = await db.order.getMany(keys, { unreadable: "skip" });
    expect(skipped).toMatchObject([{ total: 19 }, undefined, { total: 21 }]);
    const reported: unknown[] = [];
    await db.batchGet(
      keys.map((key) => db.order.get(key)),
      { unreadable: ({ details: { key } }) => reported.push(key) },
    );
    expect(reported).toEqual([bad]);
  });
});

describe("10,000 rows of another release among 3 orders", async () => {
  const customerId = "crowd";
  const lines = Array.from({ length: 10_000 }, (_, n) => ({
    pk: `CUSTOMER#${customerId}`,
    sk: `ORDER#00001#LINE#${orderId(n)}`,
    _entity: "Line",
  }));
  await store([order(customerId, 0), order(customerId, 1), order(customerId, 2), ...lines]);

  it("take no places of pages, are not counted, and are passed in few requests", async () => {
    const query = db.order.query({ customerId });
    const page = await query.page({ size: 3 });
    expect(page.items.map((each) => each.orderId)).toEqual([orderId(0), orderId(1), orderId(2)]);
    expect(connection.sent().length).toBeLessThanOrEqual(15);
    expect(await query.all()).toHaveLength(3);
    expect(await query.count()).toBe(3);
    expect((await db.account({ customerId }).page({ size: 7 })).items.orders).toHaveLength(3);
    await expect(query.page({ size: 3, maxRequests: 2 })).rejects.toMatchObject({ code: "LimitExceeded" });
  });

  it("are told to the hook, and are no items of get", async () => {
    const rows: unknown[] = [];
    const observed = createDatabase(connection.client, {
      hooks: { foreign: ({ stored }) => rows.push(stored["sk"]) },
    });
    expect(await observed.order.query({ customerId }).all()).toHaveLength(3);
    expect(rows).toHaveLength(10_000);
    const Item = { ...order("other", 1), _entity: "Legacy" };
    await connection.documents.send(new PutCommand({ TableName: "living", Item }));
    expect(await db.order.get({ customerId: "other", orderId: orderId(1) })).toBeUndefined();
    const foreign = await db.order
      .update({ customerId: "other", orderId: orderId(1) })
      .set({ total: 1 })
      .catch((e) => e);
    expect(foreign).toMatchObject({ code: "NotFound", details: { foreign: "Legacy" } });
  });
});
