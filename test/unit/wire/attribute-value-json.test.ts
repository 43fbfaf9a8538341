import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWireJson, wireJson } from "../../../src/wire/attribute-value-json.js";
import { attributes, inputOf } from "../../../src/wire/bodies.js";
import { JsonWriter, jsonBytes, Literal } from "../../../src/wire/json-writer.js";
import { StoredNumber } from "../../../src/wire/number.js";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme", minLength: 50, maxLength: 80 }),
  fc.constantFrom(
    '"',
    "\\",
    "\n",
    "\u007f",
    "é",
    "😀",
    "\ud800",
    "x".repeat(63),
    "x".repeat(64),
    "x".repeat(65),
  ),
  // Longer than what is kept of the writer's bytes.
  fc.constantFrom("long ".repeat(5_000), '"'.repeat(20_000), "é".repeat(70_000)),
);

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.bigInt(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.array(text, { minLength: 1 }).map((elements) => new Set(elements)),
    fc.array(fc.integer(), { minLength: 1 }).map((elements) => new Set(elements)),
    fc.array(fc.uint8Array(), { minLength: 1 }).map((elements) => new Set(elements)),
    fc.array(tie("value")),
    fc.dictionary(text, tie("value")),
  ),
}));

const base64 = (bytes: unknown) => Buffer.from(bytes as Uint8Array).toString("base64");

/** What the JSON says, as a tree for `JSON.stringify`. */
function tree(of: unknown): unknown {
  if (of === null) return { NULL: true };
  if (typeof of === "string") return { S: of };
  if (typeof of === "boolean") return { BOOL: of };
  if (typeof of !== "object") return { N: String(of) };
  if (Array.isArray(of)) return { L: of.map(tree) };
  if (of instanceof Uint8Array) return { B: base64(of) };
  if (of instanceof Set) {
    const [first] = of;
    if (typeof first === "string") return { SS: [...of] };
    return typeof first === "object" ? { BS: [...of].map(base64) } : { NS: [...of].map(String) };
  }
  return { M: Object.fromEntries(Object.entries(of).map(([name, member]) => [name, tree(member)])) };
}

describe("wireJson()", () => {
  it("writes byte for byte what JSON.stringify makes of the tree", () => {
    fc.assert(
      fc.property(value, (of) => {
        const written = wireJson(of);
        const expected = Buffer.from(JSON.stringify(tree(of)));
        if (!written.equals(expected)) expect(written.toString()).toBe(expected.toString());
      }),
      { numRuns: 500 },
    );
  });

  it("writes what parseWireJson() reads back as the same value, with every digit of a number", () => {
    const item = {
      a: [1, "é", null, true],
      b: new Set([1, 2]),
      c: { "": { d: new Uint8Array([1]) } },
      n: [new StoredNumber("12.65000000000000004")],
      ns: new Set([1, new StoredNumber("7.00000000000000000001")]),
    };
    expect(parseWireJson(wireJson(item).toString())).toEqual(item);
  });

  it("keeps what was written when more is written, whatever its size", () => {
    const kept = ["short", "x".repeat(5_000), "y".repeat(400_000)].map((one) => ({
      one,
      bytes: wireJson(one),
    }));
    for (let again = 0; again < 3; again += 1) wireJson("z".repeat(400_000));
    for (const { one, bytes } of kept) expect(bytes.toString()).toBe(JSON.stringify({ S: one }));
  });

  it("writes JSON while other JSON is written", () => {
    class NumberValue {
      toAttributeValue() {
        return { N: wireJson("inner").length.toString() };
      }
    }
    expect(wireJson({ before: "b", number: new NumberValue(), after: "a" }).toString()).toBe(
      '{"M":{"before":{"S":"b"},"number":{"N":"13"},"after":{"S":"a"}}}',
    );
  });

  it("writes again after a value that it rejected", () => {
    expect(() => wireJson(["fine", Symbol("none")])).toThrow("A value of type symbol cannot be stored");
    expect(() => wireJson({ a: undefined })).toThrow("A value of type undefined cannot be stored");
    expect(wireJson([]).toString()).toBe('{"L":[]}');
  });

  it("writes any number of names", () => {
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`name ${at}`, at]));
    expect(wireJson(many).toString()).toBe(JSON.stringify(tree(many)));
    expect(wireJson(many).toString()).toBe(JSON.stringify(tree(many)));
  });
});

describe("inputOf()", () => {
  it("leaves out what a library put on every object", () => {
    const everywhere = Object.prototype as { polluted?: unknown };
    everywhere.polluted = { deep: "x" };
    try {
      const bytes = inputOf({ Item: attributes })({ TableName: "t", Item: { a: { b: 1 } } });
      expect(`${bytes}`).toBe('{"TableName":"t","Item":{"a":{"M":{"b":{"N":"1"}}}}}');
    } finally {
      delete everywhere.polluted;
    }
  });
});

describe("JsonWriter", () => {
  it("writes literals of any length, not only of whole words", () => {
    for (const literal of ["", "a", "ab", "abc", "abcd", "abcde", "é😀"]) {
      const bytes = jsonBytes((writer) => {
        writer.literal(new Literal(literal));
        writer.raw("|");
        writer.literal(new Literal(literal));
      });
      expect(bytes.toString()).toBe(`${literal}|${literal}`);
    }
  });

  it("grows from any size", () => {
    const writer = new JsonWriter(Buffer.allocUnsafeSlow(1));
    writer.quoted("grows");
    writer.literal(new Literal("12345"));
    expect(writer.bytes.toString("latin1", 0, writer.length)).toBe('"grows"12345');
  });
});
