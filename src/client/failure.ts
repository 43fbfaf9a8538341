import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type ErrorCode, type ErrorDetails, MonotableError } from "../errors.js";
import {
  type CancellationReason,
  ConditionNotMet,
  type OperationName,
  type Subject,
  TransactionRefused,
} from "../operations/wire.js";
import { fromWire } from "../values/from-wire.js";

/** What is read of an error of the SDK or of the network. */
interface Failure {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly Item?: Readonly<Record<string, AttributeValue>>;
  readonly CancellationReasons?: readonly {
    readonly Code?: string;
    readonly Message?: string;
    readonly Item?: Readonly<Record<string, AttributeValue>>;
  }[];
}

/** The code of each error of the SDK by its name, and of the network by its code. */
const CODES: Readonly<Record<string, "AccessDenied" | "Throttled" | "TransactionConflict" | "Unreachable">> =
  {
    AccessDeniedException: "AccessDenied",
    CredentialsProviderError: "AccessDenied",
    ExpiredTokenException: "AccessDenied",
    IncompleteSignatureException: "AccessDenied",
    InvalidSignatureException: "AccessDenied",
    MissingAuthenticationTokenException: "AccessDenied",
    TokenProviderError: "AccessDenied",
    UnrecognizedClientException: "AccessDenied",
    LimitExceededException: "Throttled",
    ProvisionedThroughputExceededException: "Throttled",
    RequestLimitExceeded: "Throttled",
    ThrottlingException: "Throttled",
    TransactionConflictException: "TransactionConflict",
    TransactionInProgressException: "TransactionConflict",
    EAI_AGAIN: "Unreachable",
    ECONNREFUSED: "Unreachable",
    ECONNRESET: "Unreachable",
    EHOSTUNREACH: "Unreachable",
    ENETUNREACH: "Unreachable",
    ENOTFOUND: "Unreachable",
    EPIPE: "Unreachable",
    ETIMEDOUT: "Unreachable",
    NetworkingError: "Unreachable",
    TimeoutError: "Unreachable",
  };

/** What an error of a request means. It is decided by the error's name or code, never by its message. */
export function failureOf(
  error: unknown,
  operation: OperationName,
  subject: Subject,
): MonotableError | ConditionNotMet | TransactionRefused {
  const failure: Failure = typeof error === "object" && error !== null ? error : {};
  const { name } = failure;
  if (name === "ConditionalCheckFailedException") {
    return new ConditionNotMet(failure.Item && fromWire(failure.Item), error);
  }
  if (name === "TransactionCanceledException" && failure.CancellationReasons) {
    return new TransactionRefused(failure.CancellationReasons.map(reasonOf), error);
  }

  const { tableName } = subject;
  const where = { entity: subject.name, operation, tableName };
  const what = `${subject.name}: ${operation} on table "${tableName}"`;
  const fail = <Code extends ErrorCode>(code: Code, text: string, details: ErrorDetails[Code]) =>
    new MonotableError(code, `${what} ${text}`, details, { cause: error });
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
  switch (CODES[String(name)] ?? CODES[String(failure.code)]) {
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
}: NonNullable<Failure["CancellationReasons"]>[number]): CancellationReason {
  return { code: Code, message: Message, item: Item && fromWire(Item) };
}

function textOf({ name, message }: Failure): string {
  return [name, message].filter((text) => typeof text === "string" && text !== "").join(": ");
}
