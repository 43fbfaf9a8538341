import { type Entity, managedOf } from "../entities/entity.js";
import { attributePath, conditionPaths } from "../entities/paths.js";
import { versionRead } from "../entities/update.js";
import { isPath } from "../expressions/attribute-path.js";
import { type ConditionNode, isCondition, type MaybeCondition } from "../expressions/condition.js";
import {
  attributesIn,
  decidingPart,
  isInvalidOperand,
  isUnconditional,
  type Part,
  Usage,
} from "../expressions/usage.js";
import type { KeyPart } from "../model/model.js";
import { describeValue } from "../values/describe-value.js";

/**
 * Builds a condition from an entity's attributes: what `.if`, `.filter` and `check` take. It returns the condition, or
 * `undefined` for none. It must have no effects: it may be called several times.
 *
 * @typeParam Returned a type parameter wherever a builder is taken: a function without `return` returns `void` then, which
 *   is no condition, while TypeScript 6 takes it for `undefined` where that is written out
 */
export type ConditionBuilder<Paths, Returned extends MaybeCondition = MaybeCondition> = (
  attributes: Paths,
) => Returned;

/** Runs the callback of `.if`, `.filter` or `check`. Whatever it builds must be in what it returns. */
export function buildCondition<Paths>(
  entity: Entity,
  build: ConditionBuilder<Paths>,
): ConditionNode | undefined {
  // Type assertion: the generated types of paths are those of this implementation.
  const run = (usage: Usage): unknown => build(conditionPaths(entity, usage) as unknown as Paths);
  const usage = new Usage();
  const returned = runBuilder(entity, () => run(usage));
  if (returned !== undefined && !isCondition(returned))
    return throwInvalidCallback(entity, notACondition(returned), usage.built.at(-1));
  const unused = usage.unused(returned === undefined ? [] : [returned]);
  if (unused !== undefined) return throwInvalidCallback(entity, unusedReason(unused), unused);
  const deciding = isUnconditional(build) ? undefined : decidingPart(usage, run);
  if (deciding !== undefined) return throwInvalidCallback(entity, decidingReason(deciding), deciding);
  return returned?.node;
}

function runBuilder(entity: Entity, run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (isInvalidOperand(error)) return throwInvalidCallback(entity, error.message);
    throw error;
  }
}

/** Throws the error of a callback that does not return the condition that it builds. */
function throwInvalidCallback(entity: Entity, reason: string, part?: Part): never {
  const [attribute] = part === undefined ? [] : attributesIn(part);
  const details = attribute === undefined ? { reason } : { attribute, reason };
  throw entity.error("InvalidCondition", `${entity.name}: ${reason}`, details);
}

const JOIN =
  "Join conditions with and(), or() and not(), and return the result: JavaScript's own &&, ||, ! and commas do not join them";

function notACondition(returned: unknown): string {
  const given = isPath(returned) ? "a path without an operator" : describeValue(returned);
  return `the callback must return a condition, such as (c) => c.points.gte(1), or undefined for none; it returned ${given}. ${JOIN}`;
}

function unusedReason(part: Part): string {
  const names = attributesIn(part).join(" and ");
  return isCondition(part)
    ? `the callback builds a condition on ${names} that is not in what it returns. ${JOIN}`
    : `the callback reads ${names} and applies no operator to it, such as .eq(true) or .exists(). ${JOIN}`;
}

function decidingReason(part: Part): string {
  const kind = isCondition(part) ? "a condition on" : "the path";
  return `the callback tests ${kind} ${attributesIn(part).join(" and ")} with ||, && or ?, where it is always true, so that the rest is never built. ${JOIN}`;
}

/** Returns the condition that an attribute has a value. */
export function isEqual(entity: Entity, attribute: string, value: unknown): ConditionNode {
  return attributePath(entity, attribute).eq(value).node;
}

/** Returns the condition that nobody wrote an item since it was read. */
export function sameVersionCondition(entity: Entity, read: unknown): ConditionNode {
  return isEqual(entity, managedOf(entity).version ?? "", versionRead(entity, read));
}

/** Returns the condition that there is an item under the key, or that there is none. */
export function itemExists(entity: Entity, exists: boolean): ConditionNode {
  const [part] = entity.spec.primaryKey.partition as readonly [KeyPart];
  return { type: "exists", attribute: part.name, exists };
}
