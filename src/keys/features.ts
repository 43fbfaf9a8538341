import type { KeyPart, NaturalPart, Piece } from "../model/model.js";
import { whyNotStored, writeDate } from "../values/date.js";
import { describe } from "../values/describe-value.js";
import { whyNoNumber } from "../wire/number.js";
import { checkedText, checkSize, encodePiece, escapeOrdered, isTemplate } from "./encode-key.js";
import { BACKWARDS, begins, between, bounded, NO_PREFIX, NO_START, prefixText } from "./key-condition.js";
import type { NaturalKeyFeatures, TypedKeyFeatures } from "./key-format.js";
import {
  type KeyAttributeValue,
  type KeyCondition,
  type KeyFormat,
  type ParsedRange,
  type Refuse,
  SORT_KEY_BYTES,
  type TemplateRange,
  type Values,
} from "./key-format.js";
import { compareText, lastWithPrefix } from "./key-order.js";
import { derivedRange, parseRange } from "./range.js";
import { binaryText, checkBigInt, dateText, encodeTyped } from "./typed-piece.js";

/** Gives the value of a natural key, as it is stored or as natural keys are compared with it. */
type NaturalValue = (piece: Piece, value: unknown, refuse: Refuse) => KeyAttributeValue;

/**
 * What natural keys of text need, which are attributes as they are. Specs of such keys name it, so that bundles of the
 * others are without; those of other natural keys name {@link typedKeys}.
 */
export const naturalKeys: NaturalKeyFeatures = {
  natural: textKey,
  condition: (part: NaturalPart, given: unknown, refuse: Refuse) =>
    naturalCondition(part, given, textKey, refuse),
};

export function textKey({ attribute }: Piece, value: unknown, refuse: Refuse): string {
  return checkedText(attribute, value, refuse, "a key");
}

/** The condition on a natural key, if anything is given for it. */
export function naturalCondition(
  { name, natural: piece }: NaturalPart,
  given: unknown,
  keyValue: NaturalValue,
  refuse: Refuse,
): KeyCondition | undefined {
  if (given === undefined) return undefined;
  const range = parseRange(given, (reason) => refuse(piece.attribute, reason));
  const value = keyValue(piece, range.low, refuse);
  switch (range.operator) {
    case "beginsWith":
      if (typeof value === "number" || typeof value === "bigint") return refuse(piece.attribute, NO_PREFIX);
      return { name, operator: "beginsWith", value };
    case "between":
      return between(name, piece, value, keyValue(piece, range.high, refuse), refuse);
    default:
      return { name, operator: SYMBOLS[range.operator], value };
  }
}

