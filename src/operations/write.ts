import type { Entity } from "../entities/entity.js";
import type { MonotableError } from "../errors.js";
import type { AttributePath } from "../expressions/attribute-path.js";
import { Condition, type ConditionNode, join } from "../expressions/condition.js";
import type { KeyPart } from "../model/model.js";
import { ConditionNotMet, type OperationName, type Request, type Sender, type Wire } from "./wire.js";

/** Builds a condition from an entity's attributes: what `.if` and `.filter` take. */
export type ConditionBuilder<Paths> = (attributes: Paths) => Condition;

/** Runs what `.if` or `.filter` was given. The cast is the seam between the generated paths and their implementation. */
export function buildCondition<Paths>(entity: Entity, build: ConditionBuilder<Paths>): ConditionNode {
  const condition: unknown = build(entity.paths() as unknown as Paths);
  if (condition instanceof Condition) return condition.node;
  const reason = "the callback must return a condition, such as (c) => c.points.gte(1)";
  throw entity.error("InvalidCondition", `${entity.name}: ${reason}`, { reason });
}

export type EntityPaths = Readonly<Record<string, AttributePath>>;

/** The conditions joined by AND, or nothing where there are none. */
export function allOf(nodes: readonly ConditionNode[]): ConditionNode | undefined {
  return nodes.length === 0 ? undefined : join("and", nodes);
}

/** The condition that there is an item under the key, or that there is none. */
export function itemExists(entity: Entity, exists: boolean): ConditionNode {
  const [part] = entity.spec.primaryKey.partition as readonly [KeyPart];
  return { type: "exists", attribute: part.name, exists };
}

/** Sends a write; a condition that did not hold becomes the error that `refused` makes of it. */
export async function sendWrite<Name extends OperationName>(
  sender: Sender,
  entity: Entity,
  request: Request<Name>,
  refused: (reason: ConditionNotMet) => MonotableError,
): Promise<Wire[Name]["output"]> {
  try {
    return await sender.send(request, entity);
  } catch (error) {
    throw error instanceof ConditionNotMet ? refused(error) : error;
  }
}

/** The error of a write whose `.if` did not hold. */
export function conditionFailed(
  entity: Entity,
  key: Readonly<Record<string, unknown>>,
  { item, cause }: ConditionNotMet,
): MonotableError {
  const found = item && entity.decode(item);
  const message = `${entity.name} ${describeKey(key)}: ${found ? "the item is not as the condition demands" : "there is no such item"}`;
  return entity.error("ConditionFailed", message, { key, item: found }, cause);
}

/** A key for a message: `userId "u1", orderId "o1"`. */
export function describeKey(key: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(key).map(
    ([name, value]) => `${name} ${typeof value === "string" ? JSON.stringify(value) : String(value)}`,
  );
  return parts.length === 0 ? "(a singleton)" : parts.join(", ");
}
