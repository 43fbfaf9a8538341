import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { UnionMember, ValueType } from "../../../src/model/model.js";
import { decodeValue } from "../../../src/values/decode.js";
import { encodeValue } from "../../../src/values/encode.js";
import { refuse } from "../../support/refuse.js";

const bigText = z.codec(z.bigint(), z.string(), { decode: String, encode: (text) => BigInt(text) });
const words = z.codec(z.string(), z.array(z.string()), {
  decode: (text) => text.split(" "),
  encode: (all) => all.join(" "),
});
const codec = (of: ValueType): ValueType => ({ kind: "codec", of });
const union = (...members: readonly ValueType[]): ValueType => ({
  kind: "union",
  of: members.map((value, option): UnionMember => ({ value, option })),
});

describe("a value of a union with a codec in it", () => {
  const text = z.union([bigText, z.string()]);
  const textType = union(codec("bigint"), "string");

  it.each([
    ["7", 7n],
    ["007", "007"],
    ["seven", "seven"],
    ["", ""],
  ])("is the first member that gives the same value back: %j", (value, stored) => {
    expect(encodeValue(value, textType, "a", refuse, text)).toBe(stored);
    expect(decodeValue(stored, textType, "a", refuse, text)).toBe(value);
  });

  it("is the member that zod does not encode, if it alone gives it back", () => {
    const schema = z.union([words, z.string().transform((all) => [all.trim(), "a b"])]);
    const type = union(codec("string"), "list");
    expect(encodeValue(["x", "y"], type, "a", refuse, schema)).toBe("x y");
    expect(encodeValue(["x", "a b"], type, "a", refuse, schema)).toEqual(["x", "a b"]);
  });

  it("is found below other unions, and lists of them", () => {
    const flags = z.union([z.stringbool(), z.array(z.string().transform((all) => new Date(all)))]);
    const type = union(codec("string"), { kind: "list", of: "date" });
    const dates = [new Date(0)];
    expect(encodeValue(dates, type, "a", refuse, flags)).toEqual(["1970-01-01T00:00:00.000Z"]);
    expect(encodeValue(true, type, "a", refuse, flags)).toBe("true");
    const outer = z.union([flags, z.int()]);
    expect(encodeValue(dates, union(type, "number"), "a", refuse, outer)).toHaveLength(1);
    expect(encodeValue(5, union(type, "number"), "a", refuse, outer)).toBe(5);
  });

  it("is refused for what is wrong deepest in it where it is none", () => {
    const schema = z.union([z.stringbool(), z.array(z.date())]);
    const type = union(codec("string"), { kind: "list", of: "date" });
    const invalid = [new Date(0), new Date(Number.NaN)];
    expect(() => encodeValue(invalid, type, "a", refuse, schema)).toThrow("a[1]: is an invalid Date");
  });

  it("is not tried again and again where it is nested", () => {
    const self: z.ZodType = z.lazy(() => z.union([z.stringbool(), z.array(self)]));
    const type = union(codec("string"), { kind: "list", of: "any" }) as Extract<ValueType, { kind: "union" }>;
    Object.assign(type.of[1] as object, { value: { kind: "list", of: type } });
    let value: unknown = true;
    for (let depth = 0; depth < 31; depth += 1) value = [value];
    const stored = encodeValue(value, type, "a", refuse, self);
    expect(decodeValue(stored, type, "a", refuse, self)).toEqual(value);
    let deep: unknown = Symbol.iterator;
    for (let depth = 0; depth < 31; depth += 1) deep = [deep];
    expect(() => encodeValue(deep, type, "a", refuse, self)).toThrow("cannot be encoded by its codec");
  });
});
