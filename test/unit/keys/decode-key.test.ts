import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeKeyPart, decodePiece } from "../../../src/keys/decode-key.js";
import { encodePiece } from "../../../src/keys/encode-key.js";
import { typedKeys } from "../../../src/keys/features.js";
import type { KeyFormat } from "../../../src/keys/key-format.js";
import type { Derivation, KeyPart, Piece, PieceType } from "../../../src/model/model.js";
import { refuse } from "../../support/refuse.js";

const ordered: KeyFormat = { keyEncoding: "ordered", delimiter: "#", typed: typedKeys };
const plain: KeyFormat = { keyEncoding: "plain", delimiter: "#", typed: typedKeys };

function piece(type: PieceType, more: Partial<Piece> = {}): Piece {
  return { attribute: "a", type, ...more };
}

describe("decodePiece", () => {
  it.each<[PieceType, unknown, Partial<Piece>?]>([
    ["int", Number.MAX_SAFE_INTEGER],
    ["int", Number.MIN_SAFE_INTEGER],
    ["int", 0],
    ["int", -1],
    ["int", 999, { width: 3 }],
    ["int", 0, { width: 3, derived: { kind: "descending" } }],
    ["int", Number.MIN_SAFE_INTEGER, { derived: { kind: "descending" } }],
    ["bigint", 10n ** 38n - 1n],
    ["bigint", -(10n ** 38n) + 1n],
    ["bigint", 10n ** 38n - 1n, { derived: { kind: "descending" } }],
    ["bigint", 0n, { derived: { kind: "descending" } }],
    ["bigint", 17n, { width: 38, derived: { kind: "padded" } }],
    ["number", 1e-130],
    ["number", -9.99e125],
    ["number", 2 ** 53],
    ["number", 1e21],
    ["number", 0.1],
    ["number", 0, { derived: { kind: "descending" } }],
    ["date", new Date("0000-01-01T00:00:00.000Z")],
    ["date", new Date("9999-12-31T23:59:59.999Z"), { derived: { kind: "descending" } }],
    ["string", "\u0000\u001a $#é😀\u{10ffff}"],
    ["string", "e\u0301"],
    ["string", "__proto__"],
    ["boolean", false],
    ["binary", new Uint8Array([0, 15, 255])],
  ])("inverts the encoding of the %s %s", (type, value, more) => {
    const one = piece(type, more);
    expect(decodePiece(one, encodePiece(one, value, ordered, refuse), ordered, refuse)).toEqual(value);
  });

  it.each<[PieceType, unknown, string]>([
    ["int", -42, "-42"],
    ["bigint", 10n ** 37n, `1${"0".repeat(37)}`],
    ["number", 1e21, "1e+21"],
    ["number", 1.5e-7, "1.5e-7"],
    ["string", "a$j b", "a$j b"],
    ["boolean", true, "true"],
    ["binary", new Uint8Array([1, 171]), "01ab"],
    ["date", new Date("2026-01-02T03:04:05.006Z"), "2026-01-02T03:04:05.006Z"],
  ])("inverts the plain encoding of the %s %s", (type, value, text) => {
    expect(decodePiece(piece(type), text, plain, refuse)).toEqual(value);
    expect(encodePiece(piece(type), value, plain, refuse)).toBe(text);
  });

  it.each<Derivation>([
    { kind: "lower" },
    { kind: "upper" },
    { kind: "day" },
    { kind: "month" },
    { kind: "year" },
    { kind: "shard", count: 4 },
  ])("gives nothing back of $kind, which folds", (derived) => {
    expect(decodePiece(piece("string", { derived }), "2026", ordered, refuse)).toBeUndefined();
  });

  it.each<[PieceType, string, Partial<Piece>?]>([
    ["string", "a b"],
    ["string", "$"],
    ["string", "$l"],
    ["string", ""],
    ["int", "42"],
    ["int", "p0142"],
    ["int", "p0242x"],
    ["int", "p0207"],
    ["int", "m990"],
    ["int", "p179007199254740992"],
    ["int", "7", { width: 3 }],
    ["int", "-07", { width: 3 }],
    ["bigint", `p39${"9".repeat(39)}`],
    ["number", "p500150"],
    ["number", "m4998"],
    ["number", "p50115~"],
    ["number", "p9991"],
    ["date", "2026-02-30T00:00:00.000Z"],
    ["date", "2026-01-02"],
    ["boolean", "TRUE"],
    ["binary", "0g"],
    ["binary", "AB"],
    ["binary", "abc"],
  ])("refuses the %s %j, which no value is written as", (type, text, more) => {
    const reason = `a: is ${JSON.stringify(text)} in a key, which is not the text of any value`;
    expect(() => decodePiece(piece(type, more), text, ordered, refuse)).toThrow(reason);
  });
});

