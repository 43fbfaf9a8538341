import { describe, expect, it } from "vitest";
import { typedKeys } from "../../../src/keys/features.js";
import { partitionConditions, sortConditions } from "../../../src/keys/key-condition.js";
import type { KeyCondition, KeyFormat, Values } from "../../../src/keys/key-format.js";
import { justBefore, lastWithPrefix } from "../../../src/keys/key-order.js";
import type { KeyPart, Piece, PieceType } from "../../../src/model/model.js";
import { refuse } from "../../support/refuse.js";

const ordered: KeyFormat = { keyEncoding: "ordered", delimiter: "#", typed: typedKeys };
const plain: KeyFormat = { keyEncoding: "plain", delimiter: "#", typed: typedKeys };

const piece = (attribute: string, type: PieceType = "string"): Piece => ({ attribute, type });
const sk = (...template: readonly (string | Piece)[]): KeyPart => ({ name: "sk", template });
const natural = (name: string, type: PieceType = "string"): KeyPart => ({ name, natural: piece(name, type) });

/** Two pieces with text before the first, and without. */
const withPrefix = [sk("ORDER#", piece("a"), "#", piece("b"))];
const withoutPrefix = [sk(piece("a"), "#", piece("b"))];

const conditions = (parts: readonly KeyPart[], values: Values, format = ordered) =>
  sortConditions(parts, values, format, refuse);
const between = (value: string, high: string): KeyCondition => ({
  name: "sk",
  operator: "between",
  value,
  high,
});
const simple = (operator: "=" | "<" | "<=" | ">" | ">=" | "beginsWith", value: string): KeyCondition => ({
  name: "sk",
  operator,
  value,
});

describe("the values of a sort key, from the left", () => {
  it.each<[string, readonly KeyPart[], Values, readonly KeyCondition[]]>([
    ["none, after a text", withPrefix, {}, [simple("beginsWith", "ORDER#")]],
    ["none, with no text before", withoutPrefix, {}, []],
    ["the first", withPrefix, { a: "x" }, [simple("beginsWith", "ORDER#x#")]],
    ["the first, with no text before", withoutPrefix, { a: "x" }, [simple("beginsWith", "x#")]],
    ["all", withPrefix, { a: "x", b: "y#" }, [simple("=", "ORDER#x#y$j")]],
    ["all as eq", withPrefix, { a: { eq: "x" }, b: { eq: "y" } }, [simple("=", "ORDER#x#y")]],
    ["none, of a literal", [sk("PROFILE")], {}, [simple("=", "PROFILE")]],
    ["none, of no sort key", [], {}, []],
  ])("%s", (_, parts, values, expected) => {
    expect(conditions(parts, values)).toEqual(expected);
  });

  it.each<[Values, string]>([
    [{ b: "y" }, 'b: needs a single value of "a" before it in the sort key'],
    [{ b: { gt: "y" } }, 'b: needs a single value of "a" before it in the sort key'],
    [{ a: { gte: "x" }, b: "y" }, 'b: needs a single value of "a" before it in the sort key'],
    [{ a: { beginsWith: "x" }, b: { lt: "y" } }, 'b: needs a single value of "a" before it in the sort key'],
    [
      { a: "x", b: undefined },
      "b: is undefined, which would read the whole partition: leave it out if that is meant",
    ],
    [{ a: 5 }, "a: must be a string, got 5"],
    [{ a: "" }, "a: must not be empty: it is a piece of a key"],
    [{ a: { lt: 5 } }, "a: must be a string, got 5"],
    [
      { a: { lt: "b", gt: "a" } },
      "a: takes exactly one of eq, lt, lte, gt, gte, between and beginsWith; got lt, gt",
    ],
    [{ a: { between: ["y", "x"] } }, "a: has a range that ends before it begins"],
    [{ a: { between: ["x"] } }, "a: between takes the two ends of the range, got an array"],
    [{ a: { beginsWith: 5 } }, "a: can be compared with beginsWith only as a string, with a string"],
    [{ a: { beginsWith: "x\ud800" } }, "a: holds half a surrogate pair, which UTF-8 cannot store"],
  ])("refuses %j", (values, message) => {
    expect(() => conditions(withPrefix, values)).toThrow(new Error(message));
  });

  it("refuses a skipped natural attribute", () => {
    const parts = [natural("year", "int"), natural("month", "int"), natural("day", "int")];
    expect(() => conditions(parts, { year: 1, day: 2 })).toThrow(
      new Error('day: needs a single value of "month" before it in the sort key'),
    );
    expect(() => conditions(parts, { year: { gt: 1 }, month: 2 })).toThrow(
      new Error('month: needs a single value of "year" before it in the sort key'),
    );
  });

  it("does not count what the partition key fixes as given after a gap", () => {
    const parts = [sk("ORDER#", piece("date"), "#", piece("user"), "#", piece("id"))];
    const fixed = new Set(["user"]);
    const given = (values: Values) => sortConditions(parts, { user: "u", ...values }, ordered, refuse, fixed);
    expect(given({})).toEqual([simple("beginsWith", "ORDER#")]);
    expect(given({ date: { gte: "d" } })).toEqual([between("ORDER#d", "ORDER$")]);
    expect(given({ date: "d" })).toEqual([simple("beginsWith", "ORDER#d#u#")]);
    expect(given({ date: "d", id: { lte: "i" } })).toEqual([between("ORDER#d#u#", "ORDER#d#u#i")]);
    expect(() => given({ id: "i" })).toThrow('needs a single value of "date" before it');
  });

  it("ends with the first natural attribute that is open", () => {
    const parts = [natural("a"), natural("user")];
    const fixed = new Set(["user"]);
    expect(sortConditions(parts, { user: "u" }, ordered, refuse, fixed)).toEqual([]);
    expect(sortConditions(parts, { user: "u", a: { gt: "x" } }, ordered, refuse, fixed)).toEqual([
      { name: "a", operator: ">", value: "x" },
    ]);
    expect(sortConditions(parts, { user: "u", a: "x" }, ordered, refuse, fixed)).toEqual([
      { name: "a", operator: "=", value: "x" },
      { name: "user", operator: "=", value: "u" },
    ]);
  });
});

