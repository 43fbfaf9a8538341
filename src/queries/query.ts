import type { Entity } from "../entities/entity.js";
import { partitionConditions, sortConditions } from "../keys/key-condition.js";
import { piecesOf, type Values } from "../keys/key-part.js";
import type { AccessPatternSpec } from "../model/spec.js";
import { plainReading, Reading, type ReadingState } from "./reading.js";
import { entityFilter, expiryFilter, type Source } from "./source.js";

interface QueryState extends ReadingState {
  readonly values: Values;
  readonly descending: boolean;
}

/** What a query of one entity reads. */
function querySource(entity: Entity, state: QueryState): Source {
  const { pattern, values } = state;
  const refuse = entity.refuseKey(pattern.name);
  const inPartition = new Set(pattern.partition.flatMap(piecesOf).map((piece) => piece.attribute));
  const known = new Set([...inPartition, ...pattern.sort.flatMap(piecesOf).map((piece) => piece.attribute)]);
  for (const name of Object.keys(values)) {
    if (!known.has(name))
      refuse(name, `is not a piece of the key, which is made of ${[...known].join(", ")}`);
  }
  return {
    operation: "Query",
    entity,
    accessPattern: pattern.name,
    ...(pattern.index !== undefined && { index: pattern.index }),
    partition: partitionConditions(pattern.partition, values, entity.table, refuse),
    sort: sortConditions(pattern.sort, values, entity.table, refuse, inPartition),
    ownFilters: [
      ...entityFilter([entity], pattern.shared ?? false),
      ...(state.includeExpired ? [] : expiryFilter([entity], entity.now().getTime())),
    ],
    userFilters: state.filters.map((filter) => filter()).filter((node) => node !== undefined),
    ...(state.selection && { selection: state.selection() }),
    consistent: state.consistent,
    descending: state.descending,
  };
}

/** Reads the items of one partition of a global index, or a range of them, in sort order. */
export class GlobalQuery<Item, Paths> extends Reading<Item, Paths, QueryState> {
  /** @internal */
  static start(pattern: AccessPatternSpec, values: Values): QueryState {
    return { ...plainReading(pattern), values: { ...values }, descending: false };
  }

  /** Reads these attributes alone. The cost stays that of the whole items. */
  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): GlobalQuery<Pick<Item, Name>, Paths> {
    return new GlobalQuery(this.target, this.selecting(this.state.pattern.name, attributes));
  }

  /** Reads from the end of the sort order. */
  descending(): this {
    return this.with({ descending: true });
  }

  protected source(): Source {
    return querySource(this.target.entity, this.state);
  }
}

/** Reads the items of one partition of the table or of a local index, or a range of them, in sort order. */
export class Query<Item, Paths> extends GlobalQuery<Item, Paths> {
  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): this {
    return this.with({ consistent: true });
  }

  override select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): Query<Pick<Item, Name>, Paths> {
    return new Query(this.target, this.selecting(this.state.pattern.name, attributes));
  }
}
