import { type Entity, managedOf } from "../entities/entity.js";
import { attributePath, conditionPaths } from "../entities/paths.js";
import { versionRead } from "../entities/update.js";
import { type ConditionNode, isCondition, type MaybeCondition } from "../expressions/condition.js";
import type { KeyPart } from "../model/model.js";

/** Builds a condition from an entity's attributes: what `.if` and `.filter` take. `undefined` is no condition. */
export type ConditionBuilder<Paths> = (attributes: Paths) => MaybeCondition;

/** Runs what `.if` or `.filter` was given. The type assertion is between the generated paths and their implementation. */
export function buildCondition<Paths>(
  entity: Entity,
  build: ConditionBuilder<Paths>,
): ConditionNode | undefined {
  const condition: unknown = build(conditionPaths(entity) as unknown as Paths);
  if (isCondition(condition)) return condition.node;
  if (condition === undefined || condition === false) return undefined;
  const reason = "the callback must return a condition, such as (c) => c.points.gte(1)";
  throw entity.error("InvalidCondition", `${entity.name}: ${reason}`, { reason });
}

/** The condition that an attribute has a value. */
export function isEqual(entity: Entity, attribute: string, value: unknown): ConditionNode {
  return attributePath(entity, attribute).eq(value).node;
}

/** The condition that nobody wrote an item since it was read. */
export function sameVersionCondition(entity: Entity, read: unknown): ConditionNode {
  return isEqual(entity, managedOf(entity).version ?? "", versionRead(entity, read));
}

/** The condition that there is an item under the key, or that there is none. */
export function itemExists(entity: Entity, exists: boolean): ConditionNode {
  const [part] = entity.spec.primaryKey.partition as readonly [KeyPart];
  return { type: "exists", attribute: part.name, exists };
}
