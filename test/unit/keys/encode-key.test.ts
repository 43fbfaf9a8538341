import { describe, expect, it } from "vitest";
import { encodePiece, escapeOrdered } from "../../../src/keys/encode-key.js";
import { naturalKeys, typedKeys } from "../../../src/keys/features.js";
import { type KeyFormat, widestOf } from "../../../src/keys/key-format.js";
import type { Piece, PieceType } from "../../../src/model/model.js";
import { refuse } from "../../support/refuse.js";

const ordered: KeyFormat = { keyEncoding: "ordered", delimiter: "#", typed: typedKeys };
const plain: KeyFormat = { keyEncoding: "plain", delimiter: "#", typed: typedKeys };

function encode(type: PieceType, value: unknown, format = ordered, width?: number): string {
  const piece: Piece = { attribute: "a", type, ...(width !== undefined && { width }) };
  return encodePiece(piece, value, format, refuse);
}

describe("a piece in the ordered encoding", () => {
  it.each<[PieceType, unknown, string]>([
    ["string", "ann@example.com", "ann@example.com"],
    ["string", "2026-01-02", "2026-01-02"],
    ["string", "a#b", "a$jb"],
    ["string", "a$b", "a$kb"],
    ["string", " ", "$g"],
    ["string", '\u0000\u001a\u001b!"', "$A$a$b$h$i"],
    ["string", "%", "%"],
    ["string", "ÄÖ 😀", "ÄÖ$g😀"],
    ["boolean", false, "false"],
    ["binary", new Uint8Array([0, 10, 255]), "000aff"],
    ["binary", Buffer.from("#"), "23"],
    ["boolean", true, "true"],
    ["date", new Date("2026-01-02T03:04:05.006Z"), "2026-01-02T03:04:05.006Z"],
    ["date", new Date("0000-01-01T00:00:00.000Z"), "0000-01-01T00:00:00.000Z"],
    ["int", 0, "p010"],
    ["int", -0, "p010"],
    ["int", 42, "p0242"],
    ["int", -42, "m9757"],
    ["int", Number.MAX_SAFE_INTEGER, "p169007199254740991"],
    ["int", Number.MIN_SAFE_INTEGER, "m830992800745259008"],
    ["bigint", 0n, "p010"],
    ["bigint", 10n ** 37n, `p38${10n ** 37n}`],
    ["bigint", -7n, "m982"],
    ["number", 0, "n"],
    ["number", -0, "n"],
    ["number", 15, "p50115"],
    ["number", 1.25, "p500125"],
    ["number", 0.001, "p4971"],
    ["number", -15, "m49884~"],
    ["number", 1e21, "p5211"],
  ])("encodes the %s %s as %j", (type, value, text) => {
    expect(encode(type, value)).toBe(text);
  });

  it.each([
    [0, 3, "000"],
    [-0, 3, "000"],
    [7, 3, "007"],
    [999, 3, "999"],
  ])("pads %s to its declared width %s", (value, width, text) => {
    expect(encode("int", value, ordered, width)).toBe(text);
    expect(encode("bigint", BigInt(value), ordered, width)).toBe(text);
  });

  it("escapes every character up to $ and no other, in their order", () => {
    const characters = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code));
    const escaped = characters.map(escapeOrdered);
    expect(escaped.slice(0, 0x25).every((text) => /^\$[A-Za-k]$/.test(text))).toBe(true);
    expect(escaped.slice(0x25)).toEqual(characters.slice(0x25));
    expect(escaped.toSorted()).toEqual(escaped);
  });
});

