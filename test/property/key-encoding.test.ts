import { decodeKeyPart, matchesKeyPart } from "../../src/keys/decode-key.js";
import { composeKeyPart } from "../../src/keys/encode-key.js";
import { typedKeys } from "../../src/keys/features.js";
import type { KeyFormat } from "../../src/keys/key-format.js";
import { compareText, justBefore } from "../../src/keys/key-order.js";
import type { Piece, TemplatePart } from "../../src/model/model.js";
import { compareTuples, keyValues, pieceWithValues, trickyText } from "../support/arbitraries.js";
import { refuse } from "../support/refuse.js";
import "../support/seed.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const ordered: KeyFormat = { keyEncoding: "ordered", delimiter: "#", typed: typedKeys };

/** A template as the rules allow it: pieces followed by the delimiter (and text), or by the end. */
function template(delimiter: string) {
  const literal = fc.constantFrom("", "ORDER", `A${delimiter}`, "%x");
  const pieces = fc
    .integer({ min: 1, max: 3 })
    .chain((count) =>
      fc.tuple(...Array.from({ length: count }, (_, position) => pieceWithValues(`a${position}`))),
    );
  return fc
    .record({
      pieces,
      first: literal,
      between: fc.array(literal, { minLength: 3, maxLength: 3 }),
      closed: fc.boolean(),
    })
    .map((shape) => {
      const parts: (string | Piece)[] = shape.first === "" ? [] : [shape.first];
      for (const [position, { piece }] of shape.pieces.entries()) {
        parts.push(piece);
        if (position < shape.pieces.length - 1 || shape.closed)
          parts.push(delimiter + (shape.between[position] ?? ""));
      }
      const part: TemplatePart = { name: "sk", template: parts };
      return { part, tuple: fc.tuple(...shape.pieces.map(({ values }) => values)) };
    });
}

/** A template with two tuples of values, of which the second often shares values with the first. */
function templateWithTuples(delimiter: string) {
  return template(delimiter).chain(({ part, tuple }) =>
    fc
      .record({
        part: fc.constant(part),
        a: tuple,
        b: tuple,
        same: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      })
      .map(({ a, b, same }) => ({
        part,
        a: a as readonly unknown[],
        b: b.map((value, position) => (same[position] ? a[position] : value)) as readonly unknown[],
      })),
  );
}

function compose(part: TemplatePart, tuple: readonly unknown[], format: KeyFormat): string {
  const values = Object.fromEntries(tuple.map((value, position) => [`a${position}`, value]));
  return String(composeKeyPart(part, values, format, 2048, refuse));
}

