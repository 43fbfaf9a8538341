import { ConditionNotMet } from "../requests/request.js";
import { type ControlContext, controlKey, controlSubject } from "./control-table.js";

/** The record of a backfill or a copy: a state as JSON, and the number of times that it was written. */
export interface RunRecord<State> {
  readonly state: State;
  readonly revision: number;
}

/** Reads the record of a run; `undefined` if there is none. */
export async function readRun<State>(
  context: ControlContext,
  name: string,
): Promise<RunRecord<State> | undefined> {
  const { Item } = await context.sender.send(
    {
      operation: "GetItem",
      input: { TableName: context.tableName, Key: controlKey("run", name), ConsistentRead: true },
    },
    controlSubject(context, "run"),
  );
  if (Item === undefined) return undefined;
  // Type assertion: the state is what the same run has written.
  return { state: JSON.parse(String(Item["state"])) as State, revision: Number(Item["revision"]) };
}

/**
 * Writes the record of a run if nobody has written it since it was read.
 *
 * @param before the record as it was read; `undefined` if there was none
 * @returns the record as it is now; `undefined` if another process has written it
 */
export async function writeRun<State>(
  context: ControlContext,
  name: string,
  state: State,
  before: RunRecord<State> | undefined,
): Promise<RunRecord<State> | undefined> {
  const revision = (before?.revision ?? 0) + 1;
  const text = JSON.stringify(state);
  try {
    await context.sender.send(
      {
        operation: "PutItem",
        input: {
          TableName: context.tableName,
          Item: { ...controlKey("run", name), state: text, revision },
          ConditionExpression: before === undefined ? "attribute_not_exists(#pk)" : "#revision = :before",
          ExpressionAttributeNames: before === undefined ? { "#pk": "pk" } : { "#revision": "revision" },
          ...(before !== undefined && { ExpressionAttributeValues: { ":before": before.revision } }),
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      controlSubject(context, "run"),
    );
  } catch (error) {
    if (!(error instanceof ConditionNotMet)) throw error;
    // The reply of an earlier attempt may have been lost: then the record is this one.
    const found = error.uncertain ? error.item : undefined;
    if (found?.["revision"] !== revision || found["state"] !== text) return undefined;
  }
  return { state, revision };
}
