import type { Piece } from "../model/model.js";
import { bucketText, foldCase, shardOf } from "./derivation.js";
import { checkedText, describe, escapeOrdered, type KeyFormat } from "./encode-key.js";
import { complement, orderedDecimal, orderedInteger } from "./ordered-number.js";
import type { Refuse } from "./refuse.js";

/** Encodes a piece of any type and encoding. */
export function encodeTyped(piece: Piece, value: unknown, format: KeyFormat, refuse: Refuse): string {
  const { attribute, derived } = piece;
  const text = usualText(piece, value, refuse);
  switch (derived?.kind) {
    case undefined:
      return format.keyEncoding === "ordered"
        ? orderedText(piece, text, refuse)
        : plainText(piece, text, format, refuse);
    case "lower":
    case "upper": {
      const folded = foldCase(text, derived.kind);
      return format.keyEncoding === "ordered"
        ? escapeOrdered(folded)
        : plainText(piece, folded, format, refuse);
    }
    case "day":
    case "month":
    case "year":
      return bucketText(attribute, text, derived.kind, refuse);
    case "padded":
      return paddedInteger(piece, text, refuse);
    case "descending":
      return descendingText(piece, text, format, refuse);
    case "shard":
      return shardOf(text, derived.count);
  }
}

/** The usual text of a value, which is one of its type that a key can hold. */
function usualText(piece: Piece, value: unknown, refuse: Refuse): string {
  const { attribute } = piece;
  switch (piece.type) {
    case "string":
      return checkedText(attribute, value, refuse);
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
      return numberText(piece, value, refuse);
    case "binary":
      return binaryText(attribute, value, refuse);
  }
}

/** Bytes as lower-case hexadecimal text, which sorts as they do; never none, as of text. */
export function binaryText(attribute: string, value: unknown, refuse: Refuse): string {
  if (!(value instanceof Uint8Array))
    return refuse(attribute, `must be a Uint8Array, got ${describe(value)}`);
  if (value.length === 0) return refuse(attribute, "must not be empty: it is a piece of a key");
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString("hex");
}

function numberText({ attribute, type }: Piece, value: unknown, refuse: Refuse): string {
  if (type === "bigint") {
    checkBigInt(attribute, value, refuse);
    return String(value);
  }
  if (typeof value !== "number") return refuse(attribute, `must be a number, got ${describe(value)}`);
  if (!Number.isFinite(value))
    return refuse(attribute, `is ${value}, which is not a number that can be stored`);
  if (type === "int" && !Number.isSafeInteger(value))
    return refuse(attribute, `is ${value}, which is not a safe integer`);
  return String(value);
}

function orderedText(piece: Piece, text: string, refuse: Refuse): string {
  switch (piece.type) {
    case "string":
      return escapeOrdered(text);
    case "number":
      return orderedDecimal(Number(text));
    case "int":
    case "bigint":
      return piece.width === undefined ? orderedInteger(BigInt(text)) : paddedInteger(piece, text, refuse);
    default:
      return text;
  }
}

/** Text in a plain key, in which the delimiter after it must be the first: of `a:` and `::` it would not be. */
function plainText(
  { attribute, type }: Piece,
  text: string,
  { delimiter }: KeyFormat,
  refuse: Refuse,
): string {
  // Dates have one length. A negative number or an exponent may hold the delimiter of the table.
  if (type === "date" || type === "boolean") return text;
  if ((text + delimiter).indexOf(delimiter) === text.length) return text;
  const how = text.includes(delimiter) ? "holds" : "ends like";
  return refuse(
    attribute,
    `is ${JSON.stringify(text)}, which ${how} the key delimiter ${JSON.stringify(delimiter)}`,
  );
}

/** A number or a date such that what is more sorts first: the negative of a number, or its digits as 9 minus them. */
function descendingText(piece: Piece, text: string, format: KeyFormat, refuse: Refuse): string {
  if (piece.type === "date") return complement(text);
  if (piece.width !== undefined) return complement(paddedInteger(piece, text, refuse));
  if (format.keyEncoding === "plain")
    return refuse(
      piece.attribute,
      "has no declared bounds, without which a plain key cannot sort it backwards",
    );
  return piece.type === "number" ? orderedDecimal(-Number(text)) : orderedInteger(-BigInt(text));
}

/** A date as UTC ISO text with milliseconds, which sorts by time within the years 0 to 9999. */
export function dateText(attribute: string, value: unknown, refuse: Refuse): string {
  if (!(value instanceof Date)) return refuse(attribute, `must be a Date, got ${describe(value)}`);
  if (Number.isNaN(value.getTime())) return refuse(attribute, "is an invalid Date");
  const text = value.toISOString();
  return text.length === 24 ? text : refuse(attribute, `is ${text}, outside the years 0 to 9999`);
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

function paddedInteger({ attribute, width = 0, derived }: Piece, text: string, refuse: Refuse): string {
  if (/^\d+$/.test(text) && text.length <= width) return text.padStart(width, "0");
  const bounds = derived?.kind === "padded" ? `what ${width} digits can hold` : "its declared bounds";
  return refuse(attribute, `is ${text}, outside ${bounds} (0 to ${width} digits)`);
}
