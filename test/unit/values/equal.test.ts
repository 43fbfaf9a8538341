import { describe, expect, it } from "vitest";
import { sameDocument } from "../../../src/values/document.js";

describe("sameDocument", () => {
  it.each<[string, unknown, unknown]>([
    ["attributes in another order", { a: 1, b: 2 }, { b: 2, a: 1 }],
    ["an absent attribute and undefined", { a: 1 }, { a: 1, b: undefined }],
    ["a number and a bigint", 1e21, 1000000000000000000000n],
    ["two texts of a number", 1.5, 1.5],
    ["zero and negative zero", 0, -0],
    ["sets in another order", new Set(["a", "b"]), new Set(["b", "a"])],
    ["sets of numbers", new Set([1, 2n]), new Set([2, 1])],
    ["bytes and a buffer", new Uint8Array([1, 2]), Buffer.from([1, 2])],
    ["nested values", [{ a: [null, true] }], [{ a: [null, true] }]],
  ])("holds for %s", (_, a, b) => {
    expect(sameDocument({ value: a }, { value: b })).toBe(true);
  });

  it.each<[string, unknown, unknown]>([
    ["a string and a number", "1", 1],
    ["neighbouring integers beyond doubles", 9007199254740993n, 9007199254740992],
    ["lists in another order", [1, 2], [2, 1]],
    ["a list and a set", [1], new Set([1])],
    ["null and absence", null, undefined],
    ["true and its text", true, "true"],
    ["one attribute more", { a: 1 }, { a: 1, b: null }],
    ["text that looks like two", ["a,b"], ["a", "b"]],
    ["bytes and their text", new Uint8Array([97]), "a"],
  ])("does not hold for %s", (_, a, b) => {
    expect(sameDocument({ value: a }, { value: b })).toBe(false);
  });
});
