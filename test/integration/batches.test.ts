import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, expectTypeOf, it } from "vitest";
import { createDatabase, type Reading, type Store, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

const reading = (sensorId: string, at: number) => ({ sensorId, at, value: at });
const readings = (sensorId: string, count: number) =>
  Array.from({ length: count }, (_, at) => reading(sensorId, at));

describe("batchGet", () => {
  it("reads items of several tables in the order of the operations, each item once", async () => {
    await db.reading.put(reading("g", 1));
    await db.store.put({ storeId: "g", city: "Bern" });
    connection.sent();

    const results = await db.batchGet([
      db.reading.get({ sensorId: "g", at: 1 }),
      db.store.get({ storeId: "g" }),
      db.reading.get({ sensorId: "g", at: 2 }),
      db.reading.get({ sensorId: "g", at: 1 }),
    ]);
    expectTypeOf(results).toEqualTypeOf<
      [Reading | undefined, Store | undefined, Reading | undefined, Reading | undefined]
    >();
    const found = reading("g", 1);
    expect(results).toEqual([found, { storeId: "g", city: "Bern" }, undefined, found]);
    expect(connection.sent()).toEqual([
      {
        operation: "BatchGetItem",
        input: {
          RequestItems: {
            sensors: {
              Keys: [
                { sensorId: "g", at: 1 },
                { sensorId: "g", at: 2 },
              ],
            },
            legacy: { Keys: [{ PK: "STORE|g", "State#Date": "STORE" }] },
          },
        },
      },
    ]);
  });

  it("sends a request of its own for each selection and each consistency", async () => {
    await db.reading.put(reading("m", 1));
    connection.sent();

    const key = { sensorId: "m", at: 1 };
    const get = db.reading.get(key);
    expect(await db.batchGet([get, get.select("value"), get.consistent()])).toEqual([
      reading("m", 1),
      { value: 1 },
      reading("m", 1),
    ]);
    expect(connection.sent().map(({ input }) => input)).toEqual([
      { RequestItems: { sensors: { Keys: [key] } } },
      {
        RequestItems: {
          sensors: {
            Keys: [key],
            ProjectionExpression: "#value, #_entity, #0key, #1key",
            ExpressionAttributeNames: {
              "#value": "value",
              "#_entity": "_entity",
              "#0key": "sensorId",
              "#1key": "at",
            },
          },
        },
      },
      { RequestItems: { sensors: { Keys: [key], ConsistentRead: true } } },
    ]);
  });

  it("reads any number of items, 100 with a request", async () => {
    await db.reading.putMany(readings("many", 250));
    connection.sent();

    const keys = readings("many", 260).map(({ sensorId, at }) => ({ sensorId, at }));
    const found = await db.reading.getMany(keys.toReversed());
    expect(found).toEqual([
      ...Array.from({ length: 10 }, () => undefined),
      ...readings("many", 250).toReversed(),
    ]);
    expect(connection.sent()).toHaveLength(3);
    expect(await db.batchGet([])).toEqual([]);
    expect(connection.sent()).toEqual([]);
  });
});

describe("batchWrite", () => {
  it("puts and deletes, 25 with a request", async () => {
    await db.store.put({ storeId: "w", city: "Bern" });
    connection.sent();

    await db.batchWrite([
      db.reading.put(reading("w", 1)),
      db.store.delete({ storeId: "w" }),
      db.reading.put(reading("w", 2)),
    ]);
    expect(connection.sent()).toEqual([
      {
        operation: "BatchWriteItem",
        input: {
          RequestItems: {
            sensors: [1, 2].map((at) => ({
              PutRequest: { Item: { _entity: "Reading", ...reading("w", at) } },
            })),
            legacy: [{ DeleteRequest: { Key: { PK: "STORE|w", "State#Date": "STORE" } } }],
          },
        },
      },
    ]);
    expect(await db.reading.query({ sensorId: "w" }).count()).toBe(2);
    expect(await db.store.get({ storeId: "w" })).toBeUndefined();
  });

  it("takes any number of items, of any iterable, without holding them, and tells how far it is", async () => {
    let made = 0;
    let ahead = 0;
    const progress: number[] = [];
    async function* items() {
      for (const item of readings("stream", 1000)) {
        made += 1;
        ahead = Math.max(ahead, made - (progress.at(-1) ?? 0));
        yield item;
      }
    }
    await db.reading.putMany(items(), { onProgress: (done) => progress.push(done) });

    expect(connection.sent()).toHaveLength(40);
    expect(progress.at(-1)).toBe(1000);
    expect(ahead).toBeLessThanOrEqual(25 * 6);
    expect(await db.reading.query({ sensorId: "stream" }).count()).toBe(1000);
    await db.reading.deleteMany(readings("stream", 990));
    expect(await db.reading.query({ sensorId: "stream" }).count()).toBe(10);
  });

  it("lets the last of several writes of one item count", async () => {
    const values = Array.from({ length: 200 }, (_, value) => ({ sensorId: "twice", at: value % 3, value }));
    await db.reading.putMany(values);
    const stored = await db.reading.query({ sensorId: "twice" }).all();
    expect(stored.map(({ value }) => value)).toEqual([198, 199, 197]);

    await db.batchWrite([
      db.reading.put(reading("twice", 0)),
      db.reading.delete({ sensorId: "twice", at: 0 }),
    ]);
    expect(await db.reading.get({ sensorId: "twice", at: 0 })).toBeUndefined();
  });

  it("never runs an operation by iterating over it", async () => {
    await db.batchWrite(new Set([db.reading.put(reading("iterated", 1))]));
    expect(connection.sent().map(({ operation }) => operation)).toEqual(["BatchWriteItem"]);
  });

  it("refuses what DynamoDB's batches cannot do, and sends nothing", async () => {
    const task = { projectId: "b", number: 1, title: "x" };
    for (const operation of [
      // @ts-expect-error a create is conditional
      () => db.batchWrite([db.task.create(task)]),
      // @ts-expect-error batches do not update
      () => db.batchWrite([db.task.update(task).set({ title: "y" })]),
      () => db.batchWrite([db.task.put(task).if((t) => t.title.exists())]),
    ]) {
      await expect(operation()).rejects.toMatchObject({ code: "InvalidBatch", details: { entity: "Task" } });
    }
    await expect(db.task.putMany([{ ...task, title: 1 as never }])).rejects.toMatchObject({
      code: "InvalidItem",
    });
    expect(connection.sent()).toEqual([]);
  });
});

describe("what DynamoDB leaves unprocessed", () => {
  /** A client that leaves the last of each request undone, so many times. */
  function reluctant(times: number) {
    let calls = 0;
    const send = async ({ input }: { input: { RequestItems: Record<string, unknown> } }) => {
      calls += 1;
      const [[table, request] = ["", []]] = Object.entries(input.RequestItems);
      const undone = calls <= times;
      if (Array.isArray(request)) return { UnprocessedItems: undone ? { [table]: request.slice(-1) } : {} };
      const { Keys } = request as { Keys: object[] };
      const done = undone ? Keys.slice(0, -1) : Keys;
      const Items = done.map((key) => ({ ...key, value: 7 }));
      return {
        Responses: { [table]: Items },
        UnprocessedKeys: undone ? { [table]: { Keys: Keys.slice(-1) } } : {},
      };
    };
    const client = Object.assign(new DynamoDBClient({ region: "local" }), { send });
    return { db: createDatabase(client), calls: () => calls };
  }

  it("is sent again until it is done", async () => {
    const writing = reluctant(3);
    await writing.db.reading.putMany(readings("u", 3));
    expect(writing.calls()).toBe(4);

    const reading = reluctant(2);
    const found = await reading.db.reading.getMany(readings("u", 3));
    expect(found.map((item) => item?.value)).toEqual([7, 7, 7]);
    expect(reading.calls()).toBe(3);
  });

  it("is in the error where it is never done", async () => {
    const writing = reluctant(1000);
    await expect(writing.db.reading.putMany(readings("u", 3))).rejects.toMatchObject({
      code: "BatchIncomplete",
      details: { entity: "Reading", unprocessed: [{ PutRequest: { Item: reading("u", 2) } }] },
    });
    expect(writing.calls()).toBe(10);
    await expect(reluctant(1000).db.reading.getMany(readings("u", 3))).rejects.toMatchObject({
      code: "BatchIncomplete",
      details: { unprocessed: [{ sensorId: "u", at: 2 }] },
    });
  });
});
