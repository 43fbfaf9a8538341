import { expect, it } from "vitest";
import { wasStill } from "../../../src/operations/condition.js";

it.each<[string, Readonly<Record<string, unknown>> | undefined, object | undefined, boolean]>([
  ["an item as it was", { a: "x", b: 1 }, { a: "x", b: 1, c: 2 }, true],
  ["an item with another value", { a: "x" }, { a: "y" }, false],
  ["an item that has lost one", { a: "x" }, {}, false],
  ["an item that has one more", { a: "x" }, { a: "x", b: 1 }, false],
  ["a number in another form", { b: 1 }, { b: 1n }, true],
  ["an item that is gone", { a: "x" }, undefined, false],
  ["an item that has come", undefined, { a: "x" }, false],
  ["an item that was not there and is not", undefined, undefined, true],
])("%s", (_, document, found, still) => {
  expect(wasStill({ names: ["a", "b"], document }, found as never)).toBe(still);
});
