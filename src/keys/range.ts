import type { Piece } from "../model/model.js";
import { describeValue } from "../values/describe-value.js";
import { isPlainObject } from "../wire/plain-object.js";
import type { ParsedRange, RangeOperator, RejectAttribute } from "./key-format.js";
import { foldCase } from "./typed-piece.js";

/**
 * A range of an attribute's values as one of what the key holds in their place. Rejected where the order of the values
 * is not in the key.
 */
export function derivedRange(piece: Piece, range: ParsedRange, reject: RejectAttribute): ParsedRange {
  const { attribute, derived } = piece;
  const { operator, low, high } = range;
  if (derived === undefined || derived.kind === "padded") return range;
  // What is more comes first: the ends change places.
  if (derived.kind === "descending") return { operator: OPPOSITE[operator], low: high, high: low };
  if (operator === "eq") return range;
  if ((derived.kind === "lower" || derived.kind === "upper") && operator === "beginsWith")
    return typeof low === "string" ? { ...range, low: foldCase(low, derived.kind) } : range;
  const only =
    derived.kind === "lower" || derived.kind === "upper" ? "a single value or beginsWith" : "a single value";
  const held = derived.kind === "shard" ? `a shard of ${attribute}` : `${derived.kind}(${attribute})`;
  return reject(attribute, `takes ${only}, not ${operator}: the key holds ${held} in its place`);
}

const OPPOSITE = {
  eq: "eq",
  lt: "gt",
  lte: "gte",
  gt: "lt",
  gte: "lte",
  between: "between",
  beginsWith: "beginsWith",
} as const;

/** A range of an attribute's values in a query: exactly one of these. `between` includes both ends. */
export type Range<Value> =
  | { readonly eq: Value }
  | { readonly lt: Value }
  | { readonly lte: Value }
  | { readonly gt: Value }
  | { readonly gte: Value }
  | { readonly between: readonly [low: Value, high: Value] };

/** A range of text, which may also be all that begins with a prefix. */
export type StringRange<Value extends string = string> = Range<Value> | { readonly beginsWith: string };

/** A range of bytes, which may also be all that begins with some. */
export type BinaryRange = Range<Uint8Array> | { readonly beginsWith: Uint8Array };

/** Text of which the key holds the lower or upper case: a value, or all that begins with a prefix, in any case. */
export type PrefixRange = { readonly eq: string } | { readonly beginsWith: string };

/** A range with both ends, which it includes: what a query takes whose partitions are buckets of dates. */
export type Between<Value> = { readonly between: readonly [low: Value, high: Value] };

const OPERATORS: ReadonlySet<string> = new Set(["eq", "lt", "lte", "gt", "gte", "between", "beginsWith"]);

/** Reads what a query was given for a piece: a range, or a value, which is the range of that value alone. */
export function parseRange(given: unknown, fail: (reason: string) => never): ParsedRange {
  if (!isPlainObject(given)) return { operator: "eq", low: given, high: given };
  const [entry, ...more] = Object.entries(given).filter(([, value]) => value !== undefined);
  if (entry === undefined || more.length > 0 || !OPERATORS.has(entry[0])) {
    const found = Object.keys(given).join(", ") || "none";
    return fail(`takes exactly one of eq, lt, lte, gt, gte, between and beginsWith; got ${found}`);
  }
  const operator = entry[0] as RangeOperator;
  const value: unknown = entry[1];
  if (operator !== "between") return { operator, low: value, high: value };
  if (!Array.isArray(value) || value.length !== 2) {
    return fail(`between takes the two ends of the range, got ${describeValue(value)}`);
  }
  const ends: readonly unknown[] = value;
  return { operator, low: ends[0], high: ends[1] };
}
