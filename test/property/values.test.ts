import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ValueType } from "../../src/model/model.js";
import { decodeValue } from "../../src/values/decode.js";
import { encodeValue } from "../../src/values/encode.js";
import { readNumber } from "../../src/wire/number.js";
import { keyValues, storedValue, trickyText } from "../support/arbitraries.js";
import { refuse } from "../support/refuse.js";
import "../support/seed.js";

interface Typed {
  readonly type: ValueType;
  readonly values: fc.Arbitrary<unknown>;
}

const typed = (type: ValueType, values: fc.Arbitrary<unknown>): Typed => ({ type, values });

/** A type of values with its values: every bare one, and the structured ones to some depth. */
const typedValues: fc.Arbitrary<Typed> = fc.letrec<{ any: Typed; bare: Typed }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("bare"),
    tie("any").map(({ type, values }) => typed({ kind: "nullable", of: type }, fc.option(values))),
    tie("any").map(({ type, values }) =>
      typed({ kind: "list", of: type }, fc.array(values, { maxLength: 3 })),
    ),
    fc
      .array(tie("any"), { minLength: 1, maxLength: 3 })
      .map((of) =>
        typed({ kind: "tuple", of: of.map(({ type }) => type) }, fc.tuple(...of.map(({ values }) => values))),
      ),
    tie("any").map(({ type, values }) =>
      typed(
        { kind: "record", of: type },
        fc.dictionary(trickyText, values, { maxKeys: 3, noNullPrototype: true }),
      ),
    ),
    fc
      .tuple(tie("any"), tie("any"))
      .map(([a, b]) =>
        typed(
          { kind: "map", of: { a: a.type, b: b.type } },
          fc.record(
            { a: a.values, b: b.values, c: fc.integer() },
            { requiredKeys: [], noNullPrototype: true },
          ),
        ),
      ),
    fc.constant(
      typed(
        { kind: "set", of: "bigint" },
        fc.uniqueArray(keyValues.bigint, { minLength: 1, maxLength: 3 }).map((elements) => new Set(elements)),
      ),
    ),
  ),
  bare: fc.constantFrom(
    typed("string", trickyText),
    typed("number", keyValues.number),
    typed("bigint", keyValues.bigint),
    typed("boolean", fc.boolean()),
    typed("null", fc.constant(null)),
    typed("date", fc.date({ noInvalidDate: true })),
    typed("binary", fc.uint8Array({ maxLength: 3 })),
    typed("any", storedValue),
    typed("list", fc.array(storedValue, { maxLength: 3 })),
    typed("map", fc.dictionary(trickyText, storedValue, { maxKeys: 3, noNullPrototype: true })),
    typed(
      "set",
      fc.uniqueArray(trickyText, { minLength: 1, maxLength: 3 }).map((elements) => new Set(elements)),
    ),
  ),
})).any;

/** A stored number as it comes back: whatever it was, it is read from its text. */
function stored(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "bigint") return readNumber(String(value));
  if (value instanceof Set) return new Set([...value].map(stored));
  if (Array.isArray(value)) return value.map(stored);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, stored(member)]));
}

/** The value without negative zeros, which DynamoDB does not have. */
function positive(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(positive);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, positive(member)]));
}

describe("a value of every type", () => {
  it("is read back as it was stored", () => {
    fc.assert(
      fc.property(
        typedValues.chain(({ type, values }) => fc.record({ type: fc.constant(type), value: values })),
        ({ type, value }) => {
          const encoded = encodeValue(value, type, "a", refuse);
          expect(decodeValue(stored(encoded), type, "a", refuse)).toEqual(positive(value));
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe("readNumber()", () => {
  it("reads the text of a number as that number", () => {
    fc.assert(
      fc.property(keyValues.number, (value) => {
        expect(readNumber(String(value))).toBe(value);
        expect(readNumber(value.toExponential().toUpperCase())).toBe(value);
      }),
    );
  });

  it("never reads a decimal as another value", () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 38 });
    fc.assert(
      fc.property(digits, fc.nat({ max: 37 }), fc.boolean(), (all, point, negative) => {
        const whole = all.slice(0, point).join("") || "0";
        const fraction = all.slice(point).join("");
        const text = `${negative ? "-" : ""}${whole}${fraction && `.${fraction}`}`;
        const read = readNumber(text);
        expect(scaled(String(read), 60)).toBe(scaled(text, 60));
      }),
      { numRuns: 2000 },
    );
  });
});

/** A decimal times a power of ten, as an integer. */
function scaled(text: string, places: number): bigint {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return BigInt(whole + fraction) * 10n ** BigInt(places + Number(exponent) - fraction.length);
}
