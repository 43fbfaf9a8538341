import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openDatabase } from "../../src/database/database.js";
import type { EntitySpec } from "../../src/entities/entity.js";
import type { TableModel } from "../../src/model/model.js";
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
};
const spec: EntitySpec = {
  name: "Thing",
  table,
  attributes: {
    id: { value: "string" },
    value: { value: "any", optional: true },
    count: { value: "bigint", optional: true },
    number: { value: "number", optional: true },
  },
  ...allFeatures,
  primaryKey: {
    name: "query",
    partition: [{ name: "id", natural: { attribute: "id", type: "string" } }],
    sort: [],
  },
  indexes: [],
};
const schema = z.object({
  id: z.string(),
  value: z.unknown(),
  count: z.bigint().optional(),
  number: z.number().optional(),
});
type Thing = z.infer<typeof schema>;
interface Repository {
  put(thing: Thing): Put<Thing, unknown>;
  get(key: { id: string }): Get<Thing>;
}

const { client } = await connect([table]);
const { thing: things } = openDatabase<{ thing: Repository }>(client, {
  entities: { thing: { spec, schema } },
  collections: {},
});
let count = 0;

async function roundTrip(
  given: Omit<Thing, "id" | "value"> & { value?: unknown },
): Promise<Thing | undefined> {
  count += 1;
  const thing = { id: String(count), value: undefined, ...given };
  const put = await things.put(thing);
  const read = await things.get({ id: thing.id }).consistent();
  // What put gives is what is stored.
  expect(put).toEqual(read);
  return read;
}

/** The value without negative zeros, which DynamoDB does not have. */
function positive(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(positive);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, positive(member)]));
}

describe("an item that is put", () => {
  it("is got as it was, whatever it holds", async () => {
    await fc.assert(
      fc.asyncProperty(storedValue, async (value) => {
        expect((await roundTrip({ value }))?.value).toEqual(positive(value));
      }),
      { numRuns: 300 },
    );
  });

  it("has its bigints and numbers back, of every size", async () => {
    await fc.assert(
      fc.asyncProperty(keyValues.bigint, keyValues.number, async (bigint, number) => {
        expect(await roundTrip({ count: bigint, number })).toMatchObject({ count: bigint, number });
      }),
      { numRuns: 100 },
    );
  });

  it.each([2 ** 53, -(2 ** 53), 2 ** 60, 1e21, 1e-130, 9.99e125])(
    "has the number %s back",
    async (number) => {
      expect(await roundTrip({ number, value: [number, new Set([number])] })).toMatchObject({
        number,
        value: [number, new Set([number])],
      });
    },
  );

  it.each([5e-324, 1e126, -1.7e308])(
    "is refused with the number %s, which DynamoDB does not have",
    async (number) => {
      const error = { code: "InvalidValue", details: { attribute: "value.n" } };
      await expect(things.put({ id: "x", value: { n: number } })).rejects.toMatchObject(error);
    },
  );

  it("may be nested as deep as DynamoDB takes, and is refused beyond", async () => {
    const nested = (depth: number, inner: unknown): unknown =>
      depth === 0 ? inner : { m: nested(depth - 1, inner) };
    for (const deepest of [nested(31, "x"), nested(30, []), nested(30, {}), nested(31, new Set(["x"]))]) {
      expect((await roundTrip({ value: deepest }))?.value).toEqual(deepest);
    }
    for (const deeper of [nested(32, "x"), nested(31, []), nested(31, {})]) {
      await expect(things.put({ id: "x", value: deeper })).rejects.toMatchObject({ code: "InvalidValue" });
    }
  });

  it("has each element of a set once", async () => {
    const value = new Set([new Uint8Array([1]), new Uint8Array([1]), new Uint8Array([2])]);
    expect((await roundTrip({ value }))?.value).toEqual(new Set([new Uint8Array([1]), new Uint8Array([2])]));
  });
});
