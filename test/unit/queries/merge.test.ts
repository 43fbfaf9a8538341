import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Entity } from "../../../src/entities/entity.js";
import { satisfiesCondition } from "../../../src/keys/key-condition.js";
import type { KeyCondition } from "../../../src/keys/key-format.js";
import { compareKeyValues } from "../../../src/keys/key-order.js";
import type { KeyAttributeType, TableModel } from "../../../src/model/model.js";
import { fetchSizePerPartition, Merge, type Send, type ShardItem } from "../../../src/queries/merge.js";
import { filtersOf, type Source } from "../../../src/queries/source.js";
import { keyValues } from "../../support/arbitraries.js";

type Item = Readonly<Record<string, unknown>>;

/** A global index whose sort key has attributes of these types. */
function sourcesOf(
  types: readonly KeyAttributeType[],
  shards: number,
  sort: readonly KeyCondition[],
  descending: boolean,
  filtered: boolean,
): Source[] {
  const table: TableModel = {
    name: "t",
    partitionKey: { name: "id", type: "S" },
    indexes: [
      {
        name: "gsi",
        type: "global",
        partitionKey: [{ name: "shard", type: "N" }],
        sortKey: types.map((type, position) => ({ name: `s${position}`, type })),
        projection: "ALL",
      },
    ],
    keyEncoding: "ordered",
    delimiter: "#",
  };
  const primaryKey = { name: "query", partition: [], sort: [] };
  const spec = { name: "Item", table, attributes: {}, primaryKey, indexes: [] };
  const entity = new Entity(spec, z.object({}), "t");
  return Array.from({ length: shards }, (_, shard) => ({
    operation: "Query",
    isItem: () => true,
    entity,
    accessPattern: "byShard",
    index: "gsi",
    partition: [{ name: "shard", operator: "=", value: shard }],
    sort,
    ...(filtered && { filters: filtersOf([], [{ type: "exists", attribute: "kept", exists: true }]) }),
    consistent: false,
    descending,
  }));
}

/** The order of items in one partition: among equal sort keys it is DynamoDB's own, which tells nothing. */
function inPartition(types: readonly KeyAttributeType[]) {
  const hash = (item: Item) => createHash("sha256").update(String(item["id"])).digest("hex");
  return (a: Item, b: Item) => {
    for (const position of types.keys()) {
      const order = compareKeyValues(a[`s${position}`], b[`s${position}`]);
      if (order !== 0) return order;
    }
    return compareKeyValues(hash(a), hash(b));
  };
}

/** Answers as DynamoDB does: the limit before the filter, a start key that need not be there, no empty BETWEEN. */
function table(types: readonly KeyAttributeType[], items: readonly Item[]): Send & { requests: number } {
  const order = inPartition(types);
  const send = async (source: Source, { limit = 1000, startKey }: { limit?: number; startKey?: Item }) => {
    send.requests += 1;
    for (const condition of source.sort) {
      if (condition.operator === "between") {
        expect(compareKeyValues(condition.value, condition.high)).toBeLessThanOrEqual(0);
      }
      if (typeof condition.value === "string") expect(condition.value).not.toBe("");
    }
    const conditions = [...source.partition, ...source.sort];
    const sign = source.descending ? -1 : 1;
    const inRange = items
      .filter((item) => conditions.every((condition) => satisfiesCondition(condition, item[condition.name])))
      .sort((a, b) => sign * order(a, b))
      .filter((item) => startKey === undefined || sign * order(item, startKey) > 0);
    const read = inRange.slice(0, limit);
    const last = read.length === limit ? read.at(-1) : undefined;
    const Items = source.filters === undefined ? read : read.filter((item) => item["kept"] === true);
    return { Items, ...(last && { LastEvaluatedKey: last }), $metadata: {} };
  };
  send.requests = 0;
  return send as unknown as Send & { requests: number };
}

const VALUES: Readonly<Record<KeyAttributeType, fc.Arbitrary<string | number | bigint | Uint8Array>>> = {
  S: fc.oneof(fc.constantFrom("a", "b", "ab", "\u0000", "é", "\u{1F600}", "\uFFFF"), keyValues.string),
  N: fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.double({ noNaN: true }),
    fc.bigInt({ min: 2n ** 60n, max: 2n ** 64n }),
  ),
  B: fc.uint8Array({ minLength: 1, maxLength: 3 }),
};

