import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type ErrorCode, type ErrorDetails, isMonotableError, MonotableError } from "../errors.js";
import {
  type CancellationReason,
  ConditionNotMet,
  type OperationName,
  type Subject,
  TransactionRefused,
} from "../operations/wire.js";
import { fromWire } from "../values/from-wire.js";
import { type Failure, kindOf, toFailure } from "./answer.js";

const UNCERTAIN = "; it may have been carried out all the same: no answer came to tell";

/** What is read of an error that holds items. */
interface ItemFailure extends Failure {
  readonly Item?: Readonly<Record<string, AttributeValue>>;
  readonly CancellationReasons?: readonly {
    readonly Code?: string;
    readonly Message?: string;
    readonly Item?: Readonly<Record<string, AttributeValue>>;
  }[];
}

/** What an error alone does not tell. */
interface Circumstances {
  readonly signal: AbortSignal | undefined;
  /** Whether the request may have changed something all the same. */
  readonly uncertain: boolean;
}

/** What an error of a request means. It is decided by the error's name or code, never by its message. */
export function failureOf(
  error: unknown,
  operation: OperationName,
  subject: Subject,
  { signal, uncertain }: Circumstances,
): MonotableError | ConditionNotMet | TransactionRefused {
  // The one that the way to DynamoDB has of its own: a package is missing.
  if (isMonotableError(error, "InvalidOptions")) return error;
  const failure: ItemFailure = toFailure(error);
  const { name } = failure;
  if (name === "ConditionalCheckFailedException") {
    return new ConditionNotMet(failure.Item && fromWire(failure.Item), error, uncertain);
  }
  if (name === "TransactionCanceledException" && failure.CancellationReasons) {
    return new TransactionRefused(failure.CancellationReasons.map(reasonOf), error);
  }

  const { tableName } = subject;
  const where = { entity: subject.name, operation, tableName, ...(uncertain && { uncertain }) };
  const what = `${subject.name}: ${operation}${tableName === "" ? "" : ` on table "${tableName}"`}`;
  const fail = <Code extends ErrorCode>(code: Code, text: string, details: ErrorDetails[Code]) =>
    new MonotableError(code, `${what} ${text}${uncertain ? UNCERTAIN : ""}`, details, { cause: error });
  // Whatever error the end of a request took for its form: the reason is the one that aborted it.
  if (signal?.aborted && (error === signal.reason || failure.$metadata?.httpStatusCode === undefined)) {
    const text = `${what} was aborted${uncertain ? UNCERTAIN : ""}`;
    return new MonotableError("Aborted", text, where, { cause: signal.reason });
  }
  // Of a PartiQL INSERT, whose key is a part of its text; DynamoDB Local names it without the ending.
  if (name === "DuplicateItemException" || name === "DuplicateItem") {
    return fail("AlreadyExists", "found an item with this key", {
      entity: subject.name,
      key: {},
      ...(uncertain && { uncertain }),
    });
  }
  if (name === "ResourceNotFoundException") {
    const table = subject.table.name;
    const remedy = `createDatabase(client, { tables: { ${JSON.stringify(table)}: "…" } })`;
    return fail(
      "TableNotFound",
      `failed: there is no such table; create it, or name another with ${remedy}`,
      {
        entity: subject.name,
        table,
        tableName,
      },
    );
  }
  switch (kindOf(failure)) {
    case "AccessDenied":
      return fail(
        "AccessDenied",
        `was refused: ${textOf(failure)}; check the credentials and the policy`,
        where,
      );
    case "Throttled":
      return fail("Throttled", "was refused for load, after the client's own retries", where);
    case "TransactionConflict":
      return fail("TransactionConflict", "met another transaction on the same item, at each attempt", where);
    case "Unreachable": {
      const reason = String(failure.code ?? name);
      return fail(
        "Unreachable",
        `did not reach the server (${reason}); check the client's region and endpoint`,
        where,
      );
    }
    default:
      return fail("RequestFailed", `failed: ${textOf(failure)}`, {
        ...where,
        name: String(name ?? "unknown"),
      });
  }
}

function reasonOf({
  Code = "None",
  Message = "",
  Item,
}: NonNullable<ItemFailure["CancellationReasons"]>[number]): CancellationReason {
  return { code: Code, message: Message, item: Item && fromWire(Item) };
}

function textOf({ name, message }: Failure): string {
  return [name, message].filter((text) => typeof text === "string" && text !== "").join(": ");
}
