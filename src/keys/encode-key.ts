import type { KeyEncoding, Piece } from "../model/model.js";
import type { naturalKeys } from "./features.js";
import type { Refuse } from "./refuse.js";
import type { typedKeys } from "./typed-keys.js";

/** How a table's key templates become text. */
export interface KeyFormat {
  readonly keyEncoding: KeyEncoding;
  readonly delimiter: string;
  /** What handles keys that are not made of text in the ordered encoding, where there are any. */
  readonly typed?: KeyFeatures | undefined;
}

/** What some keys need of the runtime, as their specs name it. */
export type KeyFeatures = typeof typedKeys | typeof naturalKeys;

/**
 * Encodes one piece of a composite key as text.
 *
 * With `ordered` the text never holds the delimiter `#`, differs where values differ, and sorts by UTF-8 bytes as the
 * values do. With `plain` it is the value's usual text, and a value that holds the delimiter is refused. A derived piece
 * is the text of what is derived.
 */
export function encodePiece(piece: Piece, value: unknown, format: KeyFormat, refuse: Refuse): string {
  return isOrderedText(piece, format)
    ? escapeOrdered(checkedText(piece.attribute, value, refuse))
    : typedIn(format).encode(piece, value, format, refuse);
}

/** Whether a piece is text in the ordered encoding, as most are: anything else is {@link typedKeys}'. */
export function isOrderedText(
  { type, derived }: Piece,
  { keyEncoding }: Pick<KeyFormat, "keyEncoding">,
): boolean {
  return type === "string" && derived === undefined && keyEncoding === "ordered";
}

/** What encodes the pieces that are not text in the ordered encoding. */
export function typedIn({ typed }: KeyFormat): typeof typedKeys {
  return isTyped(typed) ? typed : notNamed("typedKeys");
}

/** What handles natural keys. */
export function naturalIn({ typed }: KeyFormat): KeyFeatures {
  return typed ?? notNamed("naturalKeys");
}

function isTyped(features: KeyFeatures | undefined): features is typeof typedKeys {
  return features !== undefined && "encode" in features;
}

/** Of the formats of one table's keys the one that has what all of them need. */
export function widestOf(formats: readonly [KeyFormat, ...KeyFormat[]]): KeyFormat {
  const [first] = formats;
  return formats.find(({ typed }) => isTyped(typed)) ?? formats.find(({ typed }) => typed) ?? first;
}

function notNamed(feature: string): never {
  throw new Error(`The spec of these keys does not name ${feature}: generate it anew`);
}

/** Text of a key, which may not be empty: two templates could meet in one key otherwise. */
export function checkedText(
  attribute: string,
  value: unknown,
  refuse: Refuse,
  what = "a piece of a key",
): string {
  if (typeof value !== "string") return refuse(attribute, `must be a string, got ${describe(value)}`);
  if (value === "") return refuse(attribute, `must not be empty: it is ${what}`);
  return wellFormed(attribute, value, refuse);
}

export function wellFormed(attribute: string, text: string, refuse: Refuse): string {
  return text.isWellFormed()
    ? text
    : refuse(attribute, "holds half a surrogate pair, which UTF-8 cannot store");
}

/**
 * Escapes text so that it holds no character up to and including `#`: each becomes `$` and a letter that sorts alike.
 * The escape of a prefix is a prefix of the escape.
 */
export function escapeOrdered(text: string): string {
  if (!FIRST_CHARACTERS.test(text)) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
  return text.replace(/[\u0000-\u0024]/g, (character) => `$${ESCAPE_LETTERS[character.charCodeAt(0)]}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
const FIRST_CHARACTERS = /[\u0000-\u0024]/;

/** The text that was escaped. What no escape gives is left as it is. */
export function unescapeOrdered(text: string): string {
  return text.replace(/\$([A-Za-k])/g, (_, letter: string) =>
    String.fromCharCode(ESCAPE_LETTERS.indexOf(letter)),
  );
}

const ESCAPE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijk";

/** What a wrong value is, for a message: its kind, and the value where it is short. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return value.length <= 40 ? JSON.stringify(value) : "a string";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return `the bigint ${value}`;
  if (Array.isArray(value)) return "an array";
  if (value instanceof Date) return "a Date";
  return `a value of type ${typeof value}`;
}
