import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromWire } from "../../../src/wire/attribute-value-json.js";
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  integerOf,
  readNumber,
  StoredNumber,
} from "../../../src/wire/number.js";

describe("readNumber()", () => {
  it.each<[string, number]>([
    ["0", 0],
    ["42", 42],
    ["-1.50", -1.5],
    ["0.1", 0.1],
    [".5", 0.5],
    ["007", 7],
    ["1E-130", 1e-130],
    ["9.99E+125", 9.99e125],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", 9007199254740992],
    ["100000000000000000000000", 1e23],
    ["0.30000000000000004", 0.30000000000000004],
  ])("reads %s as a number", (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it.each<[string, bigint]>([
    ["9007199254740993", 9007199254740993n],
    ["-9007199254740993", -9007199254740993n],
    ["99999999999999999999999999999999999999", 10n ** 38n - 1n],
  ])("reads %s as a bigint, since no number holds it", (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it.each([
    "0.1234567890123456789",
    "9007199254740993.5",
    "-1.00000000000000000001",
    "1.2345678901234567890123E+30",
  ])("reads %s as a StoredNumber with every digit, since nothing else holds it exactly", (text) => {
    const number = readNumber(text);
    expect(number).toBeInstanceOf(StoredNumber);
    expect(String(number)).toBe(text);
    expect(Number(number)).toBe(Number(text));
    expect((number as StoredNumber).toAttributeValue()).toEqual({ N: text });
    expect(JSON.stringify({ number })).toBe(JSON.stringify({ number: text }));
  });

  it.each(["", " ", ".", "-", "-.", "1,5", "0x10", "Infinity", "NaN", "1e", " 5", "5 ", "true", "1.2.3"])(
    "rejects %j, which is not a decimal number",
    (text) => {
      expect(() => readNumber(text)).toThrow("is not a number of DynamoDB");
    },
  );
});

/** An integer and a power of ten, as text. */
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), fc.integer({ min: -40, max: 20 }))
  .map(([digits, scale]) => ({ text: `${digits}e${scale}`, digits, scale }));

/** The value times 10 to the power of 40, which is whole. */
const scaled = ({ digits, scale }: { readonly digits: bigint; readonly scale: number }) =>
  digits * 10n ** BigInt(scale + 40);

describe("the arithmetic of stored numbers", () => {
  it("compareNumbers() orders numbers by all their digits", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const expected = scaled(a) < scaled(b) ? -1 : Number(scaled(a) > scaled(b));
        expect(compareNumbers(readNumber(a.text), readNumber(b.text))).toBe(expected);
        const near = readNumber(`${a.digits}1e${a.scale - 1}`);
        expect(compareNumbers(near, near)).toBe(0);
      }),
    );
  });

  it("addNumbers() keeps every digit of a sum", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const sum = canonicalNumber(String(addNumbers(a.text, b.text)));
        expect(sum).toBe(canonicalNumber(`${scaled(a) + scaled(b)}e-40`));
      }),
    );
  });

  it("integerOf() gives an integer in any notation, and nothing for a fraction", () => {
    expect(["12", "-0", "1.20e1", "120e-1", "1E+3", "1.5", "5e-1"].map(integerOf)).toEqual([
      12n,
      0n,
      12n,
      12n,
      1000n,
      undefined,
      undefined,
    ]);
  });
});

it("fromWire() reads an item in DynamoDB's own form", () => {
  expect(
    fromWire({
      s: { S: "" },
      n: { N: "1.5" },
      big: { N: "9007199254740993" },
      t: { BOOL: false },
      z: { NULL: true },
      b: { B: new Uint8Array([1]) },
      l: { L: [{ N: "1" }, { L: [] }] },
      m: { M: { x: { S: "y" } } },
      ss: { SS: ["a"] },
      ns: { NS: ["1", "9007199254740993"] },
      bs: { BS: [new Uint8Array([2])] },
    }),
  ).toEqual({
    s: "",
    n: 1.5,
    big: 9007199254740993n,
    t: false,
    z: null,
    b: new Uint8Array([1]),
    l: [1, []],
    m: { x: "y" },
    ss: new Set(["a"]),
    ns: new Set([1, 9007199254740993n]),
    bs: new Set([new Uint8Array([2])]),
  });
});
