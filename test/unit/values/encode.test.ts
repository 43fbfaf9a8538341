import { describe, expect, it } from "vitest";
import type { ValueType } from "../../../src/model/model.js";
import { encodeValue } from "../../../src/values/encode.js";
import { refuse } from "../../support/refuse.js";

const encode = (value: unknown, type: ValueType = "any") => encodeValue(value, type, "a", refuse);
const nested = (depth: number, inner: unknown): unknown => (depth === 0 ? inner : [nested(depth - 1, inner)]);

describe("a value as it is stored", () => {
  const bytes = new Uint8Array([1, 2]);
  it.each<[ValueType, unknown]>([
    ["string", ""],
    ["string", "😀 \u0000"],
    ["number", 1.5],
    ["number", 1e-130],
    ["number", -9.99e125],
    ["number", Number.MAX_SAFE_INTEGER],
    ["bigint", 10n ** 38n - 1n],
    ["boolean", false],
    ["null", null],
    ["binary", bytes],
    ["binary", new Uint8Array()],
    ["list", [1, "a", null, [], {}]],
    ["map", { a: { b: [true] } }],
    ["set", new Set(["a", ""])],
    ["set", new Set([1, 2n ** 53n + 1n])],
    ["any", 2n ** 53n + 1n],
    ["set", new Set([bytes])],
    ["any", { a: [1] }],
    [{ kind: "nullable", of: "date" }, null],
  ])("is itself as %o: %o", (type, value) => {
    expect(encode(value, type)).toEqual(value);
  });

  it.each<[ValueType, unknown, unknown]>([
    ["date", new Date(0), "1970-01-01T00:00:00.000Z"],
    [{ kind: "nullable", of: "date" }, new Date(0), "1970-01-01T00:00:00.000Z"],
    [{ kind: "list", of: "date" }, [new Date(0)], ["1970-01-01T00:00:00.000Z"]],
    [{ kind: "tuple", of: ["string", "date"] }, ["x", new Date(0)], ["x", "1970-01-01T00:00:00.000Z"]],
    [{ kind: "record", of: "date" }, { x: new Date(0) }, { x: "1970-01-01T00:00:00.000Z" }],
    [
      { kind: "map", of: { at: { kind: "nullable", of: { kind: "list", of: "date" } } } },
      { at: [new Date(0)], other: 1 },
      { at: ["1970-01-01T00:00:00.000Z"], other: 1 },
    ],
  ])("turns the dates of %j into text", (type, value, stored) => {
    expect(encode(value, type)).toEqual(stored);
  });

  it("has no negative zero", () => {
    expect(encode(-0)).toBe(0);
  });

  it("is absent where it is undefined or an empty set", () => {
    expect(encode(undefined)).toBeUndefined();
    expect(encode(new Set())).toBeUndefined();
    expect(encode({ a: undefined, c: 1 })).toEqual({ c: 1 });
  });

  it("throws for an empty set below the top level, which would be lost", () => {
    expect(() => encode({ b: new Set(), c: 1 })).toThrow("empty set");
  });

  it("has each element of a set once", () => {
    expect(encode(new Set([1, 1n, 2]), { kind: "set", of: "bigint" })).toEqual(new Set([1n, 2]));
    expect(encode(new Set([new Uint8Array([1]), Buffer.from([1]), new Uint8Array([2])]))).toHaveProperty(
      "size",
      2,
    );
  });

  it("may be nested as deep as DynamoDB stores", () => {
    expect(encode(nested(31, "x"))).toEqual(nested(31, "x"));
    expect(encode(nested(30, []))).toEqual(nested(30, []));
    expect(encode(nested(31, new Set([1])))).toEqual(nested(31, new Set([1])));
  });

  it("takes objects without a prototype", () => {
    expect(encode(Object.assign(Object.create(null), { a: 1 }))).toEqual({ a: 1 });
  });
});

describe("a value that cannot be stored exactly", () => {
  class Point {}
  const deep = "is nested deeper than the 32 levels that DynamoDB stores";
  it.each<[unknown, string]>([
    ["\ud800", "a: holds half a surrogate pair, which UTF-8 cannot store"],
    [Number.NaN, "a: is NaN, which DynamoDB cannot store"],
    [Number.POSITIVE_INFINITY, "a: is Infinity, which DynamoDB cannot store"],
    [5e-324, "a: is 5e-324, outside DynamoDB's range of numbers (1e-130 to 9.99e125)"],
    [-9e-131, "a: is -9e-131, outside DynamoDB's range of numbers (1e-130 to 9.99e125)"],
    [1e126, "a: is 1e+126, outside DynamoDB's range of numbers (1e-130 to 9.99e125)"],
    [10n ** 38n, "a: has 39 digits; DynamoDB stores 38 at the most"],
    [5n, "a: is a bigint where the schema does not say so, so it would be read back as a number"],
    [{ [Symbol("s")]: 1 }, "a: has a member whose name is a symbol, which DynamoDB cannot store"],
    [-(10n ** 38n), "a: has 39 digits; DynamoDB stores 38 at the most"],
    [Symbol("s"), "a: is a value of type symbol, which DynamoDB cannot store"],
    [() => 1, "a: is a value of type function, which DynamoDB cannot store"],
    [new Date(0), "a: is a Date where the schema does not say so, so it could not be read back"],
    [new Point(), "a: is an instance of Point; give a plain object, or declare a codec in the schema"],
    [new Map(), "a: is a Map where the schema does not say so, so it could not be read back"],
    [
      { lines: [{ price: 1 }, { price: Number.NaN }] },
      "a.lines[1].price: is NaN, which DynamoDB cannot store",
    ],
    [[1, undefined], "a[1]: is undefined or an empty set, which a list cannot hold"],
    [[[new Set()]], "a[0][0]: is undefined or an empty set, which a list cannot hold"],
    [new Set(["a", 1]), "a: is a set that does not hold strings alone, numbers alone or binary values alone"],
    [new Set([true]), "a: is a set that does not hold strings alone, numbers alone or binary values alone"],
    [new Set([1, Number.NaN]), "a: is NaN, which DynamoDB cannot store"],
    [{ b: new Set(["\udc00"]) }, "a.b: holds half a surrogate pair, which UTF-8 cannot store"],
    [JSON.parse('{"__proto__": 1}'), "a: has a member named __proto__, which cannot be read back"],
    [{ b: { "": 1 } }, "a.b: has a member without a name, which DynamoDB cannot store"],
    [{ "x\ud800": 1 }, "a: has a member whose name holds half a surrogate pair, which UTF-8 cannot store"],
    [nested(32, "x"), `a${"[0]".repeat(31)}: ${deep}`],
    [nested(31, {}), `a${"[0]".repeat(31)}: ${deep}`],
  ])("is refused with its path: %#", (value, message) => {
    expect(() => encode(value)).toThrow(new Error(message));
  });

  it("is refused as a date that is none", () => {
    expect(() => encode(new Date(Number.NaN), "date")).toThrow(new Error("a: is an invalid Date"));
    const type: ValueType = { kind: "map", of: { at: { kind: "list", of: "date" } } };
    expect(() => encode({ at: [new Date(0), new Date(Number.NaN)] }, type)).toThrow(
      new Error("a.at[1]: is an invalid Date"),
    );
  });
});
