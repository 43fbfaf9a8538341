import { describe, expect, it } from "vitest";
import type { ValueType } from "../../../src/model/model.js";
import { decodeValue } from "../../../src/values/decode.js";
import { readNumber } from "../../../src/wire/number.js";
import { refuse } from "../../support/refuse.js";

const decode = (value: unknown, type: ValueType) => decodeValue(value, type, "a", refuse);
const EPOCH = "1970-01-01T00:00:00.000Z";

describe("a stored value as the entity's", () => {
  it.each<[ValueType, unknown]>([
    ["string", "x"],
    ["number", 1.5],
    ["boolean", true],
    ["null", null],
    ["date", null],
    ["binary", new Uint8Array([1])],
    ["list", [1, [2]]],
    ["map", { a: { b: 1 } }],
    ["set", new Set([1])],
    ["any", { a: EPOCH }],
    ["any", 2n ** 64n],
    [{ kind: "nullable", of: "number" }, null],
    [{ kind: "list", of: "date" }, null],
  ])("of %o is %o itself", (type, value) => {
    expect(decode(value, type)).toEqual(value);
  });

  it.each<[ValueType, unknown, unknown]>([
    ["date", EPOCH, new Date(0)],
    ["bigint", 5, 5n],
    ["bigint", -(2n ** 64n), -(2n ** 64n)],
    [{ kind: "nullable", of: "date" }, EPOCH, new Date(0)],
    [{ kind: "list", of: "bigint" }, [1, 2], [1n, 2n]],
    [{ kind: "tuple", of: ["string", "date"] }, [EPOCH, EPOCH, EPOCH], [EPOCH, new Date(0), EPOCH]],
    [{ kind: "set", of: "bigint" }, new Set([1, 2n]), new Set([1n, 2n])],
    [{ kind: "record", of: "date" }, { x: EPOCH }, { x: new Date(0) }],
    [
      { kind: "map", of: { at: "date" } },
      { at: EPOCH, by: EPOCH },
      { at: new Date(0), by: EPOCH },
    ],
    [
      { kind: "list", of: { kind: "map", of: { n: { kind: "nullable", of: "bigint" } } } },
      [{ n: 1 }, { n: null }, {}],
      [{ n: 1n }, { n: null }, {}],
    ],
  ])("of %o turns %o into %o", (type, value, expected) => {
    expect(decode(value, type)).toEqual(expected);
  });

  // DynamoDB's text of a bigint is read as a number where that is exact, which it is beyond the safe integers too.
  it.each([
    2n ** 53n,
    -(2n ** 53n),
    10n ** 20n,
    10n ** 21n,
    -(10n ** 37n),
    1152921504606847000n,
    12345n * 10n ** 30n,
    10n ** 38n - 1n,
  ])("is the bigint %s, whatever its text was read as", (value) => {
    expect(decode(readNumber(String(value)), "bigint")).toBe(value);
  });
});

describe("a stored value that is not what the schema says", () => {
  it.each<[ValueType, unknown, string]>([
    ["date", 5, "a: should hold a date as ISO text, but holds 5"],
    ["date", "soon", 'a: should hold a date as ISO text, but holds "soon"'],
    ["bigint", 1.5, "a: should hold an integer, but holds 1.5"],
    [
      "bigint",
      "1.00000000000000000000000001",
      'a: should hold an integer, but holds "1.00000000000000000000000001"',
    ],
    [
      "number",
      2n ** 60n,
      "a: should hold a number that JavaScript has exactly, but holds the bigint 1152921504606846976; declare it as z.bigint() to read it",
    ],
    ["number", "5", 'a: should hold a number, but holds "5"'],
    [{ kind: "list", of: "date" }, "x", 'a: should hold a list, but holds "x"'],
    [{ kind: "tuple", of: ["date"] }, {}, "a: should hold a list, but holds a value of type object"],
    [{ kind: "set", of: "bigint" }, [1], "a: should hold a set, but holds an array"],
    [{ kind: "map", of: { x: "date" } }, "x", 'a: should hold a map, but holds "x"'],
    [{ kind: "record", of: "date" }, 5, "a: should hold a map, but holds 5"],
    [
      { kind: "map", of: { lines: { kind: "list", of: { kind: "record", of: "bigint" } } } },
      { lines: [{}, { n: 0.5 }] },
      "a.lines[1].n: should hold an integer, but holds 0.5",
    ],
  ])("is refused with its path: %o, %o", (type, value, message) => {
    expect(() => decode(value, type)).toThrow(new Error(message));
  });
});
