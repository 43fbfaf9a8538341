import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type ErrorCode, type ErrorDetails, isMonotableError, MonotableError } from "../errors.js";
import { backoff, MAXIMUM_ATTEMPTS, RETRIED_REASONS } from "../requests/backoff.js";
import {
  type CancellationReason,
  ConditionNotMet,
  type OperationName,
  type Subject,
  TransactionCancellation,
} from "../requests/request.js";
import { fromWire } from "../wire/attribute-value-json.js";

/** The parts of an error of the SDK or of the network that are read. */
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

/** Finds the kind of an error by its name or code, never by its message. */
export function kindOf({ name, code }: Failure): Kind | undefined {
  const kinds = Object.keys(ERRORS) as Kind[];
  return [name, code]
    .map((word) => kinds.find((kind) => ERRORS[kind].split(" ").includes(String(word))))
    .find((kind) => kind !== undefined);
}

/** The message of each kind. */
const TEXTS: Readonly<Record<Kind, (failure: Failure) => string>> = {
  AccessDenied: (failure) => `was denied: ${textOf(failure)}; check the credentials and the policy`,
  Throttled: () => "was throttled, after the client's own retries",
  Unreachable: ({ name, code }) =>
    `did not reach the server (${code ?? name}); check the client's region and endpoint`,
};

/** The destination of a request, as the details of its errors have it. */
export type Where = ErrorDetails["Throttled"];

/** Makes the error of a request. */
export type Fail = <Code extends ErrorCode>(
  code: Code,
  text: string,
  details: ErrorDetails[Code],
  cause?: unknown,
) => MonotableError;

/** The circumstances of an error, which the error itself does not have. */
interface Circumstances {
  readonly operation: OperationName;
  readonly subject: Subject;
  readonly signal: AbortSignal | undefined;
  readonly errorPolicy: WriteErrorPolicy | undefined;
  /** The request may have changed something all the same. */
  readonly uncertain: boolean;
  /** The client's middleware was run, so that an answer is DynamoDB's and not a mock's. */
  readonly observed: boolean;
}

/** Translates an error of a request. It is decided by the error's name or code, never by its message. */
export function toError(
  error: unknown,
  { operation, subject, signal, errorPolicy, uncertain, observed }: Circumstances,
): MonotableError | ConditionNotMet | TransactionCancellation {
  // A package of the way to send is missing.
  if (isMonotableError(error, "InvalidOptions")) return error;
  const failure = toFailure(error);
  const { name } = failure;
  const { name: entity, tableName } = subject;
  const where = { entity, operation, tableName, ...(uncertain && { uncertain }) };
  const fail: Fail = (code, text, details, cause = error) => {
    const what = `${entity}: ${operation}${tableName === "" ? "" : ` on table "${tableName}"`} ${text}`;
    const rest = uncertain ? "; it may have been carried out all the same, since an answer was lost" : "";
    return new MonotableError(code, what + rest, details, { cause });
  };
  const writeError = errorPolicy?.toWriteError(failure, { where, fail, observed });
  if (writeError !== undefined) return writeError;
  // The end of a request has many errors, also while the body is read; one of DynamoDB has a fault and a status.
  const isAnswer = failure.$fault !== undefined && failure.$metadata?.httpStatusCode !== undefined;
  if (signal?.aborted && (error === signal.reason || !isAnswer))
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
 * Tells if an attempt that ended with an error changed nothing (`rejected`), or may have been carried out: the server
 * answered, and the answer failed or could not be read (`answered`), or no answer came (`unanswered`), so that the attempt
 * may even arrive later.
 */
export function answerOf(error: unknown): "rejected" | "answered" | "unanswered" {
  const failure = toFailure(error);
  const status = failure.$metadata?.httpStatusCode;
  if (failure.$fault === "client" || (status !== undefined && status >= 400 && status < 500))
    return "rejected";
  const kind = kindOf(failure);
  if (kind !== undefined && kind !== "Unreachable") return "rejected";
  if (/^Transaction(Conflict|InProgress)Exception$/.test(String(failure.name))) return "rejected";
  if (NOT_SENT.has(failure.code)) return "rejected";
  return status === undefined ? "unanswered" : "answered";
}

/** The attempts that the SDK made of one request: it retries, and keeps the last error alone. */
export interface Attempts {
  /** The number of times that the request was sent. */
  count: number;
  /** The errors of those that failed. */
  readonly errors: unknown[];
  /** The SDK reports its attempts here; a client whose `send` was replaced may not. */
  observed: boolean;
}

/** The part of a command's middleware that is used here: a type assertion, since the SDK's types are overloaded. */
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

/** Returns the number of attempts. A client whose `send` was replaced may report them only in the error. */
export function attemptsOf({ observed, count }: Attempts, error: unknown): number {
  return observed ? count : (toFailure(error).$metadata?.attempts ?? 1);
}

/** Remembers if an attempt of the requests of one operation, whose answer was lost, may have been carried out. */
export interface OutcomeTracker {
  /** An attempt got no answer: it may have been carried out, and it may still arrive. */
  unanswered: boolean;
  /** The server answered an attempt, and it may have been carried out all the same; or a part of the operation was. */
  unknown: boolean;
}

/** The circumstances of an error of a write. */
interface WriteCircumstances {
  readonly where: Where;
  readonly fail: Fail;
  readonly observed: boolean;
}

/** The handling of errors of requests that write, or that read as a transaction. A bundle that only reads is without it. */
export interface WriteErrorPolicy {
  /** Sends a request, and again what met another transaction or was throttled as a part of one, which the SDK does not. */
  throughContention<Output>(send: () => Promise<Output>, signal: AbortSignal | undefined): Promise<Output>;
  /** Records the attempts of a request that failed. Returns true if it may have changed something all the same. */
  isUncertain(tracker: OutcomeTracker, attempts: Attempts, error: unknown): boolean;
  /** Translates an error that DynamoDB gives to such requests alone; `undefined` if it is another. */
  toWriteError(error: Failure, circumstances: WriteCircumstances): ReturnType<typeof toError> | undefined;
}

export const writeErrors: WriteErrorPolicy = { throughContention, isUncertain, toWriteError };

async function throughContention<Output>(
  send: () => Promise<Output>,
  signal: AbortSignal | undefined,
): Promise<Output> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isContention(error) || attempt + 1 >= MAXIMUM_ATTEMPTS) throw error;
      await backoff(attempt, signal);
    }
  }
}

