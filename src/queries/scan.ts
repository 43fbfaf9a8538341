import type { Entity } from "../entities/entity.js";
import type { ConditionNode } from "../expressions/condition.js";
import { isTemplate } from "../keys/key-part.js";
import { Reading, type ReadingState } from "./reading.js";
import { entityFilter, expiryFilter, type Source } from "./source.js";

/** What a scan of one entity reads: the whole table, of which it gives the entity's items. */
function scanSource(entity: Entity, state: ReadingState): Source {
  const named = entityFilter([entity], true);
  const keys = [...entity.spec.primaryKey.partition, ...entity.spec.primaryKey.sort];
  return {
    operation: "Scan",
    entity,
    accessPattern: "scan",
    partition: [],
    sort: [],
    ownFilters: [
      ...(named.length > 0 ? named : prefixFilters(entity)),
      ...(state.includeExpired ? [] : expiryFilter([entity], entity.now().getTime())),
    ],
    userFilters: state.filters.map((filter) => filter()),
    // Where items do not carry their entity's name, their keys tell.
    ...(named.length === 0 && keys.some(isTemplate) && { accepts: (document) => entity.ownsKey(document) }),
    ...(state.selection && { selection: state.selection() }),
    consistent: state.consistent,
    descending: false,
  };
}

/** The filters on the literal text that the entity's keys begin with. */
function prefixFilters(entity: Entity): ConditionNode[] {
  const keys = [...entity.spec.primaryKey.partition, ...entity.spec.primaryKey.sort];
  return keys.filter(isTemplate).flatMap(({ name, template: [first] }): ConditionNode[] => {
    if (typeof first !== "string") return [];
    return [{ type: "function", name: "begins_with", operand: { attribute: name }, value: first }];
  });
}

/** Reads the whole table for the items of one entity: every item in it is paid for. There is no order. */
export class Scan<Item, Paths> extends Reading<Item, Paths, ReadingState> {
  /** Reads these attributes alone. The cost stays that of the whole items. */
  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): Scan<Pick<Item, Name>, Paths> {
    return new Scan(this.target, this.selecting("scan", attributes));
  }

  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): this {
    return this.with({ consistent: true });
  }

  protected source(): Source {
    return scanSource(this.target.entity, this.state);
  }
}
