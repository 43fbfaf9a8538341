import type { StoredDocument } from "../values/document.js";
import type { Ends } from "./ends.js";
import { type Source, sortKeyNames } from "./source.js";

/** The partitions that one query reads: its buckets one after another, the shards of each merged. */
export interface Partitions {
  /** The numbers of the first and the last bucket; those between follow one another. */
  readonly first: number;
  readonly last: number;
  /** How many shards each bucket has. */
  readonly shards: number;
  /** Whether the last bucket comes first. */
  readonly backwards: boolean;
  /** The bucket in which an item lies, if it is one of the query's. */
  bucketOf(item: StoredDocument): number;
  /** What is read of one partition. */
  source(bucket: number, shard: number): Source;
  /** How they are read. */
  readonly ends: Ends;
  /**
   * The cursor that goes on after an item.
   *
   * @param cursorIn the cursor that goes on after it in its own partition, or the refusal of an item that does not lie there
   */
  cursorOf(item: StoredDocument, cursorIn: (source: Source) => string): string;
}

/** Where a query over several partitions goes on. */
export interface Place {
  readonly bucket: number;
  readonly shard: number;
  /** After the item with this key; where the bucket or the shard begins unless given. */
  readonly key?: StoredDocument | undefined;
}

/** How many partitions there are. */
export function countPartitions({
  first,
  last,
  shards,
}: Pick<Partitions, "first" | "last" | "shards">): number {
  return (last - first + 1) * shards;
}

/** Every partition, in the order of the query. */
export function* eachPartition(partitions: Partitions): Generator<Source> {
  for (let place: Place | undefined = startOf(partitions); place; place = afterShard(partitions, place)) {
    yield partitions.source(place.bucket, place.shard);
  }
}

/** Whether the shards of a bucket are merged; without a sort key there is no order in which they could be. */
export function isMerged({ first, shards, source }: Partitions): boolean {
  return shards > 1 && sortKeyNames(source(first, 0)).length > 0;
}

export function startOf({ first, last, shards, backwards, source }: Partitions): Place {
  const { descending } = source(first, 0);
  return { bucket: backwards ? last : first, shard: descending ? shards - 1 : 0 };
}

/** Where the next bucket begins, if there is one. */
export function afterBucket(partitions: Partitions, { bucket }: Place): Place | undefined {
  const { first, last, backwards } = partitions;
  const next = bucket + (backwards ? -1 : 1);
  return next < first || next > last ? undefined : { ...startOf(partitions), bucket: next };
}

/** Where the next shard begins, of this bucket or the next. */
export function afterShard(partitions: Partitions, place: Place): Place | undefined {
  const next = place.shard + (partitions.source(place.bucket, place.shard).descending ? -1 : 1);
  const isOut = next < 0 || next >= partitions.shards;
  return isOut ? afterBucket(partitions, place) : { bucket: place.bucket, shard: next };
}
