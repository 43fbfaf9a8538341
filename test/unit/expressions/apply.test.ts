import { describe, expect, it } from "vitest";
import { applyUpdate, type PathChange, type UpdateActions } from "../../../src/expressions/update.js";

const none: UpdateActions = { set: {}, remove: [], add: {} };
const at = (attribute: string, ...below: (string | number)[]) => ({ attribute, below });
const after = (before: Readonly<Record<string, unknown>>, ...changes: PathChange[]) =>
  applyUpdate(before, { ...none, changes });

describe("what an update leaves", () => {
  it("sets, sets what is absent, removes, and adds exactly", () => {
    const before = { a: 1, b: 2, c: 0.1, d: 9007199254740993n };
    const actions = {
      set: { a: "x" },
      setIfAbsent: { b: 5, e: 6 },
      remove: ["f", "g"],
      add: { c: 0.2, d: 2, h: 3 },
    };
    expect(applyUpdate({ ...before, f: 1 }, actions)).toEqual({
      a: "x",
      b: 2,
      c: 0.3,
      d: 9007199254740995n,
      e: 6,
      h: 3,
    });
    expect(before).toEqual({ a: 1, b: 2, c: 0.1, d: 9007199254740993n });
  });

  it.each<[string, Readonly<Record<string, unknown>>, PathChange[], Readonly<Record<string, unknown>>]>([
    [
      "a member",
      { m: { a: 1, b: { c: 2 } } },
      [{ kind: "set", path: at("m", "b", "c"), value: 3 }],
      { m: { a: 1, b: { c: 3 } } },
    ],
    ["a member that goes", { m: { a: 1 } }, [{ kind: "remove", path: at("m", "a") }], { m: {} }],
    [
      "a member that is there",
      { m: { a: 1 } },
      [
        { kind: "setIfAbsent", path: at("m", "a"), value: 2 },
        { kind: "setIfAbsent", path: at("m", "b"), value: 2 },
      ],
      { m: { a: 1, b: 2 } },
    ],
    [
      "sums below",
      { m: { a: 1.1 } },
      [
        { kind: "add", path: at("m", "a"), value: 2.2, mayBeAbsent: false },
        { kind: "add", path: at("m", "b"), value: 1, mayBeAbsent: true },
      ],
      { m: { a: 3.3, b: 1 } },
    ],
    [
      "elements by their former positions",
      { l: [0, 1, 2, 3] },
      [
        { kind: "remove", path: at("l", 0) },
        { kind: "set", path: at("l", 3), value: "x" },
        { kind: "remove", path: at("l", 2) },
        { kind: "set", path: at("l", 9), value: "last" },
        { kind: "set", path: at("l", 7), value: "first" },
      ],
      { l: [1, "x", "first", "last"] },
    ],
    [
      "both ends of lists",
      { l: [1] },
      [
        { kind: "append", path: { attribute: "l" }, value: [2], mayBeAbsent: false },
        { kind: "prepend", path: { attribute: "k" }, value: [3], mayBeAbsent: true },
      ],
      { l: [1, 2], k: [3] },
    ],
    [
      "sets, of which none is empty",
      { s: new Set(["a"]), n: new Set([1, 2]), b: new Set([new Uint8Array([1])]) },
      [
        { kind: "addTo", path: { attribute: "s" }, value: new Set(["a", "b"]) },
        { kind: "addTo", path: { attribute: "t" }, value: new Set([1]) },
        { kind: "deleteFrom", path: { attribute: "n" }, value: new Set([1n, 3]) },
        { kind: "deleteFrom", path: { attribute: "b" }, value: new Set([new Uint8Array([1])]) },
      ],
      { s: new Set(["a", "b"]), t: new Set([1]), n: new Set([2]) },
    ],
    [
      "names of every object",
      { m: {} },
      [{ kind: "set", path: at("m", "constructor"), value: 1 }],
      { m: { constructor: 1 } },
    ],
  ])("changes %s", (_, before, changes, expected) => {
    expect(after(before, ...changes)).toEqual(expected);
  });
});