describe("decodeKeyPart", () => {
  const part: KeyPart = {
    name: "sk",
    template: [
      "ORDER#",
      { attribute: "at", type: "date", derived: { kind: "day" } },
      "#",
      piece("string"),
      "#LINE#",
      { attribute: "number", type: "int" },
    ],
  };

  it("gives the attributes that the key tells", () => {
    expect(decodeKeyPart(part, "ORDER#2026-01-02#x$jy#LINE#p0242", ordered, refuse)).toEqual({
      a: "x#y",
      number: 42,
    });
  });

  it.each([
    "ORDER#2026-01-02#x#LINE#p0242#",
    "ORDER#2026-01-02#x",
    "order#2026-01-02#x#LINE#p0242",
    "ORDER#2026-01-02##LINE#p0242",
    42,
    undefined,
  ])("refuses %j, which it does not compose", (stored) => {
    const message = "sk: should hold a key like ORDER#{at}#{a}#LINE#{number}, but holds ";
    expect(() => decodeKeyPart(part, stored, ordered, refuse)).toThrow(message);
  });

  it("splits a plain key at whole delimiters, also where a date or a boolean holds one", () => {
    const dated: KeyPart = {
      name: "sk",
      template: [
        { attribute: "at", type: "date" },
        ":",
        piece("string"),
        ":",
        { attribute: "b", type: "boolean" },
      ],
    };
    const format: KeyFormat = { keyEncoding: "plain", delimiter: ":", typed: typedKeys };
    expect(decodeKeyPart(dated, "2026-01-02T03:04:05.006Z:x:true", format, refuse)).toEqual({
      at: new Date("2026-01-02T03:04:05.006Z"),
      a: "x",
      b: true,
    });
  });

  it("gives a natural key as its attribute's value", () => {
    const natural = (type: PieceType): KeyPart => ({ name: "k", natural: piece(type) });
    expect(decodeKeyPart(natural("string"), "x", plain, refuse)).toEqual({ a: "x" });
    expect(decodeKeyPart(natural("int"), 42, plain, refuse)).toEqual({ a: 42 });
    expect(decodeKeyPart(natural("bigint"), 42, plain, refuse)).toEqual({ a: 42n });
    expect(decodeKeyPart(natural("dateInSeconds"), 60, plain, refuse)).toEqual({ a: new Date(60_000) });
  });
});

describe("docs/keys.md", () => {
  interface Vector {
    readonly type: "string" | "int" | "bigint" | "number" | "date" | "boolean" | "binary";
    readonly value: unknown;
    readonly width?: number;
    readonly derived?: "descending" | "padded";
    readonly text: string;
  }
  const page = readFileSync(new URL("../../../docs/keys.md", import.meta.url), "utf8");
  const [, json = ""] = /```json vectors\n(.*?)```/s.exec(page) ?? [];
  const vectors = JSON.parse(json) as readonly Vector[];
  const readValue = ({ type, value }: Vector): unknown => {
    if (type === "bigint") return BigInt(String(value));
    if (type === "date") return new Date(String(value));
    return type === "binary" ? new Uint8Array(value as number[]) : value;
  };

  it.each(vectors)("has $text for the $type $value", (vector) => {
    const { type, width, derived, text } = vector;
    const one = piece(type, {
      ...(width !== undefined && { width }),
      ...(derived !== undefined && { derived: { kind: derived } }),
    });
    expect(encodePiece(one, readValue(vector), ordered, refuse)).toBe(text);
    expect(decodePiece(one, text, ordered, refuse)).toEqual(readValue(vector));
  });

  it("has a vector of every type", () => {
    expect(new Set(vectors.map(({ type }) => type)).size).toBe(7);
  });
});