/** Returns true if nothing but other transactions on the same items, or throttling of a transaction, stood in the way. */
function isContention(failure: unknown): boolean {
  if (!(failure instanceof TransactionCancellation)) return isMonotableError(failure, "TransactionConflict");
  const atFault = failure.reasons.filter(({ code }) => code !== "None");
  return atFault.length > 0 && atFault.every(({ code }) => RETRIED_REASONS.has(code));
}

function isUncertain(tracker: OutcomeTracker, attempts: Attempts, error: unknown): boolean {
  const count = attemptsOf(attempts, error);
  const earlier = attempts.observed ? attempts.errors.slice(0, count - 1) : [];
  const answers = [...earlier, ...(count > 0 ? [error] : [])].map(answerOf);
  // An error that counts several attempts does not say what became of the others.
  tracker.unanswered ||= answers.includes("unanswered") || (!attempts.observed && count > 1);
  tracker.unknown ||= answers.includes("answered");
  // All attempts of a transaction have one token: one that was carried out makes the next succeed. So a transaction that
  // is cancelled was not carried out before. It still can be, if an attempt without an answer arrives later.
  if (toFailure(error).name === "TransactionCanceledException") return tracker.unanswered;
  return tracker.unanswered || tracker.unknown;
}

/** The parts of an error with items that are read. */
interface ItemFailure extends Failure {
  readonly Item?: Readonly<Record<string, AttributeValue>>;
  readonly CancellationReasons?: readonly {
    readonly Code?: string;
    readonly Message?: string;
    readonly Item?: Readonly<Record<string, AttributeValue>>;
  }[];
}

function toWriteError(
  error: ItemFailure,
  { where, fail, observed }: WriteCircumstances,
): ReturnType<typeof toError> | undefined {
  const { Item, CancellationReasons } = error;
  const { entity, uncertain } = where;
  switch (error.name) {
    case "ConditionalCheckFailedException":
      return new ConditionNotMet(Item && fromWire(Item), error, { uncertain, observed });
    case "TransactionCanceledException":
      return (
        CancellationReasons &&
        new TransactionCancellation(CancellationReasons.map(reasonOf), error, { uncertain, observed })
      );
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