const design = fc
  .array(fc.constantFrom<KeyAttributeType>("S", "N", "B"), { minLength: 1, maxLength: 3 })
  .chain((types) =>
    fc.record({
      types: fc.constant(types),
      shards: fc.integer({ min: 1, max: 6 }),
      rows: fc.array(
        fc.record({
          shard: fc.nat({ max: 5 }),
          sort: fc.tuple(...types.map((type) => VALUES[type])),
          kept: fc.boolean(),
        }),
        { maxLength: 60 },
      ),
      bound: VALUES[types[0] ?? "S"],
      other: VALUES[types[0] ?? "S"],
      operator: fc.constantFrom("none", "=", "<", "<=", ">", ">=", "between", "beginsWith"),
      descending: fc.boolean(),
      filtered: fc.boolean(),
    }),
  );
type Design = typeof design extends fc.Arbitrary<infer Value> ? Value : never;

function conditionsOf({ operator, bound, other, types }: Design): KeyCondition[] {
  if (operator === "none" || (operator === "beginsWith" && types[0] === "N")) return [];
  if (operator !== "between") return [{ name: "s0", operator, value: bound } as KeyCondition];
  const [value, high] = compareKeyValues(bound, other) <= 0 ? [bound, other] : [other, bound];
  return [{ name: "s0", operator: "between", value, high }];
}

function setUp(given: Design) {
  const { types, shards, descending, filtered } = given;
  const items: Item[] = given.rows.map(({ shard, sort, kept }, id) => ({
    id: `${id}`,
    shard: shard % shards,
    ...Object.fromEntries(sort.map((value, position) => [`s${position}`, value])),
    kept,
  }));
  const sort = conditionsOf(given);
  const sources = sourcesOf(types, shards, sort, descending, filtered);
  const order = inPartition(types);
  const bySort = (a: Item, b: Item) => {
    for (const position of types.keys()) {
      const one = compareKeyValues(a[`s${position}`], b[`s${position}`]);
      if (one !== 0) return one;
    }
    return Number(a["shard"]) - Number(b["shard"]) || order(a, b);
  };
  const matches = items
    .filter((item) => sort.every((condition) => satisfiesCondition(condition, item[condition.name])))
    .filter((item) => !filtered || item["kept"] === true)
    .sort(bySort);
  if (descending) matches.reverse();
  return { items, sources, matches };
}

const NOTHING = () => undefined;
const ids = (items: readonly Item[]) => items.map((item) => item["id"]);

async function takeAll(merge: Merge, wanted: number): Promise<Item[]> {
  const found: Item[] = [];
  for (;;) {
    const marks = await merge.take(wanted, NOTHING);
    if (marks.length === 0) return found;
    expect(marks.length).toBeLessThanOrEqual(wanted);
    found.push(...marks.map(({ key }) => key));
  }
}

