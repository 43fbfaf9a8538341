import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openDatabase } from "../../src/database/database.js";
import type { EntitySpec } from "../../src/entities/entity.js";
import type { TableModel, ValueType } from "../../src/model/model.js";
import type { Get } from "../../src/operations/get.js";
import type { Put } from "../../src/operations/put.js";
import { allFeatures } from "../support/all-features.js";
import { connect } from "../support/connect.js";

type Item = Readonly<Record<string, unknown>>;
interface Repository {
  put(item: Item): Put<Item, unknown>;
  get(key: Item): Get<Item>;
}

const table: TableModel = {
  name: "valueAttacks",
  partitionKey: { name: "id", type: "S" },
  indexes: [],
  keyEncoding: "ordered",
  delimiter: "#",
};

/** An entity with one attribute beside its id. */
function entity(name: string, of: z.ZodType, value: ValueType) {
  const spec: EntitySpec = {
    name: "Thing",
    table,
    attributes: { id: { value: "string" }, [name]: { value, optional: true } },
    ...allFeatures,
    primaryKey: {
      name: "query",
      partition: [{ name: "id", natural: { attribute: "id", type: "string" } }],
      sort: [],
    },
    indexes: [],
  };
  return { spec, schema: z.object({ id: z.string(), [name]: of }) };
}

/** Names that every object has, as attributes. `__proto__` is given as JSON gives it: as a member like any other. */
const PROTOTYPE_NAMES = ["constructor", "toString", "hasOwnProperty", "valueOf", "prototype"] as const;
const nested = z.object({ constructor: z.string(), toString: z.int(), hasOwnProperty: z.date() });

const connection = await connect([table]);
const database: Readonly<Record<string, Repository>> = openDatabase(connection.client, {
  entities: {
    any: entity("value", z.unknown(), "any"),
    record: entity("value", z.record(z.string(), z.unknown()), "map"),
    dates: entity("value", z.record(z.string(), z.date()), { kind: "record", of: "date" }),
    bigint: entity("value", z.bigint(), "bigint"),
    nested: entity("value", nested, {
      kind: "map",
      of: { constructor: "string", toString: "number", hasOwnProperty: "date" } as Record<string, ValueType>,
    }),
    ...Object.fromEntries(PROTOTYPE_NAMES.map((name) => [name, entity(name, z.string(), "string")])),
  },
  collections: {},
});

