import { brotliCompressSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Compression, ValueType } from "../../../src/model/model.js";
import { decodeValue } from "../../../src/values/decode.js";
import { sameDocument } from "../../../src/values/document.js";
import { encodeValue } from "../../../src/values/encode.js";
import { storedValue } from "../../support/arbitraries.js";
import { refuse } from "../../support/refuse.js";

const both = ["gzip", "brotli"] as const;
const typeOf = (by: Compression, of: ValueType): ValueType => ({ kind: "compressed", by, of });
const roundTrip = (value: unknown, type: ValueType) =>
  decodeValue(encodeValue(value, type, "a", refuse), type, "a", refuse);
const decode = (value: unknown, type: ValueType) => decodeValue(value, type, "a", refuse);

describe.each(both)("a value compressed with %s", (by) => {
  it("is bytes, and far fewer of them where it repeats itself", () => {
    const bytes = encodeValue("all work and no play ".repeat(10_000), typeOf(by, "string"), "a", refuse);
    expect(bytes).toBeInstanceOf(Uint8Array);
    expect((bytes as Uint8Array).length).toBeLessThan(1000);
  });

  it.each<[ValueType, unknown]>([
    ["string", ""],
    ["string", "\u0000 😀 \u{10FFFF}"],
    ["bigint", 10n ** 38n - 1n],
    ["bigint", -7n],
    ["number", 1e-130],
    ["date", new Date(1)],
    ["dateInSeconds", new Date(1000)],
    ["binary", new Uint8Array([0, 255])],
    ["any", new Set([new Uint8Array([1]), new Uint8Array([])])],
    ["any", { S: "x", B: { BS: ["y"], N: 1 }, M: { L: [] } }],
    [
      { kind: "list", of: { kind: "map", of: { at: "date", of: "bigint" } } },
      [{ at: new Date(5), of: 2n ** 90n, other: new Set(["a"]) }],
    ],
    [{ kind: "nullable", of: "string" }, null],
  ])("of %o is exactly what it was: %o", (type, value) => {
    expect(roundTrip(value, typeOf(by, type))).toEqual(value);
  });

  it("is exactly what it was, whatever it is", () => {
    fc.assert(
      fc.property(storedValue, (value) => {
        // What is stored uncompressed and compressed reads alike.
        const plain = encodeValue(value, "any", "a", refuse);
        const read = roundTrip(value, typeOf(by, "any"));
        expect(sameDocument({ a: read }, { a: plain })).toBe(true);
        expect(read).toEqual(plain);
      }),
    );
  });

  it("is the same bytes for the same value, by which a lost reply is told", () => {
    const encode = () => encodeValue({ b: [1], a: "x" }, typeOf(by, "any"), "a", refuse);
    expect(sameDocument({ a: encode() }, { a: encode() })).toBe(true);
  });

  it("is absent where it would be absent uncompressed, and null where it is null", () => {
    expect(encodeValue(undefined, typeOf(by, "any"), "a", refuse)).toBeUndefined();
    expect(encodeValue(new Set(), typeOf(by, "any"), "a", refuse)).toBeUndefined();
    expect(encodeValue(null, typeOf(by, "any"), "a", refuse)).toBeNull();
  });

  it("is refused as it would be uncompressed, at its place", () => {
    const encode = (value: unknown) => () => encodeValue(value, typeOf(by, "any"), "a", refuse);
    expect(encode({ b: [new Date(0)] })).toThrow(/a\.b\[0\].*is a Date where the schema does not say so/);
    expect(encode(10n ** 38n)).toThrow(/39 digits/);
    expect(encode("\ud800")).toThrow(/half a surrogate pair/);
  });

  it("is refused beyond 64 MB, before it is compressed", () => {
    const huge = "x".repeat(64 * 1024 * 1024);
    expect(() => encodeValue(huge, typeOf(by, "string"), "a", refuse)).toThrow(/67108872 bytes before/);
  });

  it.each<[string, unknown]>([
    ["bytes that are not compressed", new Uint8Array([1, 2, 3])],
    ["no bytes at all", new Uint8Array()],
    [
      "half of them",
      (encodeValue("x".repeat(1000), typeOf(by, "string"), "a", refuse) as Uint8Array).slice(0, 9),
    ],
  ])("is not read from %s", (_, value) => {
    expect(() => decode(value, typeOf(by, "string"))).toThrow(`compressed with ${by}, but does not`);
  });

  it.each([
    "",
    "text",
    '"text"',
    "null",
    "[]",
    "{}",
    '{"S":1}',
    '{"N":""}',
    '{"N":"one"}',
    '{"BOOL":"true"}',
    '{"L":{}}',
    '{"M":[]}',
    '{"SS":[1]}',
    '{"X":"y"}',
    '{"S":"a","N":"1"}',
  ])("is not read from %s", (text) => {
    const bytes = by === "gzip" ? gzipSync(text) : brotliCompressSync(text);
    expect(() => decode(new Uint8Array(bytes), typeOf(by, "any"))).toThrow(/but does not/);
  });

  it("is not read where it would fill the memory", () => {
    const bomb = Buffer.alloc(65 * 1024 * 1024, " ");
    const bytes = by === "gzip" ? gzipSync(bomb) : brotliCompressSync(bomb);
    expect(bytes.length).toBeLessThan(400 * 1024);
    expect(() => decode(new Uint8Array(bytes), typeOf(by, "string"))).toThrow(/but does not/);
  });

  it("is read as it is where it was stored before it was compressed", () => {
    expect(decode("text", typeOf(by, "string"))).toBe("text");
    expect(
      decode(
        [{ at: "1970-01-01T00:00:00.000Z" }],
        typeOf(by, { kind: "list", of: { kind: "map", of: { at: "date" } } }),
      ),
    ).toEqual([{ at: new Date(0) }]);
  });
});
