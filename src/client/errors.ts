import { type ErrorCode, type ErrorDetails, isMonotableError, MonotableError } from "../errors.js";
import type { ConditionNotMet, OperationName, Subject, TransactionRefused } from "../requests/request.js";
import type { Effects } from "./effects.js";

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
  readonly effects: Effects | undefined;
  /** Whether the request may have changed something all the same. */
  readonly uncertain: boolean;
}

/** What an error of a request means. It is decided by the error's name or code, never by its message. */
export function failureOf(
  error: unknown,
  { operation, subject, signal, effects, uncertain }: Circumstances,
): MonotableError | ConditionNotMet | TransactionRefused {
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
  const refusal = effects?.refusalOf(failure, where, fail);
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
