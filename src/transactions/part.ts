import type { TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Entity } from "../entities/entity.js";
import type { MonotableError } from "../errors.js";
import type { ConditionNode } from "../expressions/condition.js";
import type { Write, WriteRequest } from "../operations/write.js";
import type { CancellationReason, ConditionNotMet } from "../requests/request.js";
import type { Guarding } from "../uniqueness/guarding.js";

/** One action of a TransactWriteItems. */
export type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** A part of a transaction, as the transaction sees it. */
export interface Part {
  readonly entity: Entity;
  /** Its action, under a further condition if there is one. */
  item(further?: ConditionNode): TransactItem;
  /** The error of its condition. */
  refused(reason: ConditionNotMet): MonotableError;
  readonly guarding?: Guarding | undefined;
  /** What it gives tells of the whole item, which it must therefore know. */
  readonly whole: boolean;
}

/** A write as a part of a transaction. */
export function partOf(write: Write<unknown>, whole: boolean): Part {
  return {
    entity: write.target.entity,
    item: (further) => transactItem(write.request(further)),
    refused: (reason) => write.refused(reason),
    guarding: write.guarding(),
    whole,
  };
}

/** A write inside a transaction gives nothing back. */
function transactItem({ operation, input }: WriteRequest): TransactItem {
  const rest = withoutReturnValues(input);
  switch (operation) {
    case "PutItem":
      return { Put: rest as TransactItem["Put"] };
    case "UpdateItem":
      return { Update: rest as TransactItem["Update"] };
    case "DeleteItem":
      return { Delete: rest as TransactItem["Delete"] };
  }
}

function withoutReturnValues(input: WriteRequest["input"]): Omit<WriteRequest["input"], "ReturnValues"> {
  // Leaving out what is not there would be a slow copy.
  if (input.ReturnValues === undefined) return input;
  const { ReturnValues: _, ...rest } = input;
  return rest;
}

/** The item that an action is about: its primary key, or all of it. */
export function itemOf({
  Put,
  Update,
  Delete,
  ConditionCheck,
}: TransactItem): Readonly<Record<string, unknown>> {
  return Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key ?? {};
}

/** Why DynamoDB did not do an action, where no condition of it says so. */
export function failureOfAction(entity: Entity, { code, message }: CancellationReason): MonotableError {
  const where = { operation: "TransactWriteItems", tableName: entity.tableName };
  switch (code) {
    case "TransactionConflict":
      return entity.error(
        "TransactionConflict",
        `${entity.name}: another transaction changed the item`,
        where,
      );
    case "ProvisionedThroughputExceeded":
    case "ThrottlingError":
      return entity.error("Throttled", `${entity.name}: DynamoDB refused the operation for load`, where);
    default:
      return entity.error("RequestFailed", `${entity.name}: ${code}: ${message}`, { ...where, name: code });
  }
}
