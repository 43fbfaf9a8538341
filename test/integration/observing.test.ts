import { type Hooks, isMonotableError, type RequestEvent, type ResponseEvent } from "monotable";
import { describe, expect, it, vi } from "vitest";
import { createDatabase, type Database, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const { proxy, client } = await (await connect(tables)).faulty();
let before: RequestEvent[] = [];
let after: ResponseEvent[] = [];
const db = observed({ capacity: true });

/** A database whose events are collected. */
function observed(hooks: Hooks): Database {
  return createDatabase(client, {
    hooks: { ...hooks, before: (event) => before.push(event), after: (event) => after.push(event) },
  });
}

/** The events of what is run. */
async function eventsOf(run: () => PromiseLike<unknown>): Promise<ResponseEvent[]> {
  before = [];
  after = [];
  await Promise.resolve(run()).catch(() => undefined);
  const told = after.map(
    ({ attempts: _1, duration: _2, capacityUnits: _3, error: _4, code: _5, output: _6, ...event }) => event,
  );
  const byId = (a: RequestEvent, b: RequestEvent) => a.requestId - b.requestId;
  expect(before.toSorted(byId)).toEqual(told.toSorted(byId));
  return after;
}

const reading = (sensorId: string, at: number) => ({ sensorId, at, value: at });
const readings = (sensorId: string, count: number) =>
  Array.from({ length: count }, (_, at) => reading(sensorId, at));

describe("hooks", () => {
  it("are told of a request with its input, attempts, duration and consumed capacity", async () => {
    const [event, ...more] = await eventsOf(() => db.reading.put(reading("one", 1)));
    expect(more).toEqual([]);
    expect(event).toEqual({
      operationId: expect.any(Number),
      requestId: expect.any(Number),
      operation: "PutItem",
      entity: "Reading",
      accessPattern: "query",
      tableName: "sensors",
      input: {
        TableName: "sensors",
        Item: { _entity: "Reading", sensorId: "one", at: 1, value: 1 },
        ReturnConsumedCapacity: "TOTAL",
      },
      attempts: 1,
      duration: expect.any(Number),
      capacityUnits: 1,
      output: expect.objectContaining({ $metadata: expect.anything() }),
      error: undefined,
      code: undefined,
    });
    expect(event?.duration).toBeGreaterThan(0);
  });

  it("ask for no capacity unless they want it", async () => {
    const plain = observed({});
    const [event] = await eventsOf(() => plain.reading.get({ sensorId: "one", at: 1 }));
    expect(event).toMatchObject({ input: { TableName: "sensors", Key: { sensorId: "one", at: 1 } } });
    expect(event?.input).not.toHaveProperty("ReturnConsumedCapacity");
    expect(event?.capacityUnits).toBeUndefined();
  });

  it("see the pages of one read under one id, and another read under another", async () => {
    await db.reading.putMany(readings("paged", 10));
    const pages = db.reading.query({ sensorId: "paged" });
    const events = await eventsOf(async () => {
      for await (const _ of pages.pages({ size: 4 }));
    });
    expect(events).toHaveLength(3);
    expect(new Set(events.map(({ operationId }) => operationId)).size).toBe(1);
    expect(new Set(events.map(({ requestId }) => requestId)).size).toBe(3);
    expect(events.every(({ capacityUnits = 0 }) => capacityUnits > 0)).toBe(true);
    const [other] = await eventsOf(() => pages.first());
    expect(other?.operationId).not.toBe(events[0]?.operationId);
  });

  it("see the access pattern", async () => {
    const [event] = await eventsOf(() => db.task.byAssignee({ assignee: "nobody" }).all());
    expect(event).toMatchObject({ operation: "Query", entity: "Task", accessPattern: "byAssignee" });
    const [whole] = await eventsOf(() => db.board({ projectId: "none" }).all());
    expect(whole).toMatchObject({ accessPattern: "board" });
    const [scan] = await eventsOf(() => db.reading.scan().first());
    expect(scan).toMatchObject({ operation: "Scan", accessPattern: "scan" });
  });

  it("see each request of a batch, what was left unprocessed included, and a transaction of several entities", async () => {
    proxy.fail("BatchWriteItem", "unprocessed");
    const batch = await eventsOf(() => db.reading.putMany(readings("batch", 30)));
    expect(batch).toHaveLength(3);
    expect(new Set(batch.map(({ operationId }) => operationId)).size).toBe(1);
    expect(batch.reduce((sum, { capacityUnits = 0 }) => sum + capacityUnits, 0)).toBe(30);

    const [transaction] = await eventsOf(() =>
      db.transactWrite([
        db.reading.put(reading("transaction", 1)),
        db.store.put({ storeId: "t", city: "Bern" }),
      ]),
    );
    expect(transaction).toMatchObject({
      operation: "TransactWriteItems",
      entity: "Reading, Store",
      accessPattern: undefined,
      tableName: "sensors, legacy",
      capacityUnits: 4,
    });
  });

  it("see the SDK's attempts, and the error of a request that failed", async () => {
    proxy.fail("GetItem", "reset", "InternalServerError");
    const [retried] = await eventsOf(() => db.reading.get({ sensorId: "one", at: 1 }));
    expect(retried).toMatchObject({ attempts: 3, error: undefined });

    const update = db.reading.update({ sensorId: "none", at: 1 }).set({ value: 1 });
    const [failed] = await eventsOf(() => update);
    expect(failed).toMatchObject({ attempts: 1, error: { name: "ConditionalCheckFailedException" } });
    expect(failed?.capacityUnits).toBeUndefined();
  });

  it("break nothing: what they throw is a warning", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const broken = createDatabase(client, {
      hooks: {
        before() {
          throw new Error("before broke");
        },
        after: (async () => {
          throw new Error("after broke");
        }) as () => void,
      },
    });
    expect(await broken.reading.get({ sensorId: "one", at: 1 })).toEqual(reading("one", 1));
    await new Promise((soon) => setImmediate(soon));
    expect(warn.mock.calls).toEqual([
      [expect.stringContaining("before broke"), "MonotableHookWarning"],
      [expect.stringContaining("after broke"), "MonotableHookWarning"],
    ]);
    warn.mockRestore();
  });
});

