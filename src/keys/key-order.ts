import { compareNumbers, type ExactNumber } from "../wire/number.js";
import { type KeyFormat, SORT_KEY_BYTES } from "./key-format.js";

/** Compares texts as DynamoDB sorts them: by their UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A text at or after every key with this prefix, and before every other key of the same entity after them. */
export function lastWithPrefix(prefix: string, format: KeyFormat): string {
  // In the ordered encoding `$` never follows a piece, so nothing lies between the last key with `P#` and `P$`.
  if (format.keyEncoding === "ordered" && prefix.endsWith("#")) return `${prefix.slice(0, -1)}$`;
  return fill(prefix);
}

/** The greatest text that is shorter than a sort key may be and sorts before the given one. */
export function justBefore(text: string): string {
  const last = text.codePointAt(text.length - (isLowSurrogate(text) ? 2 : 1)) ?? 0;
  const head = text.slice(0, text.length - (last > 0xffff ? 2 : 1));
  if (last === 0) return head;
  // The code points of surrogates are not characters: before U+E000 comes U+D7FF.
  return fill(head + String.fromCodePoint(last === 0xe000 ? 0xd7ff : last - 1));
}

/** Fills a text up to the length limit of a sort key with the characters that sort last. */
function fill(text: string): string {
  let room = SORT_KEY_BYTES - Buffer.byteLength(text);
  let filled = text;
  for (const [bytes, character] of LAST_BY_LENGTH) {
    if (room < bytes) continue;
    filled += character.repeat(Math.floor(room / bytes));
    room %= bytes;
  }
  return filled;
}

/** The character of each UTF-8 length that sorts last. */
const LAST_BY_LENGTH = [
  [4, "\u{10FFFF}"],
  [3, "\uFFFF"],
  [2, "\u07FF"],
  [1, "\u007F"],
] as const;

function isLowSurrogate(text: string): boolean {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Compares two values of one key attribute in DynamoDB's order: text by UTF-8 bytes, numbers by value, binary by bytes. */
export function compareKeyValues(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return compareNumbers(a as ExactNumber, b as ExactNumber);
}
