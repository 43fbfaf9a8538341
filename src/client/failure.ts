import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Entity } from "../entities/entity.js";
import type { MonotableError } from "../errors.js";
import { ConditionNotMet, type OperationName } from "../operations/wire.js";
import { fromWire } from "../values/from-wire.js";

/** What is read of an error of the SDK or of the network. */
interface Failure {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly Item?: Readonly<Record<string, AttributeValue>>;
}

const DENIED: ReadonlySet<unknown> = new Set([
  "AccessDeniedException",
  "CredentialsProviderError",
  "ExpiredTokenException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "TokenProviderError",
  "UnrecognizedClientException",
]);

const THROTTLED: ReadonlySet<unknown> = new Set([
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
]);

/** Names of the SDK's errors, and codes of the network's, of a server that did not answer. */
const UNREACHABLE: ReadonlySet<unknown> = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "NetworkingError",
  "TimeoutError",
]);

/** What an error of a request means. It is decided by the error's name or code, never by its message. */
export function failureOf(
  error: unknown,
  operation: OperationName,
  entity: Entity,
): MonotableError | ConditionNotMet {
  const failure: Failure = typeof error === "object" && error !== null ? error : {};
  const { name } = failure;
  const { tableName } = entity;
  const what = `${entity.name}: ${operation} on table "${tableName}"`;

  if (name === "ConditionalCheckFailedException") {
    return new ConditionNotMet(failure.Item && fromWire(failure.Item), error);
  }
  if (name === "ResourceNotFoundException") {
    const table = entity.table.name;
    const message = `${what}: there is no such table; create it, or name another with createDatabase(client, { tables: { ${table}: "…" } })`;
    return entity.error("TableNotFound", message, { table, tableName }, error);
  }
  const where = { operation, tableName };
  if (DENIED.has(name)) {
    return entity.error(
      "AccessDenied",
      `${what} was refused: ${textOf(failure)}; check the credentials and the policy`,
      where,
      error,
    );
  }
  if (THROTTLED.has(name)) {
    return entity.error(
      "Throttled",
      `${what} was refused for load, after the client's own retries`,
      where,
      error,
    );
  }
  if (UNREACHABLE.has(name) || UNREACHABLE.has(failure.code)) {
    const message = `${what}: the server was not reached (${String(failure.code ?? name)}); check the client's region and endpoint`;
    return entity.error("Unreachable", message, where, error);
  }
  const details = { ...where, name: String(name ?? "unknown") };
  return entity.error("RequestFailed", `${what} failed: ${textOf(failure)}`, details, error);
}

function textOf({ name, message }: Failure): string {
  return [name, message].filter((text) => typeof text === "string" && text !== "").join(": ");
}
