import type { KeyPart, Piece } from "../model/model.js";
import { type Bucket, bucketText, shardText } from "./derivation.js";
import { compareKeyValues } from "./key-order.js";
import { isTemplate, piecesOf, type Values } from "./key-part.js";
import { boundBucket, bucketKind, finer, textOfBucket } from "./partitions.js";
import { type ParsedRange, parseRange } from "./range.js";
import type { Refuse } from "./refuse.js";
import { dateText } from "./typed-piece.js";

/**
 * The partitions that a query reads: one where its values tell it, every shard where they do not, and every bucket of a
 * range of dates.
 */
export interface OpenPartition {
  /** The numbers of the first and the last bucket, which those between follow; 0 where there are no buckets. */
  readonly first: number;
  readonly last: number;
  /** How many shards each bucket has; 1 where there are none. */
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

export function openPartition(parts: readonly KeyPart[], values: Values, refuse: Refuse): OpenPartition {
  const pieces = parts.flatMap(piecesOf);
  const buckets = openBuckets(pieces, values, refuse);
  const shards = pieces.filter((piece) => isOpenShard(piece, values, refuse));
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
      const text = value instanceof Date ? dateText(attribute, value, refuse) : String(value);
      return boundBucket(finest, attribute, bucketText(attribute, text, finest, refuse), "low", refuse);
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
function isOpenShard({ attribute, derived }: Piece, values: Values, refuse: Refuse): boolean {
  if (derived?.kind !== "shard") return false;
  const given = values[attribute];
  return given === undefined || rangeOf(attribute, given, refuse).operator !== "eq";
}

function openBuckets(pieces: readonly Piece[], values: Values, refuse: Refuse): Buckets | undefined {
  const bucketed = new Map<string, Bucket>();
  for (const { attribute, derived } of pieces) {
    const kind = bucketKind(derived);
    if (kind === undefined) continue;
    bucketed.set(attribute, finer(kind, bucketed.get(attribute) ?? kind));
  }
  const open = [...bucketed].flatMap(([attribute, finest]) => {
    const given = values[attribute];
    if (given === undefined) {
      return refuse(attribute, `is missing: the partition key holds its ${finest}. ${BOTH_ENDS}`);
    }
    const range = rangeOf(attribute, given, refuse);
    if (range.operator === "eq") return [];
    if (range.operator !== "between") {
      return refuse(
        attribute,
        `takes no ${range.operator}: the partition key holds its ${finest}. ${BOTH_ENDS}`,
      );
    }
    return [bucketsOf(attribute, finest, range, refuse)];
  });
  const [first, second] = open;
  if (first && second) {
    const reason = `takes a single value where ${first.attribute} is a range: buckets are walked in one direction`;
    return refuse(second.attribute, reason);
  }
  return first;
}

const BOTH_ENDS = "Give a value, or both ends of a range: { between: [from, to] }";

function bucketsOf(attribute: string, finest: Bucket, { low, high }: ParsedRange, refuse: Refuse): Buckets {
  const first = boundBucket(finest, attribute, low, "low", refuse);
  const last = boundBucket(finest, attribute, high, "high", refuse);
  if (typeof low !== typeof high) return refuse(attribute, "has a range between two types");
  if (compareKeyValues(low, high) > 0) return refuse(attribute, "has a range that ends before it begins");
  // Between two texts there may be no date at all; one bucket shows it.
  return { attribute, finest, first, last: Math.max(first, last) };
}

function rangeOf(attribute: string, given: unknown, refuse: Refuse): ParsedRange {
  return parseRange(given, (reason) => refuse(attribute, reason));
}
