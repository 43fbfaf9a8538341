import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openDatabase } from "../../src/database/database.js";
import type { EntitySpec } from "../../src/entities/entity.js";
import type { NumberPath } from "../../src/expressions/path-types.js";
import type { TableModel } from "../../src/model/model.js";
import type { GlobalQuery } from "../../src/queries/query.js";
import type { Page } from "../../src/queries/readable.js";
import { allFeatures } from "../support/all-features.js";
import { connect } from "../support/connect.js";
import "../support/seed.js";

const COUNT = 260;
/** The items lie in this many groups, which a filter picks from, and as many partitions of the index. */
const GROUPS = 13;

const table: TableModel = {
  name: "log",
  partitionKey: { name: "pk", type: "S" },
  sortKey: { name: "sk", type: "S" },
  indexes: [
    {
      name: "byKind",
      type: "global",
      partitionKey: [{ name: "kind", type: "S" }],
      sortKey: [{ name: "weight", type: "N" }],
      projection: "ALL",
    },
  ],
  keyEncoding: "ordered",
  delimiter: "#",
  entityAttribute: "_entity",
};
const spec: EntitySpec = {
  name: "Entry",
  table,
  attributes: {
    log: { value: "string" },
    n: { value: "number" },
    group: { value: "number" },
    kind: { value: "string" },
    weight: { value: "number" },
  },
  ...allFeatures,
  primaryKey: {
    name: "query",
    partition: [{ name: "pk", template: ["LOG#", { attribute: "log", type: "string" }] }],
    sort: [{ name: "sk", template: ["ENTRY#", { attribute: "n", type: "int" }] }],
    // Notes lie between the entries.
    shared: true,
  },
  indexes: [
    {
      name: "byKind",
      index: "byKind",
      partition: [{ name: "kind", natural: { attribute: "kind", type: "string" } }],
      sort: [{ name: "weight", natural: { attribute: "weight", type: "number" } }],
    },
  ],
};
const schema = z.object({
  log: z.string(),
  n: z.int(),
  group: z.int(),
  kind: z.string(),
  weight: z.number(),
});
type Entry = z.infer<typeof schema>;
interface Paths {
  readonly group: NumberPath;
}
type Repository = Readonly<
  Record<"query" | "byKind", (key: Partial<Entry> | object) => GlobalQuery<Entry, Paths>>
>;

const { client, documents } = await connect([table]);
const { entry: entries } = openDatabase<{ entry: Repository }>(client, {
  entities: { entry: { spec, schema } },
  collections: {},
});

beforeAll(async () => {
  const items = Array.from({ length: COUNT }, (_, n) => {
    const width = String(n).length;
    const sk = `ENTRY#p0${width}${n}`;
    // Many entries share a key of the index, so that only the table's key tells where a page ends.
    const own = {
      pk: "LOG#a",
      sk,
      _entity: "Entry",
      log: "a",
      n,
      group: n % GROUPS,
      kind: "k",
      weight: n % 3,
    };
    const other = { pk: "LOG#a", sk: `${sk}#NOTE`, _entity: "Note" };
    return n % 4 === 0 ? [own, other] : [own];
  }).flat();
  for (let start = 0; start < items.length; start += 25) {
    const requests = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { log: requests } }));
  }
});

const reading = fc.record({
  pattern: fc.constantFrom("query" as const, "byKind" as const),
  descending: fc.boolean(),
  /** The groups that a filter lets pass; all without a filter. */
  groups: fc.option(
    fc
      .uniqueArray(fc.nat({ max: GROUPS }), { minLength: 1, maxLength: GROUPS })
      .map(([one = 0, ...more]) => [one, ...more] as const),
  ),
  from: fc.nat({ max: COUNT }),
  selected: fc.boolean(),
});
type Reading = typeof reading extends fc.Arbitrary<infer Value> ? Value : never;

function queryOf({
  pattern,
  descending,
  groups,
  from,
  selected,
}: Reading): GlobalQuery<Partial<Entry>, Paths> {
  const whole =
    pattern === "query" ? entries.query({ log: "a", n: { gte: from } }) : entries.byKind({ kind: "k" });
  const filtered = groups === null ? whole : whole.filter((entry) => entry.group.in(...groups));
  const directed = descending ? filtered.descending() : filtered;
  return selected ? directed.select("n", "group") : directed;
}

/** The entries that a reading gives, by number; an index leaves the order of equal keys open. */
function expected({ pattern, groups, from }: Reading): number[] {
  const numbers = Array.from({ length: COUNT }, (_, n) => n);
  return numbers.filter(
    (n) =>
      (pattern === "byKind" || n >= from) &&
      (groups === null || groups.some((group) => group === n % GROUPS)),
  );
}

const numbersOf = (items: readonly Partial<Entry>[]) => items.map(({ n }) => n);

function checkSizes(pages: readonly Page<Partial<Entry>>[], size: number): void {
  const last = pages.at(-1);
  for (const page of pages.slice(0, -1)) expect(page.items).toHaveLength(size);
  expect(last?.items.length ?? 0).toBeLessThanOrEqual(size);
}

describe("pages of a query", () => {
  it("are of the size that was asked for, and together what all() gives", async () => {
    await fc.assert(
      fc.asyncProperty(reading, fc.integer({ min: 1, max: 150 }), async (given, size) => {
        const query = queryOf(given);
        const all = await query.all();
        expect(numbersOf(all).toSorted((x = 0, y = 0) => x - y)).toEqual(expected(given));
        if (given.pattern === "query") {
          expect(numbersOf(all)).toEqual(given.descending ? expected(given).toReversed() : expected(given));
        }
        const pages: Page<Partial<Entry>>[] = [];
        for await (const page of query.pages({ size })) pages.push(page);
        expect(pages.flatMap((page) => page.items)).toEqual(all);
        checkSizes(pages, size);
        expect(pages.every((page) => page.items.length > 0)).toBe(true);
        expect(await query.count()).toBe(all.length);
        expect(await query.first()).toEqual(all[0]);
      }),
      { numRuns: 40 },
    );
  });

  it("go on from a cursor, in pages of any sizes, with a query built anew", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(reading, sizes, async (given, cycle) => {
        const all = await queryOf(given).all();
        const found: Partial<Entry>[] = [];
        let after: string | undefined;
        for (let turn = 0; ; turn += 1) {
          const size = cycle[turn % cycle.length] ?? 1;
          const page = await queryOf(given).page({ size, after });
          found.push(...page.items);
          after = page.cursor;
          if (after === undefined) break;
          expect(page.items).toHaveLength(size);
          expect(turn).toBeLessThan(COUNT + 1);
        }
        expect(found).toEqual(all);
      }),
      { numRuns: 20 },
    );
  });
});
