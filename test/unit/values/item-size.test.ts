import { expect, it } from "vitest";
import type { DocumentValue } from "../../../src/values/document.js";
import { itemSize } from "../../../src/values/item-size.js";

it.each<[string, DocumentValue, number]>([
  ["a string: its bytes in UTF-8", "aé😀", 1 + 2 + 4],
  ["an empty string", "", 0],
  ["zero", 0, 1],
  ["a number: a byte for two digits, and one", 12345, 3 + 1],
  ["a negative number: one more", -12345, 3 + 1 + 1],
  ["zeros on either side count nothing", 0.0012, 1 + 1],
  ["an exponent counts nothing", 1.5e31, 1 + 1],
  ["trailing zeros count nothing", 1000n, 1 + 1],
  ["a bigint", 10n ** 38n - 1n, 19 + 1],
  ["a negative bigint", -12n, 1 + 1 + 1],
  ["a boolean", true, 1],
  ["null", null, 1],
  ["binary", new Uint8Array(7), 7],
  ["a set of strings", new Set(["a", "bcd"]), 1 + 3],
  ["a set of numbers", new Set([1, -22]), 2 + 3],
  ["an empty list", [], 3],
  ["a list: 3 bytes, and one for each element", ["ab", 1], 3 + 2 + 2 + 2],
  ["an empty map", {}, 3],
  ["a map: 3 bytes, one for each member, and their names", { key: "ab", é: null }, 3 + 2 + (3 + 2) + (2 + 1)],
  ["what is nested", [{ a: [true] }], 3 + 1 + (3 + 1 + 1 + (3 + 1 + 1))],
])("counts %s", (_, value, bytes) => {
  expect(itemSize({ n: value })).toBe(1 + bytes);
});

it("counts the names of attributes in UTF-8", () => {
  expect(itemSize({})).toBe(0);
  expect(itemSize({ pk: "USER#1", größe: 5 })).toBe(2 + 6 + 7 + 2);
});

it.each([
  [1.5, 2],
  [12.5, 2],
  [123.4, 3],
  [0.012, 2],
  [0.0012, 1],
  [9.999, 3],
  [1.5e30, 2],
  [1e11, 1],
])("counts the digits of %s in pairs from the decimal point", (number, pairs) => {
  expect(itemSize({ n: number })).toBe(1 + pairs + 1);
});
