import { describe, expect, it } from "vitest";
import type { Reading } from "../../golden/features/generated/index.js";
import { countWork } from "../../support/work.js";

// Before anything of ours is loaded.
const workOf = await countWork();
const { createDatabase } = await import("../../golden/features/generated/index.js");
const { scriptedClient } = await import("../../support/scripted-client.js");

const reading = (at: number): Reading => ({ sensorId: "s", at, value: at });
/** Their numbers have as many digits, however many there are. */
const FIRST = 1_000_000;
const readings = (count: number) => Array.from({ length: count }, (_, at) => reading(FIRST + at));
const wire = (at: number) => ({ sensorId: { S: "s" }, at: { N: `${at}` }, value: { N: `${at}` } });

const { client, reply, attempts } = scriptedClient();
const db = createDatabase(client);

/** What is done with so many items, in one request as far as DynamoDB allows. */
const OPERATIONS: readonly (readonly [
  string,
  readonly [number, number, number],
  (count: number) => Promise<unknown>,
])[] = [
  [
    "an item of a transaction",
    [1, 10, 100],
    (count) => {
      reply({ body: {} });
      return db.transactWrite(readings(count).map((each) => db.reading.put(each)));
    },
  ],
  [
    "a check of a transaction",
    [1, 10, 100],
    (count) => {
      reply({ body: {} });
      return db.transactWrite(readings(count).map((each) => db.reading.check(each, (r) => r.value.gte(1))));
    },
  ],
  [
    "a key of a batch",
    [1, 10, 100],
    (count) => {
      reply({ body: { Responses: { features: readings(count).map(({ at }) => wire(at)) } } });
      return db.reading.getMany(readings(count));
    },
  ],
  [
    "an item of a page",
    [1, 10, 1_000],
    (count) => {
      reply({ body: { Items: readings(count).map(({ at }) => wire(at)), Count: count } });
      return db.reading.query({ sensorId: "s" }).page();
    },
  ],
  [
    "a write of a batch",
    [1, 5, 25],
    (count) => {
      reply({ body: {} });
      return db.reading.putMany(readings(count));
    },
  ],
];

describe.each(OPERATIONS)("the work of %s", (_, [few, more, most], run) => {
  it("is the same however many there are", async () => {
    // What is done once is done, and the client is known.
    for (let time = 0; time < 3; time += 1) await run(most);
    attempts();
    const work = new Map<number, number>();
    for (const count of [few, more, most]) work.set(count, await workOf(() => run(count)));
    expect(attempts()).toHaveLength(3);
    const each = (from: number, to: number) => ((work.get(to) ?? 0) - (work.get(from) ?? 0)) / (to - from);
    expect(each(few, more)).toBeGreaterThan(1);
    expect(each(more, most) / each(few, more)).toBeLessThan(1.1);
  });
});

/** The page of a number, which another follows. */
const page = (number: number) => {
  const at = (position: number) => number * 10 + position;
  const Items = readings(10).map((each) => wire(at(each.at)));
  return { body: { Items, Count: 10, LastEvaluatedKey: { sensorId: { S: "s" }, at: { N: `${at(9)}` } } } };
};

describe("the work of a page", () => {
  it("is the same for the 50th as for the second", async () => {
    let after: string | undefined;
    const next = async () => {
      ({ cursor: after } = await db.reading
        .query({ sensorId: "s" })
        .page({ size: 10, ...(after !== undefined && { after }) }));
    };
    const work = await workOfPages(next);
    expect(after).toBeTypeOf("string");
    expect(work.fiftieth / work.second).toBeLessThan(1.1);
  });

  it("is the same for the 50th that is iterated as for the second", async () => {
    const pages = db.reading.query({ sensorId: "s" }).pages({ size: 10 })[Symbol.asyncIterator]();
    const work = await workOfPages(() => pages.next());
    expect(work.fiftieth / work.second).toBeLessThan(1.1);
  });
});

async function workOfPages(next: () => Promise<unknown>) {
  reply(...Array.from({ length: 52 }, (_, number) => page(number)));
  await next();
  const second = await workOf(next);
  for (let number = 2; number < 49; number += 1) await next();
  return { second, fiftieth: await workOf(next) };
}
