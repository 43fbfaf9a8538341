import type { ConditionNode } from "../expressions/condition.js";
import type { StoredDocument } from "../values/document.js";
import { isBeyond, isExactNumber } from "../values/number-bounds.js";
import type { Entity } from "./entity.js";

/** Returns a time in DynamoDB's unit of time to live: whole seconds since 1970. */
function inSeconds(now: number): number {
  return Math.floor(now / 1000);
}

/**
 * Returns true if an item's time to live has passed, in whole seconds of the clock. DynamoDB deletes it some time later. A time
 * to live that is no number never passes, as in DynamoDB.
 */
export function isExpired(entity: Entity, document: StoredDocument, now: number): boolean {
  const { timeToLive } = entity;
  if (timeToLive === undefined) return false;
  const expires = document[timeToLive];
  return isExactNumber(expires) && !isBeyond(expires, { value: inSeconds(now), exclusive: false }, "above");
}

/** Returns the condition that an item has expired: {@link isExpired} as DynamoDB decides it. */
export function hasExpired(timeToLive: string, now: number): ConditionNode {
  return { type: "compare", operator: "<=", operand: { attribute: timeToLive }, value: inSeconds(now) };
}

/** Returns the condition that an item has not expired. It holds where there is no item or no time to live. */
export function notExpired(timeToLive: string, now: number): ConditionNode {
  return { type: "not", node: hasExpired(timeToLive, now) };
}
