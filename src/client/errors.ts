import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type ErrorCode, type ErrorDetails, isMonotableError, MonotableError } from "../errors.js";
import { backoff, MAXIMUM_ATTEMPTS } from "../requests/backoff.js";
import {
  type CancellationReason,
  ConditionNotMet,
  type OperationName,
  type Subject,
  TransactionCancellation,
} from "../requests/request.js";
import { fromWire } from "../wire/attribute-value-json.js";

/** What is read of an error of the SDK or of the network. */
export interface Failure {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly attempts?: number; readonly httpStatusCode?: number };
}

export function toFailure(error: unknown): Failure {
  return typeof error === "object" && error !== null ? error : {};
}

type Kind = "AccessDenied" | "Throttled" | "Unreachable";

/** The errors of the SDK by their names, and those of the network by their codes. */
const ERRORS: Readonly<Record<Kind, string>> = {
  AccessDenied:
    "AccessDeniedException CredentialsProviderError ExpiredTokenException IncompleteSignatureException InvalidSignatureException MissingAuthenticationTokenException TokenProviderError UnrecognizedClientException",
  Throttled:
    "LimitExceededException ProvisionedThroughputExceededException RequestLimitExceeded ThrottlingException",
  Unreachable:
    "EAI_AGAIN ECONNREFUSED ECONNRESET EHOSTUNREACH ENETUNREACH ENOTFOUND EPIPE ETIMEDOUT NetworkingError TimeoutError",
};

/** What an error means, by its name or code, never by its message. */
export function kindOf({ name, code }: Failure): Kind | undefined {
  const kinds = Object.keys(ERRORS) as Kind[];
  return [name, code]
    .map((given) => kinds.find((kind) => ERRORS[kind].split(" ").includes(String(given))))
    .find((kind) => kind !== undefined);
}

/** What the error of each kind says. */
const TEXTS: Readonly<Record<Kind, (failure: Failure) => string>> = {
  AccessDenied: (failure) => `was refused: ${textOf(failure)}; check the credentials and the policy`,
  Throttled: () => "was refused for load, after the client's own retries",
  Unreachable: ({ name, code }) =>
    `did not reach the server (${code ?? name}); check the client's region and endpoint`,
};

/** Where a request was sent, as the details of its errors tell. */
export type Where = ErrorDetails["Throttled"];

/** Makes the error of a request. */
export type Fail = <Code extends ErrorCode>(
  code: Code,
  text: string,
  details: ErrorDetails[Code],
  cause?: unknown,
) => MonotableError;

/** What an error alone does not tell. */
interface Circumstances {
  readonly operation: OperationName;
  readonly subject: Subject;
  readonly signal: AbortSignal | undefined;
  readonly errorPolicy: WriteErrorPolicy | undefined;
  /** Whether the request may have changed something all the same. */
  readonly uncertain: boolean;
}

/** What an error of a request means. It is decided by the error's name or code, never by its message. */
export function failureOf(
  error: unknown,
  { operation, subject, signal, errorPolicy, uncertain }: Circumstances,
): MonotableError | ConditionNotMet | TransactionCancellation {
  // The one that the way to DynamoDB has of its own: a package is missing.
  if (isMonotableError(error, "InvalidOptions")) return error;
  const failure = toFailure(error);
  const { name } = failure;
  const { name: entity, tableName } = subject;
  const where = { entity, operation, tableName, ...(uncertain && { uncertain }) };
  const fail: Fail = (code, text, details, cause = error) => {
    const what = `${entity}: ${operation}${tableName === "" ? "" : ` on table "${tableName}"`} ${text}`;
    const rest = uncertain ? "; it may have been carried out all the same: no answer came to tell" : "";
    return new MonotableError(code, what + rest, details, { cause });
  };
  const refusal = errorPolicy?.refusalOf(failure, where, fail);
  if (refusal !== undefined) return refusal;
  // Whatever error the end of a request took for its form: the reason is the one that aborted it.
  if (signal?.aborted && (error === signal.reason || failure.$metadata?.httpStatusCode === undefined))
    return fail("Aborted", "was aborted", where, signal.reason);
  if (name === "ResourceNotFoundException") {
    const table = subject.table.name;
    const remedy = `createDatabase(client, { tables: { ${JSON.stringify(table)}: "…" } })`;
    const text = `failed: there is no such table; create it, or name another with ${remedy}`;
    return fail("TableNotFound", text, { entity, table, tableName });
  }
  const kind = kindOf(failure);
  if (kind !== undefined) return fail(kind, TEXTS[kind](failure), where);
  return fail("RequestFailed", `failed: ${textOf(failure)}`, { ...where, name: String(name ?? "unknown") });
}

