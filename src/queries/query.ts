import type { Entity } from "../entities/entity.js";
import { readNames } from "../entities/read-item.js";
import { partitionConditions, sortConditions } from "../keys/key-condition.js";
import { piecesOf, type Values } from "../keys/key-part.js";
import type { AccessPatternSpec } from "../model/spec.js";
import type { Target } from "../operations/operation.js";
import { countPartitions, type Partitions } from "./partitions.js";
import { plainReading, Reading, type ReadingState } from "./reading.js";
import type { Source } from "./source.js";
import type * as interfaces from "./types.js";

export interface QueryState extends ReadingState {
  readonly values: Values;
  readonly descending: boolean;
}

/** What a query of one entity reads, but for its keys. */
export function readingOf(entity: Entity, state: QueryState) {
  const { pattern, values } = state;
  const known = new Set(
    [...pattern.partition, ...pattern.sort].flatMap(piecesOf).map(({ attribute }) => attribute),
  );
  for (const name of Object.keys(values)) {
    if (!known.has(name))
      entity.refuseKey(pattern.name)(
        name,
        `is not a piece of the key, which is made of ${[...known].join(", ")}`,
      );
  }
  return {
    operation: "Query" as const,
    entity,
    accessPattern: pattern.name,
    ...(pattern.index !== undefined && { index: pattern.index }),
    ...(state.selection && { selection: readNames(entity, state.selection(), pattern) }),
    consistent: state.consistent,
    descending: state.descending,
  };
}

/** What a query of one partition reads, whose keys tell exactly what its values are. */
function querySource({ entity, readingFilters = entity.spec.filters }: Target, state: QueryState): Source {
  const { pattern, values } = state;
  const reading = readingOf(entity, state);
  const filters = readingFilters === undefined ? requireNoFilters(entity, state) : readingFilters.of(entity, state);
  const refuse = entity.refuseKey(pattern.name);
  const inPartition = new Set(pattern.partition.flatMap(piecesOf).map(({ attribute }) => attribute));
  const sort = sortConditions(pattern.sort, values, entity.keyFormat, refuse, inPartition);
  return {
    ...reading,
    filters,
    sort,
    partition: partitionConditions(pattern.partition, values, entity.keyFormat, refuse),
  };
}

/** Nothing may be left unfiltered: a filter that is not among the methods throws what it is missing. */
function requireNoFilters(entity: Entity, { pattern, filters }: QueryState): undefined {
  for (const filter of filters) filter();
  if (pattern.shared || entity.timeToLive !== undefined || filters.length > 0)
    throw new Error("The spec of this entity does not name readingFilters: generate it anew");
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
    const open = this.#open();
    return open?.source(open.first, 0) ?? querySource(this.target, this.state);
  }

  protected override partitions(): Partitions | undefined {
    const open = this.#open();
    return open && countPartitions(open) > 1 ? open : undefined;
  }

  /** What is read where the keys hold but a part of a value, or do not sort by it. */
  #open(): Partitions | undefined {
    return this.state.pattern.inexact?.(this.target.entity, this.state);
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