function repository(name: string): Repository {
  const found = database[name];
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

/** A value as it is, and at every kind of place below. */
const places = (value: unknown): readonly (readonly [place: string, of: unknown])[] => [
  ["itself", value],
  ["in a list", [0, value]],
  ["in a map", { a: { b: value } }],
  ["deep", [{ a: [[{ b: [value] }]] }]],
];

let count = 0;
async function roundTrip(name: string, value: unknown, attribute = "value"): Promise<unknown> {
  count += 1;
  const id = `${name}${count}`;
  const put = await repository(name).put({ id, [attribute]: value });
  const read = await repository(name).get({ id }).consistent();
  expect(put).toEqual(read);
  return read?.[attribute];
}

class Point {
  readonly x = 1;
}
const sparse: unknown[] = [1];
sparse[2] = 3;
const circular: Record<string, unknown> = {};
circular["self"] = circular;
const proto: unknown = JSON.parse('{ "__proto__": { "admin": true } }');

describe("a value that would not come back as it is", () => {
  it.each<[title: string, value: unknown]>([
    ["the first half of a surrogate pair", "a\ud83d"],
    ["the second half of one", "\ude00"],
    ["halves in the wrong order", "\ude00\ud83d"],
    ["a name with half a surrogate pair", { "\ud83d": 1 }],
    ["a name that is empty", { "": 1 }],
    ["a name that is a symbol", { [Symbol("name")]: 1 }],
    ["a member named __proto__", proto],
    ["a hole in an array", sparse],
    ["undefined in an array", [undefined]],
    ["an empty set in an array", [new Set()]],
    ["a function", () => 1],
    ["a class", Point],
    ["a symbol", Symbol("s")],
    ["NaN", Number.NaN],
    ["an infinity", Number.NEGATIVE_INFINITY],
    ["1e126", 1e126],
    ["-1e126", -1e126],
    ["1e-131", 1e-131],
    ["39 digits", 10n ** 38n],
    ["39 digits below zero", 1n - 10n ** 39n],
    ["a bigint that would be read as a number", 2n ** 53n],
    ["an instance of a class", new Point()],
    ["an Error", new Error("no")],
    ["a URL", new URL("https://example.com")],
    ["a regular expression", /x/],
    ["a boxed string", Object("x")],
    ["a Date", new Date(0)],
    ["a Map", new Map([["a", 1]])],
    ["a promise", Promise.resolve(1)],
    ["an ArrayBuffer", new ArrayBuffer(2)],
    ["numbers of 16 bits", new Uint16Array([1])],
    ["clamped bytes", new Uint8ClampedArray([1])],
    ["doubles", new Float64Array([0.5])],
    ["a DataView", new DataView(new ArrayBuffer(1))],
    ["an object in itself", circular],
    ["a set of two types", new Set<unknown>(["1", 1])],
    ["a set of booleans", new Set([true])],
    ["a set with half a surrogate pair", new Set(["\udc00"])],
    ["a set of 1e126", new Set([1e126])],
  ])("is refused before it is sent, at any depth: %s", async (_, value) => {
    connection.sent();
    for (const [place, of] of places(value)) {
      const put = repository("any").put({ id: "refused", value: of });
      await expect(put, place).rejects.toMatchObject({
        code: "InvalidValue",
        details: { entity: "Thing", attribute: expect.stringMatching(/^value/) },
      });
    }
    expect(connection.sent()).toEqual([]);
  });

  it.each([["\ud83d"], ["a\udc00"]])("is refused as the key of a record: %j", async (key) => {
    connection.sent();
    for (const name of ["record", "dates"]) {
      const value = name === "dates" ? new Date(0) : 1;
      const put = repository(name).put({ id: "refused", value: { [key]: value } });
      await expect(put).rejects.toMatchObject({ code: "InvalidValue", details: { attribute: "value" } });
    }
    expect(connection.sent()).toEqual([]);
  });
});

describe("a value that resembles another", () => {
  it.each<[title: string, value: unknown]>([
    ["text of zero-width characters", "\u200b\u200d\ufeff\u00ad"],
    ["an empty text", ""],
    ["the control character NUL", "\u0000"],
    ["a pair of surrogates", "😀"],
    ["the largest numbers", [9.99e125, -9.99e125, 1e-130, -1e-130]],
    ["1e21", [1e21, -1e21, 1e22]],
    ["integers around 2^53", [2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, -(2 ** 53)]],
    ["fractions", [0.1, 0.1 + 0.2, 1 / 3, Number.EPSILON]],
    ["integers that only a bigint is", [2n ** 53n + 1n, 10n ** 38n - 1n, -(10n ** 38n) + 1n]],
    ["empty lists and maps", [[], {}, [[]], { a: {} }]],
    ["null", [null, { a: null }]],
    ["text that looks like a number, a date or a key", ["1", "1e21", "2026-01-01", "A#b$C", "N", "NULL"]],
    ["maps that look like DynamoDB's", [{ S: "x" }, { N: "1" }, { NULL: true }, { SS: ["a"] }]],
    ["bytes", [new Uint8Array(), new Uint8Array([0, 255])]],
    ["names that need aliases", { name: 1, size: 2, "a.b": 3, "#a": 4, ":b": 5, "a[0]": 6 }],
    ["sets", [new Set(["", "a"]), new Set([0, -1.5]), new Set([new Uint8Array([1])])]],
  ])("comes back exactly, at any depth: %s", async (_, value) => {
    for (const [place, of] of places(value)) expect(await roundTrip("any", of), place).toEqual(of);
  });

  it("is zero without a sign", async () => {
    for (const [place, of] of places(-0)) {
      const read = JSON.stringify(await roundTrip("any", of));
      expect(read, place).toBe(JSON.stringify(of));
    }
    expect(Object.is(await roundTrip("any", -0), 0)).toBe(true);
  });

  it("is stored as its bytes alone where it is a Buffer", async () => {
    const read = await roundTrip("any", Buffer.from("pool").subarray(1, 3));
    expect(read).toEqual(new Uint8Array([111, 111]));
    expect(Object.getPrototypeOf(read)).toBe(Uint8Array.prototype);
  });

  it("is stored without members that are undefined", async () => {
    const value = { a: undefined, b: { c: undefined, d: [{ e: undefined }] } };
    const read = await roundTrip("any", value);
    expect(Object.keys(read as object)).toEqual(["b"]);
    expect(read).toStrictEqual({ b: { d: [{}] } });
  });

  it("is told from the same text in another normal form, in texts, sets and names", async () => {
    const twins = ["é", "e\u0301", "Å", "\u212b", "ﬁ", "fi", "a", "a\u200b"];
    expect(await roundTrip("any", new Set(twins))).toEqual(new Set(twins));
    const names = Object.fromEntries(twins.map((name, position) => [name, position]));
    expect(await roundTrip("record", names)).toEqual(names);
  });

  it.each([2n ** 53n, 0n, -5n, 10n ** 21n, 10n ** 38n - 1n, 1n - 10n ** 38n])(
    "is a bigint where the schema says so: %s",
    async (value) => expect(await roundTrip("bigint", value)).toBe(value),
  );
});

describe("names that every object has", () => {
  it.each(PROTOTYPE_NAMES)("are attributes like any other: %s", async (name) => {
    expect(await roundTrip(name, "x", name)).toBe("x");
    // An item without it has none: what is inherited is no value.
    const put = repository(name).put({ id: "without" });
    await expect(put).rejects.toMatchObject({ code: "InvalidItem" });
  });

  it("are members like any other, and keys of records", async () => {
    const value = { constructor: "c", toString: 1, hasOwnProperty: new Date(0) };
    expect(await roundTrip("nested", value)).toEqual(value);
    const keys = { constructor: 1, toString: [2], hasOwnProperty: null, valueOf: {}, prototype: "p" };
    expect(await roundTrip("record", keys)).toEqual(keys);
    const dates = { constructor: new Date(0), toString: new Date(1) };
    expect(await roundTrip("dates", dates)).toEqual(dates);
  });

  it("reach no prototype: __proto__ is dropped by zod's records, and refused elsewhere", async () => {
    expect(await roundTrip("record", { ...(proto as object), a: 1 })).toEqual({ a: 1 });
    const read = await roundTrip("record", proto);
    expect(read).toEqual({});
    expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
    expect((read as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe("the size of an item", () => {
  it.each(["a", "é", "😀"])("is taken to the byte in UTF-8, of %s", async (character) => {
    // Names and values count: `id`, its value, and `value`.
    const room = 409_600 - 2 - 4 - 5;
    const bytes = Buffer.byteLength(character);
    const value = character.repeat(Math.floor(room / bytes)) + "a".repeat(room % bytes);
    await repository("any").put({ id: "size", value });
    expect(await repository("any").get({ id: "size" }).consistent()).toEqual({ id: "size", value });
    connection.sent();
    await expect(repository("any").put({ id: "size", value: `${value}a` })).rejects.toMatchObject({
      code: "ItemTooLarge",
    });
  });
});
