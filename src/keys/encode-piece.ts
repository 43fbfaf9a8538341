import type { KeyEncoding, Piece } from "../model/model.js";
import type { Refuse } from "./refuse.js";

/** How a table's key templates become text. */
export interface KeyFormat {
  readonly keyEncoding: KeyEncoding;
  readonly delimiter: string;
}

/**
 * Encodes one piece of a composite key as text.
 *
 * With `ordered` the text never holds the delimiter `#`, differs where values differ, and sorts by UTF-8 bytes as the
 * values do. With `plain` it is the value's usual text, and a value that holds the delimiter is refused.
 */
export function encodePiece(piece: Piece, value: unknown, format: KeyFormat, refuse: Refuse): string {
  const { attribute } = piece;
  switch (piece.type) {
    case "string":
      if (typeof value !== "string") return refuse(attribute, `must be a string, got ${describe(value)}`);
      return encodeText(attribute, value, format, refuse);
    case "boolean":
      if (typeof value !== "boolean") return refuse(attribute, `must be a boolean, got ${describe(value)}`);
      return String(value);
    case "date":
    case "dateInSeconds":
    case "dateInMilliseconds":
      return dateText(attribute, value, refuse);
    case "int":
    case "bigint":
    case "number":
      return encodeNumber(piece, value, format, refuse);
    case "binary":
      return refuse(attribute, "binary values cannot be a piece of a composite key");
  }
}

/** A string piece, which may not be empty: two templates could meet in one key otherwise. */
function encodeText(attribute: string, value: string, format: KeyFormat, refuse: Refuse): string {
  if (value === "") return refuse(attribute, "must not be empty: it is a piece of a key");
  if (!value.isWellFormed())
    return refuse(attribute, "holds half a surrogate pair, which UTF-8 cannot store");
  return format.keyEncoding === "ordered"
    ? escapeOrdered(value)
    : plainText(attribute, value, format, refuse);
}

/** Text in a plain key, in which the delimiter after it must be the first: of `a:` and `::` it would not be. */
function plainText(attribute: string, text: string, { delimiter }: KeyFormat, refuse: Refuse): string {
  if ((text + delimiter).indexOf(delimiter) === text.length) return text;
  const how = text.includes(delimiter) ? "holds" : "ends like";
  return refuse(
    attribute,
    `is ${JSON.stringify(text)}, which ${how} the key delimiter ${JSON.stringify(delimiter)}`,
  );
}

/**
 * Escapes text so that it holds no character up to and including `#`: each becomes `$` and a letter that sorts alike.
 * The escape of a prefix is a prefix of the escape.
 */
export function escapeOrdered(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
  return text.replace(/[\u0000-\u0024]/g, (character) => `$${ESCAPE_LETTERS[character.charCodeAt(0)]}`);
}

const ESCAPE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijk";

/** A date as UTC ISO text with milliseconds, which sorts by time within the years 0 to 9999. */
export function dateText(attribute: string, value: unknown, refuse: Refuse): string {
  if (!(value instanceof Date)) return refuse(attribute, `must be a Date, got ${describe(value)}`);
  if (Number.isNaN(value.getTime())) return refuse(attribute, "is an invalid Date");
  const text = value.toISOString();
  return text.length === 24 ? text : refuse(attribute, `is ${text}, outside the years 0 to 9999`);
}

function encodeNumber(piece: Piece, value: unknown, format: KeyFormat, refuse: Refuse): string {
  const { attribute } = piece;
  if (piece.type === "bigint") {
    checkBigInt(attribute, value, refuse);
  } else {
    if (typeof value !== "number") return refuse(attribute, `must be a number, got ${describe(value)}`);
    if (!Number.isFinite(value))
      return refuse(attribute, `is ${value}, which is not a number that can be stored`);
    if (piece.type === "int" && !Number.isSafeInteger(value)) {
      return refuse(attribute, `is ${value}, which is not a safe integer`);
    }
  }
  if (format.keyEncoding === "plain") {
    // A negative number or an exponent may hold the delimiter of the table.
    return plainText(attribute, String(value), format, refuse);
  }
  if (piece.type === "number") return orderedDecimal(value as number);
  if (piece.width !== undefined) return paddedInteger(attribute, value, piece.width, refuse);
  return orderedInteger(BigInt(value));
}

/** The most digits that DynamoDB keeps of a number. */
const MAXIMUM_DIGITS = 38;

/** Refuses what is no bigint, and one that no stored attribute can have. */
export function checkBigInt(attribute: string, value: unknown, refuse: Refuse): asserts value is bigint {
  if (typeof value !== "bigint") return refuse(attribute, `must be a bigint, got ${describe(value)}`);
  const digits = String(value).replace("-", "").length;
  if (digits > MAXIMUM_DIGITS)
    refuse(attribute, `has ${digits} digits; DynamoDB stores ${MAXIMUM_DIGITS} at the most`);
}

function paddedInteger(attribute: string, value: number | bigint, width: number, refuse: Refuse): string {
  const text = String(value);
  if (value < 0 || text.length > width) {
    return refuse(attribute, `is ${text}, outside its declared bounds (0 to ${width} digits)`);
  }
  return text.padStart(width, "0");
}

/** Sign, number of digits, digits: `p0242` for 42; for negative ones the complements, so that they sort backwards. */
function orderedInteger(value: bigint): string {
  const digits = String(value < 0n ? -value : value);
  const width = digits.length;
  if (value >= 0n) return `p${pad(width, 2)}${digits}`;
  return `m${pad(99 - width, 2)}${complement(digits)}`;
}

/** Sign, exponent, digits: `p50115` for 15 (1.5e1); for negative ones the complements, closed by `~`. */
function orderedDecimal(value: number): string {
  if (value === 0) return "n";
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const biased = Number(exponent) + 500;
  return value > 0 ? `p${pad(biased, 3)}${digits}` : `m${pad(999 - biased, 3)}${complement(digits)}~`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

function complement(digits: string): string {
  return digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
}

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
