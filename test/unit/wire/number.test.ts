import { describe, expect, it } from "vitest";
import { fromWire } from "../../../src/wire/attribute-value-json.js";
import { readNumber } from "../../../src/wire/number.js";

describe("DynamoDB's text of a number", () => {
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
  ])("%s is a number", (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it.each<[string, bigint]>([
    ["9007199254740993", 9007199254740993n],
    ["-9007199254740993", -9007199254740993n],
    ["99999999999999999999999999999999999999", 10n ** 38n - 1n],
  ])("%s is a bigint, since no number holds it", (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it.each([
    "0.1234567890123456789",
    "9007199254740993.5",
    "-1.00000000000000000001",
    "1.2345678901234567890123E+30",
  ])("%s stays text, since nothing holds it exactly", (text) => {
    expect(readNumber(text)).toBe(text);
  });
});

it("reads an item in DynamoDB's own form", () => {
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
