import type { ConditionNode } from "../expressions/condition.js";
import type { Entity } from "./entity.js";

/** The time in DynamoDB's unit of time to live: whole seconds since 1970. */
function inSeconds(now: number): number {
  return Math.floor(now / 1000);
}

/** Whether an item's time to live has passed. DynamoDB deletes it some time later. */
export function isExpired(entity: Entity, document: Readonly<Record<string, unknown>>, now: number): boolean {
  const { timeToLive } = entity;
  if (timeToLive === undefined) return false;
  const expires = document[timeToLive];
  return typeof expires === "number" && expires <= inSeconds(now);
}

/** The filter of a Query that leaves expired items out. */
export function notExpired(timeToLive: string, now: number): ConditionNode {
  return {
    type: "or",
    nodes: [
      { type: "exists", attribute: timeToLive, exists: false },
      { type: "compare", operator: ">", operand: { attribute: timeToLive }, value: inSeconds(now) },
    ],
  };
}