describe("a range of the last piece, in the ordered encoding", () => {
  it.each<[object, KeyCondition]>([
    [{ lt: "y" }, between("ORDER#x#", justBefore("ORDER#x#y"))],
    [{ lte: "y" }, between("ORDER#x#", "ORDER#x#y")],
    [{ gt: "y" }, between("ORDER#x#y$", "ORDER#x$")],
    [{ gte: "y" }, between("ORDER#x#y", "ORDER#x$")],
    [{ between: ["y", "y"] }, between("ORDER#x#y", "ORDER#x#y")],
    [{ between: ["y", "z"] }, between("ORDER#x#y", "ORDER#x#z")],
    [{ beginsWith: "y #" }, simple("beginsWith", "ORDER#x#y$g$j")],
    [{ beginsWith: "" }, simple("beginsWith", "ORDER#x#")],
  ])("after text is bounded to what begins with it: %j", (b, expected) => {
    expect(conditions(withPrefix, { a: "x", b })).toEqual([expected]);
  });

  it.each<[object, KeyCondition]>([
    [{ lt: "y" }, simple("<", "y")],
    [{ lte: "y" }, simple("<=", "y")],
    [{ gt: "y" }, simple(">", "y")],
    [{ gte: "y" }, simple(">=", "y")],
    [{ between: ["y", "z"] }, between("y", "z")],
    [{ beginsWith: "y" }, simple("beginsWith", "y")],
  ])("with no text before is open: %j", (a, expected) => {
    expect(conditions([sk(piece("a"))], { a })).toEqual([expected]);
  });

  it("before a literal is not the last", () => {
    const parts = [sk("ORDER#", piece("a"), "#END")];
    expect(conditions(parts, { a: { lte: "x" } })).toEqual([between("ORDER#", "ORDER#x$")]);
    expect(conditions(parts, { a: "x" })).toEqual([simple("=", "ORDER#x#END")]);
  });
});

