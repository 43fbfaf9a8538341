import { isMonotableError } from "monotable";
import { describe, expect, it } from "vitest";
import { createDatabase, type Database, type TaskKey, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";
import type { Fault } from "../support/fault-proxy.js";

const connection = await connect(tables);
/** Past every proxy. */
const direct = createDatabase(connection.client);

/** The first task of each case exists at first, the second does not. */
type Keys = readonly [existing: TaskKey, absent: TaskKey];

const titled = (key: TaskKey, title: string) => ({ ...key, title });
const title = async (key: TaskKey) => (await direct.task.get(key).consistent())?.title;
const pointsOf = async (key: TaskKey) => (await direct.task.get(key).consistent())?.points;

interface Case {
  readonly name: string;
  /** DynamoDB's operation, which the proxy knows it by. */
  readonly operation: string;
  /** How many requests are under way at once, if there are several. */
  readonly atOnce?: number;
  readonly run: (db: Database, keys: Keys) => PromiseLike<unknown>;
}

interface ReadCase extends Case {
  readonly result: (keys: Keys) => unknown;
}

interface WriteCase extends Case {
  /** Whether it was carried out, wholly or in part. */
  readonly done: (keys: Keys) => Promise<boolean>;
}

const READS: readonly ReadCase[] = [
  {
    name: "get",
    operation: "GetItem",
    run: (db, [key]) => db.task.get(key),
    result: () => expect.objectContaining({ title: "old" }),
  },
  {
    name: "query",
    operation: "Query",
    run: (db, [{ projectId }]) => db.task.query({ projectId }).all(),
    result: () => [expect.objectContaining({ title: "old" })],
  },
  {
    name: "pages",
    operation: "Query",
    run: async (db, [{ projectId }]) => {
      const titles: string[] = [];
      for await (const page of db.task.query({ projectId }).pages({ size: 1 })) {
        titles.push(...page.items.map((task) => task.title));
      }
      return titles;
    },
    result: () => ["old"],
  },
  {
    name: "a collection",
    operation: "Query",
    run: (db, [{ projectId }]) => db.board({ projectId }).all(),
    result: () => expect.objectContaining({ tasks: [expect.objectContaining({ title: "old" })] }),
  },
  {
    name: "scan",
    operation: "Scan",
    run: (db, [{ projectId }]) =>
      db.task
        .scan()
        .filter((t) => t.projectId.eq(projectId))
        .count(),
    result: () => 1,
  },
  {
    name: "a parallel scan",
    operation: "Scan",
    atOnce: 3,
    run: async (db, [{ projectId }]) => {
      const scan = db.task
        .scan()
        .filter((t) => t.projectId.eq(projectId))
        .parallel(3);
      return [await scan.count(), (await scan.all()).map((task) => task.title)];
    },
    result: () => [1, ["old"]],
  },
  {
    name: "getMany",
    operation: "BatchGetItem",
    run: (db, [key, absent]) => db.task.getMany([absent, key]),
    result: () => [undefined, expect.objectContaining({ title: "old" })],
  },
  {
    name: "transactGet",
    operation: "TransactGetItems",
    run: (db, [key, absent]) => db.transactGet([db.task.get(absent), db.task.get(key)]),
    result: () => [undefined, expect.objectContaining({ title: "old" })],
  },
  {
    name: "batchGet",
    operation: "BatchGetItem",
    run: (db, [key, absent]) => db.batchGet([db.task.get(absent), db.task.get(key)]),
    result: () => [undefined, expect.objectContaining({ title: "old" })],
  },
];

const WRITES: readonly WriteCase[] = [
  {
    name: "create",
    operation: "PutItem",
    run: (db, [, key]) => db.task.create(titled(key, "new")),
    done: async ([, key]) => (await title(key)) === "new",
  },
  {
    name: "put",
    operation: "PutItem",
    run: (db, [key]) => db.task.put(titled(key, "new")),
    done: async ([key]) => (await title(key)) === "new",
  },
  {
    name: "update",
    operation: "UpdateItem",
    run: (db, [key]) => db.task.update(key).set({ title: "new" }),
    done: async ([key]) => (await title(key)) === "new",
  },
  {
    name: "a conditional update",
    operation: "UpdateItem",
    run: (db, [key]) =>
      db.task
        .update(key)
        .set({ title: "new" })
        .if((t) => t.title.eq("old")),
    done: async ([key]) => (await title(key)) === "new",
  },
  {
    name: "an add",
    operation: "UpdateItem",
    run: (db, [key]) => db.task.update(key).add({ points: 10 }),
    // An add may count twice where its reply was lost, as its documentation says; it is never lost.
    done: async ([key]) => {
      const points = await pointsOf(key);
      expect(points).toBeOneOf([1, 11, 21]);
      return points !== 1;
    },
  },
  {
    name: "an add in a transaction",
    operation: "TransactWriteItems",
    run: (db, [key]) => db.transactWrite([db.task.update(key).add({ points: 10 })]),
    done: async ([key]) => {
      const points = await pointsOf(key);
      expect(points).toBeOneOf([1, 11]);
      return points === 11;
    },
  },
  {
    name: "modify",
    operation: "UpdateItem",
    run: (db, [key]) => db.task.modify(key, ({ points = 0 }) => ({ points: points + 10 })),
    done: async ([key]) => {
      const points = await pointsOf(key);
      expect(points).toBeOneOf([1, 11]);
      return points === 11;
    },
  },
  {
    name: "move",
    operation: "TransactWriteItems",
    run: (db, [key, absent]) => db.task.move(key, { number: absent.number, title: "new" }),
    done: async (keys) => {
      const titles = await Promise.all(keys.map(title));
      // It is under one key, and never under both or none.
      expect(titles).toBeOneOf([
        ["old", undefined],
        [undefined, "new"],
      ]);
      return titles[1] === "new";
    },
  },
  {
    name: "upsert",
    operation: "UpdateItem",
    run: (db, [, key]) => db.task.upsert(titled(key, "new")),
    done: async ([, key]) => (await title(key)) === "new",
  },
  {
    name: "delete",
    operation: "DeleteItem",
    run: (db, [key]) => db.task.delete(key),
    done: async ([key]) => (await title(key)) === undefined,
  },
  {
    name: "a conditional delete",
    operation: "DeleteItem",
    run: (db, [key]) => db.task.delete(key).if((t) => t.title.eq("old")),
    done: async ([key]) => (await title(key)) === undefined,
  },
  {
    name: "transactWrite",
    operation: "TransactWriteItems",
    run: (db, [key, absent]) =>
      db.transactWrite([
        db.task.create(titled(absent, "new")),
        db.task
          .update(key)
          .set({ title: "new" })
          .if((t) => t.title.eq("old")),
      ]),
    done: async ([key, absent]) => (await title(key)) === "new" && (await title(absent)) === "new",
  },
  {
    name: "a transaction of every kind of write",
    operation: "TransactWriteItems",
    run: (db, [key, absent]) => {
      const { projectId } = key;
      return db.transactWrite([
        db.task.delete(key).if((t) => t.title.eq("old")),
        db.task.put(titled(absent, "new")),
        db.task.upsert(titled({ projectId, number: 3 }, "new")),
        db.task.check({ projectId, number: 4 }, (t) => t.title.notExists()),
      ]);
    },
    done: async ([key, absent]) => {
      const { projectId } = key;
      const titles = await Promise.all([key, absent, { projectId, number: 3 }].map(title));
      expect(titles).toBeOneOf([
        ["old", undefined, undefined],
        [undefined, "new", "new"],
      ]);
      return titles[1] === "new";
    },
  },
  {
    name: "putMany",
    operation: "BatchWriteItem",
    run: (db, keys) => db.task.putMany(keys.map((key) => titled(key, "new"))),
    done: async ([, absent]) => (await title(absent)) === "new",
  },
  {
    name: "deleteMany",
    operation: "BatchWriteItem",
    run: (db, keys) => db.task.deleteMany(keys),
    done: async ([key]) => (await title(key)) === undefined,
  },
  {
    name: "batchWrite",
    operation: "BatchWriteItem",
    run: (db, [key, absent]) => db.batchWrite([db.task.delete(key), db.task.put(titled(absent, "new"))]),
    done: async ([key, absent]) => (await title(key)) === undefined || (await title(absent)) === "new",
  },
];

const FAULTS: readonly Fault[] = [
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "InternalServerError",
  "InternalServerErrorAfter",
  "reset",
  "dropped reply",
  "truncated body",
  "garbled body",
  "hang",
];

/** Those after which the request was not carried out. */
const BEFORE: ReadonlySet<Fault> = new Set<Fault>([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "InternalServerError",
  "reset",
  "hang",
]);

let cases = 0;

/** Runs a case over an item of its own with a fault at the first attempt, or at both attempts of every request. */
async function runCase({ operation, atOnce = 1, run }: Case, fault: Fault, times: 1 | 2) {
  cases += 1;
  const projectId = `case-${cases}`;
  const keys: Keys = [
    { projectId, number: 1 },
    { projectId, number: 2 },
  ];
  await direct.task.create({ ...titled(keys[0], "old"), points: 1 });
  const { proxy, client } = await connection.faulty({
    maxAttempts: 2,
    ...(fault === "hang" && { timeout: 1000 }),
  });
  proxy.fail(operation, ...Array.from({ length: times === 1 ? 1 : times * atOnce }, () => fault));
  const outcome = await run(createDatabase(client), keys).then(
    (value: unknown) => ({ value, error: undefined }),
    (error: unknown) => ({ value: undefined, error }),
  );
  return { keys, proxy, ...outcome };
}

/** The code of the error at the end of it. */
function codeOf(fault: Fault): string {
  if (fault.includes("Throughput") || fault.includes("Throttling")) return "Throttled";
  return fault.startsWith("Internal") || fault === "garbled body" ? "RequestFailed" : "Unreachable";
}

const isUncertain = (error: unknown) =>
  isMonotableError(error) && "uncertain" in error.details && error.details.uncertain === true;

describe.concurrent.each(READS)("$name", (read) => {
  it.each(FAULTS)("recovers from one %s, and fails with a typed error after more", async (fault) => {
    const once = await runCase(read, fault, 1);
    // The SDK does not retry what it cannot read.
    if (fault !== "garbled body") expect(once.value).toEqual(read.result(once.keys));
    else expect(once.error).toMatchObject({ code: "RequestFailed", details: { operation: read.operation } });
    const { error } = await runCase(read, fault, 2);
    expect(error).toMatchObject({ code: codeOf(fault), details: { operation: read.operation } });
    expect(isUncertain(error)).toBe(false);
  });
});

describe.concurrent.each(WRITES)("$name", (write) => {
  it.each(FAULTS)("never says of one %s, or of more, what is not so", async (fault) => {
    for (const times of [1, 2] as const) {
      const { keys, error } = await runCase(write, fault, times);
      const done = await write.done(keys);
      if (error === undefined) {
        expect(done).toBe(true);
        continue;
      }
      expect(isMonotableError(error)).toBe(true);
      // A failure of what did happen says that it may have.
      if (done) expect(isUncertain(error)).toBe(true);
      if (times === 2) {
        expect(error).toMatchObject({ code: codeOf(fault), details: { operation: write.operation } });
        expect(done).toBe(!BEFORE.has(fault));
        expect(isUncertain(error)).toBe(codeOf(fault) !== "Throttled");
        if (isUncertain(error)) expect((error as Error).message).toContain("may have been carried out");
      }
    }
  });
});

describe.concurrent.each(WRITES)("$name", (write) => {
  it("is what it says to be where its first attempt arrives after its retry", async () => {
    const { keys, error, proxy } = await runCase(write, "late", 1);
    expect(error).toBeUndefined();
    expect(await write.done(keys)).toBe(true);
    expect(await proxy.deliver()).toHaveLength(1);
    expect(await write.done(keys)).toBe(true);
  });
});

describe("what is left unprocessed", () => {
  it("is sent again until all is done, and nothing twice", async () => {
    const { proxy, client } = await connection.faulty();
    const db = createDatabase(client);
    const readings = Array.from({ length: 30 }, (_, at) => ({ sensorId: "left", at, value: at }));
    proxy.fail("BatchWriteItem", "unprocessed", "unprocessed", "unprocessed");
    await db.reading.putMany(readings);
    expect(await direct.reading.query({ sensorId: "left" }).all()).toEqual(readings);
    expect(proxy.arrived()).toEqual({ BatchWriteItem: 5 });

    proxy.fail("BatchGetItem", "unprocessed", "unprocessed");
    expect(await db.reading.getMany(readings.toReversed())).toEqual(readings.toReversed());
    expect(proxy.arrived()).toEqual({ BatchGetItem: 3 });
  });

  it("is uncertain in the error where a part was done when the rest failed", async () => {
    const { proxy, client } = await connection.faulty({ maxAttempts: 1 });
    const readings = [0, 1].map((at) => ({ sensorId: "part", at, value: at }));
    proxy.fail("BatchWriteItem", "unprocessed", "ThrottlingException");
    await expect(createDatabase(client).reading.putMany(readings)).rejects.toMatchObject({
      code: "Throttled",
      details: { uncertain: true },
    });
    expect(await direct.reading.query({ sensorId: "part" }).count()).toBe(1);
  });

  it("is uncertain in the error where other requests of the batch were carried out", async () => {
    const { proxy, client } = await connection.faulty({ maxAttempts: 1 });
    const readings = Array.from({ length: 26 }, (_, at) => ({ sensorId: "chunks", at, value: at }));
    proxy.fail("BatchWriteItem", "pass", "ThrottlingException");
    const writing = createDatabase(client).reading.putMany(
      (async function* () {
        for (const reading of readings) {
          // The first request is answered before the second is made.
          while (reading.at === 25 && (await direct.reading.query({ sensorId: "chunks" }).count()) < 25);
          if (reading.at === 25) await new Promise((soon) => setTimeout(soon, 200));
          yield reading;
        }
      })(),
    );
    await expect(writing).rejects.toMatchObject({
      code: "Throttled",
      message: expect.stringContaining("25 other writes of the batch were carried out"),
      details: { uncertain: true },
    });
  });
});

describe("pages()", () => {
  it("goes on where it was after faults on the way", async () => {
    const { proxy, client } = await connection.faulty();
    const db = createDatabase(client);
    await direct.reading.putMany(Array.from({ length: 25 }, (_, at) => ({ sensorId: "way", at, value: at })));
    proxy.fail("Query", "pass", "reset", "truncated body", "pass", "InternalServerError");
    const seen: number[] = [];
    for await (const { items } of db.reading.query({ sensorId: "way" }).pages({ size: 7 })) {
      seen.push(...items.map(({ at }) => at));
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, at) => at));
  });
});
