import { backoff, MAXIMUM_ATTEMPTS, RETRIED_REASONS } from "../requests/backoff.js";
import type { Wire } from "../requests/request.js";

type Send<Name extends keyof Wire> = (input: Wire[Name]["input"]) => Promise<Wire[Name]["output"]>;

/**
 * Sends a BatchGetItem, and again what DynamoDB left unprocessed, which the SDK does not. What is left after the last
 * attempt is in `UnprocessedKeys`.
 */
export async function batchGet(
  send: Send<"BatchGetItem">,
  input: Wire["BatchGetItem"]["input"],
  signal?: AbortSignal,
): Promise<Wire["BatchGetItem"]["output"]> {
  const found: Record<string, Record<string, unknown>[]> = {};
  let rest = input.RequestItems;
  for (let attempt = 0; ; attempt += 1) {
    const output = await send({ ...input, RequestItems: rest });
    for (const [table, items] of Object.entries(output.Responses ?? {})) {
      found[table] = [...(found[table] ?? []), ...items];
    }
    rest = output.UnprocessedKeys ?? {};
    if (isEmpty(rest) || attempt + 1 >= MAXIMUM_ATTEMPTS) {
      return { ...output, Responses: found, UnprocessedKeys: rest };
    }
    await backoff(attempt, signal);
  }
}

/** Sends a BatchWriteItem, and again what DynamoDB left unprocessed. What is left then is in `UnprocessedItems`. */
export async function batchWrite(
  send: Send<"BatchWriteItem">,
  input: Wire["BatchWriteItem"]["input"],
  signal?: AbortSignal,
): Promise<Wire["BatchWriteItem"]["output"]> {
  let rest = input.RequestItems;
  for (let attempt = 0; ; attempt += 1) {
    const output = await send({ ...input, RequestItems: rest });
    rest = output.UnprocessedItems ?? {};
    if (isEmpty(rest) || attempt + 1 >= MAXIMUM_ATTEMPTS) return { ...output, UnprocessedItems: rest };
    await backoff(attempt, signal);
  }
}

/** Sends a BatchExecuteStatement, and again the statements that DynamoDB throttled, or that met a conflict. */
export async function batchExecute(
  send: Send<"BatchExecuteStatement">,
  input: Wire["BatchExecuteStatement"]["input"],
  signal?: AbortSignal,
): Promise<Wire["BatchExecuteStatement"]["output"]> {
  const statements = input.Statements ?? [];
  const responses: NonNullable<Wire["BatchExecuteStatement"]["output"]["Responses"]> = [];
  let rest = statements.map((statement, position) => ({ statement, position }));
  for (let attempt = 0; ; attempt += 1) {
    const output = await send({ ...input, Statements: rest.map(({ statement }) => statement) });
    for (const [index, { position }] of rest.entries()) responses[position] = output.Responses?.[index] ?? {};
    rest = rest.filter(({ position }) => RETRIED_REASONS.has(responses[position]?.Error?.Code));
    if (rest.length === 0 || attempt + 1 >= MAXIMUM_ATTEMPTS) return { ...output, Responses: responses };
    await backoff(attempt, signal);
  }
}

function isEmpty(requests: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(requests).length === 0;
}