describe("a signal", () => {
  /** Aborts in the moment in which a request of this operation is under way, and never answered. */
  async function abortDuring(operation: string, run: (signal: AbortSignal) => PromiseLike<unknown>) {
    const controller = new AbortController();
    const reason = new Error(`enough of ${operation}`);
    proxy.fail(operation, "hang", "hang", "hang", "hang");
    const running = Promise.resolve(run(controller.signal)).then(
      () => expect.unreachable("it succeeded"),
      (error: unknown) => error,
    );
    setTimeout(() => controller.abort(reason), 50);
    const error = await running;
    proxy.fail(operation);
    if (!isMonotableError(error, "Aborted")) throw error;
    expect(error.cause).toBe(reason);
    expect(error.details.operation).toBe(operation);
    return error;
  }

  const key = { sensorId: "signal", at: 1 };

  it.each<[string, (signal: AbortSignal) => PromiseLike<unknown>]>([
    ["GetItem", (signal) => db.reading.get(key).execute({ signal })],
    ["Query", (signal) => db.reading.query({ sensorId: "signal" }).page({ signal })],
    ["Query", (signal) => db.reading.query({ sensorId: "signal" }).all({ signal })],
    ["Query", (signal) => db.reading.query({ sensorId: "signal" }).all({ signal, limit: 3 })],
    ["Query", (signal) => db.reading.query({ sensorId: "signal" }).first({ signal })],
    ["Query", (signal) => db.reading.query({ sensorId: "signal" }).count({ signal })],
    ["Query", (signal) => db.reading.query({ sensorId: "signal" }).items({ signal }).next()],
    ["Query", (signal) => db.reading.query({ sensorId: "signal" }).pages({ signal }).next()],
    ["Query", (signal) => db.board({ projectId: "signal" }).all({ signal })],
    ["Scan", (signal) => db.reading.scan().all({ signal })],
    ["TransactGetItems", (signal) => db.transactGet([db.reading.get(key)], { signal })],
    ["BatchGetItem", (signal) => db.batchGet([db.reading.get(key)], { signal })],
    ["BatchGetItem", (signal) => db.reading.getMany([key], { signal })],
  ])("aborts a read under way: %s", async (operation, run) => {
    const { details } = await abortDuring(operation, run);
    expect(details).not.toHaveProperty("uncertain");
  });

  it.each<[string, (signal: AbortSignal) => PromiseLike<unknown>]>([
    ["PutItem", (signal) => db.reading.create(reading("signal", 1)).execute({ signal })],
    ["UpdateItem", (signal) => db.reading.update(key).set({ value: 1 }).execute({ signal })],
    ["DeleteItem", (signal) => db.reading.delete(key).execute({ signal })],
    ["TransactWriteItems", (signal) => db.transactWrite([db.reading.delete(key)], { signal })],
    ["BatchWriteItem", (signal) => db.batchWrite([db.reading.delete(key)], { signal })],
    ["BatchWriteItem", (signal) => db.reading.putMany([reading("signal", 1)], { signal })],
  ])("aborts a write under way, and says that it may have happened: %s", async (operation, run) => {
    const { details, message } = await abortDuring(operation, run);
    expect(details.uncertain).toBe(true);
    expect(message).toContain("may have been carried out");
  });

  it("that is aborted already sends nothing", async () => {
    proxy.arrived();
    const signal = AbortSignal.abort();
    await expect(db.reading.put(reading("never", 1)).execute({ signal })).rejects.toMatchObject({
      code: "Aborted",
      details: { entity: "Reading", operation: "PutItem", tableName: "sensors" },
      cause: signal.reason,
    });
    await expect(db.reading.query({ sensorId: "never" }).all({ signal })).rejects.toMatchObject({
      code: "Aborted",
    });
    expect(proxy.arrived()).toEqual({});
  });

  it("stops between pages, between the chunks of a batch, and in the wait before another attempt", async () => {
    await db.reading.putMany(readings("between", 60));
    proxy.arrived();

    const paging = new AbortController();
    const pages = db.reading.query({ sensorId: "between" }).pages({ size: 10, signal: paging.signal });
    await pages.next();
    paging.abort();
    await expect(pages.next()).rejects.toMatchObject({ code: "Aborted" });
    expect(proxy.arrived()).toEqual({ Query: 1 });

    const writing = new AbortController();
    const options = { signal: writing.signal, onProgress: () => writing.abort() };
    await expect(db.reading.putMany(readings("between", 1000), options)).rejects.toMatchObject({
      code: "Aborted",
    });
    expect(proxy.arrived().BatchWriteItem).toBeLessThan(8);

    proxy.fail("BatchWriteItem", ...Array.from({ length: 9 }, () => "unprocessed" as const));
    const waiting = db.reading.putMany([reading("between", 1)], { signal: AbortSignal.timeout(150) });
    await expect(waiting).rejects.toMatchObject({ code: "Aborted", cause: { name: "TimeoutError" } });
    expect(proxy.arrived().BatchWriteItem).toBeLessThan(9);
    proxy.fail("BatchWriteItem");
  });

  it("that is aborted later changes nothing of what is done", async () => {
    const controller = new AbortController();
    await db.reading.put(reading("done", 1)).execute({ signal: controller.signal });
    controller.abort();
    expect(await db.reading.get({ sensorId: "done", at: 1 })).toEqual(reading("done", 1));
  });
});