describe("keys in the ordered encoding", () => {
  it("sort by UTF-8 bytes as their tuples do, and are equal only where those are", () => {
    fc.assert(
      fc.property(templateWithTuples("#"), ({ part, a, b }) => {
        expect(compareText(compose(part, a, ordered), compose(part, b, ordered))).toBe(compareTuples(a, b));
      }),
      { numRuns: 5000 },
    );
  });

  it("decode into the values that they were made of", () => {
    fc.assert(
      fc.property(templateWithTuples("#"), ({ part, a }) => {
        const values = Object.fromEntries(a.map((value, position) => [`a${position}`, value]));
        expect(decodeKeyPart(part, compose(part, a, ordered), ordered, refuse)).toEqual(values);
      }),
      { numRuns: 5000 },
    );
  });

  it("hold what is descending or padded so that it sorts and decodes, equal only where the values are", () => {
    const integers = fc.integer({ min: 0, max: 999 });
    const pieces: readonly (readonly [Piece, fc.Arbitrary<unknown>, 1 | -1])[] = [
      [{ attribute: "a0", type: "int", derived: { kind: "descending" } }, keyValues.int, -1],
      [{ attribute: "a0", type: "int", width: 3, derived: { kind: "descending" } }, integers, -1],
      [{ attribute: "a0", type: "number", derived: { kind: "descending" } }, keyValues.number, -1],
      [{ attribute: "a0", type: "bigint", derived: { kind: "descending" } }, keyValues.bigint, -1],
      [{ attribute: "a0", type: "date", derived: { kind: "descending" } }, keyValues.date, -1],
      [{ attribute: "a0", type: "int", width: 5, derived: { kind: "padded" } }, integers, 1],
      [{ attribute: "a0", type: "number", width: 3, derived: { kind: "padded" } }, integers, 1],
      [
        { attribute: "a0", type: "bigint", width: 9, derived: { kind: "padded" } },
        integers.map((value) => BigInt(value)),
        1,
      ],
    ];
    for (const [piece, values, direction] of pieces) {
      const part: TemplatePart = {
        name: "sk",
        template: ["X#", piece, "#", { attribute: "a1", type: "string" }],
      };
      fc.assert(
        fc.property(values, values, trickyText, trickyText, (x, y, s, t) => {
          const [first, second] = [compose(part, [x, s], ordered), compose(part, [y, t], ordered)];
          const order = compareTuples([x], [y]) * direction || compareTuples([s], [t]);
          expect(compareText(first, second)).toBe(order);
          expect(decodeKeyPart(part, first, ordered, refuse)).toEqual({ a0: x, a1: s });
        }),
        { numRuns: 500 },
      );
    }
  });

  it("decode only as they were written: another text is refused, never read as a value that writes another", () => {
    fc.assert(
      fc.property(templateWithTuples("#"), trickyText, fc.nat(), ({ part, a }, other, at) => {
        const key = compose(part, a, ordered);
        const place = at % (key.length + 1);
        for (const changed of [key.slice(0, place) + other + key.slice(place), other, key.slice(0, place)]) {
          let decoded: Readonly<Record<string, unknown>>;
          try {
            decoded = decodeKeyPart(part, changed, ordered, refuse);
          } catch {
            continue;
          }
          expect(composeKeyPart(part, decoded, ordered, 4096, refuse)).toBe(changed);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("are recognised by their template, with no piece that holds the delimiter", () => {
    fc.assert(
      fc.property(templateWithTuples("#"), ({ part, a }) => {
        const key = compose(part, a, ordered);
        expect(matchesKeyPart(part, key, ordered)).toBe(true);
        const literals = part.template.filter((piece) => typeof piece === "string").join("");
        expect(key.split("#")).toHaveLength(literals.split("#").length);
      }),
      { numRuns: 1000 },
    );
  });

  it("sort text as text, where one is a prefix of the other too", () => {
    const part: TemplatePart = {
      name: "sk",
      template: [{ attribute: "a0", type: "string" }, "#", { attribute: "a1", type: "string" }],
    };
    fc.assert(
      fc.property(trickyText, trickyText, trickyText, trickyText, (start, more, x, y) => {
        expect(
          compareText(compose(part, [start, x], ordered), compose(part, [start + more, y], ordered)),
        ).toBe(-1);
      }),
      { numRuns: 2000 },
    );
  });
});

describe.each(["#", "::", "|", "aba", "-"])("keys in the plain encoding with delimiter %s", (delimiter) => {
  const plain: KeyFormat = { keyEncoding: "plain", delimiter, typed: typedKeys };
  const key = (part: TemplatePart, tuple: readonly unknown[]) => {
    try {
      return compose(part, tuple, plain);
    } catch {
      return undefined;
    }
  };

  it("are refused, or equal only where their tuples are", () => {
    let compared = 0;
    const text = fc
      .array(fc.constantFrom(...delimiter, "a", "b"), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join(""));
    const part: TemplatePart = {
      name: "sk",
      template: [
        "X",
        { attribute: "a0", type: "string" },
        delimiter,
        { attribute: "a1", type: "string" },
        `${delimiter}Y${delimiter}`,
        { attribute: "a2", type: "string" },
      ],
    };
    const texts = fc.tuple(text, text, text);
    fc.assert(
      fc.property(
        fc.oneof(fc.record({ part: fc.constant(part), a: texts, b: texts }), templateWithTuples(delimiter)),
        ({ part, a, b }) => {
          const [first, second] = [key(part, a), key(part, b)];
          if (first === undefined || second === undefined) return;
          compared += 1;
          expect(first === second).toBe(compareTuples(a, b) === 0);
          expect(matchesKeyPart(part, first, plain)).toBe(true);
          const values = Object.fromEntries(a.map((value, position) => [`a${position}`, value]));
          expect(decodeKeyPart(part, first, plain, refuse)).toEqual(values);
        },
      ),
      { numRuns: 2000 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});

describe("justBefore", () => {
  it("leaves no text between, up to the length of a key", () => {
    fc.assert(
      fc.property(trickyText, trickyText, (text, other) => {
        const before = justBefore(text);
        expect(before.isWellFormed()).toBe(true);
        expect(compareText(before, text)).toBe(-1);
        // Any text that fits into a key is not after the one without being at or after the other.
        for (const candidate of [other, text.slice(0, -1) + other, text + other]) {
          if (candidate.isWellFormed() && compareText(candidate, before) > 0) {
            expect(compareText(candidate, text)).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
