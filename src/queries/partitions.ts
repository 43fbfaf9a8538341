import { type Source, sortKeyNames } from "./source.js";

type Document = Readonly<Record<string, unknown>>;

/** The partitions that one query reads: its buckets one after another, the shards of each merged. */
export interface Partitions {
  /** The numbers of the first and the last bucket; those between follow one another. */
  readonly first: number;
  readonly last: number;
  /** How many shards each bucket has. */
  readonly shards: number;
  /** What is read of one partition. */
  source(bucket: number, shard: number): Source;
}

/** Where a query over several partitions goes on. */
export interface Place {
  readonly bucket: number;
  readonly shard: number;
  /** After the item with this key; where the bucket or the shard begins unless given. */
  readonly key?: Document | undefined;
}

/** How many partitions there are. */
export function countPartitions({ first, last, shards }: Partitions): number {
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

export function startOf({ first, last, shards, source }: Partitions): Place {
  return source(first, 0).descending ? { bucket: last, shard: shards - 1 } : { bucket: first, shard: 0 };
}

/** Where the next bucket begins, if there is one. */
export function afterBucket(partitions: Partitions, { bucket }: Place): Place | undefined {
  const { bucket: start, shard } = startOf(partitions);
  const next = start === partitions.first && shard === 0 ? bucket + 1 : bucket - 1;
  return next < partitions.first || next > partitions.last ? undefined : { bucket: next, shard };
}

/** Where the next shard begins, of this bucket or the next. */
export function afterShard(partitions: Partitions, { bucket, shard }: Place): Place | undefined {
  const next = partitions.source(bucket, shard).descending ? shard - 1 : shard + 1;
  return next < 0 || next >= partitions.shards
    ? afterBucket(partitions, { bucket, shard })
    : { bucket, shard: next };
}

/** The shard in which an item with these keys lies, if the query reads it. */
export function shardOfKey(partitions: Partitions, bucket: number, key: Document): number | undefined {
  for (let shard = 0; shard < partitions.shards; shard += 1) {
    const { partition } = partitions.source(bucket, shard);
    if (partition.every(({ name, value }) => key[name] === value)) return shard;
  }
  return undefined;
}
