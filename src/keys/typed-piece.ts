import { crc32 } from "node:zlib";
import type { Piece } from "../model/model.js";
import { describeValue } from "../values/describe-value.js";
import { checkedText, escapeOrdered } from "./encode-key.js";
import type { KeyFormat, RejectAttribute } from "./key-format.js";

/**
 * Text in one case: each code point by Unicode's full case mapping, of no language and without regard to what stands
 * around it. So the prefix of a text becomes a prefix of what the text becomes.
 */
export function foldCase(text: string, to: "lower" | "upper"): string {
  if (to === "upper") return text.toUpperCase();
  // The one letter that JavaScript folds by its neighbours: at the end of a word it would become another.
  return text
    .split("Σ")
    .map((between) => between.toLowerCase())
    .join("σ");
}

/** The number of characters of a date's UTC text that its bucket has: those of `2026-11-21`. */
const BUCKET_CHARACTERS = { year: 4, month: 7, day: 10 } as const;

export type Bucket = keyof typeof BUCKET_CHARACTERS;

/** The UTC day, month or year of an ISO 8601 date or time: `2026-11-21`, `2026-11`, `2026`. */
export function bucketText(attribute: string, text: string, bucket: Bucket, reject: RejectAttribute): string {
  return (utcDay(text) ?? reject(attribute, `is ${JSON.stringify(text)}, ${NO_TIME}`)).slice(
    0,
    BUCKET_CHARACTERS[bucket],
  );
}

const NO_TIME = "not an ISO 8601 date, or a time with its zone, of the years 0 to 9999";

function utcDay(text: string): string | undefined {
  const [, day] = DATE_OR_TIME.exec(text) ?? [];
  // A day that its month does not have is read as one of the next month.
  if (day === undefined || isoText(day)?.slice(0, 10) !== day) return undefined;
  const utc = isoText(text);
  // With its offset it may lie in a year that has a sign.
  return utc?.length === 24 ? utc.slice(0, 10) : undefined;
}

