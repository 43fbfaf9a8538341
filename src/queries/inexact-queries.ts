import type { Entity } from "../entities/entity.js";
import { partitionConditions } from "../keys/key-condition.js";
import { openPartition } from "../keys/open-partition.js";
import { openSort, sortsBackwards } from "../keys/open-sort.js";
import { exactFilters } from "./exact-filters.js";
import { filtersOf } from "./filters.js";
import { cursorOfItem } from "./partition-cursor.js";
import { PARTITIONED_ENDS } from "./partitioned-read.js";
import { countPartitions, type Partitions } from "./partitions.js";
import { type QueryState, readingOf } from "./query.js";
import { readingFilters } from "./reading-filters.js";

/**
 * What a query reads whose keys hold but a part of a value (its shard, its day), or do not sort by it: one partition or
 * several, with filters that make it exact. The specs of such access patterns name it.
 */
export function inexactQueries(entity: Entity, state: QueryState): Partitions {
  const { pattern, values } = state;
  const reading = readingOf(entity, state);
  const filters = readingFilters.of(entity, state);
  const refuse = entity.refuseKey(pattern.name);
  const partition = openPartition(pattern.partition, values, refuse);
  const { sort, inexact } = openSort(pattern, values, partition.open, entity.keyFormat, refuse);
  const exact = exactFilters(entity, pattern, inexact);
  const several = countPartitions(partition) > 1;
  const common = {
    ...reading,
    sort,
    filters: filtersOf([...(filters?.own ?? []), ...exact.filters], filters?.user ?? []),
    ...(exact.accepts && { accepts: exact.accepts }),
    ...(several && { keyed: true }),
    ...((several || inexact.length > 0) && {
      range: [partition.first, partition.last, partition.shards, inexact],
    }),
  };
  const partitions = {
    first: partition.first,
    last: partition.last,
    shards: partition.shards,
    backwards: state.descending !== sortsBackwards(pattern.sort, partition.bucketed),
    bucketOf: partition.bucketOf,
    source: (bucket: number, shard: number) => ({
      ...common,
      partition: partitionConditions(partition.parts(bucket, shard), values, entity.keyFormat, refuse),
    }),
    ends: PARTITIONED_ENDS,
  };
  return { ...partitions, cursorOf: (item, cursorIn) => cursorOfItem(partitions, item, cursorIn) };
}
