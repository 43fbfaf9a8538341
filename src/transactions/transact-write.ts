import { randomUUID } from "node:crypto";
import type { TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Entity } from "../entities/entity.js";
import { MonotableError } from "../errors.js";
import { Check } from "../operations/check.js";
import { refuseTransaction } from "../operations/limits.js";
import type { RunOptions } from "../operations/operation.js";
import {
  type CancellationReason,
  ConditionNotMet,
  type Request,
  type Sender,
  TransactionRefused,
} from "../operations/wire.js";
import { Write, type WriteRequest } from "../operations/write.js";
import { checkLimits, subjectOf } from "./limits.js";

/** What takes part in a transaction: any write of one item, or a check. */
export type TransactionPart = Write<unknown> | Check;

export interface TransactWriteOptions extends RunOptions {
  /**
   * Makes repeating the same transaction within 10 minutes do nothing. A new one is used unless given, so that a
   * request that the SDK repeats is applied once.
   */
  readonly token?: string | undefined;
}

type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** The TransactWriteItems of operations, each with the request that it would send alone. */
export function transactWriteRequest(
  parts: readonly TransactionPart[],
  token: string,
): Request<"TransactWriteItems"> {
  for (const [position, part] of parts.entries()) {
    if (part instanceof Write || part instanceof Check) continue;
    refuseTransaction(`operation ${position + 1} is neither a write of one item nor a check`);
  }
  const items = parts.map((part) =>
    part instanceof Check ? { ConditionCheck: part.input() } : transactItem(part.request()),
  );
  checkLimits(
    parts.map((part, position) => ({
      entity: entityOf(part),
      key: keyOf(items[position] ?? {}, entityOf(part)),
    })),
  );
  return { operation: "TransactWriteItems", input: { TransactItems: items, ClientRequestToken: token } };
}

/** A write inside a transaction gives nothing back. */
function transactItem({ operation, input }: WriteRequest): TransactItem {
  const { ReturnValues: _, ...rest } = input;
  switch (operation) {
    case "PutItem":
      return { Put: rest as TransactItem["Put"] };
    case "UpdateItem":
      return { Update: rest as TransactItem["Update"] };
    case "DeleteItem":
      return { Delete: rest as TransactItem["Delete"] };
  }
}

/** The primary key of the item that a part is about. */
function keyOf(item: TransactItem, { table }: Entity): Readonly<Record<string, unknown>> {
  const key = item.Update?.Key ?? item.Delete?.Key ?? item.ConditionCheck?.Key;
  if (key !== undefined) return key;
  const document: Readonly<Record<string, unknown>> = item.Put?.Item ?? {};
  const names = [table.partitionKey, ...(table.sortKey ? [table.sortKey] : [])].map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, document[name]]));
}

/** Sends operations as one transaction: all of them happen, or none. */
export async function transactWrite(
  sender: Sender,
  parts: readonly TransactionPart[],
  { token = randomUUID(), signal }: TransactWriteOptions = {},
): Promise<void> {
  const request = transactWriteRequest(parts, token);
  const entities = parts.map(entityOf);
  try {
    await sender.within({ signal }).send(request, subjectOf(entities));
  } catch (error) {
    throw error instanceof TransactionRefused ? canceled(parts, error) : error;
  }
}

function entityOf(part: TransactionPart): Entity {
  return part instanceof Check ? part.entity : part.target.entity;
}

/** The error of a cancelled transaction, with each operation's own. */
function canceled(
  parts: readonly TransactionPart[],
  { reasons, cause }: TransactionRefused,
): MonotableError<"TransactionCanceled"> {
  const errors = parts.map((part, position) => {
    const reason = reasons[position];
    return reason && reason.code !== "None" ? errorOf(part, reason, cause) : undefined;
  });
  const texts = errors.flatMap((error, position) =>
    error ? [`operation ${position + 1}: ${error.message}`] : [],
  );
  const message = `The transaction of ${parts.length} operations was cancelled: ${texts.join("; ")}`;
  const entity = subjectOf(parts.map(entityOf)).name;
  return new MonotableError("TransactionCanceled", message, { entity, reasons: errors }, { cause });
}

function errorOf(
  part: TransactionPart,
  { code, message, item }: CancellationReason,
  cause: unknown,
): MonotableError {
  if (code === "ConditionalCheckFailed") return part.refused(new ConditionNotMet(item, cause));
  const entity = entityOf(part);
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
