import type { BatchWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Entity } from "../entities/entity.js";
import { type BatchProgress, isMonotableError, MonotableError } from "../errors.js";
import { runAll } from "../requests/concurrency.js";
import type { RunOptions } from "../requests/operation.js";
import type { Request, Sender } from "../requests/request.js";
import { subjectOf } from "../requests/subject.js";
import { documentKey } from "../values/document.js";
import type { BatchPart } from "./interfaces.js";
import { checkClient } from "./same-client.js";
import { isWrite } from "./write.js";

/** DynamoDB's limit of operations in one BatchWriteItem. */
const MAXIMUM_OPERATIONS = 25;

export interface BatchWriteOptions extends RunOptions {
  /** Called after each request with the number of operations that are done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Any number of values, which need not be in memory all at once. */
export type Many<Value> = Iterable<Value> | AsyncIterable<Value>;

type WriteRequestItem = NonNullable<BatchWriteCommandInput["RequestItems"]>[string][number];

/** One write of a batch. */
interface Part {
  readonly entity: Entity;
  /** The identity of its item: the table and the primary key as one text. */
  readonly id: string;
  readonly item: WriteRequestItem;
}

/** One request of a batch. */
interface Chunk {
  /** The last write of each item. */
  readonly parts: Map<string, Part>;
  /** The number of operations that it was made of. */
  operations: number;
}

/**
 * Writes any number of items, in as many requests as it takes. It is not a transaction: a part may be done when another
 * fails, and the error says so; all of it may be repeated. Of several writes of one item the last counts.
 */
export function batchWrite(
  sender: Sender,
  operations: Iterable<BatchPart>,
  options?: BatchWriteOptions,
): Promise<void> {
  return writeParts(sender, partsOf(sender, operations), options);
}

/** Writes an item for each value, as `operation` says. */
export function writeMany<Value>(
  sender: Sender,
  values: Many<Value>,
  operation: (value: Value) => BatchPart,
  options?: BatchWriteOptions,
): Promise<void> {
  return writeParts(sender, partsOfMany(values, operation), options);
}

// An operation is awaitable, so it must never be yielded or iterated over by anything asynchronous: that would run it.

function* partsOf(sender: Sender, operations: Iterable<BatchPart>): Generator<Part> {
  // A list is checked as a whole before anything is sent; what a generator makes is not there yet.
  if (Array.isArray(operations)) checkWrites(sender, operations);
  for (const operation of operations) {
    checkWrites(sender, [operation]);
    yield partOf(operation);
  }
}

async function* partsOfMany<Value>(
  values: Many<Value>,
  operation: (value: Value) => BatchPart,
): AsyncGenerator<Part> {
  for await (const value of values) yield partOf(operation(value as Value));
}

async function writeParts(
  sender: Sender,
  parts: Iterable<Part> | AsyncIterable<Part>,
  { onProgress, signal }: BatchWriteOptions = {},
): Promise<void> {
  /** The writes that failed, and those that DynamoDB left undone. */
  const failed: unknown[] = [];
  const unprocessed: unknown[] = [];
  let sent = 0;
  const scoped = sender.within({ signal });
  const entities = new Set<Entity>();
  /** The items of requests under way, and their end: another write of one of them waits. */
  const busy = new Map<string, Promise<void>>();
  let done = 0;

  const sendChunk = async ({ parts: chunk, operations }: Chunk): Promise<void> => {
    sent += operations;
    for (const { entity } of chunk.values()) entities.add(entity);
    const sending = scoped
      .send(chunkRequest(chunk), subjectOf([...chunk.values()].map(({ entity }) => entity)))
      .then(({ UnprocessedItems = {} }) => {
        const left = Object.values(UnprocessedItems).flat();
        unprocessed.push(...left);
        done += chunk.size - left.length;
        onProgress?.(done);
      });
    const ended = sending.catch(() => undefined);
    for (const id of chunk.keys()) busy.set(id, ended);
    try {
      await sending;
    } catch (error) {
      failed.push(...[...chunk.values()].map(({ item }) => item));
      throw error;
    } finally {
      for (const id of chunk.keys()) if (busy.get(id) === ended) busy.delete(id);
    }
  };
  try {
    await runAll(chunks(parts, busy), sendChunk);
  } catch (error) {
    // All requests have ended: it is certain which of them were carried out.
    throw partialFailure(error, done, { sent, failed: [...failed, ...unprocessed] });
  }
  if (unprocessed.length > 0) throw incomplete([...entities], unprocessed);
}

/** Cuts writes into requests of 25, as they are asked for: the operations are not held all at once. */
async function* chunks(
  parts: Iterable<Part> | AsyncIterable<Part>,
  busy: ReadonlyMap<string, Promise<void>>,
): AsyncGenerator<Chunk> {
  let chunk: Chunk = { parts: new Map(), operations: 0 };
  for await (const part of parts) {
    await busy.get(part.id);
    chunk.parts.delete(part.id);
    chunk.parts.set(part.id, part);
    chunk.operations += 1;
    if (chunk.parts.size < MAXIMUM_OPERATIONS) continue;
    yield chunk;
    chunk = { parts: new Map(), operations: 0 };
  }
  if (chunk.operations > 0) yield chunk;
}

function checkWrites(sender: Sender, operations: readonly BatchPart[]): void {
  const writes = operations.flatMap((operation: unknown) => (isWrite(operation) ? [operation] : []));
  checkClient(sender, writes, (reason, { context }) => reject(context.entity, reason));
}

function partOf(part: BatchPart): Part {
  if (!isWrite(part)) {
    throw new MonotableError("InvalidBatch", "A batch takes puts and deletes of repositories", {
      entity: "",
      reason: "an element is not an operation",
    });
  }
  const { entity } = part.context;
  if (entity.unique.length > 0) {
    return reject(
      entity,
      "DynamoDB's batches cannot keep its unique constraints: write each item alone, or in a transaction",
    );
  }
  const { operation, input } = part.request();
  if (operation === "UpdateItem")
    return reject(entity, "DynamoDB's batches put and delete; they do not update");
  if (input.ConditionExpression !== undefined) {
    return reject(
      entity,
      "DynamoDB's batches have no conditions: use put and delete without .if, or a transaction",
    );
  }
  const document: Readonly<Record<string, unknown>> = ("Item" in input ? input.Item : input.Key) ?? {};
  const { partitionKey, sortKey } = entity.table;
  const key = Object.fromEntries(
    [partitionKey, ...(sortKey ? [sortKey] : [])].map(({ name }) => [name, document[name]]),
  );
  const item = "Item" in input ? { PutRequest: { Item: input.Item } } : { DeleteRequest: { Key: input.Key } };
  return { entity, id: documentKey(entity.tableName, key), item };
}

function chunkRequest(chunk: Chunk["parts"]): Request<"BatchWriteItem"> {
  const tables: Record<string, WriteRequestItem[]> = {};
  for (const { entity, item } of chunk.values()) {
    const requests = tables[entity.tableName] ?? [];
    requests.push(item);
    tables[entity.tableName] = requests;
  }
  return { operation: "BatchWriteItem", input: { RequestItems: tables } };
}

function reject(entity: Entity, reason: string): never {
  throw entity.error("InvalidBatch", `${entity.name}: ${reason}`, { reason });
}

/** The error of a request of a batch, of which others were carried out. */
function partialFailure(error: unknown, done: number, batch: BatchProgress): unknown {
  if (done === 0 || !isMonotableError(error)) return error;
  const details = { ...error.details, uncertain: true, batch } as typeof error.details;
  const message = `${error.message}; ${done} other writes of the batch were carried out, and it may be repeated; details.batch tells which`;
  return new MonotableError(error.code, message, details, { cause: error.cause });
}

function incomplete(
  entities: readonly Entity[],
  unprocessed: readonly unknown[],
): MonotableError<"BatchIncomplete"> {
  const { name } = subjectOf(entities);
  const message = `${name}: DynamoDB left ${unprocessed.length} writes of a batch undone, after several attempts`;
  return new MonotableError("BatchIncomplete", message, { entity: name, unprocessed });
}
