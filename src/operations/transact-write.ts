import { MonotableError } from "../errors.js";
import { refuseTransaction } from "../requests/limits.js";
import type { RunOptions } from "../requests/operation.js";
import type { Sender } from "../requests/request.js";
import { subjectOf } from "../requests/subject.js";
import { Check } from "./check.js";
import type { TransactionPart } from "./interfaces.js";
import { executeTransaction, TransactionErrors } from "./transaction.js";
import type { Part } from "./transaction-part.js";
import { Write } from "./write.js";

export interface TransactWriteOptions extends RunOptions {
  /**
   * Makes repeating the same transaction within 10 minutes do nothing. A new one is used unless given, so that a
   * request that the SDK repeats is applied once.
   */
  readonly token?: string | undefined;
}

/** An operation as a part of a transaction, which takes nothing else. */
function toPart(operation: TransactionPart, position: number): Part {
  if (operation instanceof Write) return operation.part(false);
  if (!(operation instanceof Check))
    return refuseTransaction(`operation ${position + 1} is neither a write of one item nor a check`);
  return {
    entity: operation.entity,
    item: () => ({ ConditionCheck: operation.input() }),
    toError: (reason) => operation.toError(reason),
    needsPreviousItem: false,
  };
}

/** Sends operations as one transaction: all of them happen, or none. */
export async function transactWrite(
  sender: Sender,
  operations: readonly TransactionPart[],
  options?: TransactWriteOptions,
): Promise<void> {
  const parts = operations.map(toPart);
  try {
    await executeTransaction(sender, parts, options);
  } catch (error) {
    throw error instanceof TransactionErrors ? canceled(parts, error) : error;
  }
}

/** The error of a cancelled transaction, with each operation's own. */
function canceled(
  parts: readonly Part[],
  { errors, cause }: TransactionErrors,
): MonotableError<"TransactionCanceled"> {
  const texts = errors.flatMap((error, position) =>
    error ? [`operation ${position + 1}: ${error.message}`] : [],
  );
  const message = `The transaction of ${parts.length} operations was cancelled: ${texts.join("; ")}`;
  const entity = subjectOf(parts.map((part) => part.entity)).name;
  return new MonotableError("TransactionCanceled", message, { entity, reasons: errors }, { cause });
}
