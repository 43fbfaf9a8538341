import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { openDatabase } from "../../src/database/database.js";
import type { AttributeSpec } from "../../src/entities/attribute.js";
import type { EntitySpec } from "../../src/entities/entity.js";
import type { TableModel, ValueType } from "../../src/model/model.js";
import type { Get } from "../../src/operations/get.js";
import type { Put } from "../../src/operations/put.js";
import { allFeatures } from "../support/all-features.js";
import { keyValues, storedValue } from "../support/arbitraries.js";
import { connect } from "../support/connect.js";
import "../support/seed.js";

const table: TableModel = {
  name: "things",
  partitionKey: { name: "id", type: "S" },
  indexes: [],
  keyEncoding: "ordered",
  delimiter: "#",
  entityAttribute: "_entity",
};

interface Item {
  readonly id: string;
  readonly [name: string]: unknown;
}
interface Repository {
  put(item: Item): Put<Item, unknown>;
  upsert(item: Item): Promise<Item>;
  get(key: { id: string }): Get<Item>;
}

/** Values by how they are stored where they are not compressed. */
const seconds = fc.integer({ min: -1e11, max: 1e11 }).map((value) => new Date(value * 1000));
const KINDS: readonly (readonly [ValueType, fc.Arbitrary<unknown>])[] = [
  ["string", keyValues.string],
  ["number", keyValues.number],
  ["bigint", keyValues.bigint],
  ["boolean", keyValues.boolean],
  ["date", keyValues.date],
  ["dateInSeconds", seconds],
  ["dateInMilliseconds", keyValues.date],
  [{ kind: "nullable", of: "dateInSeconds" }, fc.option(seconds)],
  [
    { kind: "list", of: { kind: "map", of: { at: "date", of: "bigint" } } },
    fc.array(fc.record({ at: keyValues.date, of: keyValues.bigint }), { maxLength: 3 }),
  ],
  ["any", storedValue.map(withoutNegativeZero)],
];

/** The value without negative zeros, which DynamoDB does not have. */
function withoutNegativeZero(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withoutNegativeZero(member)]),
  );
}

const NAMES = ["a", "b", "c", "d"] as const;

/** Attributes with their forms, under names that may be those of one another, and a value of each. */
const design = fc
  .tuple(
    fc.array(
      fc.tuple(fc.constantFrom(...KINDS), fc.option(fc.constantFrom("gzip" as const, "brotli" as const))),
      {
        minLength: NAMES.length,
        maxLength: NAMES.length,
      },
    ),
    fc.shuffledSubarray([...NAMES, "x", "é #:.", "size"], {
      minLength: NAMES.length,
      maxLength: NAMES.length,
    }),
  )
  .chain(([forms, stored]) => {
    const attributes = forms.map(([[value], by], position): [string, AttributeSpec] => [
      NAMES[position] ?? "",
      {
        value: by === null ? value : { kind: "compressed", by, of: value },
        storedAs: stored[position] ?? "",
        optional: true,
      },
    ]);
    const values = fc.tuple(...forms.map(([[, arbitrary]]) => fc.option(arbitrary, { nil: undefined })));
    return fc.tuple(fc.constant(Object.fromEntries(attributes)), fc.constant(stored), values);
  });

const { client } = await connect([table]);
let count = 0;

function open(attributes: EntitySpec["attributes"]): Repository {
  const spec: EntitySpec = {
    name: "Thing",
    table,
    attributes: { id: { value: "string" }, ...attributes },
    ...allFeatures,
    primaryKey: {
      name: "query",
      partition: [{ name: "id", natural: { attribute: "id", type: "string" } }],
      sort: [],
    },
    indexes: [],
  };
  const any = z.unknown().optional();
  const schema = z.object({ id: z.string(), a: any, b: any, c: any, d: any });
  return openDatabase<{ thing: Repository }>(client, {
    entities: { thing: { spec, schema } },
    collections: {},
  }).thing;
}

it("an item is got as it was put or upserted, however its attributes are stored", async () => {
  await fc.assert(
    fc.asyncProperty(design, fc.boolean(), async ([attributes, stored, values], upserts) => {
      const things = open(attributes);
      count += 1;
      const id = String(count);
      const given = values.map((value, position) => [NAMES[position] ?? "", value] as const);
      const item = { id, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
      const written = await (upserts ? things.upsert(item) : things.put(item));
      expect(written).toEqual(item);
      expect(await things.get({ id }).consistent()).toEqual(item);
      const [first = "a"] = NAMES;
      expect(await things.get({ id }).select(first)).toEqual(
        first in item ? { [first]: item[first as never] } : {},
      );
      expect(new Set(stored).size).toBe(NAMES.length);
    }),
    { numRuns: 150 },
  );
}, 120_000);
