import type { Entity } from "../entities/entity.js";
import { readNames } from "../entities/stored-item.js";
import { partitionConditions } from "../keys/key-condition.js";
import { piecesOf, type Values } from "../keys/key-part.js";
import { openPartition } from "../keys/open-partition.js";
import { openSort, sortsBackwards } from "../keys/open-sort.js";
import type { AccessPatternSpec } from "../model/spec.js";
import { exactFilters } from "./exact-filters.js";
import type * as interfaces from "./interfaces.js";
import { countPartitions, type Partitions } from "./partitions.js";
import { plainReading, Reading, type ReadingState } from "./reading.js";
import { entityFilter, expiryFilter, type Source } from "./source.js";

interface QueryState extends ReadingState {
  readonly values: Values;
  readonly descending: boolean;
}

/** What a query of one entity reads: of one partition, or of several. */
function queryPartitions(entity: Entity, state: QueryState): Partitions {
  const { pattern, values } = state;
  const refuse = entity.refuseKey(pattern.name);
  const inPartition = new Set(pattern.partition.flatMap(piecesOf).map((piece) => piece.attribute));
  const known = new Set([...inPartition, ...pattern.sort.flatMap(piecesOf).map((piece) => piece.attribute)]);
  for (const name of Object.keys(values)) {
    if (!known.has(name))
      refuse(name, `is not a piece of the key, which is made of ${[...known].join(", ")}`);
  }
  const partition = openPartition(pattern.partition, values, refuse);
  const { sort, inexact } = openSort(pattern, values, partition.open, entity.table, refuse);
  const exact = exactFilters(entity, pattern, inexact);
  const several = countPartitions(partition) > 1;
  const common = {
    operation: "Query" as const,
    entity,
    accessPattern: pattern.name,
    ...(pattern.index !== undefined && { index: pattern.index }),
    sort,
    ownFilters: [
      ...entityFilter([entity], pattern.shared ?? false),
      ...(state.includeExpired ? [] : expiryFilter([entity], entity.now().getTime())),
      ...exact.filters,
    ],
    userFilters: state.filters.map((filter) => filter()).filter((node) => node !== undefined),
    ...(exact.accepts && { accepts: exact.accepts }),
    ...(state.selection && { selection: readNames(entity, state.selection(), pattern) }),
    consistent: state.consistent,
    descending: state.descending,
    ...(several && { keyed: true }),
    ...((several || inexact.length > 0) && {
      range: [partition.first, partition.last, partition.shards, inexact],
    }),
  };
  return {
    first: partition.first,
    last: partition.last,
    shards: partition.shards,
    backwards: state.descending !== sortsBackwards(pattern.sort, partition.bucketed),
    bucketOf: partition.bucketOf,
    source: (bucket, shard) => ({
      ...common,
      partition: partitionConditions(partition.parts(bucket, shard), values, entity.table, refuse),
    }),
  };
}

export class GlobalQuery<Item, Paths>
  extends Reading<Item, Paths, QueryState>
  implements interfaces.GlobalQuery<Item, Paths>
{
  /** @internal */
  static start(pattern: AccessPatternSpec, values: Values): QueryState {
    return { ...plainReading(pattern), values: { ...values }, descending: false };
  }

  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): GlobalQuery<Pick<Item, Name>, Paths> {
    return new GlobalQuery(this.target, this.selecting(this.state.pattern.name, attributes));
  }

  descending(): this {
    return this.with({ descending: true });
  }

  protected source(): Source {
    const { first, source } = queryPartitions(this.target.entity, this.state);
    return source(first, 0);
  }

  protected override partitions(): Partitions | undefined {
    const partitions = queryPartitions(this.target.entity, this.state);
    return countPartitions(partitions) > 1 ? partitions : undefined;
  }
}

export class Query<Item, Paths> extends GlobalQuery<Item, Paths> implements interfaces.Query<Item, Paths> {
  consistent(): this {
    return this.with({ consistent: true });
  }

  override select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): Query<Pick<Item, Name>, Paths> {
    return new Query(this.target, this.selecting(this.state.pattern.name, attributes));
  }
}