function textOf({ name, message }: Failure): string {
  return [name, message].filter((text) => typeof text === "string" && text !== "").join(": ");
}

/** The codes of the network with which no connection was made, so that nothing was sent. */
const NOT_SENT: ReadonlySet<unknown> = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
]);

/**
 * Whether an attempt that ended with an error changed nothing (`refused`), or may have been carried out (`unknown`):
 * no answer came, it could not be read, or the server failed.
 */
export function answerOf(error: unknown): "refused" | "unknown" {
  const failure = toFailure(error);
  const status = failure.$metadata?.httpStatusCode;
  if (failure.$fault === "client" || (status !== undefined && status >= 400 && status < 500))
    return "refused";
  const kind = kindOf(failure);
  if (kind !== undefined && kind !== "Unreachable") return "refused";
  if (/^Transaction(Conflict|InProgress)Exception$/.test(String(failure.name))) return "refused";
  return NOT_SENT.has(failure.code) ? "refused" : "unknown";
}

/** What became of the attempts that the SDK made of one request: it retries, and keeps the last error alone. */
export interface Attempts {
  /** How often the request was sent. */
  count: number;
  /** The errors of those that failed. */
  readonly errors: unknown[];
  /** Whether the SDK reports its attempts here; a client whose `send` was replaced does not. */
  observed: boolean;
}

/** The part of a command's middleware that is used here: the seam of the SDK's overloaded types. */
interface Stack {
  add(
    middleware: <Result>(next: (args: unknown) => Promise<Result>) => (args: unknown) => Promise<Result>,
    options: { step: "finalizeRequest"; priority: "low"; name: string; override: true },
  ): void;
}

/** Records the attempts of a command: below the middleware that retries. */
export function recordAttempts<Command extends { readonly middlewareStack: object }>(
  command: Command,
  attempts: Attempts,
): Command {
  const stack = command.middlewareStack as unknown as Stack;
  stack.add(
    (next) => {
      attempts.observed = true;
      return async (args) => {
        attempts.count += 1;
        try {
          return await next(args);
        } catch (error) {
          attempts.errors.push(error);
          throw error;
        }
      };
    },
    { step: "finalizeRequest", priority: "low", name: "monotableAttempts", override: true },
  );
  return command;
}

/** A client whose `send` was replaced may tell its attempts in the error alone. */
export function attemptsOf({ observed, count }: Attempts, error: unknown): number {
  return observed ? count : (toFailure(error).$metadata?.attempts ?? 1);
}

/** What comes of requests that write, or that read as a transaction. A bundle that only reads is without it. */
export interface WriteErrorPolicy {
  /** Sends a request, and again what met another transaction on the same items, which the SDK does not. */
  throughConflicts<Output>(send: () => Promise<Output>, signal: AbortSignal | undefined): Promise<Output>;
  /** Whether a request that failed may have changed something all the same. */
  isUncertain(attempts: Attempts, error: unknown): boolean;
  /** What an error means that DynamoDB gives to such requests alone; `undefined` if it is another. */
  refusalOf(error: Failure, where: Where, fail: Fail): ReturnType<typeof failureOf> | undefined;
}

export const writeErrors: WriteErrorPolicy = { throughConflicts, isUncertain, refusalOf };

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
  if (!(failure instanceof TransactionCancellation)) return isMonotableError(failure, "TransactionConflict");
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
      return CancellationReasons && new TransactionCancellation(CancellationReasons.map(reasonOf), error);
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
