import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/database/database.js";
import type { Put } from "../../src/operations/put.js";
import type { GlobalQuery } from "../../src/queries/query.js";
import { compareTuples, compareValues } from "../support/arbitraries.js";
import { connect } from "../support/connect.js";
import { has } from "../support/engine.js";
import { type RangeShape, randomShapes, rangeShapes } from "../support/range-shapes.js";
import { seed } from "../support/seed.js";

type Item = Readonly<Record<string, unknown>>;
type Repository = Readonly<Record<string, (given: Item) => unknown>>;

const shapes = [...rangeShapes, ...randomShapes(seed, 6)];

const { client, documents } = await connect(shapes.map(({ spec }) => spec.table));
const database: Readonly<Record<string, Repository>> = openDatabase(client, {
  entities: Object.fromEntries(shapes.map(({ spec, schema }) => [spec.table.name, { spec, schema }])),
  collections: {},
});

function repository(name: string): Repository {
  return database[name] ?? {};
}

/** Writes items through the mapper's own documents, and keys of other entities past it. */
async function store({ spec, neighbours }: RangeShape, p: string, items: readonly Item[]): Promise<void> {
  const put = (item: Item) => repository(spec.table.name)["put"]?.(item) as Put<Item, unknown>;
  const own = items.map((item) => put(item).plan().request);
  const requests = [
    ...own.map((request) => ("Item" in request ? request.Item : undefined)),
    ...neighbours.map((sk) => ({ p, sk, _entity: "Other" })),
  ].map((Item) => ({ PutRequest: { Item } }));
  for (let start = 0; start < requests.length; start += 25) {
    const RequestItems = { [spec.table.name]: requests.slice(start, start + 25) };
    await documents.send(new BatchWriteCommand({ RequestItems }));
  }
}

const HOLDS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
};

/** Every range of one attribute that two values make, with what it demands of a value. */
function ranges(
  x: unknown,
  y: unknown,
): readonly (readonly [range: Item, holds: (value: unknown) => boolean])[] {
  const compared = Object.entries(HOLDS).map(
    ([operator, holds]) => [{ [operator]: x }, (value: unknown) => holds(compareValues(value, x))] as const,
  );
  const [low, high] = [x, y].toSorted(compareValues);
  const inside = (value: unknown) => compareValues(value, low) >= 0 && compareValues(value, high) <= 0;
  const begins = (value: unknown) =>
    value instanceof Uint8Array && x instanceof Uint8Array
      ? Buffer.from(value).subarray(0, x.length).equals(x)
      : String(value).startsWith(String(x));
  return [
    ...compared,
    [{ between: [low, high] }, inside],
    ...((typeof x === "string" || x instanceof Uint8Array) && has("exact prefixes of keys")
      ? [[{ beginsWith: x }, begins] as const]
      : []),
  ];
}

/** Whether the engine can query what a shape queries. */
const isQueryable = ({ spec }: RangeShape) =>
  spec.table.indexes.length === 0 || has("multi-attribute indexes");

describe.each(shapes)("a range of $title", (shape) => {
  const { spec, pattern, pieces } = shape;
  const names = pieces.map(({ attribute }) => attribute);
  const tuple = fc.tuple(...pieces.map(({ values }) => values));
  // Plain keys sort as text, whatever their values are: a range is exact all the same.
  const keepsTheirOrder = spec.table.keyEncoding === "ordered" || !shape.title.startsWith("seed");
  const byId = (one: Item, other: Item) => compareValues(one["id"], other["id"]);
  let partitions = 0;

  it.runIf(isQueryable(shape))(
    "reads exactly the items that satisfy it, in order, forwards and descending",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          // Few values of the first pieces, so that many items share them.
          fc.uniqueArray(tuple, {
            minLength: 1,
            maxLength: 18,
            comparator: (x, y) => compareTuples(x, y) === 0,
          }),
          fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
          tuple,
          async (tuples, picks, other) => {
            partitions += 1;
            const p = `p${partitions}`;
            const first = tuples.slice(0, 3).map(([value]) => value);
            const shared = tuples.map((values, n) =>
              pieces.length > 1 && n % 2 === 0 ? [first[n % first.length], ...values.slice(1)] : values,
            );
            const distinct = shared.filter(
              (one, n) => shared.findIndex((each) => compareTuples(one, each) === 0) === n,
            );
            const sorted = distinct.toSorted((x, y) => {
              const differing = x.findIndex((value, n) => compareValues(value, y[n]) !== 0);
              return compareTuples(x, y) * (pieces[differing]?.backwards ? -1 : 1);
            });
            const itemOf = (values: readonly unknown[]): Item => {
              const entries = names.map((name, n) => [name, values[n]] as const);
              const id = `${p}.${distinct.indexOf(values as (typeof distinct)[number])}`;
              return { p, id, ...Object.fromEntries(entries) };
            };
            await store(shape, p, distinct.map(itemOf));

            const read = (given: Item, descending: boolean) => {
              const query = repository(spec.table.name)[pattern]?.({ p, ...given }) as GlobalQuery<
                Item,
                unknown
              >;
              return (descending ? query.descending() : query).all();
            };
            const check = async (
              given: Item,
              holds: (values: readonly unknown[]) => boolean,
              directions: readonly boolean[] = [false, true],
            ) => {
              const expected = sorted.filter(holds).map(itemOf);
              for (const descending of directions) {
                const found = await read(given, descending);
                const inOrder = descending ? expected.toReversed() : expected;
                if (keepsTheirOrder) expect(found).toEqual(inOrder);
                else expect(found.toSorted(byId)).toEqual(expected.toSorted(byId));
              }
            };

            await check({}, () => true);
            for (const position of names.keys()) {
              const pick = (n: number) => distinct[(picks[n] ?? 0) % distinct.length] ?? other;
              const base = pick(0);
              const fixed = names.slice(0, position);
              const prefix = Object.fromEntries(fixed.map((name, n) => [name, base[n]]));
              const isBelow = (values: readonly unknown[]) =>
                compareTuples(base.slice(0, position), values) === 0;
              const name = names[position] ?? "";
              const run = (
                [range, holds]: ReturnType<typeof ranges>[number],
                directions?: readonly boolean[],
              ) =>
                check(
                  { ...prefix, [name]: range },
                  (values) => isBelow(values) && holds(values[position]),
                  directions,
                );
              await Promise.all([
                ...ranges(pick(1)[position], pick(2)[position]).map((range) => run(range)),
                ...ranges(other[position], pick(3)[position]).map((range) => run(range, [false])),
              ]);
            }
          },
        ),
        { numRuns: 12 },
      );
    },
  );
});
