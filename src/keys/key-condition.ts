import type { KeyPart, Piece, TemplatePart } from "../model/model.js";
import { derivedRange } from "./derivation.js";
import { binaryText, encodePiece, escapeOrdered, type KeyFormat } from "./encode-piece.js";
import {
  checkSize,
  composeKeyPart,
  isTemplate,
  type KeyAttributeValue,
  naturalBound,
  PARTITION_KEY_BYTES,
  piecesOf,
  SORT_KEY_BYTES,
  type Values,
} from "./key-part.js";
import { furthest, keepsOrder } from "./plain-order.js";
import { type ParsedRange, parseRange } from "./range.js";
import type { Refuse } from "./refuse.js";
import { compareText, justBefore, lastWithPrefix } from "./text-bounds.js";

/** One condition of a Query on a key attribute. */
export type KeyCondition =
  | {
      readonly name: string;
      readonly operator: "=" | "<" | "<=" | ">" | ">=";
      readonly value: KeyAttributeValue;
    }
  | {
      readonly name: string;
      readonly operator: "between";
      readonly value: KeyAttributeValue;
      readonly high: KeyAttributeValue;
    }
  | { readonly name: string; readonly operator: "beginsWith"; readonly value: KeyAttributeValue };

/** The conditions on the partition key: one for each of its attributes. */
export function partitionConditions(
  parts: readonly KeyPart[],
  values: Values,
  format: KeyFormat,
  refuse: Refuse,
): KeyCondition[] {
  return parts.map((part) => {
    for (const { attribute } of piecesOf(part)) {
      if (values[attribute] === undefined)
        return refuse(attribute, "is missing: a query needs the whole partition key");
    }
    const value = composeKeyPart(part, values, format, PARTITION_KEY_BYTES, refuse);
    return { name: part.name, operator: "=", value: value ?? refuse(part.name, "is missing") };
  });
}

/**
 * The conditions on the sort key: the values given from the left, the last of which may be a range, bounded to the
 * entity's own keys. Skipping a piece is refused.
 *
 * @param fixed the attributes that the partition key has already, which are not given for the sort key
 */
export function sortConditions(
  parts: readonly KeyPart[],
  values: Values,
  format: KeyFormat,
  refuse: Refuse,
  fixed: ReadonlySet<string> = new Set(),
): KeyCondition[] {
  refuseSkipped(parts, values, fixed, refuse);
  const conditions: KeyCondition[] = [];
  for (const part of parts) {
    const condition = isTemplate(part)
      ? templateCondition(part, values, format, refuse)
      : naturalCondition(part.name, part.natural, values[part.natural.attribute], refuse);
    if (condition === undefined) break;
    conditions.push(condition);
    // A piece of the partition key may come after the range: nothing there can narrow it.
    if (condition.operator !== "=") break;
  }
  return conditions;
}

/** After a piece that is absent or a range, no further piece can narrow a Query. */
function refuseSkipped(
  parts: readonly KeyPart[],
  values: Values,
  fixed: ReadonlySet<string>,
  refuse: Refuse,
): void {
  let open: string | undefined;
  // An attribute that the key holds twice, once as what is derived from it, is given once.
  for (const attribute of new Set(parts.flatMap(piecesOf).map((piece) => piece.attribute))) {
    if (fixed.has(attribute)) continue;
    const value = values[attribute];
    if (value !== undefined && open !== undefined) {
      refuse(attribute, `needs a single value of "${open}" before it in the sort key`);
    }
    const single =
      value !== undefined && parseRange(value, (reason) => refuse(attribute, reason)).operator === "eq";
    if (!single) open ??= attribute;
  }
}

function naturalCondition(
  name: string,
  piece: Piece,
  given: unknown,
  refuse: Refuse,
): KeyCondition | undefined {
  if (given === undefined) return undefined;
  const range = parseRange(given, (reason) => refuse(piece.attribute, reason));
  const value = naturalBound(piece, range.low, refuse);
  switch (range.operator) {
    case "beginsWith":
      if (typeof value === "number" || typeof value === "bigint") return refuse(piece.attribute, NO_PREFIX);
      return { name, operator: "beginsWith", value };
    case "between": {
      const high = naturalBound(piece, range.high, refuse);
      return between(name, piece, value, high, refuse);
    }
    default:
      return { name, operator: SYMBOLS[range.operator], value };
  }
}

const NO_PREFIX = "can be compared with beginsWith only as a string, with a string";

