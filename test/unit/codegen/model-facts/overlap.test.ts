import { describe, expect, test } from "vitest";
import {
  canLieWithin,
  canMeet,
  spanAll,
  spanOf,
  spansMeet,
} from "../../../../codegen/model-facts/overlap.js";
import type { KeyPart, Piece } from "../../../../src/model/model.js";

const ordered = { keyEncoding: "ordered", delimiter: "#" } as const;
const plain = { keyEncoding: "plain", delimiter: "::" } as const;

type Given = string | Omit<Piece, "attribute">;
const key = (...pieces: Given[]): KeyPart => ({
  name: "sk",
  template: pieces.map((piece) => (typeof piece === "string" ? piece : { attribute: "a", ...piece })),
});
const natural = (piece: Omit<Piece, "attribute">): KeyPart => ({
  name: "sk",
  natural: { attribute: "a", ...piece },
});
const text: Given = { type: "string" };
const int: Given = { type: "int" };
const digits = (width: number): Given => ({ type: "int", width });
const date: Given = { type: "date" };
const values = (...all: string[]): Given => ({ type: "string", values: all });

describe("two keys can meet", () => {
  test.each<[string, KeyPart, KeyPart, boolean]>([
    ["equal texts", key("PROFILE"), key("PROFILE"), true],
    ["different texts", key("PROFILE"), key("DETAILS"), false],
    ["a text that begins with another", key("ORDER"), key("ORDERS"), false],
    ["pieces behind different texts", key("USER#", text), key("ORDER#", text), false],
    ["pieces behind one text", key("USER#", text), key("USER#", text), true],
    ["a text where the other has a piece", key("USER#", text), key("USER#PROFILE"), true],
    ["nothing where the other has a piece", key("USER#", text), key("USER#"), false],
    ["a different number of segments", key("USER#", text), key("USER#", text, "#", text), false],
    ["a piece against a prefix and a piece", key(text), key("A", text), true],
    ["a piece never holds the delimiter", key(text), key("A#B"), false],
    ["a piece never holds a character below $", key(text), key("A B"), false],
    ["an enum without the text", key(values("A", "B"), "#", text), key("C#", text), false],
    ["an enum with the text", key(values("A", "B"), "#", text), key("B#", text), true],
    ["disjoint enums", key(values("A", "B")), key(values("C")), false],
    ["an enum with an escaped value", key(values("A B")), key("A B"), false],
    ["a number and a word", key("N#", int), key("N#TOTAL"), false],
    ["a padded number and digits of its width", key("N#", digits(3)), key("N#042"), true],
    ["a padded number and digits of another width", key("N#", digits(3)), key("N#42"), false],
    ["numbers of different widths", key(digits(3)), key(digits(4)), false],
    ["a date and a word", key(date), key("LATEST"), false],
    ["a date and a text piece", key(date), key(text), true],
    ["a date and a prefix that is none", key(date), key("D", text), false],
    ["a natural text holds anything", natural({ type: "string" }), key("A#B#", text), true],
    ["a natural enum", natural({ type: "string", values: ["A"] }), key("B"), false],
    ["a natural number and a text", natural({ type: "number" }), key(text), false],
    ["two natural numbers", natural({ type: "number" }), natural({ type: "int" }), true],
  ])("%s", (_, a, b, meet) => {
    expect(canMeet([a], [b], ordered)).toBe(meet);
    expect(canMeet([b], [a], ordered)).toBe(meet);
  });

  test("with a delimiter of several characters", () => {
    expect(canMeet([key("A::", text)], [key("A::", text, "::B")], plain)).toBe(false);
    expect(canMeet([key("A::", text)], [key("A::b c")], plain)).toBe(true);
    expect(canMeet([key("A::", int)], [key("A::-5")], plain)).toBe(true);
    expect(canMeet([key("A::", text)], [key("A:::", text)], plain)).toBe(true);
  });

  test("only if all of their key attributes can", () => {
    const a = [{ ...key("USER#", text), name: "pk" }, key("PROFILE")];
    const b = [{ ...key("USER#", text), name: "pk" }, key("ORDER#", text)];
    expect(canMeet(a, b, ordered)).toBe(false);
  });
});

describe("keys can lie in the range of a query", () => {
  test.each<[string, KeyPart[], KeyPart[], boolean]>([
    ["behind its text", [key("ORDER#", text)], [key("ORDER#", text, "#", text)], true],
    ["behind another text", [key("LINE#", text)], [key("ORDER#", text)], false],
    ["of a query of everything", [key("LINE#", text)], [key(text)], true],
    ["of an index without a sort key", [], [], true],
    ["of one key", [key("ORDER#", text)], [key("ORDER#TOTAL")], true],
    ["beside one key", [key("ORDERS")], [key("ORDER")], false],
    ["of an enum behind the text", [key(values("ORDER", "BILL"), "#", text)], [key("ORDER#", text)], true],
    ["of an enum beside the text", [key(values("BILL"), "#", text)], [key("ORDER#", text)], false],
  ])("%s", (_, other, own, within) => {
    expect(canLieWithin(other, own, ordered)).toBe(within);
  });
});

describe("spans of sort keys", () => {
  const span = (...keys: KeyPart[]) => spanAll(keys.map((part) => spanOf([part])));

  test("reach from the first to the last", () => {
    expect(span(key("ORDER#", text), key("PROFILE"))).toEqual({
      low: "ORDER#",
      high: "PROFILE",
      closed: true,
    });
    expect(span(key("A"), key("A#", text))).toEqual({ low: "A", high: "A#", closed: false });
    expect(span(key("A", text), key("AB"))).toEqual({ low: "A", high: "A", closed: false });
    expect(span(key("A"), key(text))).toEqual({ low: "", high: undefined, closed: false });
  });

  test.each<[string, KeyPart, boolean]>([
    ["between", key("PAYMENT#", text), true],
    ["before", key("LINE#", text), false],
    ["after", key("REVIEW#", text), false],
    ["at the end", key("PROFILE#", text), false],
    ["anywhere", key(text), true],
  ])("meet what lies %s", (_, other, meet) => {
    expect(spansMeet(span(key("ORDER#", text), key("PROFILE")), spanOf([other]))).toBe(meet);
  });
});