describe("a range of a piece that others follow, in the ordered encoding", () => {
  it.each<[object, KeyCondition]>([
    [{ lt: "x" }, between("ORDER#", "ORDER#x")],
    [{ lte: "x" }, between("ORDER#", "ORDER#x$")],
    [{ gt: "x" }, between("ORDER#x$", "ORDER$")],
    [{ gte: "x" }, between("ORDER#x", "ORDER$")],
    [{ between: ["x", "x"] }, between("ORDER#x", "ORDER#x$")],
    [{ between: ["x", "y z"] }, between("ORDER#x", "ORDER#y$gz$")],
    [{ beginsWith: "x" }, simple("beginsWith", "ORDER#x")],
  ])("after text is bounded to what begins with it: %j", (a, expected) => {
    expect(conditions(withPrefix, { a })).toEqual([expected]);
  });

  it.each<[object, KeyCondition]>([
    [{ lt: "x" }, simple("<=", "x")],
    [{ lte: "x" }, simple("<=", "x$")],
    [{ gt: "x" }, simple(">", "x$")],
    [{ gte: "x" }, simple(">=", "x")],
    [{ between: ["x", "y"] }, between("x", "y$")],
    [{ beginsWith: "x" }, simple("beginsWith", "x")],
  ])("with no text before is open: %j", (a, expected) => {
    expect(conditions(withoutPrefix, { a })).toEqual([expected]);
  });

  it("begins with something where nothing is before it", () => {
    expect(() => conditions(withoutPrefix, { a: { beginsWith: "" } })).toThrow(
      new Error("a: needs at least one character to begin with"),
    );
  });
});

describe("a range in the plain encoding", () => {
  const filled = (prefix: string) => lastWithPrefix(prefix, plain);
  it.each<[string, readonly KeyPart[], Values, KeyCondition]>([
    ["last", withPrefix, { a: "x", b: { lt: "y" } }, between("ORDER#x#", justBefore("ORDER#x#y"))],
    ["last", withPrefix, { a: "x", b: { lte: "y" } }, between("ORDER#x#", "ORDER#x#y")],
    ["last", withPrefix, { a: "x", b: { gt: "y" } }, between("ORDER#x#y\u0000", filled("ORDER#x#"))],
    ["last", withPrefix, { a: "x", b: { gte: "y" } }, between("ORDER#x#y", filled("ORDER#x#"))],
    ["last", withPrefix, { a: "x", b: { between: ["y", "z"] } }, between("ORDER#x#y", "ORDER#x#z")],
    ["last", withPrefix, { a: "x", b: { beginsWith: "y $" } }, simple("beginsWith", "ORDER#x#y $")],
    ["last, no text before", [sk(piece("a"))], { a: { lt: "y" } }, simple("<", "y")],
    ["last, no text before", [sk(piece("a"))], { a: { lte: "y" } }, simple("<=", "y")],
    ["last, no text before", [sk(piece("a"))], { a: { gt: "y" } }, simple(">", "y")],
    ["last, no text before", [sk(piece("a"))], { a: { gte: "y" } }, simple(">=", "y")],
    ["not last", withPrefix, { a: { lt: "x" } }, between("ORDER#", "ORDER#x")],
    ["not last", withPrefix, { a: { lte: "x" } }, between("ORDER#", filled("ORDER#x#"))],
    ["not last", withPrefix, { a: { gt: "x" } }, between("ORDER#x", filled("ORDER#"))],
    ["not last", withPrefix, { a: { gte: "x" } }, between("ORDER#x", filled("ORDER#"))],
    ["not last", withPrefix, { a: { between: ["x", "y"] } }, between("ORDER#x", filled("ORDER#y#"))],
    ["not last", withPrefix, { a: { lte: "x!y" } }, between("ORDER#", filled("ORDER#x#"))],
    ["not last", withPrefix, { a: { lt: "x!y" } }, between("ORDER#", filled("ORDER#x#"))],
    ["not last", withPrefix, { a: { lt: "x-y" } }, between("ORDER#", "ORDER#x-y")],
    ["not last, no text before", withoutPrefix, { a: { lt: "x" } }, simple("<=", "x")],
    ["not last, no text before", withoutPrefix, { a: { lte: "x" } }, simple("<=", filled("x#"))],
    ["not last, no text before", withoutPrefix, { a: { gt: "x" } }, simple(">=", "x")],
    ["a number", [sk("N#", piece("a", "int"))], { a: { gt: 9 } }, simple("beginsWith", "N#")],
    ["not last, no text before", withoutPrefix, { a: { gte: "x" } }, simple(">=", "x")],
  ])("of a piece that is %s: %#", (_, parts, values, expected) => {
    expect(conditions(parts, values, plain)).toEqual([expected]);
  });

  it("refuses a value or a beginning that holds the delimiter", () => {
    expect(() => conditions(withPrefix, { a: { gt: "x#y" } }, plain)).toThrow(
      new Error('a: is "x#y", which holds the key delimiter "#"'),
    );
    expect(() => conditions(withPrefix, { a: { beginsWith: "x#" } }, plain)).toThrow(
      new Error('a: holds the key delimiter "#"'),
    );
  });
});