const SYMBOLS = { eq: "=", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;

function templateCondition(
  part: TemplatePart,
  values: Values,
  format: KeyFormat,
  refuse: Refuse,
): KeyCondition | undefined {
  let prefix = "";
  for (const [position, piece] of part.template.entries()) {
    if (typeof piece === "string") {
      prefix += piece;
      continue;
    }
    const given = values[piece.attribute];
    if (given === undefined) return prefix === "" ? undefined : begins(part, prefix, refuse);
    const range = parseRange(given, (reason) => refuse(piece.attribute, reason));
    const derived = derivedRange(piece, range, refuse);
    if (derived.operator !== "eq") {
      const last = position === part.template.length - 1;
      return rangeCondition({ part, prefix, piece, last, range: derived }, format, refuse);
    }
    prefix += encodePiece(piece, derived.low, format, refuse);
  }
  return { name: part.name, operator: "=", value: checkSize(part, prefix, SORT_KEY_BYTES, refuse) };
}

interface TemplateRange {
  readonly part: TemplatePart;
  /** The text before the piece. */
  readonly prefix: string;
  readonly piece: Piece;
  /** The piece ends the template: its keys have nothing after it. */
  readonly last: boolean;
  readonly range: ParsedRange;
}

function rangeCondition(given: TemplateRange, format: KeyFormat, refuse: Refuse): KeyCondition | undefined {
  const { part, prefix, piece, last, range } = given;
  if (range.operator === "beginsWith") return beginsWithPiece(given, format, refuse);
  if (!keepsOrder(piece, last, format)) return unsortedCondition(given, format, refuse);

  const checked = (value: string) => checkSize(part, value, SORT_KEY_BYTES, refuse);
  const text = (value: unknown) => checked(prefix + encodePiece(piece, value, format, refuse));
  // A key with this value is the text itself where the piece is the last; the text, the delimiter and more otherwise.
  const upTo = (value: string) => (last ? value : checked(lastWithPrefix(value + format.delimiter, format)));
  const low = text(range.low);
  const { name } = part;
  switch (range.operator) {
    case "between":
      return between(name, piece, low, upTo(text(range.high)), refuse);
    case "lte":
      return bounded(name, prefix, upTo(low));
    case "lt":
      return last && prefix === ""
        ? { name, operator: "<", value: low }
        : bounded(name, prefix, last ? justBefore(low) : low);
    case "gte":
      return prefix === ""
        ? { name, operator: ">=", value: low }
        : { name, operator: "between", value: low, high: lastWithPrefix(prefix, format) };
    default: {
      const above = upTo(low);
      if (prefix === "") return { name, operator: ">", value: above };
      // In the ordered encoding no key is the text and `$`, and every greater value sorts after it.
      const value = format.keyEncoding === "ordered" ? `${low}$` : last ? `${low}\u0000` : above;
      return { name, operator: "between", value: checked(value), high: lastWithPrefix(prefix, format) };
    }
  }
}

/** Holds all keys of a range whose values they do not sort by, and others among them, which a filter leaves out. */
function unsortedCondition(
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

function bounded(name: string, prefix: string, high: string): KeyCondition {
  return prefix === ""
    ? { name, operator: "<=", value: high }
    : { name, operator: "between", value: prefix, high };
}

function beginsWithPiece(
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
  if (piece.type !== "string" || typeof start !== "string") {
    return refuse(attribute, NO_PREFIX);
  }
  if (!start.isWellFormed())
    return refuse(attribute, "holds half a surrogate pair, which UTF-8 cannot store");
  const text = format.keyEncoding === "ordered" ? escapeOrdered(start) : start;
  if (format.keyEncoding === "plain" && start.includes(format.delimiter)) {
    return refuse(attribute, `holds the key delimiter ${JSON.stringify(format.delimiter)}`);
  }
  // The delimiter after a shorter value would begin so too.
  if (!last && format.keyEncoding === "plain") encodePiece(piece, start, format, refuse);
  if (prefix + text === "") return refuse(attribute, "needs at least one character to begin with");
  return begins(part, prefix + text, refuse);
}

function begins(part: TemplatePart, value: string, refuse: Refuse): KeyCondition {
  return { name: part.name, operator: "beginsWith", value: checkSize(part, value, SORT_KEY_BYTES, refuse) };
}

const BACKWARDS = "has a range that ends before it begins";

function between(
  name: string,
  piece: Piece,
  low: KeyAttributeValue,
  high: KeyAttributeValue,
  refuse: Refuse,
): KeyCondition {
  if (sortsAfter(low, high)) return refuse(piece.attribute, BACKWARDS);
  return { name, operator: "between", value: low, high };
}

function sortsAfter(low: KeyAttributeValue, high: KeyAttributeValue): boolean {
  if (typeof low === "string" && typeof high === "string") return compareText(low, high) > 0;
  if (low instanceof Uint8Array && high instanceof Uint8Array) return Buffer.compare(low, high) > 0;
  return low > high;
}
