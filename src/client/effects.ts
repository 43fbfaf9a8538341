import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { isMonotableError } from "../errors.js";
import { backoff, MAXIMUM_ATTEMPTS } from "../requests/backoff.js";
import { type CancellationReason, ConditionNotMet, TransactionRefused } from "../requests/request.js";
import { fromWire } from "../values/from-wire.js";
import { answerOf } from "./answer.js";
import { type Attempts, attemptsOf } from "./attempts.js";
import type { Fail, Failure, failureOf, Where } from "./errors.js";

/** What comes of requests that write, or that read as a transaction. A bundle that only reads is without it. */
export interface Effects {
  /** Sends a request, and again what met another transaction on the same items, which the SDK does not. */
  throughConflicts<Output>(send: () => Promise<Output>, signal: AbortSignal | undefined): Promise<Output>;
  /** Whether a request that failed may have changed something all the same. */
  isUncertain(attempts: Attempts, error: unknown): boolean;
  /** What an error means that DynamoDB gives to such requests alone; `undefined` if it is another. */
  refusalOf(error: Failure, where: Where, fail: Fail): ReturnType<typeof failureOf> | undefined;
}

export const effects: Effects = { throughConflicts, isUncertain, refusalOf };

async function throughConflicts<Output>(
  send: () => Promise<Output>,
  signal: AbortSignal | undefined,
): Promise<Output> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isConflict(error) || attempt + 1 >= MAXIMUM_ATTEMPTS) throw error;
      await backoff(attempt, signal);
    }
  }
}

/** Nothing but another transaction on the same items stood in the way. */
function isConflict(failure: unknown): boolean {
  if (!(failure instanceof TransactionRefused)) return isMonotableError(failure, "TransactionConflict");
  const atFault = failure.reasons.filter(({ code }) => code !== "None");
  return atFault.length > 0 && atFault.every(({ code }) => code === "TransactionConflict");
}

function isUncertain(attempts: Attempts, error: unknown): boolean {
  const count = attemptsOf(attempts, error);
  const lost = attempts.observed
    ? attempts.errors.slice(0, count - 1).some((each) => answerOf(each) === "unknown")
    : count > 1;
  return lost || (count > 0 && answerOf(error) === "unknown");
}

/** What is read of an error that holds items. */
interface ItemFailure extends Failure {
  readonly Item?: Readonly<Record<string, AttributeValue>>;
  readonly CancellationReasons?: readonly {
    readonly Code?: string;
    readonly Message?: string;
    readonly Item?: Readonly<Record<string, AttributeValue>>;
  }[];
}

function refusalOf(error: ItemFailure, where: Where, fail: Fail): ReturnType<typeof failureOf> | undefined {
  const { Item, CancellationReasons } = error;
  const { entity, uncertain } = where;
  switch (error.name) {
    case "ConditionalCheckFailedException":
      return new ConditionNotMet(Item && fromWire(Item), error, uncertain);
    case "TransactionCanceledException":
      return CancellationReasons && new TransactionRefused(CancellationReasons.map(reasonOf), error);
    case "TransactionConflictException":
    case "TransactionInProgressException":
      return fail("TransactionConflict", "met another transaction on the same item, at each attempt", where);
    // Of a PartiQL INSERT, whose key is a part of its text; DynamoDB Local names it without the ending.
    case "DuplicateItemException":
    case "DuplicateItem":
      return fail("AlreadyExists", "found an item with this key", {
        entity,
        key: {},
        ...(uncertain && { uncertain }),
      });
    default:
      return undefined;
  }
}

function reasonOf({
  Code = "None",
  Message = "",
  Item,
}: NonNullable<ItemFailure["CancellationReasons"]>[number]): CancellationReason {
  return { code: Code, message: Message, item: Item && fromWire(Item) };
}
