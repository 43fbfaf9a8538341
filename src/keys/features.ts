import type { KeyPart, NaturalPart, Piece } from "../model/model.js";
import { dateFault, writeDate } from "../values/date.js";
import { describeValue } from "../values/describe-value.js";
import { numberFault } from "../wire/number.js";
import { decodePiece } from "./decode-key.js";
import { checkedText, checkSize, encodePiece, escapeOrdered, isTemplate } from "./encode-key.js";
import {
  begins,
  between,
  bounded,
  NEEDS_PREFIX,
  NEEDS_TEXT_PREFIX,
  prefixText,
  REVERSED_RANGE,
} from "./key-condition.js";
import type { NaturalKeyFeatures, TypedKeyFeatures } from "./key-format.js";
import {
  type KeyAttributeValue,
  type KeyCondition,
  type KeyFormat,
  type ParsedRange,
  type RejectAttribute,
  SORT_KEY_BYTES,
  type TemplateRange,
  type Values,
} from "./key-format.js";
import { compareText, lastWithPrefix } from "./key-order.js";
import { derivedRange, parseRange } from "./range.js";
import { binaryText, checkBigInt, dateText, encodeTyped } from "./typed-piece.js";

/** Gives the value of a natural key, as it is stored or as natural keys are compared with it. */
type NaturalValue = (piece: Piece, value: unknown, reject: RejectAttribute) => KeyAttributeValue;

/**
 * Encodes and compares natural keys of text. The specs of such keys name it, so that the bundles of all others leave it
 * out; the specs of other natural keys name {@link typedKeys}.
 */
export const naturalKeys: NaturalKeyFeatures = {
  natural: textKey,
  condition: (part: NaturalPart, given: unknown, reject: RejectAttribute) =>
    naturalCondition(part, given, textKey, reject),
};

export function textKey({ attribute }: Piece, value: unknown, reject: RejectAttribute): string {
  return checkedText(attribute, value, reject, "a key");
}

/** The condition on a natural key, if anything is given for it. */
export function naturalCondition(
  { name, natural: piece }: NaturalPart,
  given: unknown,
  keyValue: NaturalValue,
  reject: RejectAttribute,
): KeyCondition | undefined {
  if (given === undefined) return undefined;
  const range = parseRange(given, (reason) => reject(piece.attribute, reason));
  const value = keyValue(piece, range.low, reject);
  switch (range.operator) {
    case "beginsWith":
      if (typeof value === "number" || typeof value === "bigint")
        return reject(piece.attribute, NEEDS_TEXT_PREFIX);
      return { name, operator: "beginsWith", value };
    case "between":
      return between(name, piece, value, keyValue(piece, range.high, reject), reject);
    default:
      return { name, operator: SYMBOLS[range.operator], value };
  }
}