describe("a piece in the plain encoding", () => {
  it.each<[PieceType, unknown, string]>([
    ["string", "a$b \u0000", "a$b \u0000"],
    ["boolean", true, "true"],
    ["date", new Date("2026-01-02T03:04:05.006Z"), "2026-01-02T03:04:05.006Z"],
    ["int", 42, "42"],
    ["int", -0, "0"],
    ["number", -1.5, "-1.5"],
    ["number", 1e21, "1e+21"],
    ["bigint", -7n, "-7"],
  ])("is the usual text of the %s %s: %j", (type, value, text) => {
    expect(encode(type, value, plain)).toBe(text);
  });

  it("does not pad", () => {
    expect(encode("int", 7, plain, 3)).toBe("7");
  });

  it.each<[string, PieceType, unknown, string]>([
    ["#", "string", "a#b", 'a: is "a#b", which holds the key delimiter "#"'],
    ["::", "string", "a::b", 'a: is "a::b", which holds the key delimiter "::"'],
    // "a:" and "b" would make the same key as "a" and ":b".
    ["::", "string", "a:", 'a: is "a:", which ends like the key delimiter "::"'],
    ["-", "int", -1, 'a: is "-1", which holds the key delimiter "-"'],
    ["-", "bigint", -1n, 'a: is "-1", which holds the key delimiter "-"'],
    [".", "number", 1.5, 'a: is "1.5", which holds the key delimiter "."'],
  ])("refuses what would be ambiguous with delimiter %j: the %s %s", (delimiter, type, value, message) => {
    expect(() => encode(type, value, { keyEncoding: "plain", delimiter, typed: typedKeys })).toThrow(
      new Error(message),
    );
  });

  it("takes what is like the delimiter where it is not ambiguous", () => {
    expect(encode("string", "a:b", { keyEncoding: "plain", delimiter: "::", typed: typedKeys })).toBe("a:b");
    expect(encode("string", ":a", { keyEncoding: "plain", delimiter: "::", typed: typedKeys })).toBe(":a");
    // A date has 24 characters, so that it splits off whatever it holds.
    expect(encode("date", new Date(0), { keyEncoding: "plain", delimiter: "-", typed: typedKeys })).toBe(
      "1970-01-01T00:00:00.000Z",
    );
  });
});

describe.each([ordered, plain])("a piece that is no key ($keyEncoding)", (format) => {
  const surrogate = "holds half a surrogate pair, which UTF-8 cannot store";
  it.each<[PieceType, unknown, string]>([
    ["string", "", "must not be empty: it is a piece of a key"],
    ["string", "a\ud800", surrogate],
    ["string", "\udc00a", surrogate],
    ["string", 1, "must be a string, got 1"],
    ["string", null, "must be a string, got null"],
    ["string", undefined, "must be a string, got undefined"],
    ["string", { lt: "a" }, "must be a string, got a value of type object"],
    ["boolean", "true", 'must be a boolean, got "true"'],
    ["date", "2026-01-02", 'must be a Date, got "2026-01-02"'],
    ["date", new Date(Number.NaN), "is an invalid Date"],
    [
      "date",
      new Date("+010000-01-01T00:00:00Z"),
      "is +010000-01-01T00:00:00.000Z, outside the years 0 to 9999",
    ],
    [
      "date",
      new Date("-000001-01-01T00:00:00Z"),
      "is -000001-01-01T00:00:00.000Z, outside the years 0 to 9999",
    ],
    ["int", "1", 'must be a number, got "1"'],
    ["int", 1n, "must be a number, got the bigint 1"],
    ["int", 1.5, "is 1.5, which is not a safe integer"],
    ["int", 2 ** 53, "is 9007199254740992, which is not a safe integer"],
    ["int", Number.NaN, "is NaN, which is not a number that can be stored"],
    ["int", Number.POSITIVE_INFINITY, "is Infinity, which is not a number that can be stored"],
    ["number", Number.NaN, "is NaN, which is not a number that can be stored"],
    ["number", Number.POSITIVE_INFINITY, "is Infinity, which is not a number that can be stored"],
    ["number", Number.NEGATIVE_INFINITY, "is -Infinity, which is not a number that can be stored"],
    ["bigint", 1, "must be a bigint, got 1"],
    ["bigint", 10n ** 38n, "has 39 digits; DynamoDB stores 38 at the most"],
    ["bigint", -(10n ** 99n), "has 100 digits; DynamoDB stores 38 at the most"],
    ["binary", new Uint8Array(), "must not be empty: it is a piece of a key"],
    ["binary", "01", 'must be a Uint8Array, got "01"'],
  ])("refuses as %s: %s", (type, value, reason) => {
    expect(() => encode(type, value, format)).toThrow(new Error(`a: ${reason}`));
  });
});

it.each([-1, 1000, 1000n, -1n])("refuses %s outside its declared bounds", (value) => {
  const type = typeof value === "bigint" ? "bigint" : "int";
  expect(() => encode(type, value, ordered, 3)).toThrow(
    new Error(`a: is ${value}, outside its declared bounds (0 to 3 digits)`),
  );
});

it("finds the format that has what the keys of all members of a collection need", () => {
  const bare: KeyFormat = { keyEncoding: "ordered", delimiter: "#" };
  const natural: KeyFormat = { ...bare, typed: naturalKeys };
  expect(widestOf([bare, natural, ordered])).toBe(ordered);
  expect(widestOf([bare, natural])).toBe(natural);
  expect(widestOf([bare])).toBe(bare);
});
