import type { Derivation } from "../model/model.js";
import type { Bucket } from "./derivation.js";
import type { Refuse } from "./refuse.js";

const MILLISECONDS_OF_A_DAY = 86_400_000;

/** The length of a bucket's text: `2026`, `2026-11`, `2026-11-21`. */
const LENGTHS: Readonly<Record<Bucket, number>> = { year: 4, month: 7, day: 10 };

export function bucketKind(derivation: Derivation | undefined): Bucket | undefined {
  const kind = derivation?.kind;
  return kind === "day" || kind === "month" || kind === "year" ? kind : undefined;
}

/** The finer of two kinds. */
export function finer(a: Bucket, b: Bucket): Bucket {
  return LENGTHS[a] >= LENGTHS[b] ? a : b;
}

/** A bucket's text in a key; that of a coarser one is the beginning of a finer one's. */
export function textOfBucket(finest: Bucket, number: number, kind: Bucket = finest): string {
  const date = new Date(0);
  if (finest === "day") date.setTime(number * MILLISECONDS_OF_A_DAY);
  else if (finest === "month") date.setUTCFullYear(Math.floor(number / 12), number % 12, 1);
  else date.setUTCFullYear(number, 0, 1);
  return date.toISOString().slice(0, LENGTHS[kind]);
}

/**
 * The number of the bucket in which a range of dates begins or ends. Buckets that follow one another have numbers that
 * do. No bucket before the first and after the last holds a value of the range; these two may hold others as well.
 *
 * @param bound a Date, or text that begins with a year (`2026`, `2026-11`, `2026-11-21T12:00:00Z`)
 */
export function boundBucket(
  kind: Bucket,
  attribute: string,
  bound: unknown,
  end: "low" | "high",
  refuse: Refuse,
): number {
  if (bound instanceof Date) {
    const text = Number.isNaN(bound.getTime()) ? undefined : bound.toISOString();
    if (text?.length !== 24)
      return refuse(attribute, "has a bound that is not a date of the years 0 to 9999");
    return numberOf(kind, text);
  }
  const text = typeof bound === "string" ? bound : "";
  const [, year, month = "01", day = "01"] = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:\D.*)?)?)?$/s.exec(text) ?? [];
  if (year === undefined || month < "01" || month > "12" || day < "01" || day > "31") {
    const examples = '"2026", "2026-11" or "2026-11-21T12:00:00Z"';
    return refuse(attribute, `needs bounds that are dates, like ${examples}, got ${JSON.stringify(bound)}`);
  }
  const number = numberOf(kind, `${year}-${month}-${lastOf(year, month, day)}`);
  // Text sorts before all that begins with it and goes on.
  return end === "high" && text.length < LENGTHS[kind] ? number - 1 : number;
}

/** The 31st of a month that has fewer days stands for its last. */
function lastOf(year: string, month: string, day: string): string {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month), 0);
  const last = String(date.getUTCDate());
  return day > last ? last : day;
}

function numberOf(kind: Bucket, text: string): number {
  const [year, month] = [Number(text.slice(0, 4)), Number(text.slice(5, 7))];
  if (kind === "year") return year;
  if (kind === "month") return year * 12 + month - 1;
  return Math.floor(Date.parse(`${text.slice(0, 10)}T00:00:00.000Z`) / MILLISECONDS_OF_A_DAY);
}
