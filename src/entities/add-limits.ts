import { allOf, type ConditionNode, type DocumentPath } from "../expressions/condition.js";
import { valueAt } from "../expressions/update.js";
import type { StoredDocument } from "../values/document.js";
import {
  before,
  boundsOf,
  isExactNumber,
  isStorable,
  isWithin,
  type NumberBounds,
  plainNumber,
  sumOf,
} from "../values/number-bounds.js";
import { type Entity, placeOf } from "./entity.js";
import type { Changes } from "./update.js";
import { nestedValueOf } from "./validate.js";

/** An addend, and the bounds between which it must leave its number. */
export interface AddLimit {
  readonly path: DocumentPath;
  readonly addend: number | bigint;
  readonly bounds: NumberBounds;
  /** The number that counts where there is none; `undefined` where there must be one. */
  readonly initial: number | bigint | undefined;
}

/** Returns the limits of what an update adds. */
export function addLimits(
  entity: Entity,
  { add, paths = [] }: Pick<Changes, "add" | "paths">,
): readonly AddLimit[] {
  const limits: AddLimit[] = [];
  for (const [name, addend] of Object.entries(add)) {
    const attribute = entity.attribute(name);
    // The version is counted by monotable itself.
    if (attribute.managed !== undefined) continue;
    const nested = nestedValueOf(entity, attribute);
    const bounds = boundsOf(nested.schema, typeof addend === "bigint" ? "bigint" : "number");
    limits.push({ path: placeOf(entity, name), addend, bounds, initial: numberOr0(nested.initial) });
  }
  for (const change of paths) {
    if (change.kind !== "add" || change.bounds === undefined) continue;
    const { path, value, bounds, mayBeAbsent, initial = 0 } = change;
    if (typeof value !== "number" && typeof value !== "bigint") continue;
    limits.push({ path, addend: value, bounds, initial: mayBeAbsent ? numberOr0(initial) : undefined });
  }
  return limits;
}

function numberOr0(value: unknown): number | bigint {
  return typeof value === "number" || typeof value === "bigint" ? value : 0;
}

/** Returns the condition that what an update adds keeps each number inside its bounds; only of bounds that it could cross. */
export function withinLimits(limits: readonly AddLimit[]): ConditionNode | undefined {
  return allOf(limits.flatMap(conditionsOf));
}

function conditionsOf({ path, addend, bounds, initial }: AddLimit): ConditionNode[] {
  const { least, greatest } = bounds;
  const mayBeAbsent = initial === undefined || isWithin(sumOf(initial, addend), bounds);
  const direction = addend > 0 ? "above" : "below";
  const bound = addend > 0 ? greatest : least;
  if (bound === undefined || Number(addend) === 0)
    return mayBeAbsent ? [] : [{ type: "exists", ...path, exists: true }];
  const value = before(bound, addend, direction);
  const inside = addend > 0 ? (bound.exclusive ? "<" : "<=") : bound.exclusive ? ">" : ">=";
  // A comparison does not hold of what is absent; that it is not beyond does.
  if (!mayBeAbsent) return [{ type: "compare", operator: inside, operand: path, value }];
  const beyond = addend > 0 ? (bound.exclusive ? ">=" : ">") : bound.exclusive ? "<=" : "<";
  return [{ type: "not", node: { type: "compare", operator: beyond, operand: path, value } }];
}

/** A limit that an item does not allow, and the number that it has. */
export interface BrokenLimit {
  readonly limit: AddLimit;
  readonly value: number | bigint | undefined;
}

/**
 * Finds the addend that would take a number of an item out of its bounds, or beyond what DynamoDB stores; `undefined` if there
 * is none.
 */
export function brokenLimit(
  limits: readonly AddLimit[],
  document: StoredDocument | undefined,
): BrokenLimit | undefined {
  for (const limit of limits) {
    const stored = document === undefined ? undefined : valueAt(document, limit.path);
    const found = isExactNumber(stored) ? stored : undefined;
    const from = found ?? limit.initial;
    if (from === undefined || (stored !== undefined && found === undefined)) continue;
    const sum = sumOf(from, limit.addend);
    if (!isWithin(sum, limit.bounds) || !isStorable(sum))
      return { limit, value: found && plainNumber(found) };
  }
  return undefined;
}
