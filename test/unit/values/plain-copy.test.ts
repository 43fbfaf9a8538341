import { copyOf, type RejectValue } from "../../../src/values/document.js";
import { encodeValue, plainCopy } from "../../../src/values/encode.js";
import "../../support/seed.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** What is stored, or why nothing is. */
function outcome(value: unknown, type: Parameters<typeof encodeValue>[1]): unknown {
  const refuse: RejectValue = (path, reason) => {
    throw new Error(`${path} ${reason}`);
  };
  try {
    return { stored: encodeValue(value, type, "a", refuse) };
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

const odd = fc.constantFrom<unknown>(
  ...[undefined, null, -0, 0, Number.NaN, Number.POSITIVE_INFINITY, 1e-131, 1e126, 9.99e125, 1e-130, 5n],
  ...[
    "",
    "\ud800",
    "😀",
    new Date(0),
    new Uint8Array([1]),
    new Set(["a"]),
    new Set(),
    new Map(),
    Symbol("s"),
  ],
  ...[() => 1, /x/, new (class Own {})(), Object.create(null), Object.assign([1], { more: 1 })],
  ...[
    { [Symbol("s")]: 1 },
    { "": 1 },
    { "\ud800": 1 },
    JSON.parse('{"__proto__":1}'),
    Object.assign(new Array(2), { 1: 1 }),
    { a: undefined },
  ],
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    { arbitrary: fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean()), weight: 6 },
    { arbitrary: odd, weight: 1 },
    { arbitrary: fc.array(tie("value"), { maxLength: 4 }), weight: 3 },
    { arbitrary: fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }), weight: 3 },
  ),
}));

const nest = (depth: number, inner: unknown): unknown =>
  depth === 0 ? inner : { in: [nest(depth - 1, inner)] };

describe("a value that is stored as it is", () => {
  it("is stored, or refused, as one that is looked at piece by piece", () => {
    fc.assert(
      // A structured type goes the long way, and this one converts nothing.
      fc.property(value, (given) => {
        expect(outcome(given, "any")).toStrictEqual(
          outcome(given, { kind: "nullable", of: { kind: "nullable", of: "any" } }),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([1, 7, 8, 9, 15, 16, 17, 31, 32, 40])("nested %i times too", (depth) => {
    for (const inner of [1, [], {}, -0, undefined, new Date(0)]) {
      const given = nest(depth, inner);
      expect(outcome(given, "any")).toStrictEqual(
        outcome(given, { kind: "nullable", of: { kind: "nullable", of: "any" } }),
      );
    }
  });

  it("is refused where it holds itself", () => {
    const circle: { self?: unknown } = {};
    circle.self = [circle];
    expect(outcome(circle, "any")).toMatchObject({ refused: expect.stringContaining("32 levels") });
  });

  it("is a copy, whatever becomes of what was given", () => {
    const given = { list: [{ a: 1 }, [2]], map: { b: { c: "x" } } };
    const copy = plainCopy(given);
    expect(copy).toEqual(given);
    const was = structuredClone(given);
    given.list.push([3]);
    (given.list[0] as { a: number }).a = 5;
    given.map.b.c = "y";
    expect(copy).toEqual(was);
  });

  it("asks a getter once", () => {
    let asked = 0;
    const given = Object.defineProperty({}, "n", { enumerable: true, get: () => ++asked });
    expect(plainCopy(given)).toEqual({ n: 1 });
    expect(asked).toBe(1);
  });

  it("has nothing of what a library put on every object", () => {
    const everywhere = Object.prototype as { polluted?: unknown };
    everywhere.polluted = {};
    try {
      expect(Object.keys(plainCopy({ a: 1 }) as object)).toEqual(["a"]);
    } finally {
      delete everywhere.polluted;
    }
  });
});

describe("a copy of a request", () => {
  it("shares nothing that can change", () => {
    const request = {
      Key: { pk: "a", bytes: new Uint8Array([1]) },
      list: [{ set: new Set([new Uint8Array([2])]) }],
    };
    const copy = copyOf(request);
    expect(copy).toEqual(request);
    request.Key.bytes[0] = 9;
    for (const bytes of request.list[0]?.set ?? []) bytes[0] = 9;
    expect(copy).toEqual({
      Key: { pk: "a", bytes: new Uint8Array([1]) },
      list: [{ set: new Set([new Uint8Array([2])]) }],
    });
  });
});
