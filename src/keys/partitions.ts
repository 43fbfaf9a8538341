import type { Derivation, KeyPart, Piece } from "../model/model.js";
import { isTemplate, piecesOf } from "./encode-key.js";
import { preservesOrder, unsortedRange } from "./features.js";
import { sortConditions } from "./key-condition.js";
import type { KeyCondition, KeyFormat, ParsedRange, RejectAttribute, Values } from "./key-format.js";
import { compareKeyValues } from "./key-order.js";
import { parseRange } from "./range.js";
import { type Bucket, bucketText, dateText, shardText } from "./typed-piece.js";

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
  reject: RejectAttribute,
): number {
  if (bound instanceof Date) {
    const text = Number.isNaN(bound.getTime()) ? undefined : bound.toISOString();
    if (text?.length !== 24)
      return reject(attribute, "has a bound that is not a date of the years 0 to 9999");
    return numberOf(kind, text);
  }
  const text = typeof bound === "string" ? bound : "";
  const [, year, month = "01", day = "01"] = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:\D.*)?)?)?$/s.exec(text) ?? [];
  if (year === undefined || month < "01" || month > "12" || day < "01" || day > "31") {
    const examples = '"2026", "2026-11" or "2026-11-21T12:00:00Z"';
    return reject(attribute, `needs bounds that are dates, like ${examples}, got ${JSON.stringify(bound)}`);
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

/**
 * The partitions that a query reads: one where its values say it, every shard where they do not, and every bucket of a
 * range of dates.
 */
export interface OpenPartition {
  /** The numbers of the first and the last bucket, which those between follow; 0 where there are no buckets. */
  readonly first: number;
  readonly last: number;
  /** The number of shards of each bucket; 1 where there are none. */
  readonly shards: number;
  /** The attribute whose buckets are walked. */
  readonly bucketed: string | undefined;
  /** The attributes that are not a single value, so that no partition key is made of them. */
  readonly open: ReadonlySet<string>;
  /** The bucket of an item; the first where it has none. */
  bucketOf(item: Values): number;
  /** The parts of one partition's key: shard and bucket are text in them. */
  parts(bucket: number, shard: number): readonly KeyPart[];
}

/** The dates of which a query reads the buckets. */
interface Buckets {
  readonly attribute: string;
  readonly finest: Bucket;
  readonly first: number;
  readonly last: number;
}

export function openPartition(
  parts: readonly KeyPart[],
  values: Values,
  reject: RejectAttribute,
): OpenPartition {
  const pieces = parts.flatMap(piecesOf);
  const buckets = openBuckets(pieces, values, reject);
  const shards = pieces.filter((piece) => isOpenShard(piece, values, reject));
  const counts = shards.map(({ derived }) => (derived?.kind === "shard" ? derived.count : 1));
  return {
    first: buckets?.first ?? 0,
    last: buckets?.last ?? 0,
    shards: counts.reduce((product, count) => product * count, 1),
    bucketed: buckets?.attribute,
    open: new Set([...(buckets ? [buckets.attribute] : []), ...shards.map(({ attribute }) => attribute)]),
    bucketOf(item) {
      const value = buckets && item[buckets.attribute];
      if (buckets === undefined || value === undefined) return buckets?.first ?? 0;
      const { attribute, finest } = buckets;
      const text = value instanceof Date ? dateText(attribute, value, reject) : String(value);
      return boundBucket(finest, attribute, bucketText(attribute, text, finest, reject), "low", reject);
    },
    parts(bucket, shard) {
      const texts = new Map<Piece, string>();
      let rest = shard;
      for (const [position, piece] of shards.entries()) {
        const count = counts[position] ?? 1;
        texts.set(piece, shardText(rest % count, count));
        rest = Math.floor(rest / count);
      }
      for (const piece of pieces) {
        const kind = bucketKind(piece.derived);
        if (buckets === undefined || kind === undefined || piece.attribute !== buckets.attribute) continue;
        texts.set(piece, textOfBucket(buckets.finest, bucket, kind));
      }
      return texts.size === 0 ? parts : parts.map((part) => closed(part, texts));
    },
  };
}

/** A part whose open pieces are text. */
function closed(part: KeyPart, texts: ReadonlyMap<Piece, string>): KeyPart {
  if (!isTemplate(part)) return part;
  return {
    name: part.name,
    template: part.template.map((piece) => (typeof piece === "string" ? piece : (texts.get(piece) ?? piece))),
  };
}

/** A sharded attribute that a query does not give as a single value. */
function isOpenShard({ attribute, derived }: Piece, values: Values, reject: RejectAttribute): boolean {
  if (derived?.kind !== "shard") return false;
  const given = values[attribute];
  return given === undefined || rangeOf(attribute, given, reject).operator !== "eq";
}

function openBuckets(pieces: readonly Piece[], values: Values, reject: RejectAttribute): Buckets | undefined {
  const bucketed = new Map<string, Bucket>();
  for (const { attribute, derived } of pieces) {
    const kind = bucketKind(derived);
    if (kind === undefined) continue;
    bucketed.set(attribute, finer(kind, bucketed.get(attribute) ?? kind));
  }
  const open = [...bucketed].flatMap(([attribute, finest]) => {
    const given = values[attribute];
    if (given === undefined) {
      return reject(attribute, `is missing: the partition key holds its ${finest}. ${BOTH_ENDS}`);
    }
    const range = rangeOf(attribute, given, reject);
    if (range.operator === "eq") return [];
    if (range.operator !== "between") {
      return reject(
        attribute,
        `takes no ${range.operator}: the partition key holds its ${finest}. ${BOTH_ENDS}`,
      );
    }
    return [bucketsOf(attribute, finest, range, reject)];
  });
  const [first, second] = open;
  if (first && second) {
    const reason = `takes a single value where ${first.attribute} is a range: buckets are walked in one direction`;
    return reject(second.attribute, reason);
  }
  return first;
}

const BOTH_ENDS = "Give a value, or both ends of a range: { between: [from, to] }";

function bucketsOf(
  attribute: string,
  finest: Bucket,
  { low, high }: ParsedRange,
  reject: RejectAttribute,
): Buckets {
  const first = boundBucket(finest, attribute, low, "low", reject);
  const last = boundBucket(finest, attribute, high, "high", reject);
  if (typeof low !== typeof high) return reject(attribute, "has a range between two types");
  // Dates are compared by their time.
  const [from, to] = [low, high].map((end) => (end instanceof Date ? end.getTime() : end));
  if (compareKeyValues(from, to) > 0) return reject(attribute, "has a range that ends before it begins");
  // Between two texts there may be no date at all; one bucket shows it.
  return { attribute, finest, first, last: Math.max(first, last) };
}

function rangeOf(attribute: string, given: unknown, reject: RejectAttribute): ParsedRange {
  return parseRange(given, (reason) => reject(attribute, reason));
}

/** A value or a range of an attribute that the key conditions do not say exactly, so that it is filtered by. */
export interface ResidualFilter {
  readonly attribute: string;
  readonly range: ParsedRange;
  /** The sort key has it, but does not sort by it. */
  readonly unsorted?: true;
}

/**
 * The conditions on the sort key of a query whose partition key may hold an attribute's shard or bucket alone. Such an
 * attribute is in the conditions on the sort key too, where that begins with it; where it is not, other values share the
 * partition with it.
 *
 * @param open the attributes of the partition key that are not a single value
 */
export function openSort(
  { partition, sort }: { readonly partition: readonly KeyPart[]; readonly sort: readonly KeyPart[] },
  values: Values,
  open: ReadonlySet<string>,
  format: KeyFormat,
  reject: RejectAttribute,
): { readonly sort: readonly KeyCondition[]; readonly residual: readonly ResidualFilter[] } {
  const pieces = partition.flatMap(piecesOf);
  const sortPieces = sort.flatMap(piecesOf);
  const parse = (attribute: string) => parseRange(values[attribute], (reason) => reject(attribute, reason));
  const lossy = new Map(pieces.filter(isLossy).map((piece) => [piece.attribute, piece]));
  const residual = [...lossy.values()]
    .filter(
      ({ attribute }) => values[attribute] !== undefined && !isApplied(attribute, sortPieces, values, parse),
    )
    .map(({ attribute }) => ({ attribute, range: parse(attribute) }));
  for (const { attribute, range } of residual) {
    if (lossy.get(attribute)?.derived?.kind !== "shard" || range.operator === "eq") continue;
    if (!sortPieces.some((piece) => piece.attribute === attribute))
      reject(attribute, "takes a single value: it decides the shard");
  }
  const isRange = ({ range }: ResidualFilter) => range.operator !== "eq";
  const isBucket = ({ attribute }: ResidualFilter) => lossy.get(attribute)?.derived?.kind !== "shard";
  const left = new Set(
    residual.filter((one) => isRange(one) && isBucket(one)).map(({ attribute }) => attribute),
  );
  const fixed = pieces.map(({ attribute }) => attribute).filter((name) => !open.has(name) || left.has(name));
  const given = Object.fromEntries(Object.entries(values).filter(([name]) => !left.has(name)));
  const conditions = sortConditions(sort, given, format, reject, new Set(fixed));
  const unsorted = unsortedRange(sort, given, format, reject);
  return {
    sort: conditions,
    residual: unsorted === undefined ? residual : [...residual, { ...unsorted, unsorted: true }],
  };
}

/** Returns true if several values have the same piece. A folded case does not count: a query finds any case on purpose. */
function isLossy({ derived }: Piece): boolean {
  return (
    derived?.kind === "shard" ||
    derived?.kind === "day" ||
    derived?.kind === "month" ||
    derived?.kind === "year"
  );
}

/** Returns true if the conditions on the sort key include an attribute itself: every piece before it is a single value. */
function isApplied(
  attribute: string,
  sortPieces: readonly Piece[],
  values: Values,
  parse: (attribute: string) => ParsedRange,
): boolean {
  for (const piece of sortPieces) {
    if (values[piece.attribute] === undefined) return false;
    const isExact = !isLossy(piece) && piece.derived?.kind !== "lower" && piece.derived?.kind !== "upper";
    if (piece.attribute === attribute && isExact) return true;
    if (parse(piece.attribute).operator !== "eq") return false;
  }
  return false;
}

/** Returns true if queries of an access pattern need a filter: its keys have only a part of a value, or do not sort by it. */
export function hasResidualFilter(
  { partition, sort }: { readonly partition: readonly KeyPart[]; readonly sort: readonly KeyPart[] },
  format: KeyFormat,
): boolean {
  const isUnsorted = (part: KeyPart) =>
    isTemplate(part) &&
    part.template.some(
      (piece, position) =>
        typeof piece !== "string" && !preservesOrder(piece, position === part.template.length - 1, format),
    );
  return partition.flatMap(piecesOf).some(isLossy) || sort.some(isUnsorted);
}

/** Returns true if a sort key begins with an attribute that sorts backwards in it. */
export function sortsBackwards(sort: readonly KeyPart[], attribute: string | undefined): boolean {
  const [first] = sort.flatMap(piecesOf);
  return first !== undefined && first.attribute === attribute && first.derived?.kind === "descending";
}
