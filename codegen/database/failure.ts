import { isMonotableError } from "../../src/errors.js";

/** The reason why a command cannot go on, as a sentence for people. */
export class CommandFailure extends Error {
  override readonly name: string = "CommandFailure";
}

/** A command that was given what cannot be: the wrong name, too little, too much. */
export class UsageFailure extends CommandFailure {
  override readonly name = "UsageFailure";
}

/** Returns true if the SDK's error has one of these names. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  if (!(error instanceof Error)) return false;
  return names.includes(error.name) || (error instanceof CommandFailure && isNamed(error.cause, ...names));
}

/** The destination of a request, for the sentence about its failure. */
export interface Where {
  /** The operation; absent: one of several. */
  readonly operation?: string;
  /** Absent: that of the environment. */
  readonly region?: string | undefined;
  /** The address of a server of one's own; absent: AWS. */
  readonly server?: string | undefined;
}

/**
 * The sentence about a request that failed, with what to do about it. It goes by the error's name or code; one that it does
 * not know keeps its own words.
 */
export function requestFailure(error: unknown, where: Where): CommandFailure {
  if (error instanceof CommandFailure) return error;
  const cause = isMonotableError(error) && error.cause instanceof Error ? error.cause : error;
  return new CommandFailure(sentence(cause, where) ?? textOf(error, where), { cause: error });
}

function sentence(error: unknown, { operation = "this", region, server }: Where): string | undefined {
  const place = server ?? (region === undefined ? "DynamoDB" : `DynamoDB in ${region}`);
  const [name, text] = error instanceof Error ? [error.name, error.message] : ["", String(error)];
  const code = codeOf(error);
  if (UNREACHABLE.has(code) || UNREACHABLE.has(name)) {
    const help =
      server === undefined
        ? `Check the AWS region${region === undefined ? "" : ` "${region}"`} and your network connection.`
        : "Check that the server is running and that the address is right; `npx monotable local` starts one on port 8000.";
    return `Cannot connect to ${place} (${code || name}). ${help}`;
  }
  switch (name) {
    case "ResourceNotFoundException":
      return `${server === undefined ? place : "DynamoDB"} has no such table. Check the region, and that the table was created; pass its name in DynamoDB with --table shop=shop-production.`;
    case "AccessDeniedException":
      return `Access denied: the credentials need permission for ${operation} (${place}). ${text}`;
    case "UnrecognizedClientException":
    case "InvalidSignatureException":
    case "InvalidClientTokenId":
    case "MissingAuthenticationTokenException":
      return `${place} rejected the AWS credentials (${name}). Check their account and region.`;
    case "ExpiredTokenException":
    case "ExpiredToken":
      return "The AWS credentials have expired. Log in again.";
    case "CredentialsProviderError":
    case "TokenProviderError":
      return `Cannot load the AWS credentials: ${text}`;
    case "LimitExceededException":
      return `${operation} failed: a limit of the account or of concurrent changes is exceeded. ${text}`;
    case "ResourceInUseException":
      return `${operation} failed: another change of the table is in progress. Try again later. ${text}`;
    default:
      return undefined;
  }
}

function textOf(error: unknown, { operation }: Where): string {
  if (!(error instanceof Error)) return String(error);
  if (operation === undefined) return error.message;
  const plain = error.name === "" || error.name === "Error";
  return `${operation} failed: ${plain ? "" : `${error.name}: `}${error.message}`;
}

/** The codes of the network, and the SDK's names, for a server that cannot be reached. */
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