const SYMBOLS = { eq: "=", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;

/**
 * Returns true if keys sort as the values of a piece in them do. Numbers in plain keys do not (10 sorts before 9), nor does
 * text before a delimiter: `ann lee#` sorts before `ann#`.
 *
 * @param last nothing comes after the piece in its key
 */
export function preservesOrder(
  { type, derived }: Piece,
  last: boolean,
  { keyEncoding, delimiter }: KeyFormat,
): boolean {
  // What is derived has digits of one length, or takes no range.
  if (keyEncoding === "ordered" || derived !== undefined) return true;
  switch (type) {
    case "int":
    case "number":
    case "bigint":
      return false;
    case "string":
      return last;
    case "binary":
      return last || compareText(delimiter, "0") < 0;
    default:
      return true;
  }
}

const LAST_CHARACTER = "\u{10ffff}";

/** Returns the attribute of a sort key that is given as a range by which the keys do not sort, with that range. */
export function unsortedRange(
  parts: readonly KeyPart[],
  values: Values,
  format: KeyFormat,
  reject: RejectAttribute,
): { readonly attribute: string; readonly range: ParsedRange } | undefined {
  for (const part of parts) {
    const pieces = isTemplate(part) ? part.template : [part.natural];
    for (const [position, piece] of pieces.entries()) {
      if (typeof piece === "string") continue;
      const { attribute } = piece;
      if (values[attribute] === undefined) return undefined;
      const range = parseRange(values[attribute], (reason) => reject(attribute, reason));
      if (range.operator === "eq") continue;
      if (range.operator === "beginsWith" || !isTemplate(part)) return undefined;
      return preservesOrder(piece, position === pieces.length - 1, format) ? undefined : { attribute, range };
    }
  }
  return undefined;
}

/**
 * The beginning of the last keys that hold a text's prefixes before a delimiter, if they sort after what is given, or that:
 * `a!` sorts after `a`, but `a!#` before `a#`.
 *
 * @param prefix what stands before the text in the key
 * @param text with the prefix
 */
export function furthest(given: string, prefix: string, text: string, delimiter: string): string {
  // What begins with a text goes further than what begins with a longer one: `a::END` sorts after `a:::`.
  const reachOf = (start: string) => start + LAST_CHARACTER;
  let last = given;
  let reach = given === text ? text : reachOf(given);
  let shorter = prefix;
  for (const character of text.slice(prefix.length)) {
    shorter += character;
    const begins = shorter + delimiter;
    if (shorter === text || compareText(reachOf(begins), reach) <= 0) continue;
    last = begins;
    reach = reachOf(begins);
  }
  return last;
}

/** Returns a condition that reads all keys of a range by which they do not sort; a filter leaves out the others among them. */
export function unsortedCondition(
  { part, prefix, piece, range }: TemplateRange,
  format: KeyFormat,
  reject: RejectAttribute,
): KeyCondition | undefined {
  const { name } = part;
  const checked = (value: string) => checkSize(part, value, SORT_KEY_BYTES, reject);
  const [low, high] = [range.low, range.high].map((value) =>
    checked(prefix + encodePiece(piece, value, format, reject)),
  ) as [string, string];
  if (piece.type !== "string" && piece.type !== "binary")
    return prefix === "" ? undefined : begins(part, prefix, reject);
  const upTo = (given: string) => {
    const last = furthest(given, prefix, high, format.delimiter);
    return last === high ? high : checked(lastWithPrefix(last, format));
  };
  switch (range.operator) {
    case "between":
      if (compareText(low, high) > 0) return reject(piece.attribute, REVERSED_RANGE);
      return { name, operator: "between", value: low, high: upTo(high + format.delimiter) };
    case "lte":
      return bounded(name, prefix, upTo(high + format.delimiter));
    case "lt":
      return bounded(name, prefix, upTo(high));
    default:
      return prefix === ""
        ? { name, operator: ">=", value: low }
        : { name, operator: "between", value: low, high: lastWithPrefix(prefix, format) };
  }
}

/** Begins with some bytes, or with text in a plain key or of one case. */
export function beginsWithTyped(
  { part, prefix, piece, last, range }: TemplateRange,
  format: KeyFormat,
  reject: RejectAttribute,
): KeyCondition {
  const { attribute } = piece;
  const start = range.low;
  // Bytes are hexadecimal text, so the first ones are a prefix of it.
  if (piece.type === "binary") {
    return begins(part, prefix + binaryText(attribute, start, reject), reject);
  }
  if (piece.type !== "string") return reject(attribute, NEEDS_TEXT_PREFIX);
  const given = prefixText(attribute, start, reject);
  const text = format.keyEncoding === "ordered" ? escapeOrdered(given) : given;
  if (format.keyEncoding === "plain" && given.includes(format.delimiter)) {
    return reject(attribute, `holds the key delimiter ${JSON.stringify(format.delimiter)}`);
  }
  // The delimiter after a shorter value would begin so too.
  if (!last && format.keyEncoding === "plain") encodePiece(piece, given, format, reject);
  if (prefix + text === "") return reject(attribute, NEEDS_PREFIX);
  return begins(part, prefix + text, reject);
}

/** A natural key of any type. */
export function typedValue(piece: Piece, value: unknown, reject: RejectAttribute): KeyAttributeValue {
  const { attribute } = piece;
  switch (piece.type) {
    case "string":
      return textKey(piece, value, reject);
    case "date":
      return dateText(attribute, value, reject);
    case "dateInSeconds":
    case "dateInMilliseconds": {
      const fault = value instanceof Date ? dateFault(value, piece.type) : undefined;
      return fault === undefined ? typedBound(piece, value, reject) : reject(attribute, fault);
    }
    case "int":
    case "number": {
      if (typeof value !== "number" || !Number.isFinite(value)) {
        return reject(attribute, `must be a finite number, got ${describeValue(value)}`);
      }
      const fault = numberFault(value);
      return fault === undefined ? value : reject(attribute, fault);
    }
    case "bigint":
      checkBigInt(attribute, value, reject);
      return value;
    case "binary":
      if (!(value instanceof Uint8Array))
        return reject(attribute, `must be a Uint8Array, got ${describeValue(value)}`);
      if (value.length === 0) return reject(attribute, "must not be empty: it is a key");
      // A Buffer as what it is underneath: one key has one form.
      return new Uint8Array(value.buffer, value.byteOffset, value.length);
    default:
      return reject(attribute, "is a boolean, which cannot be a key as it is");
  }
}

/**
 * Encodes a value that natural keys are compared with. It need not be storable itself: a Date between two seconds lies
 * between two stored numbers of seconds.
 */
export function typedBound(piece: Piece, value: unknown, reject: RejectAttribute): KeyAttributeValue {
  const { attribute, type } = piece;
  if (type !== "dateInSeconds" && type !== "dateInMilliseconds") return typedValue(piece, value, reject);
  if (!(value instanceof Date)) return reject(attribute, `must be a Date, got ${describeValue(value)}`);
  return Number.isNaN(value.getTime()) ? reject(attribute, "is an invalid Date") : writeDate(value, type);
}

/**
 * Encodes and compares keys of more than text in the ordered encoding: numbers, dates, bytes, derived pieces, and plain
 * and natural keys. The specs of such keys name it, so that the bundles of all others leave it out.
 */
export const typedKeys: TypedKeyFeatures = {
  encode: encodeTyped,
  decode: decodePiece,
  natural: typedValue,
  condition: (part: NaturalPart, given: unknown, reject: RejectAttribute) =>
    naturalCondition(part, given, typedBound, reject),
  range: derivedRange,
  beginsWith: beginsWithTyped,
  preservesOrder,
  unsorted: unsortedCondition,
};