function isoText(text: string): string | undefined {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

const DATE_OR_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:T(?:[01]\d|2[0-3]):\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** The shard of a value among so many: the CRC-32 of its text in UTF-8, modulo their number. */
export function shardOf(text: string, count: number): string {
  return shardText(crc32(text) % count, count);
}

/** The number of a shard, counted from 0, with the digits of the last one: `07` of 16. */
export function shardText(shard: number, count: number): string {
  return String(shard).padStart(String(count - 1).length, "0");
}

/** Sign, number of digits, digits: `p0242` for 42; for negative ones the complements, so that they sort backwards. */
export function orderedInteger(value: bigint): string {
  const digits = String(value < 0n ? -value : value);
  const width = digits.length;
  if (value >= 0n) return `p${pad(width, 2)}${digits}`;
  return `m${pad(99 - width, 2)}${complement(digits)}`;
}

/** Sign, exponent, digits: `p50115` for 15 (1.5e1); for negative ones the complements, closed by `~`. */
export function orderedDecimal(value: number): string {
  if (value === 0) return "n";
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const biased = Number(exponent) + 500;
  return value > 0 ? `p${pad(biased, 3)}${digits}` : `m${pad(999 - biased, 3)}${complement(digits)}~`;
}

/** The integer that {@link orderedInteger} wrote; `undefined` of another text. */
export function readInteger(text: string): bigint | undefined {
  const [, sign, digits = ""] = /^([pm])\d\d(\d+)$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  return sign === "p" ? BigInt(digits) : -BigInt(complement(digits));
}

/** The number that {@link orderedDecimal} wrote; `undefined` of another text. */
export function readDecimal(text: string): number | undefined {
  if (text === "n") return 0;
  const [, sign, biased = "", first = "", rest = ""] = /^([pm])(\d{3})(\d)(\d*)~?$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  if (sign === "p") return Number(`${first}.${rest}e${Number(biased) - 500}`);
  return -Number(`${complement(first)}.${complement(rest)}e${499 - Number(biased)}`);
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

/** Each digit as 9 minus it: texts of one shape sort backwards. */
export function complement(text: string): string {
  return text.replace(/\d/g, (digit) => String(9 - Number(digit)));
}

/** Encodes a piece of any type and encoding. */
export function encodeTyped(
  piece: Piece,
  value: unknown,
  format: KeyFormat,
  reject: RejectAttribute,
): string {
  const { attribute, derived } = piece;
  const text = usualText(piece, value, reject);
  switch (derived?.kind) {
    case undefined:
      return format.keyEncoding === "ordered"
        ? orderedText(piece, text, reject)
        : plainText(piece, text, format, reject);
    case "lower":
    case "upper": {
      const folded = foldCase(text, derived.kind);
      return format.keyEncoding === "ordered"
        ? escapeOrdered(folded)
        : plainText(piece, folded, format, reject);
    }
    case "day":
    case "month":
    case "year":
      return bucketText(attribute, text, derived.kind, reject);
    case "padded":
      return paddedInteger(piece, text, reject);
    case "descending":
      return descendingText(piece, text, format, reject);
    case "shard":
      return shardOf(text, derived.count);
  }
}

/** The usual text of a value, which is one of its type that a key can hold. */
function usualText(piece: Piece, value: unknown, reject: RejectAttribute): string {
  const { attribute } = piece;
  switch (piece.type) {
    case "string":
      return checkedText(attribute, value, reject);
    case "boolean":
      if (typeof value !== "boolean")
        return reject(attribute, `must be a boolean, got ${describeValue(value)}`);
      return String(value);
    case "date":
    case "dateInSeconds":
    case "dateInMilliseconds":
      return dateText(attribute, value, reject);
    case "int":
    case "bigint":
    case "number":
      return numberText(piece, value, reject);
    case "binary":
      return binaryText(attribute, value, reject);
  }
}

/** Bytes as lower-case hexadecimal text, which sorts as they do; never none, as of text. */
export function binaryText(attribute: string, value: unknown, reject: RejectAttribute): string {
  if (!(value instanceof Uint8Array))
    return reject(attribute, `must be a Uint8Array, got ${describeValue(value)}`);
  if (value.length === 0) return reject(attribute, "must not be empty: it is a piece of a key");
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString("hex");
}

function numberText({ attribute, type }: Piece, value: unknown, reject: RejectAttribute): string {
  if (type === "bigint") {
    checkBigInt(attribute, value, reject);
    return String(value);
  }
  if (typeof value !== "number") return reject(attribute, `must be a number, got ${describeValue(value)}`);
  if (!Number.isFinite(value))
    return reject(attribute, `is ${value}, which is not a number that can be stored`);
  if (type === "int" && !Number.isSafeInteger(value))
    return reject(attribute, `is ${value}, which is not a safe integer`);
  return String(value);
}

function orderedText(piece: Piece, text: string, reject: RejectAttribute): string {
  switch (piece.type) {
    case "string":
      return escapeOrdered(text);
    case "number":
      return orderedDecimal(Number(text));
    case "int":
    case "bigint":
      return piece.width === undefined ? orderedInteger(BigInt(text)) : paddedInteger(piece, text, reject);
    default:
      return text;
  }
}

/** Text in a plain key, in which the delimiter after it must be the first: of `a:` and `::` it would not be. */
function plainText(
  { attribute, type }: Piece,
  text: string,
  { delimiter }: KeyFormat,
  reject: RejectAttribute,
): string {
  // Dates have one length. A negative number or an exponent may hold the delimiter of the table.
  if (type === "date" || type === "boolean") return text;
  if ((text + delimiter).indexOf(delimiter) === text.length) return text;
  const how = text.includes(delimiter) ? "holds" : "ends like";
  return reject(
    attribute,
    `is ${JSON.stringify(text)}, which ${how} the key delimiter ${JSON.stringify(delimiter)}`,
  );
}

/** A number or a date such that what is more sorts first: the negative of a number, or its digits as 9 minus them. */
function descendingText(piece: Piece, text: string, format: KeyFormat, reject: RejectAttribute): string {
  if (piece.type === "date") return complement(text);
  if (piece.width !== undefined) return complement(paddedInteger(piece, text, reject));
  if (format.keyEncoding === "plain")
    return reject(
      piece.attribute,
      "has no declared bounds, without which a plain key cannot sort it backwards",
    );
  return piece.type === "number" ? orderedDecimal(-Number(text)) : orderedInteger(-BigInt(text));
}

/** A date as UTC ISO text with milliseconds, which sorts by time within the years 0 to 9999. */
export function dateText(attribute: string, value: unknown, reject: RejectAttribute): string {
  if (!(value instanceof Date)) return reject(attribute, `must be a Date, got ${describeValue(value)}`);
  if (Number.isNaN(value.getTime())) return reject(attribute, "is an invalid Date");
  const text = value.toISOString();
  return text.length === 24 ? text : reject(attribute, `is ${text}, outside the years 0 to 9999`);
}

/** The most digits that DynamoDB keeps of a number. */
const MAXIMUM_DIGITS = 38;

/** Rejects what is no bigint, and one that no stored attribute can have. */
export function checkBigInt(
  attribute: string,
  value: unknown,
  reject: RejectAttribute,
): asserts value is bigint {
  if (typeof value !== "bigint") return reject(attribute, `must be a bigint, got ${describeValue(value)}`);
  const digits = String(value).replace("-", "").length;
  if (digits > MAXIMUM_DIGITS)
    reject(attribute, `has ${digits} digits; DynamoDB stores ${MAXIMUM_DIGITS} at the most`);
}

function paddedInteger(
  { attribute, width = 0, derived }: Piece,
  text: string,
  reject: RejectAttribute,
): string {
  if (/^\d+$/.test(text) && text.length <= width) return text.padStart(width, "0");
  const bounds = derived?.kind === "padded" ? `what ${width} digits can hold` : "its declared bounds";
  return reject(attribute, `is ${text}, outside ${bounds} (0 to ${width} digits)`);
}
