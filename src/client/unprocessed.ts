import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type BatchWriteCommandOutput,
  type DynamoDBDocumentClient,
} from "@aws-sdk/lib-dynamodb";
import { backoff, MAXIMUM_ATTEMPTS } from "./backoff.js";

/**
 * Sends a BatchGetItem, and again what DynamoDB left unprocessed, which the SDK does not. What is left after the last
 * attempt is in `UnprocessedKeys`.
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  input: BatchGetCommandInput,
): Promise<BatchGetCommandOutput> {
  const found: Record<string, Record<string, unknown>[]> = {};
  let rest = input.RequestItems;
  for (let attempt = 0; ; attempt += 1) {
    const output = await client.send(new BatchGetCommand({ ...input, RequestItems: rest }));
    for (const [table, items] of Object.entries(output.Responses ?? {})) {
      found[table] = [...(found[table] ?? []), ...items];
    }
    rest = output.UnprocessedKeys ?? {};
    if (isEmpty(rest) || attempt + 1 >= MAXIMUM_ATTEMPTS) {
      return { ...output, Responses: found, UnprocessedKeys: rest };
    }
    await backoff(attempt);
  }
}

/** Sends a BatchWriteItem, and again what DynamoDB left unprocessed. What is left then is in `UnprocessedItems`. */
export async function batchWrite(
  client: DynamoDBDocumentClient,
  input: BatchWriteCommandInput,
): Promise<BatchWriteCommandOutput> {
  let rest = input.RequestItems;
  for (let attempt = 0; ; attempt += 1) {
    const output = await client.send(new BatchWriteCommand({ ...input, RequestItems: rest }));
    rest = output.UnprocessedItems ?? {};
    if (isEmpty(rest) || attempt + 1 >= MAXIMUM_ATTEMPTS) return { ...output, UnprocessedItems: rest };
    await backoff(attempt);
  }
}

function isEmpty(requests: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(requests).length === 0;
}
