/** Why a command about tables cannot go on, as a sentence for people. */
export class DeployFailure extends Error {
  override readonly name = "DeployFailure";
}

/** Whether the error that the SDK gave has one of these names. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  if (!(error instanceof Error)) return false;
  return names.includes(error.name) || (error instanceof DeployFailure && isNamed(error.cause, ...names));
}

/** Where a request went, for the sentence about its failure. */
export interface Where {
  readonly operation: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
}

/**
 * The sentence about a request that failed. It goes by the error's name or code; one that it does not know keeps its own
 * words.
 */
export function deployFailure(error: unknown, { operation, region, endpoint }: Where): DeployFailure {
  if (error instanceof DeployFailure) return error;
  const place = endpoint === undefined ? `DynamoDB in ${region}` : endpoint;
  const [name, text] = error instanceof Error ? [error.name, error.message] : ["", String(error)];
  const code = codeOf(error);
  const failure = (sentence: string): DeployFailure => new DeployFailure(sentence, { cause: error });
  if (UNREACHABLE.has(code) || UNREACHABLE.has(name)) {
    const help =
      endpoint === undefined
        ? `Is "${region}" a region of AWS, and are you online?`
        : "Is that server running, and is the address right?";
    return failure(`Nothing answers at ${place} (${code || name}). ${help}`);
  }
  switch (name) {
    case "AccessDeniedException":
      return failure(`Access is denied: the credentials must allow ${operation} (${place}). ${text}`);
    case "UnrecognizedClientException":
    case "InvalidSignatureException":
    case "InvalidClientTokenId":
    case "MissingAuthenticationTokenException":
      return failure(
        `${place} does not know these AWS credentials (${name}). Are they of this account and region?`,
      );
    case "ExpiredTokenException":
    case "ExpiredToken":
      return failure("The AWS credentials have expired. Log in again.");
    case "CredentialsProviderError":
    case "TokenProviderError":
      return failure(`The AWS credentials cannot be read: ${text}`);
    case "LimitExceededException":
      return failure(`${operation}: a limit of the account or of concurrent changes is reached. ${text}`);
    case "ResourceInUseException":
      return failure(`${operation}: the table is being changed by somebody else. Try again later. ${text}`);
    default:
      return failure(`${operation} failed: ${name === "" || name === "Error" ? "" : `${name}: `}${text}`);
  }
}

/** What the network says, by code or by the SDK's name, when a server is not there. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EPROTO",
  "TimeoutError",
]);

/** The code of a network error: of several attempts at several addresses, that of the first. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && !("code" in error)) return codeOf(error.errors[0]);
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}
