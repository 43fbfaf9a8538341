import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { copyOf, sameDocument } from "../../../src/values/document.js";
import { itemSize } from "../../../src/values/item-size.js";
import { type Declaration, decodeNumbers } from "../../../src/values/stored-number.js";
import { addNumbers, readNumber, StoredNumber } from "../../../src/wire/number.js";

const reject = (path: string, reason: string): never => {
  throw new Error(`${path}: ${reason}`);
};
const decode = (value: unknown, declaration?: Declaration) => decodeNumbers(value, declaration, "a", reject);
const long = new StoredNumber("12.65000000000000004");
const big = 5159980795834925053n;
const unreadable = (path: string) =>
  `${path}: should hold a number that JavaScript has exactly, but holds the bigint ${big}; declare it as z.bigint() to read it`;

/** A schema of each kind that can have a number in it, the same as a rule, and the value with a number in it. */
const PLACES: readonly (readonly [
  name: string,
  schema: (number: z.ZodType) => z.ZodType,
  rule: (number: string) => unknown,
  value: (number: unknown) => unknown,
  path: string,
])[] = [
  ["itself", (n) => n, (n) => n, (n) => n, "a"],
  ["an optional one", (n) => n.optional(), (n) => ["optional", n], (n) => n, "a"],
  ["one with a default", (n) => n.default(1), (n) => ["default", 1, n], (n) => n, "a"],
  ["a member", (n) => z.object({ w: n }), (n) => ["object", { w: n }], (n) => ({ w: n }), "a.w"],
  [
    "a member of any name",
    (n) => z.object({}).catchall(n),
    (n) => ["object", {}, n],
    (n) => ({ w: n }),
    "a.w",
  ],
  ["an entry", (n) => z.record(z.string(), n), (n) => ["record", "string", n], (n) => ({ w: n }), "a.w"],
  ["an element", (n) => z.array(n), (n) => ["array", n], (n) => [1, n], "a[1]"],
  [
    "a place of a tuple",
    (n) => z.tuple([z.string(), n]),
    (n) => ["tuple", ["string", n]],
    (n) => ["b", n],
    "a[1]",
  ],
  [
    "the rest of a tuple",
    (n) => z.tuple([z.string()], n),
    (n) => ["tuple", ["string"], n],
    (n) => ["b", 1, n],
    "a[2]",
  ],
  ["an element of a set", (n) => z.set(n), (n) => ["set", n], (n) => new Set([1, n]), "a"],
  [
    "a value of a Map",
    (n) => z.map(z.string(), n),
    (n) => ["map", "string", n],
    (n) => [["b", n]],
    "a[0][1]",
  ],
  ["an option", (n) => z.union([z.string(), n]), (n) => ["union", ["string", n]], (n) => n, "a"],
  [
    "a member of an option",
    (n) => z.union([z.object({ v: z.string() }), z.array(z.object({ w: n }))]),
    (n) => [
      "union",
      [
        ["object", { v: "string" }],
        ["array", ["object", { w: n }]],
      ],
    ],
    (n) => [{ w: n }],
    "a[0].w",
  ],
  [
    "a member by discriminator",
    (n) =>
      z.discriminatedUnion("t", [z.object({ t: z.literal("x"), w: n }), z.object({ t: z.literal("y") })]),
    (n) => [
      "discriminated",
      "t",
      [
        [["x"], ["object", { t: "string", w: n }]],
        [["y"], ["object", { t: "string" }]],
      ],
    ],
    (n) => ({ t: "x", w: n }),
    "a.w",
  ],
];