describe("a range of other types", () => {
  it("encodes its ends", () => {
    const parts = [sk("ORDER#", piece("number", "int"), "#", piece("placed", "date"))];
    expect(conditions(parts, { number: { between: [-3, 12] } })).toEqual([
      between("ORDER#m986", "ORDER#p0212$"),
    ]);
    const placed = { lte: new Date(0) };
    expect(conditions(parts, { number: 1, placed })).toEqual([
      between("ORDER#p011#", "ORDER#p011#1970-01-01T00:00:00.000Z"),
    ]);
  });

  it("does not begin with a number or a date", () => {
    for (const type of ["int", "number", "date", "boolean"] as const) {
      expect(() => conditions([sk("A#", piece("a", type))], { a: { beginsWith: "1" } })).toThrow(
        new Error("a: can be compared with beginsWith only as a string, with a string"),
      );
    }
  });
});

describe("the ends of a range", () => {
  const last = [sk("O#", piece("a"))];
  const full = "x".repeat(1022);
  it("may have 1024 bytes", () => {
    expect(conditions(last, { a: { gte: full } })).toEqual([between(`O#${full}`, "O$")]);
    expect(conditions(last, { a: { lte: full } })).toEqual([between("O#", `O#${full}`)]);
    expect(conditions(last, { a: { beginsWith: full } })).toEqual([simple("beginsWith", `O#${full}`)]);
  });

  it.each([
    { gte: `${full}x` },
    { lte: `${full}x` },
    { between: ["a", `${full}x`] },
    { beginsWith: `${full}x` },
    { gt: full },
  ])("are refused where DynamoDB would refuse their length (%#)", (a) => {
    expect(() => conditions(last, { a })).toThrow(
      new Error('a: makes the key attribute "sk" 1025 bytes long; DynamoDB allows 1024'),
    );
  });

  it("are refused where the delimiter after them makes them too long", () => {
    const parts = [sk("O#", piece("a"), "#", piece("b"))];
    expect(() => conditions(parts, { a: { lte: full } })).toThrow("1025 bytes long");
    expect(() => conditions(parts, { a: { lte: full } }, plain)).toThrow("1025 bytes long");
  });
});

