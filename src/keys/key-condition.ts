import type { KeyPart, Piece, TemplatePart } from "../model/model.js";
import {
  checkSize,
  encodePiece,
  escapeOrdered,
  isOrderedText,
  isTemplate,
  piecesOf,
  requiredKeyPart,
  wellFormed,
} from "./encode-key.js";
import {
  type KeyAttributeValue,
  type KeyCondition,
  type KeyFormat,
  naturalIn,
  PARTITION_KEY_BYTES,
  type RejectAttribute,
  SORT_KEY_BYTES,
  type TemplateRange,
  typedIn,
  type Values,
} from "./key-format.js";
import { compareKeyValues, justBefore, lastWithPrefix } from "./key-order.js";
import { parseRange } from "./range.js";

/** Returns true if a key attribute satisfies a condition of a Query. */
export function satisfiesCondition(condition: KeyCondition, found: unknown): boolean {
  const order = compareKeyValues(found, condition.value);
  switch (condition.operator) {
    case "=":
      return order === 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "between":
      return order >= 0 && compareKeyValues(found, condition.high) <= 0;
    case "beginsWith":
      return beginsWith(found, condition.value);
  }
}

function beginsWith(found: unknown, prefix: unknown): boolean {
  if (typeof found === "string") return found.startsWith(String(prefix));
  return (
    found instanceof Uint8Array &&
    prefix instanceof Uint8Array &&
    Buffer.compare(found.subarray(0, prefix.length), prefix) === 0
  );
}

/** The conditions on the partition key: one for each of its attributes. */
export function partitionConditions(
  parts: readonly KeyPart[],
  values: Values,
  format: KeyFormat,
  reject: RejectAttribute,
): KeyCondition[] {
  return parts.map((part) => ({
    name: part.name,
    operator: "=",
    value: requiredKeyPart(part, values, format, PARTITION_KEY_BYTES, WHOLE_PARTITION, reject),
  }));
}

const WHOLE_PARTITION = "a query needs the whole partition key";

/**
 * The conditions on the sort key: the values given from the left, the last of which may be a range, bounded to the
 * entity's own keys. Skipping a piece is rejected.
 *
 * @param fixed the attributes that the partition key has already, which are not given for the sort key
 */
export function sortConditions(
  parts: readonly KeyPart[],
  values: Values,
  format: KeyFormat,
  reject: RejectAttribute,
  fixed: ReadonlySet<string> = new Set(),
): KeyCondition[] {
  rejectSkipped(parts, values, fixed, reject);
  const conditions: KeyCondition[] = [];
  for (const part of parts) {
    const condition = isTemplate(part)
      ? templateCondition(part, values, format, reject)
      : naturalIn(format).condition(part, values[part.natural.attribute], reject);
    if (condition === undefined) break;
    conditions.push(condition);
    // A piece of the partition key may come after the range: nothing there can narrow it.
    if (condition.operator !== "=") break;
  }
  return conditions;
}

/** After a piece that is absent or a range, no further piece can narrow a Query. */
function rejectSkipped(
  parts: readonly KeyPart[],
  values: Values,
  fixed: ReadonlySet<string>,
  reject: RejectAttribute,
): void {
  let open: string | undefined;
  // An attribute that the key holds twice, once as what is derived from it, is given once.
  for (const attribute of new Set(parts.flatMap(piecesOf).map((piece) => piece.attribute))) {
    if (fixed.has(attribute)) continue;
    const value = values[attribute];
    if (value === undefined && Object.hasOwn(values, attribute))
      reject(attribute, "is undefined, which would read the whole partition: leave it out if that is meant");
    if (value !== undefined && open !== undefined) {
      reject(attribute, `needs a single value of "${open}" before it in the sort key`);
    }
    const single =
      value !== undefined && parseRange(value, (reason) => reject(attribute, reason)).operator === "eq";
    if (!single) open ??= attribute;
  }
}

export const NEEDS_TEXT_PREFIX = "can be compared with beginsWith only as a string, with a string";

function templateCondition(
  part: TemplatePart,
  values: Values,
  format: KeyFormat,
  reject: RejectAttribute,
): KeyCondition | undefined {
  let prefix = "";
  for (const [position, piece] of part.template.entries()) {
    if (typeof piece === "string") {
      prefix += piece;
      continue;
    }
    const given = values[piece.attribute];
    if (given === undefined) return prefix === "" ? undefined : begins(part, prefix, reject);
    const range = parseRange(given, (reason) => reject(piece.attribute, reason));
    const derived = piece.derived === undefined ? range : typedIn(format).range(piece, range, reject);
    if (derived.operator !== "eq") {
      const last = position === part.template.length - 1;
      return rangeCondition({ part, prefix, piece, last, range: derived }, format, reject);
    }
    prefix += encodePiece(piece, derived.low, format, reject);
  }
  return { name: part.name, operator: "=", value: checkSize(part, prefix, SORT_KEY_BYTES, reject) };
}

function rangeCondition(
  given: TemplateRange,
  format: KeyFormat,
  reject: RejectAttribute,
): KeyCondition | undefined {
  const { part, prefix, piece, last, range } = given;
  if (range.operator === "beginsWith") {
    return isOrderedText(piece, format)
      ? beginsWithText(given, reject)
      : typedIn(format).beginsWith(given, format, reject);
  }
  if (format.keyEncoding === "plain" && !typedIn(format).preservesOrder(piece, last, format))
    return typedIn(format).unsorted(given, format, reject);

  const checked = (value: string) => checkSize(part, value, SORT_KEY_BYTES, reject);
  const text = (value: unknown) => checked(prefix + encodePiece(piece, value, format, reject));
  // A key with this value is the text itself where the piece is the last; the text, the delimiter and more otherwise.
  const upTo = (value: string) => (last ? value : checked(lastWithPrefix(value + format.delimiter, format)));
  const low = text(range.low);
  const { name } = part;
  switch (range.operator) {
    case "between":
      return between(name, piece, low, upTo(text(range.high)), reject);
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

export function bounded(name: string, prefix: string, high: string): KeyCondition {
  return prefix === ""
    ? { name, operator: "<=", value: high }
    : { name, operator: "between", value: prefix, high };
}

function beginsWithText(
  { part, prefix, piece: { attribute }, range }: TemplateRange,
  reject: RejectAttribute,
): KeyCondition {
  const start = prefixText(attribute, range.low, reject);
  if (prefix + start === "") return reject(attribute, NEEDS_PREFIX);
  return begins(part, prefix + escapeOrdered(start), reject);
}

export const NEEDS_PREFIX = "needs at least one character to begin with";

/** Checks a prefix, which is any text, and may be empty. */
export function prefixText(attribute: string, start: unknown, reject: RejectAttribute): string {
  return typeof start === "string"
    ? wellFormed(attribute, start, reject)
    : reject(attribute, NEEDS_TEXT_PREFIX);
}

export function begins(part: TemplatePart, value: string, reject: RejectAttribute): KeyCondition {
  return { name: part.name, operator: "beginsWith", value: checkSize(part, value, SORT_KEY_BYTES, reject) };
}

export const REVERSED_RANGE = "has a range that ends before it begins";

export function between(
  name: string,
  piece: Piece,
  low: KeyAttributeValue,
  high: KeyAttributeValue,
  reject: RejectAttribute,
): KeyCondition {
  if (compareKeyValues(low, high) > 0) return reject(piece.attribute, REVERSED_RANGE);
  return { name, operator: "between", value: low, high };
}
