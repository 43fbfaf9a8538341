import type { KeyPart, Piece, TemplatePart } from "../model/model.js";
import {
  checkSize,
  encodePiece,
  escapeOrdered,
  isOrderedText,
  isTemplate,
  piecesOf,
  wellFormed,
  wholeKeyPart,
} from "./encode-key.js";
import {
  type KeyAttributeValue,
  type KeyCondition,
  type KeyFormat,
  naturalIn,
  PARTITION_KEY_BYTES,
  type Refuse,
  SORT_KEY_BYTES,
  type TemplateRange,
  typedIn,
  type Values,
} from "./key-format.js";
import { compareKeyValues, justBefore, lastWithPrefix } from "./key-order.js";
import { parseRange } from "./range.js";

/** Whether a key attribute is as a condition of a Query demands. */
export function holds(condition: KeyCondition, found: unknown): boolean {
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
  refuse: Refuse,
): KeyCondition[] {
  return parts.map((part) => ({
    name: part.name,
    operator: "=",
    value: wholeKeyPart(part, values, format, PARTITION_KEY_BYTES, WHOLE_PARTITION, refuse),
  }));
}

const WHOLE_PARTITION = "a query needs the whole partition key";

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
      : naturalIn(format).condition(part, values[part.natural.attribute], refuse);
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

export const NO_PREFIX = "can be compared with beginsWith only as a string, with a string";

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
    const derived = piece.derived === undefined ? range : typedIn(format).range(piece, range, refuse);
    if (derived.operator !== "eq") {
      const last = position === part.template.length - 1;
      return rangeCondition({ part, prefix, piece, last, range: derived }, format, refuse);
    }
    prefix += encodePiece(piece, derived.low, format, refuse);
  }
  return { name: part.name, operator: "=", value: checkSize(part, prefix, SORT_KEY_BYTES, refuse) };
}

function rangeCondition(given: TemplateRange, format: KeyFormat, refuse: Refuse): KeyCondition | undefined {
  const { part, prefix, piece, last, range } = given;
  if (range.operator === "beginsWith") {
    return isOrderedText(piece, format)
      ? beginsWithText(given, refuse)
      : typedIn(format).beginsWith(given, format, refuse);
  }
  if (format.keyEncoding === "plain" && !typedIn(format).keepsOrder(piece, last, format))
    return typedIn(format).unsorted(given, format, refuse);

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

export function bounded(name: string, prefix: string, high: string): KeyCondition {
  return prefix === ""
    ? { name, operator: "<=", value: high }
    : { name, operator: "between", value: prefix, high };
}

function beginsWithText(
  { part, prefix, piece: { attribute }, range }: TemplateRange,
  refuse: Refuse,
): KeyCondition {
  const start = prefixText(attribute, range.low, refuse);
  if (prefix + start === "") return refuse(attribute, NO_START);
  return begins(part, prefix + escapeOrdered(start), refuse);
}

export const NO_START = "needs at least one character to begin with";

/** What texts begin with: anything that is text. */
export function prefixText(attribute: string, start: unknown, refuse: Refuse): string {
  return typeof start === "string" ? wellFormed(attribute, start, refuse) : refuse(attribute, NO_PREFIX);
}

export function begins(part: TemplatePart, value: string, refuse: Refuse): KeyCondition {
  return { name: part.name, operator: "beginsWith", value: checkSize(part, value, SORT_KEY_BYTES, refuse) };
}

export const BACKWARDS = "has a range that ends before it begins";

export function between(
  name: string,
  piece: Piece,
  low: KeyAttributeValue,
  high: KeyAttributeValue,
  refuse: Refuse,
): KeyCondition {
  if (compareKeyValues(low, high) > 0) return refuse(piece.attribute, BACKWARDS);
  return { name, operator: "between", value: low, high };
}