describe("a natural sort key", () => {
  const low = new Uint8Array([1]);
  const high = new Uint8Array([1, 0]);
  describe.each<[PieceType, unknown, unknown]>([
    ["string", "b#", "c"],
    ["int", -5, 10],
    ["number", 0.5, 1e21],
    ["bigint", -(2n ** 70n), 3n],
    ["binary", low, high],
  ])("of type %s", (type, first, second) => {
    const parts = [natural("n", type)];
    it.each([
      ["eq", "="],
      ["lt", "<"],
      ["lte", "<="],
      ["gt", ">"],
      ["gte", ">="],
    ])("compares by %s", (operator, symbol) => {
      expect(conditions(parts, { n: { [operator]: first } })).toEqual([
        { name: "n", operator: symbol, value: first },
      ]);
    });

    it("takes a value, and two ends in their order", () => {
      expect(conditions(parts, { n: first })).toEqual([{ name: "n", operator: "=", value: first }]);
      expect(conditions(parts, { n: { between: [first, second] } })).toEqual([
        { name: "n", operator: "between", value: first, high: second },
      ]);
      expect(conditions(parts, { n: { between: [first, first] } })).toHaveLength(1);
      expect(() => conditions(parts, { n: { between: [second, first] } })).toThrow(
        new Error("n: has a range that ends before it begins"),
      );
    });
  });

  it("of type string or binary can begin with a value, a number cannot", () => {
    expect(conditions([natural("n")], { n: { beginsWith: "b#" } })).toEqual([
      { name: "n", operator: "beginsWith", value: "b#" },
    ]);
    expect(conditions([natural("n", "binary")], { n: { beginsWith: low } })).toEqual([
      { name: "n", operator: "beginsWith", value: low },
    ]);
    const message = "n: can be compared with beginsWith only as a string, with a string";
    expect(() => conditions([natural("n", "int")], { n: { beginsWith: 1 } })).toThrow(new Error(message));
    expect(() => conditions([natural("n", "bigint")], { n: { beginsWith: 1n } })).toThrow(new Error(message));
  });

  it("of type date compares the stored text", () => {
    expect(conditions([natural("n", "date")], { n: { gte: new Date(0) } })).toEqual([
      { name: "n", operator: ">=", value: "1970-01-01T00:00:00.000Z" },
    ]);
  });

  it("compares strings by UTF-8 bytes when it orders the ends", () => {
    expect(conditions([natural("n")], { n: { between: ["\ue000", "😀"] } })).toHaveLength(1);
    expect(() => conditions([natural("n")], { n: { between: ["😀", "\ue000"] } })).toThrow(
      "ends before it begins",
    );
  });

  it("of several attributes gives one condition for each", () => {
    const parts = [natural("year", "int"), natural("month", "int"), natural("day", "int")];
    expect(conditions(parts, { year: 2026, month: { lt: 3 } })).toEqual([
      { name: "year", operator: "=", value: 2026 },
      { name: "month", operator: "<", value: 3 },
    ]);
  });
});

describe("the partition key", () => {
  const pk: KeyPart = { name: "pk", template: ["USER#", piece("user")] };
  it("is one value for each of its attributes", () => {
    expect(partitionConditions([pk], { user: "a b" }, ordered, refuse)).toEqual([
      { name: "pk", operator: "=", value: "USER#a$gb" },
    ]);
    expect(
      partitionConditions([natural("t"), natural("n", "int")], { t: "x", n: 5 }, ordered, refuse),
    ).toEqual([
      { name: "t", operator: "=", value: "x" },
      { name: "n", operator: "=", value: 5 },
    ]);
  });

  it("may be a literal", () => {
    expect(partitionConditions([{ name: "pk", template: ["SETTINGS"] }], {}, ordered, refuse)).toEqual([
      { name: "pk", operator: "=", value: "SETTINGS" },
    ]);
  });

  it.each<[readonly KeyPart[], Values, string]>([
    [[pk], {}, "user: is missing: a query needs the whole partition key"],
    [[natural("t"), natural("n")], { t: "x" }, "n: is missing: a query needs the whole partition key"],
    [[pk], { user: { beginsWith: "a" } }, "user: must be a string, got a value of type object"],
    [
      [pk],
      { user: "x".repeat(2044) },
      'user: makes the key attribute "pk" 2049 bytes long; DynamoDB allows 2048',
    ],
  ])("is refused unless it is whole: %#", (parts, values, message) => {
    expect(() => partitionConditions(parts, values, ordered, refuse)).toThrow(new Error(message));
  });
});
