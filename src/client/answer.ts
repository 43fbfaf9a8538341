import { kindOf, toFailure } from "./errors.js";

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
