import type { KeyPart } from "../model/model.js";
import { encodePiece, isTemplate } from "./encode-key.js";
import {
  type KeyAttributeValue,
  type KeyCondition,
  type KeyFormat,
  type RejectAttribute,
  SORT_KEY_BYTES,
  type Values,
} from "./key-format.js";
import { compareKeyValues, compareText, justBefore, lastWithPrefix } from "./key-order.js";

/** The sort keys that an entity's items can have within one partition: a single key, or all with a prefix. */
interface Span {
  readonly low: string;
  readonly high: string;
  /** The prefix, where the span is all keys with it. */
  readonly prefix?: string;
}

/**
 * The condition that reads exactly the sort keys of several entities in one partition, or none where one of them may
 * have any sort key.
 *
 * @param members the sort key of each entity, with the values that the partition key fixes
 */
export function spanCondition(
  members: readonly { readonly sort: readonly KeyPart[]; readonly values: Values }[],
  format: KeyFormat,
  reject: RejectAttribute,
): KeyCondition | undefined {
  const name = members[0]?.sort[0]?.name;
  const spans = members.map(({ sort, values }) => spanOf(sort, values, format, reject));
  const bounded = spans.filter((span) => span !== undefined);
  const [first] = bounded;
  if (name === undefined || first === undefined || bounded.length < spans.length) return undefined;

  const low = bounded.map((span) => span.low).reduce((a, b) => (compareText(a, b) <= 0 ? a : b));
  const high = bounded.map((span) => span.high).reduce((a, b) => (compareText(a, b) >= 0 ? a : b));
  if (low === high) return { name, operator: "=", value: low };
  const prefix = bounded.find((span) => span.low === low && span.high === high)?.prefix;
  if (prefix !== undefined) return { name, operator: "beginsWith", value: prefix };
  return { name, operator: "between", value: low, high };
}

function spanOf(
  sort: readonly KeyPart[],
  values: Values,
  format: KeyFormat,
  reject: RejectAttribute,
): Span | undefined {
  const [part] = sort;
  if (part === undefined || !isTemplate(part)) return undefined;
  let prefix = "";
  for (const piece of part.template) {
    if (typeof piece === "string") {
      prefix += piece;
      continue;
    }
    const value = values[piece.attribute];
    if (value === undefined) {
      return prefix === "" ? undefined : { low: prefix, high: lastWithPrefix(prefix, format), prefix };
    }
    prefix += encodePiece(piece, value, format, reject);
  }
  return { low: prefix, high: prefix };
}

/** The place in the order of sort keys at which a query of several partitions resumes. */
export interface ResumePoint {
  /** The sort key's attributes, from the left. */
  readonly names: readonly string[];
  /** Their values in the last item that was returned. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Items with this sort key were returned already. */
  readonly strict: boolean;
  readonly descending: boolean;
}

/**
 * Narrows the conditions on a sort key to the items from a resume point on, in another partition than its item's: an
 * exclusive start key would have to name an item there. No item after the point is left out; some before it, or beyond the
 * conditions, may be read. Returns `undefined` if there can be none.
 */
export function resumeConditions(
  conditions: readonly KeyCondition[],
  start: ResumePoint,
  format: KeyFormat,
): readonly KeyCondition[] | undefined {
  const position = conditions.filter(({ operator }) => operator === "=").length;
  const name = start.names[position];
  if (name === undefined) return start.strict ? undefined : conditions;
  // Of several attributes only the last tells whether an item has the very same sort key.
  const strict = start.strict && position === start.names.length - 1;
  const range = interval(conditions[position], format);
  const bound = { value: start.values[name] as KeyAttributeValue, strict };
  const narrowed = start.descending
    ? conditionOf(name, range.low, bound)
    : conditionOf(name, bound, range.high);
  return narrowed && [...conditions.slice(0, position), narrowed];
}

interface Bound {
  readonly value: KeyAttributeValue;
  readonly strict?: boolean;
}

/** The ends of a condition. Those of a comparison alone are taken as if they were included. */
function interval(
  condition: KeyCondition | undefined,
  format: KeyFormat,
): { readonly low?: Bound; readonly high?: Bound } {
  if (condition === undefined) return {};
  const { value } = condition;
  switch (condition.operator) {
    case "=":
      return { low: { value }, high: { value } };
    case "<":
    case "<=":
      return { high: { value } };
    case ">":
    case ">=":
      return { low: { value } };
    case "between":
      return { low: { value }, high: { value: condition.high } };
    case "beginsWith":
      return { low: { value }, high: { value: lastWith(value, format) } };
  }
}

function lastWith(prefix: KeyAttributeValue, format: KeyFormat): KeyAttributeValue {
  if (!(prefix instanceof Uint8Array)) return lastWithPrefix(String(prefix), format);
  const last = new Uint8Array(SORT_KEY_BYTES).fill(0xff);
  last.set(prefix);
  return last;
}

/** Returns the condition between two ends, one of which is the resume point. */
function conditionOf(
  name: string,
  low: Bound | undefined,
  high: Bound | undefined,
): KeyCondition | undefined {
  const from = low && (low.strict ? next(low.value) : low.value);
  const to = high && (high.strict ? previous(high.value) : high.value);
  if (low && (high === undefined || from === undefined)) {
    // Without a next value the other end is left open: what lies beyond is not given.
    if (high && compareKeyValues(low.value, high.value) >= 0) return undefined;
    return { name, operator: low.strict ? ">" : ">=", value: low.value };
  }
  if (high && (low === undefined || to === undefined)) {
    if (low && compareKeyValues(low.value, high.value) >= 0) return undefined;
    return { name, operator: high.strict ? "<" : "<=", value: high.value };
  }
  if (from === undefined || to === undefined || compareKeyValues(from, to) > 0) return undefined;
  return { name, operator: "between", value: from, high: to };
}

/** The least value above another, where there is one. */
function next(value: KeyAttributeValue): KeyAttributeValue | undefined {
  if (typeof value === "string") {
    return Buffer.byteLength(value) < SORT_KEY_BYTES ? `${value}\u0000` : undefined;
  }
  if (!(value instanceof Uint8Array) || value.length >= SORT_KEY_BYTES) return undefined;
  return new Uint8Array([...value, 0]);
}

/** The greatest value below another, where there is one. */
function previous(value: KeyAttributeValue): KeyAttributeValue | undefined {
  return typeof value === "string" ? justBefore(value) : undefined;
}
