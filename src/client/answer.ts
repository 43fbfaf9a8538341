/** What is read of an error of the SDK or of the network. */
export interface Failure {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly attempts?: number; readonly httpStatusCode?: number };
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

/** The codes of the network with which no connection was made, so that nothing was sent. */
const NOT_SENT: ReadonlySet<unknown> = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
]);

/** What an error means, by its name or code, never by its message. */
export function kindOf({ name, code }: Failure) {
  return CODES[String(name)] ?? CODES[String(code)];
}

export function toFailure(error: unknown): Failure {
  return typeof error === "object" && error !== null ? error : {};
}

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
  return NOT_SENT.has(failure.code) ? "refused" : "unknown";
}
