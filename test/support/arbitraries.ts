import fc from "fast-check";
import type { Piece, PieceType } from "../../src/model/model.js";

/** Text made of what is likely to go wrong in a key: delimiters, escapes, control characters, the ends of UTF-8's ranges. */
const character = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("a", "b", "A", "0", "#", "$", "%", ":", "|", "-", "~", "p", "m", "n"),
  },
  { weight: 2, arbitrary: fc.constantFrom("\u0000", "\u0001", "\u001f", " ", '"', "!", "\n", "\u007f") },
  { weight: 2, arbitrary: fc.constantFrom("\u0080", "é", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff") },
  { weight: 2, arbitrary: fc.constantFrom("\u{10000}", "😀", "\u{10ffff}") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
);

/** Well-formed text without end: short, so that equal ones and prefixes of one another are frequent. */
export const trickyText = fc
  .array(character, { minLength: 1, maxLength: 4 })
  .map((characters) => characters.join(""));

const int = fc.oneof(
  fc.integer({ min: -1100, max: 1100 }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 9, 10, 99, 100, -9, -10, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);

/** A finite number whose exponent DynamoDB stores; never a negative zero, which is stored as 0. */
const storableNumber = fc.oneof(
  int,
  fc.integer({ min: -1000, max: 1000 }).map((value) => value / 8),
  // Their digits are often prefixes of one another.
  fc.integer({ min: -30, max: 30 }),
  fc.integer({ min: -300, max: 300 }).map((value) => value / 100),
  fc
    .double({ noNaN: true, min: -9e125, max: 9e125 })
    .filter((value) => value === 0 || Math.abs(value) >= 1e-130)
    .map((value) => value + 0),
);

const bigint = fc.oneof(
  fc.bigInt({ min: -1100n, max: 1100n }),
  fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
  // What a double holds by its shortest text, though not by its bits.
  fc
    .tuple(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), fc.nat({ max: 21 }))
    .map(([digits, zeros]) => digits * 10n ** BigInt(zeros)),
);

const date = fc.date({
  min: new Date("0000-01-01T00:00:00.000Z"),
  max: new Date("9999-12-31T23:59:59.999Z"),
  noInvalidDate: true,
});

/** Values of each type that a key can hold. */
export const keyValues = {
  string: trickyText,
  int,
  number: storableNumber,
  bigint,
  boolean: fc.boolean(),
  date,
  // Few bytes, so that some begin with others.
  binary: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc
      .array(fc.constantFrom(0, 1, 0x0f, 0x10, 0xff), { minLength: 1, maxLength: 3 })
      .map((bytes) => new Uint8Array(bytes)),
  ),
} as const satisfies Partial<Record<PieceType, fc.Arbitrary<unknown>>>;

export type ComposablePieceType = keyof typeof keyValues;

/** A piece by its position, and the values that it takes: of each type, and of integers with declared bounds. */
export function pieceWithValues(
  attribute: string,
): fc.Arbitrary<{ piece: Piece; values: fc.Arbitrary<unknown> }> {
  const types = Object.keys(keyValues) as ComposablePieceType[];
  return fc.oneof(
    fc.constantFrom(...types).map((type) => ({ piece: { attribute, type }, values: keyValues[type] })),
    fc.integer({ min: 1, max: 4 }).map((width) => ({
      piece: { attribute, type: "int" as const, width },
      values: fc.integer({ min: 0, max: 10 ** width - 1 }),
    })),
  );
}

/** Compares two values of a key as their type orders them: text by UTF-8 bytes, dates by time, false before true. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  const [first, second] = [a, b].map((value) => (typeof value === "bigint" ? value : Number(value)));
  if (first === undefined || second === undefined || first === second) return 0;
  return first < second ? -1 : 1;
}

export function compareTuples(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [position, value] of a.entries()) {
    const order = compareValues(value, b[position]);
    if (order !== 0) return order;
  }
  return 0;
}

/** JSON-like values as DynamoDB stores them, with sets, binary values and numbers of every size. */
export const storedValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown; leaf: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      trickyText.filter((name) => name !== "__proto__"),
      tie("value"),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
  leaf: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.oneof(fc.constant(""), trickyText),
    fc.oneof(storableNumber, fc.constantFrom(-0, 2 ** 53, 1e21, -(2 ** 60), 1e-130, 9.99e125)),
    fc.uint8Array({ maxLength: 4 }),
    fc.uniqueArray(fc.oneof(fc.constant(""), trickyText), { minLength: 1, maxLength: 3 }).map(asSet),
    fc.uniqueArray(storableNumber, { minLength: 1, maxLength: 3 }).map(asSet),
    fc
      .uniqueArray(fc.uint8Array({ maxLength: 3 }), { minLength: 1, maxLength: 3, selector: String })
      .map(asSet),
  ),
})).value;

function asSet<Element>(elements: readonly Element[]): Set<Element> {
  return new Set(elements);
}
