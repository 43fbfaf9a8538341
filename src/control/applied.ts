import type { CancellationReason } from "../requests/request.js";
import { type ControlContext, controlKey, controlSubject } from "./control-table.js";

/** The time for which a mark is kept, in seconds: 15 days. Stream records live 24 hours, queues of failures longer. */
const KEPT_SECONDS = 15 * 24 * 60 * 60;

/** A change of one consumer. */
export interface AppliedChange {
  /** The consumer, such as a projection. */
  readonly consumer: string;
  /** The change: unique in its stream. */
  readonly id: string;
}

/**
 * The part of a transaction that marks a change as applied, and cancels the transaction if it is marked already: its
 * writes are carried out once, however often the change is delivered.
 *
 * @param now the time in milliseconds since 1970
 */
export function appliedMark(
  { tableName }: Pick<ControlContext, "tableName">,
  change: AppliedChange,
  now: number,
  keptSeconds: number = KEPT_SECONDS,
) {
  return {
    Put: {
      TableName: tableName,
      Item: { ...keyOf(change), expiresAt: Math.floor(now / 1000) + keptSeconds },
      ConditionExpression: "attribute_not_exists(#pk)",
      ExpressionAttributeNames: { "#pk": "pk" },
    },
  };
}

/** Returns `true` if the mark at a position of a cancelled transaction was there already. */
export function wasApplied(reasons: readonly CancellationReason[], position: number): boolean {
  return reasons[position]?.code === "ConditionalCheckFailed";
}

/** Reads if a change is marked as applied. */
export async function isApplied(context: ControlContext, change: AppliedChange): Promise<boolean> {
  const { Item } = await context.sender.send(
    {
      operation: "GetItem",
      input: { TableName: context.tableName, Key: keyOf(change), ConsistentRead: true },
    },
    controlSubject(context, "applied"),
  );
  return Item !== undefined;
}

/** The length of the consumer's name stands before it, so that two pairs never have one key. */
function keyOf({ consumer, id }: AppliedChange) {
  return controlKey("applied", `${consumer.length}#${consumer}#${id}`);
}
