import { describe, expect, it } from "vitest";
import { composeKeyPart, isSynthetic, piecesOf } from "../../../src/keys/encode-key.js";
import { typedKeys } from "../../../src/keys/features.js";
import {
  type KeyFormat,
  PARTITION_KEY_BYTES,
  SORT_KEY_BYTES,
  type Values,
} from "../../../src/keys/key-format.js";
import type { KeyPart, PieceType } from "../../../src/model/model.js";
import { refuse } from "../../support/refuse.js";

const format: KeyFormat = { keyEncoding: "ordered", delimiter: "#", typed: typedKeys };
const natural = (type: PieceType, name = "a"): KeyPart => ({ name, natural: { attribute: "a", type } });
const order: KeyPart = {
  name: "sk",
  template: ["ORDER#", { attribute: "date", type: "string" }, "#", { attribute: "number", type: "int" }],
};
const user: KeyPart = { name: "pk", template: ["U#", { attribute: "a", type: "string" }] };

const compose = (part: KeyPart, values: Values, bytes = SORT_KEY_BYTES) =>
  composeKeyPart(part, values, format, bytes, refuse);

describe("a composed key attribute", () => {
  it("is its literals and encoded pieces in order", () => {
    expect(compose(order, { date: "2026 01", number: 42 })).toBe("ORDER#2026$g01#p0242");
  });

  it("is the literal alone where it has no attributes", () => {
    expect(compose({ name: "sk", template: ["PROFILE"] }, {})).toBe("PROFILE");
  });

  it.each<Values>([{}, { date: "x" }, { number: 1 }, { date: "x", number: undefined }])(
    "is absent where an attribute is: %j",
    (values) => {
      expect(compose(order, values)).toBeUndefined();
    },
  );

  it("refuses null, which is not absent", () => {
    expect(() => compose(order, { date: null, number: 1 })).toThrow(
      new Error("date: must be a string, got null"),
    );
  });

  it.each([
    [PARTITION_KEY_BYTES, 2048],
    [SORT_KEY_BYTES, 1024],
  ])("may have %s bytes of UTF-8 and no more", (limit, documented) => {
    expect(limit).toBe(documented);
    const room = limit - "U#".length;
    expect(compose(user, { a: "x".repeat(room) }, limit)).toHaveLength(limit);
    expect(() => compose(user, { a: "x".repeat(room + 1) }, limit)).toThrow(
      new Error(`a: makes the key attribute "pk" ${limit + 1} bytes long; DynamoDB allows ${limit}`),
    );
    // Characters of two and four bytes.
    expect(compose(user, { a: "é".repeat(room / 2) }, limit)).toBe(`U#${"é".repeat(room / 2)}`);
    expect(() => compose(user, { a: `${"é".repeat(room / 2)}x` }, limit)).toThrow(`${limit + 1} bytes`);
    expect(() => compose(user, { a: "😀".repeat(limit / 4) }, limit)).toThrow(`${limit + 2} bytes`);
    // Escapes count as they are stored.
    expect(() => compose(user, { a: " ".repeat(room / 2 + 1) }, limit)).toThrow(`${limit + 2} bytes`);
  });

  it("names every attribute of a key that is too long", () => {
    expect(() => compose(order, { date: "x".repeat(1024), number: 1 })).toThrow(
      new Error('date, number: makes the key attribute "sk" 1035 bytes long; DynamoDB allows 1024'),
    );
  });
});

describe("a natural key attribute", () => {
  const bytes = new Uint8Array([0, 255]);
  it.each<[PieceType, unknown, unknown]>([
    ["string", "a#$ ", "a#$ "],
    ["int", -3, -3],
    ["number", 1.5, 1.5],
    ["bigint", 2n ** 64n, 2n ** 64n],
    ["binary", bytes, bytes],
    ["date", new Date(0), "1970-01-01T00:00:00.000Z"],
  ])("is the %s %s as it is stored", (type, value, stored) => {
    expect(compose(natural(type), { a: value })).toEqual(stored);
  });

  it("is absent where its attribute is", () => {
    expect(compose(natural("string"), {})).toBeUndefined();
  });

  it.each<[PieceType, unknown, string]>([
    ["string", "", "must not be empty: it is a key"],
    ["string", "\ud83d", "holds half a surrogate pair, which UTF-8 cannot store"],
    ["string", 1, "must be a string, got 1"],
    ["int", "1", 'must be a finite number, got "1"'],
    ["number", Number.NaN, "must be a finite number, got NaN"],
    ["number", Number.NEGATIVE_INFINITY, "must be a finite number, got -Infinity"],
    ["bigint", 1, "must be a bigint, got 1"],
    ["bigint", 10n ** 38n, "has 39 digits; DynamoDB stores 38 at the most"],
    ["binary", new Uint8Array(), "must not be empty: it is a key"],
    ["binary", "AQ==", 'must be a Uint8Array, got "AQ=="'],
    ["date", "1970", 'must be a Date, got "1970"'],
    ["boolean", true, "is a boolean, which cannot be a key as it is"],
  ])("refuses as %s: %s", (type, value, reason) => {
    expect(() => compose(natural(type), { a: value })).toThrow(new Error(`a: ${reason}`));
  });

  it("may have 1024 bytes as a sort key", () => {
    const full = new Uint8Array(1024).fill(1);
    expect(compose(natural("binary"), { a: full })).toEqual(full);
    expect(compose(natural("string"), { a: "é".repeat(512) })).toBe("é".repeat(512));
    expect(() => compose(natural("binary"), { a: new Uint8Array(1025) })).toThrow("1025 bytes long");
    expect(() => compose(natural("string"), { a: `${"é".repeat(512)}x` })).toThrow("1025 bytes long");
  });
});

it("knows which key attributes are written beside the entity's own", () => {
  expect(isSynthetic(user)).toBe(true);
  expect(isSynthetic(natural("string", "a"))).toBe(false);
  expect(isSynthetic(natural("string", "gsi1pk"))).toBe(true);
});

it("lists the attributes of a key in order", () => {
  expect(piecesOf(order).map((piece) => piece.attribute)).toEqual(["date", "number"]);
  expect(piecesOf(natural("date")).map((piece) => piece.attribute)).toEqual(["a"]);
});
