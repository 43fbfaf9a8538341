import { keyDetailsOf } from "../entities/attribute-roles.js";
import { type ErrorCode, type ErrorDetails, MonotableError } from "../errors.js";
import { doubtOf } from "../operations/write.js";
import {
  type CancellationReason,
  ConditionNotMet,
  type OperationName,
  TransactionRefused,
} from "../requests/request.js";
import { RAW } from "./items.js";
import type { StoredItems } from "./stored-items.js";

/** Where a raw request was sent. */
export interface RawRequest {
  readonly operation: OperationName;
  readonly tableName: string;
}

/** The error of a raw request: what the operations of repositories would name, by the item that was found. */
export function rawFailure(items: StoredItems, request: RawRequest, error: unknown): unknown {
  if (error instanceof ConditionNotMet) return conditionFailed(items, error);
  if (!(error instanceof TransactionRefused)) return error;
  const reasons = error.reasons.map((reason) =>
    reason.code === "None" ? undefined : errorOfCode(items, request, reason, error.cause),
  );
  const texts = reasons.flatMap((each, position) => (each ? [`part ${position + 1}: ${each.message}`] : []));
  const message = `The transaction of ${reasons.length} parts was cancelled: ${texts.join("; ")}`;
  return new MonotableError("TransactionCanceled", message, { entity: RAW, reasons }, { cause: error.cause });
}

function conditionFailed(items: StoredItems, failure: ConditionNotMet): MonotableError<"ConditionFailed"> {
  const { item, cause } = failure;
  const entity = item && items.entityOf(item);
  const found = item && items.decode(item).item;
  const doubt = doubtOf(failure);
  const name = entity?.name ?? RAW;
  const key = entity && found ? keyDetailsOf(entity, found) : {};
  const message = `${name}: the item is not as the condition demands, or there is none${doubt.text}`;
  return new MonotableError(
    "ConditionFailed",
    message,
    { entity: name, key, item: found, ...doubt.details },
    { cause },
  );
}

/** The error of one part of a transaction or a batch, by DynamoDB's code. With `uncertain`, it may have been done. */
export function errorOfCode(
  items: StoredItems,
  { operation, tableName }: RawRequest,
  { code, message, item }: CancellationReason,
  cause: unknown,
  uncertain = false,
): MonotableError {
  const doubt = uncertain ? ({ uncertain: true } as const) : {};
  const where = { entity: RAW, operation, tableName, ...doubt };
  const fail = <Code extends ErrorCode>(name: Code, text: string, details: ErrorDetails[Code]) =>
    new MonotableError(name, `${RAW}: ${operation}: ${text}`, details, { cause });
  switch (code) {
    case "ConditionalCheckFailed":
      return conditionFailed(items, new ConditionNotMet(item, cause, uncertain));
    case "DuplicateItem":
      return fail("AlreadyExists", "there is an item with this key already", {
        entity: RAW,
        key: {},
        ...doubt,
      });
    case "TransactionConflict":
      return fail("TransactionConflict", "another transaction was changing the item", where);
    case "ProvisionedThroughputExceeded":
    case "RequestLimitExceeded":
    case "ThrottlingError":
      return fail("Throttled", "DynamoDB refused it for load", where);
    case "AccessDenied":
      return fail("AccessDenied", `it was refused: ${message}`, where);
    default:
      return fail("RequestFailed", `${code}: ${message}`, { ...where, name: code });
  }
}