describe("decodeNumbers()", () => {
  for (const [name, schema, rule, value, path] of PLACES) {
    for (const [kind, declared] of [
      ["schema", (number: z.ZodType) => schema(number)],
      ["rule", (number: z.ZodType) => rule(number.def.type) as Declaration],
    ] as const) {
      it(`reads a fraction as the nearest double in the ${kind} of ${name}, whatever is declared but z.bigint()`, () => {
        for (const number of [z.number(), z.any(), z.unknown()])
          expect(decode(value(long), declared(number))).toEqual(value(12.65));
        expect(() => decode(value(long), declared(z.bigint()))).toThrow(
          `${path}: should hold an integer, but holds the number ${long}`,
        );
      });

      it(`rejects an integer that no number holds where the ${kind} of ${name} declares a number`, () => {
        expect(() => decode(value(big), declared(z.number()))).toThrow(unreadable(path));
        for (const number of [z.bigint(), z.any(), z.unknown()])
          expect(decode(value(big), declared(number))).toEqual(value(big));
      });
    }
  }

  it("reads numbers of a codec by its stored side, and the result of a transform as any", () => {
    const codec = z.codec(z.number(), z.string(), { decode: String, encode: Number });
    expect(decode(long, codec)).toBe(12.65);
    expect(() => decode(big, codec)).toThrow(unreadable("a"));
    expect(
      decode(
        big,
        z.number().transform((n) => BigInt(n)),
      ),
    ).toBe(big);
  });

  it("follows a schema that is nested in itself", () => {
    const tree: z.ZodType = z.object({ weight: z.number(), parts: z.array(z.lazy(() => tree)) });
    const value = { weight: 1, parts: [{ weight: long, parts: [{ weight: big, parts: [] }] }] };
    expect(() => decode(value, tree)).toThrow(unreadable("a.parts[0].parts[0].weight"));
  });

  it("reads an integer in any notation as a bigint, where one is declared or nothing is", () => {
    const integer = readNumber("1.2345678901234567890123E+30");
    for (const declaration of [undefined, z.bigint(), "bigint"] as const)
      expect(decode(integer, declaration)).toBe(1234567890123456789012300000000n);
    expect(() => decode(integer, "number")).toThrow("declare it as z.bigint()");
  });

  it("gives a value without such numbers as it is, and never changes one", () => {
    const plain = { a: [1, "b", null, new Set(["c"]), new Uint8Array([1]), { d: true }] };
    expect(decode(plain)).toBe(plain);
    const deep = { a: [{ b: long }], c: {} };
    const decoded = decode(deep) as typeof deep;
    expect(decoded).toEqual({ a: [{ b: 12.65 }], c: {} });
    expect(deep.a[0]?.b).toBe(long);
    expect(decoded.c).toBe(deep.c);
  });

  it("reads each sum of doubles as the double of its text", () => {
    const double = fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })
      .filter((n) => n === 0 || Math.abs(n) > 1e-20);
    fc.assert(
      fc.property(fc.array(double, { minLength: 1, maxLength: 6 }), (addends) => {
        const text = addends.map(String).reduce((sum, addend) => String(addNumbers(sum, addend)), "0");
        const stored = readNumber(text);
        const isWhole = typeof stored === "bigint";
        if (!isWhole)
          expect(decode({ w: [stored] }, z.object({ w: z.array(z.number()) }))).toEqual({
            w: [Number(text)],
          });
      }),
    );
  });
});

describe("documents with stored numbers", () => {
  it("sameDocument() compares them digit for digit", () => {
    const document = (n: unknown) => ({ n, l: [n], s: new Set([1, n]) });
    expect(sameDocument(document(long), document(new StoredNumber("12.650000000000000040")))).toBe(true);
    expect(sameDocument(document(long), document(new StoredNumber("12.65000000000000005")))).toBe(false);
    expect(sameDocument(document(long), document(12.65))).toBe(false);
    expect(sameDocument(document(long), document("12.65000000000000004"))).toBe(false);
  });

  it("copyOf() and itemSize() know them", () => {
    expect(copyOf({ n: [long] })).toEqual({ n: [long] });
    // 19 digits: ten pairs around the point and one byte more, after the name.
    expect(itemSize({ n: long })).toBe(1 + 11);
  });
});