describe("Merge", () => {
  it("gives the items in the order of one sorted list", async () => {
    await fc.assert(
      fc.asyncProperty(design, fc.integer({ min: 1, max: 70 }), async (given, wanted) => {
        const { items, sources, matches } = setUp(given);
        const merge = new Merge(sources, undefined, table(given.types, items));
        expect(ids(await takeAll(merge, wanted))).toEqual(ids(matches));
      }),
      { numRuns: 500 },
    );
  });

  it("resumes after any item: each item once, in order", async () => {
    await fc.assert(
      fc.asyncProperty(
        design,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        async (given, sizes) => {
          const { items, sources, matches } = setUp(given);
          const send = table(given.types, items);
          const found: Item[] = [];
          let after: ShardItem | undefined;
          for (let turn = 0; ; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            const merge = new Merge(sources, after, send);
            const marks = await merge.take(size, NOTHING);
            if (marks.length === 0) break;
            found.push(...marks.map(({ key }) => key));
            after = marks.at(-1);
          }
          expect(ids(found)).toEqual(ids(matches));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives an item that is there throughout exactly once, whatever is written between pages", async () => {
    const writes = fc.array(
      fc.record({ page: fc.nat({ max: 8 }), row: fc.nat({ max: 59 }), deleted: fc.boolean() }),
      {
        maxLength: 30,
      },
    );
    await fc.assert(
      fc.asyncProperty(design, fc.integer({ min: 1, max: 9 }), writes, async (given, size, changes) => {
        const { items, sources, matches } = setUp(given);
        // A row that is written is there before its first write, or after it, by turns.
        const touched = new Set(changes.map(({ row }) => `${row}`));
        const present = new Set(ids(items).filter((id) => !touched.has(String(id)) || Number(id) % 2 === 0));
        const found: Item[] = [];
        let after: ShardItem | undefined;
        for (let page = 0; ; page += 1) {
          for (const { row, deleted } of changes.filter((change) => change.page === page)) {
            if (deleted) present.delete(`${row}`);
            else present.add(`${row}`);
          }
          const send = table(
            given.types,
            items.filter((item) => present.has(item["id"])),
          );
          const marks = await new Merge(sources, after, send).take(size, NOTHING);
          if (marks.length === 0) break;
          found.push(...marks.map(({ key }) => key));
          after = marks.at(-1);
        }
        const stable = (item: Item) => !touched.has(String(item["id"]));
        expect(ids(found.filter(stable))).toEqual(ids(matches.filter(stable)));
        expect(new Set(ids(found)).size).toBe(found.length);
      }),
      { numRuns: 300 },
    );
  });

  it("passes the resume point to each request, so that nothing is lost and nothing comes twice", async () => {
    await fc.assert(
      fc.asyncProperty(design, fc.nat({ max: 12 }), async (given, more) => {
        const { items, sources, matches } = setUp(given);
        const found: Item[] = [];
        let after: ShardItem | undefined;
        for (let turn = 0; turn < 500; turn += 1) {
          let left = sources.length + more;
          const answer = table(given.types, items);
          const merge = new Merge(sources, after, (source, slice, mark, given) => {
            left -= 1;
            if (left < 0) throw Object.assign(new Error("limit"), { mark });
            return answer(source, slice, mark, given);
          });
          try {
            for (;;) {
              const marks = await merge.take(3, NOTHING);
              if (marks.length === 0) {
                expect(ids(found)).toEqual(ids(matches));
                return;
              }
              found.push(...marks.map(({ key }) => key));
              after = marks.at(-1);
            }
          } catch (error) {
            if (!(error instanceof Error && error.message === "limit")) throw error;
            after = (error as unknown as { mark: ShardItem | undefined }).mark;
          }
        }
        throw new Error("no end");
      }),
      { numRuns: 300 },
    );
  });

  it("buffers the items of two rounds of requests, however much there is", async () => {
    const shards = 8;
    const [count, window] = [100_000, 4000];
    const items = Array.from({ length: count }, (_, n) => ({
      id: `${n}`,
      shard: (n * 7919) % shards,
      s0: n,
    }));
    const lanes = Array.from({ length: shards }, (_, shard) => items.filter((item) => item.shard === shard));
    let read = 0;
    const send: Send = async ({ partition: [own] }, { limit = 0, startKey }) => {
      const lane = lanes[Number(own?.value)] ?? [];
      const start = startKey === undefined ? 0 : Math.ceil((Number(startKey["s0"]) + 1) / shards);
      const Items = lane.slice(start, start + limit);
      read += Items.length;
      const last = Items.at(-1);
      return { Items, ...(Items.length === limit && last && { LastEvaluatedKey: last }), $metadata: {} };
    };
    const merge = new Merge(sourcesOf(["N"], shards, [], false, false), undefined, send);
    let given = 0;
    let held = 0;
    for (
      let marks = await merge.take(window, NOTHING);
      marks.length > 0;
      marks = await merge.take(window, NOTHING)
    ) {
      held = Math.max(held, read - given);
      for (const { key } of marks) {
        if (key["s0"] !== given) throw new Error(`${String(key["s0"])} is not ${given}`);
        given += 1;
      }
    }
    expect(given).toBe(count);
    expect(held).toBeLessThan(2 * shards * (fetchSizePerPartition(window, shards) ?? 0));
  });

  it("reads of each partition its expected part of a page", async () => {
    const items = Array.from({ length: 800 }, (_, n) => ({ id: `${n}`, shard: n % 8, s0: n }));
    const send = table(["N"], items);
    const merge = new Merge(sourcesOf(["N"], 8, [], false, false), undefined, send);
    expect(ids((await merge.take(20, NOTHING)).map(({ key }) => key))).toEqual(ids(items.slice(0, 20)));
    expect(send.requests).toBe(8);
  });
});

describe("fetchSizePerPartition", () => {
  it.each([
    [1, 1, 1],
    [1, 8, 1],
    [20, 1, 20],
    [20, 8, 6],
    [100, 4, 35],
    [4000, 8, 545],
    [Number.POSITIVE_INFINITY, 8, undefined],
  ])("of %d items in %d partitions is %s", (wanted, partitions, each) => {
    expect(fetchSizePerPartition(wanted, partitions)).toBe(each);
  });
});
