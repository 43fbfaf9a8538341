import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { OperationName } from "../../../src/operations/wire.js";
import { readAnswerText } from "../../../src/wire/answer-text.js";
import { OUTPUT } from "../../../src/wire/operations.js";

/** As every answer was read before there was a scanner. */
const reference = (operation: OperationName, text: string) => OUTPUT[operation].read(JSON.parse(text));

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.constantFrom("", "7", "Items", '"', "\\", "[{", "constructor", "__proto__", '"Items":[', "L", "S"),
);
const digits = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom("1E+2", "12345678901234567890"),
);
const value = fc.letrec<{ value: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text.map((S) => ({ S })),
    digits.map((N) => ({ N })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ B: Buffer.from(bytes).toString("base64") })),
    fc.array(text, { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
    fc.array(tie("value"), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(text, tie("value"), { maxKeys: 3 }).map((M) => ({ M })),
  ),
})).value;
/** Most are alike, as in a table; their attributes are named so that the page is long enough to be scanned. */
const item = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      pk: text.map((S) => ({ S: `${S}${"x".repeat(200)}` })),
      n: digits.map((N) => ({ N })),
      rest: value,
    }),
  },
  { weight: 1, arbitrary: fc.dictionary(text, value, { maxKeys: 4 }) },
);
const items = fc.array(item, { maxLength: 12 });
const key = fc.dictionary(text, value, { maxKeys: 2 });
/** Of some pages no text has a character that is escaped. */
const plain = fc.boolean();
const written = (answer: object, isPlain: boolean, indent: number) => {
  const json = JSON.stringify(answer, null, indent);
  return isPlain
    ? json
        .replaceAll("\\\\", "/")
        .replaceAll('\\"', "'")
        .replace(/\\(u....|.)/g, "~")
    : json;
};

/** Vitest's own comparison reads the member `constructor`. */
function expectSame(one: unknown, other: unknown): void {
  expect(
    isDeepStrictEqual(one, other),
    JSON.stringify([one, other], (_, each) => (typeof each === "bigint" ? String(each) : each)),
  ).toBe(true);
}

describe("an answer", () => {
  it.each(["Query", "Scan"] as const)("of %s is read as JSON.parse reads it", (operation) => {
    fc.assert(
      fc.property(
        items,
        key,
        plain,
        fc.constantFrom(0, 0, 0, 1),
        fc.boolean(),
        (Items, LastEvaluatedKey, isPlain, indent, first) => {
          const members = first
            ? { LastEvaluatedKey, Count: 1, Items }
            : { Count: 1, Items, ScannedCount: 2, LastEvaluatedKey };
          const json = written(members, isPlain, indent);
          expectSame(readAnswerText(operation, json), reference(operation, json));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("of BatchGetItem is read as JSON.parse reads it", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("one", "two", "a-3"), items, { maxKeys: 3 }),
        key,
        plain,
        fc.boolean(),
        (Responses, of, isPlain, first) => {
          const UnprocessedKeys = { one: { Keys: [of] } };
          const json = written(
            first ? { Responses, UnprocessedKeys } : { UnprocessedKeys, Responses },
            isPlain,
            0,
          );
          expectSame(readAnswerText("BatchGetItem", json), reference("BatchGetItem", json));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("that was cut off anywhere, or is changed anywhere, is what JSON.parse makes of it", () => {
    const page = JSON.stringify({
      Items: Array.from({ length: 8 }, (_, n) => ({
        pk: { S: `CUSTOMER#${n}${"x".repeat(90)}` },
        n: { N: String(n / 8) },
        l: { L: [{ M: { a: { S: "é" } } }, { N: "1" }] },
      })),
      Count: 8,
    });
    const outcome = (read: () => unknown) => {
      try {
        return read();
      } catch {
        return "refused";
      }
    };
    for (let at = 1; at < page.length; at += 1) {
      for (const other of [
        page.slice(0, at),
        ...['"', "}", "]", ",", "x"].map((each) => page.slice(0, at) + each + page.slice(at + 1)),
      ]) {
        expectSame(
          outcome(() => readAnswerText("Query", other)),
          outcome(() => reference("Query", other)),
        );
      }
    }
  });

  it("of many items is scanned, but for what has escapes", () => {
    const Items = Array.from({ length: 50 }, (_, n) => ({ pk: { S: `CUSTOMER#${n}` }, n: { N: String(n) } }));
    const page = JSON.stringify({ Items, Count: 50 });
    const parse = vi.spyOn(JSON, "parse");
    readAnswerText("Query", page);
    readAnswerText("BatchGetItem", JSON.stringify({ Responses: { "table-one": Items, two: Items } }));
    readAnswerText("Query", page.replace("CUSTOMER", "\\u0041"));
    const lengths = parse.mock.calls.map(([text]) => text.length);
    parse.mockRestore();
    expect(lengths).toEqual(['{"Items":[],"Count":50}'.length, '{"Responses":{}}'.length, page.length - 2]);
  });
});
