import type { Entity } from "../entities/entity.js";
import { Condition, type ConditionNode, join } from "../expressions/condition.js";
import type { KeyPart } from "../model/model.js";

/** Builds a condition from an entity's attributes: what `.if` and `.filter` take. */
export type ConditionBuilder<Paths> = (attributes: Paths) => Condition;

/** Runs what `.if` or `.filter` was given. The cast is the seam between the generated paths and their implementation. */
export function buildCondition<Paths>(entity: Entity, build: ConditionBuilder<Paths>): ConditionNode {
  const condition: unknown = build(entity.paths() as unknown as Paths);
  if (condition instanceof Condition) return condition.node;
  const reason = "the callback must return a condition, such as (c) => c.points.gte(1)";
  throw entity.error("InvalidCondition", `${entity.name}: ${reason}`, { reason });
}

/** The conditions joined by AND, or nothing where there are none. */
export function allOf(nodes: readonly ConditionNode[]): ConditionNode | undefined {
  return nodes.length === 0 ? undefined : join("and", nodes);
}

/** The condition that there is an item under the key, or that there is none. */
export function itemExists(entity: Entity, exists: boolean): ConditionNode {
  const [part] = entity.spec.primaryKey.partition as readonly [KeyPart];
  return { type: "exists", attribute: part.name, exists };
}
