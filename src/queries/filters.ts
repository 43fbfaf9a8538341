import type { Entity } from "../entities/entity.js";
import { notExpired } from "../entities/expiry.js";
import type { Aliases } from "../expressions/aliases.js";
import { allOf, type ConditionNode, renderCondition } from "../expressions/condition.js";

/** What DynamoDB leaves out of what it read. */
export interface Filters {
  /** Those that monotable adds: the entity, and expiry. */
  readonly own: readonly ConditionNode[];
  readonly user: readonly ConditionNode[];
  /** All of them as the text of an expression. */
  render(aliases: Aliases): string;
}

/** Filters, if there are any: they bring what renders them, so that a read without filters needs nothing of it. */
export function filtersOf(
  own: readonly ConditionNode[],
  conditions: readonly (ConditionNode | undefined)[],
): Filters | undefined {
  const user = conditions.filter((node) => node !== undefined);
  const node = allOf([...own, ...user]);
  return node && { own, user, render: (aliases) => renderCondition(node, aliases) };
}

/** The filter that leaves out what has expired, of the entities that can expire, unless that is asked for. */
export function expiryFilter(
  entities: readonly Entity[],
  { includeExpired }: { readonly includeExpired: boolean },
): ConditionNode[] {
  const mortal = includeExpired ? undefined : entities.find(({ timeToLive }) => timeToLive !== undefined);
  return mortal?.timeToLive === undefined ? [] : [notExpired(mortal.timeToLive, mortal.now().getTime())];
}

/** The filter that leaves out other entities, where they may lie in what is read. */
export function entityFilter(entities: readonly Entity[], shared: boolean): ConditionNode[] {
  const attribute = entities[0]?.table.entityAttribute;
  const [first, ...others] = entities.map((entity) => entity.name);
  if (!shared || attribute === undefined || first === undefined) return [];
  const operand = { attribute };
  return others.length === 0
    ? [{ type: "compare", operator: "=", operand, value: first }]
    : [{ type: "in", operand, values: [first, ...others] }];
}
