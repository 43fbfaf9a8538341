import { expect, it } from "vitest";
import { isUnchanged } from "../../../src/operations/read-snapshot.js";

it.each<[string, Readonly<Record<string, unknown>> | undefined, object | undefined, boolean]>([
  ["an item as it was", { a: "x", b: 1 }, { a: "x", b: 1, c: 2 }, true],
  ["an item with another value", { a: "x" }, { a: "y" }, false],
  ["an item without one of them", { a: "x" }, {}, false],
  ["an item with one more of them", { a: "x" }, { a: "x", b: 1 }, false],
  ["a number in another form", { b: 1 }, { b: 1n }, true],
  ["an item that was deleted", { a: "x" }, undefined, false],
  ["an item that was created", undefined, { a: "x" }, false],
  ["an item that never existed", undefined, undefined, true],
])("isUnchanged compares the attributes of a snapshot: %s", (_, document, found, expected) => {
  expect(isUnchanged({ names: ["a", "b"], document }, found as never)).toBe(expected);
});
