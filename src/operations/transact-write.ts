import { MonotableError } from "../errors.js";
import { rejectTransaction } from "../requests/limits.js";
import type { RunOptions } from "../requests/operation.js";
import type { Sender } from "../requests/request.js";
import { subjectOf } from "../requests/subject.js";
import { type Check, isCheck } from "./check.js";
import type { TransactionPart } from "./interfaces.js";
import { checkClient } from "./same-client.js";
import { executeTransaction, TransactionErrors } from "./transaction.js";
import type { Part } from "./transaction-part.js";
import { isWrite, type Write } from "./write.js";

export interface TransactWriteOptions extends RunOptions {
  /**
   * Makes repeating the same transaction within 10 minutes do nothing. A new one is used unless given, so that a
   * request that the SDK repeats is applied once.
   */
  readonly token?: string | undefined;
}

function isPart(operation: unknown): operation is Write<unknown> | Check {
  return isWrite(operation) || isCheck(operation);
}

/** An operation as a part of a transaction. */
function toPart(operation: Write<unknown> | Check): Part {
  if (isWrite(operation)) return operation.part(false);
  return {
    entity: operation.context.entity,
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
  const own = operations.map((operation, position) =>
    isPart(operation)
      ? operation
      : rejectTransaction(`operation ${position + 1} is neither a write of one item nor a check`),
  );
  checkClient(sender, own, rejectTransaction);
  const parts = own.map(toPart);
  try {
    await executeTransaction(sender, parts, options);
  } catch (error) {
    throw error instanceof TransactionErrors ? canceled(parts, error) : error;
  }
}

/** The error of a cancelled transaction, with each operation's own. */
function canceled(
  parts: readonly Part[],
  { errors, cause, uncertain, expired }: TransactionErrors,
): MonotableError<"TransactionCanceled"> {
  const texts = errors.flatMap((error, position) =>
    error ? [`operation ${position + 1}: ${error.message}`] : [],
  );
  const late = uncertain ? "; an earlier attempt, which got no answer, may still be carried out" : "";
  const message = `The transaction of ${parts.length} operations was cancelled: ${texts.join("; ")}${late}`;
  const entity = subjectOf(parts.map((part) => part.entity)).name;
  const details = {
    entity,
    reasons: errors,
    ...(expired && { expired: true as const }),
    ...(uncertain && { uncertain: true as const }),
  };
  return new MonotableError("TransactionCanceled", message, details, { cause });
}
