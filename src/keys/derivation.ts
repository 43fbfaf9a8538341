import { crc32 } from "node:zlib";
import type { Piece } from "../model/model.js";
import type { ParsedRange } from "./range.js";
import type { Refuse } from "./refuse.js";

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

/** Whether a piece of a key tells its attribute's value: nothing is derived, or what can be turned back. */
export function holdsValue({ derived }: Piece): boolean {
  return derived === undefined || derived.kind === "padded" || derived.kind === "descending";
}

/** What a date's bucket takes of its UTC text: the characters of `2026-11-21`. */
const BUCKET_CHARACTERS = { year: 4, month: 7, day: 10 } as const;

export type Bucket = keyof typeof BUCKET_CHARACTERS;

/** The UTC day, month or year of an ISO 8601 date or time: `2026-11-21`, `2026-11`, `2026`. */
export function bucketText(attribute: string, text: string, bucket: Bucket, refuse: Refuse): string {
  return (utcDay(text) ?? refuse(attribute, `is ${JSON.stringify(text)}, ${NO_TIME}`)).slice(
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

/**
 * A range of an attribute's values as one of what the key holds in their place. Refused where the order of the values
 * is not in the key.
 */
export function derivedRange(piece: Piece, range: ParsedRange, refuse: Refuse): ParsedRange {
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
  return refuse(attribute, `takes ${only}, not ${operator}: the key holds ${held} in its place`);
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