const SYMBOLS = { eq: "=", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;

/**
 * Whether keys sort as the values of a piece in them do. Of plain keys that is not so of numbers (10 sorts before 9), nor
 * of text before a delimiter: `ann lee#` sorts before `ann#`.
 *
 * @param last nothing comes after the piece in its key
 */
export function keepsOrder(
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

/** The attribute of a sort key that is given as a range which the keys do not hold exactly, with that range. */
export function unsortedRange(
  parts: readonly KeyPart[],
  values: Values,
  format: KeyFormat,
  refuse: Refuse,
): { readonly attribute: string; readonly range: ParsedRange } | undefined {
  for (const part of parts) {
    const pieces = isTemplate(part) ? part.template : [part.natural];
    for (const [position, piece] of pieces.entries()) {
      if (typeof piece === "string") continue;
      const { attribute } = piece;
      if (values[attribute] === undefined) return undefined;
      const range = parseRange(values[attribute], (reason) => refuse(attribute, reason));
      if (range.operator === "eq") continue;
      if (range.operator === "beginsWith" || !isTemplate(part)) return undefined;
      return keepsOrder(piece, position === pieces.length - 1, format) ? undefined : { attribute, range };
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

/** Holds all keys of a range whose values they do not sort by, and others among them, which a filter leaves out. */
export function unsortedCondition(
  { part, prefix, piece, range }: TemplateRange,
  format: KeyFormat,
  refuse: Refuse,
): KeyCondition | undefined {
  const { name } = part;
  const checked = (value: string) => checkSize(part, value, SORT_KEY_BYTES, refuse);
  const [low, high] = [range.low, range.high].map((value) =>
    checked(prefix + encodePiece(piece, value, format, refuse)),
  ) as [string, string];
  if (piece.type !== "string" && piece.type !== "binary")
    return prefix === "" ? undefined : begins(part, prefix, refuse);
  const upTo = (given: string) => {
    const last = furthest(given, prefix, high, format.delimiter);
    return last === high ? high : checked(lastWithPrefix(last, format));
  };
  switch (range.operator) {
    case "between":
      if (compareText(low, high) > 0) return refuse(piece.attribute, BACKWARDS);
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
  refuse: Refuse,
): KeyCondition {
  const { attribute } = piece;
  const start = range.low;
  // Bytes are hexadecimal text, so the first ones are a prefix of it.
  if (piece.type === "binary") {
    return begins(part, prefix + binaryText(attribute, start, refuse), refuse);
  }
  if (piece.type !== "string") return refuse(attribute, NO_PREFIX);
  const given = prefixText(attribute, start, refuse);
  const text = format.keyEncoding === "ordered" ? escapeOrdered(given) : given;
  if (format.keyEncoding === "plain" && given.includes(format.delimiter)) {
    return refuse(attribute, `holds the key delimiter ${JSON.stringify(format.delimiter)}`);
  }
  // The delimiter after a shorter value would begin so too.
  if (!last && format.keyEncoding === "plain") encodePiece(piece, given, format, refuse);
  if (prefix + text === "") return refuse(attribute, NO_START);
  return begins(part, prefix + text, refuse);
}

/** A natural key of any type. */
export function typedValue(piece: Piece, value: unknown, refuse: Refuse): KeyAttributeValue {
  const { attribute } = piece;
  switch (piece.type) {
    case "string":
      return textKey(piece, value, refuse);
    case "date":
      return dateText(attribute, value, refuse);
    case "dateInSeconds":
    case "dateInMilliseconds": {
      const fault = value instanceof Date ? whyNotStored(value, piece.type) : undefined;
      return fault === undefined ? typedBound(piece, value, refuse) : refuse(attribute, fault);
    }
    case "int":
    case "number": {
      if (typeof value !== "number" || !Number.isFinite(value)) {
        return refuse(attribute, `must be a finite number, got ${describe(value)}`);
      }
      const fault = whyNoNumber(value);
      return fault === undefined ? value : refuse(attribute, fault);
    }
    case "bigint":
      checkBigInt(attribute, value, refuse);
      return value;
    case "binary":
      if (!(value instanceof Uint8Array))
        return refuse(attribute, `must be a Uint8Array, got ${describe(value)}`);
      if (value.length === 0) return refuse(attribute, "must not be empty: it is a key");
      // A Buffer as what it is underneath: one key has one form.
      return new Uint8Array(value.buffer, value.byteOffset, value.length);
    default:
      return refuse(attribute, "is a boolean, which cannot be a key as it is");
  }
}

/**
 * A value that natural keys are compared with. It need not be one that could be stored: a Date between two seconds has
 * its place between two stored numbers of seconds.
 */
export function typedBound(piece: Piece, value: unknown, refuse: Refuse): KeyAttributeValue {
  const { attribute, type } = piece;
  if (type !== "dateInSeconds" && type !== "dateInMilliseconds") return typedValue(piece, value, refuse);
  if (!(value instanceof Date)) return refuse(attribute, `must be a Date, got ${describe(value)}`);
  return Number.isNaN(value.getTime()) ? refuse(attribute, "is an invalid Date") : writeDate(value, type);
}

/**
 * What keys need that are made of more than text in the ordered encoding: numbers, dates, bytes, what is derived, and
 * plain keys, natural ones too. Specs of such keys name it, so that bundles of the others are without.
 */
export const typedKeys: TypedKeyFeatures = {
  encode: encodeTyped,
  natural: typedValue,
  condition: (part: NaturalPart, given: unknown, refuse: Refuse) =>
    naturalCondition(part, given, typedBound, refuse),
  range: derivedRange,
  beginsWith: beginsWithTyped,
  keepsOrder,
  unsorted: unsortedCondition,
};
