import { MonotableError } from "../errors.js";
import type { Document, DocumentValue } from "../values/document.js";
import { itemSize, sizeBound } from "../values/size.js";
import type { Request, Subject } from "./wire.js";

const KILOBYTE = 1024;
const MAXIMUM_ITEM = 400 * KILOBYTE;
const MAXIMUM_TRANSACTION = 4 * KILOBYTE * KILOBYTE;
const MAXIMUM_VALUES = 2 * KILOBYTE * KILOBYTE;
/** In characters. */
const MAXIMUM_EXPRESSION = 4 * KILOBYTE;
const MAXIMUM_STATEMENT = 8 * KILOBYTE;
const MAXIMUM_OPERATORS = 300;

const EXPRESSIONS = [
  "KeyConditionExpression",
  "FilterExpression",
  "ProjectionExpression",
  "ConditionExpression",
  "UpdateExpression",
] as const;

/** A part of an input that has expressions of its own, or an item. */
interface Part extends Partial<Record<(typeof EXPRESSIONS)[number], string | undefined>> {
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined;
  readonly Item?: Readonly<Record<string, unknown>> | undefined;
}

/** Refuses a request that DynamoDB would refuse for its size, as far as the request alone tells. */
export function checkRequest(request: Request, subject: Subject): void {
  checkCount(request, subject);
  const parts = partsOf(request);
  let bound = 0;
  for (const part of parts) {
    if (part.Item) bound += checkItem(part.Item, subject);
    for (const name of EXPRESSIONS) checkExpression(name, part[name], request, subject);
    checkValues(part, request, subject);
  }
  for (const statement of statementsOf(request)) checkStatement(statement, request, subject);
  if (request.operation === "TransactWriteItems" && bound > MAXIMUM_TRANSACTION) checkTransactionSize(parts);
}

function partsOf({ operation, input }: Request): readonly Part[] {
  switch (operation) {
    case "BatchGetItem":
      return Object.values(input.RequestItems ?? {});
    case "BatchWriteItem":
      return Object.values(input.RequestItems ?? {})
        .flat()
        .map(({ PutRequest }) => ({ Item: PutRequest?.Item }));
    case "TransactGetItems":
      return (input.TransactItems ?? []).map(({ Get }) => Get ?? {});
    case "TransactWriteItems":
      return (input.TransactItems ?? []).map(
        ({ Put, Update, Delete, ConditionCheck }) => Put ?? Update ?? Delete ?? ConditionCheck ?? {},
      );
    case "ExecuteStatement":
    case "BatchExecuteStatement":
    case "ExecuteTransaction":
      return [];
    default:
      return [input];
  }
}

function statementsOf({ operation, input }: Request): readonly string[] {
  switch (operation) {
    case "ExecuteStatement":
      return [input.Statement ?? ""];
    case "BatchExecuteStatement":
      return (input.Statements ?? []).map(({ Statement }) => Statement ?? "");
    case "ExecuteTransaction":
      return (input.TransactStatements ?? []).map(({ Statement }) => Statement ?? "");
    default:
      return [];
  }
}

/** How many parts a request has, how many DynamoDB allows, and what splits any number of them. */
function countParts({ operation, input }: Request): readonly [number, number, string?] {
  switch (operation) {
    case "BatchGetItem":
      return [
        Object.values(input.RequestItems ?? {}).flatMap(({ Keys = [] }) => Keys).length,
        100,
        "db.batchGet",
      ];
    case "BatchWriteItem":
      return [Object.values(input.RequestItems ?? {}).flat().length, 25, "db.batchWrite"];
    case "BatchExecuteStatement":
      return [input.Statements?.length ?? 0, 25, "db.raw.batch"];
    case "TransactGetItems":
    case "TransactWriteItems":
      return [input.TransactItems?.length ?? 0, 100];
    case "ExecuteTransaction":
      return [input.TransactStatements?.length ?? 0, 100];
    default:
      return [1, 1];
  }
}

/** Repositories split what is too many; a raw request is sent as it is, or not at all. */
function checkCount(request: Request, { name: entity }: Subject): void {
  const [count, maximum, splitter] = countParts(request);
  if (count <= maximum) return;
  if (splitter === undefined) refuseTransaction(`it has ${count} operations; DynamoDB allows ${maximum}`);
  const reason = `a ${request.operation} has ${count} parts; DynamoDB allows ${maximum}: ${splitter} splits any number`;
  throw new MonotableError("InvalidBatch", `${entity}: ${reason}`, { entity, reason });
}

/** Refuses an item that is too large, and gives a size that it does not exceed. */
function checkItem(item: Readonly<Record<string, unknown>>, subject: Subject): number {
  const bound = boundOf(item);
  if (bound <= MAXIMUM_ITEM) return bound;
  const { name: entity } = subject;
  const bytes = sizeOf(item);
  if (bytes <= MAXIMUM_ITEM) return bytes;
  const sizes = Object.entries(item).map(([name, value]) => ({ name, bytes: sizeOf({ [name]: value }) }));
  const largest = sizes.reduce((one, other) => (other.bytes > one.bytes ? other : one));
  const attribute = subject.nameInCode?.(largest.name) ?? largest.name;
  const message = `${entity}: an item has ${bytes} bytes, and DynamoDB stores ${MAXIMUM_ITEM}; ${attribute} alone has ${largest.bytes}: split the item, or keep the large part elsewhere`;
  throw new MonotableError("ItemTooLarge", message, { entity, bytes, attribute });
}

function checkExpression(
  expression: string,
  text: string | undefined,
  { operation }: Request,
  { name: entity }: Subject,
): void {
  if (text === undefined) return;
  if (text.length > MAXIMUM_EXPRESSION) {
    const reason = `has ${text.length} characters; DynamoDB allows ${MAXIMUM_EXPRESSION}`;
    throw tooLarge(entity, operation, expression, reason);
  }
  if (expression !== "ConditionExpression" && expression !== "FilterExpression") return;
  // Each has a character of its own at the least.
  if (text.length <= MAXIMUM_OPERATORS) return;
  const operators = countOperators(text);
  if (operators <= MAXIMUM_OPERATORS) return;
  throw tooLarge(
    entity,
    operation,
    expression,
    `has ${operators} operators; DynamoDB allows ${MAXIMUM_OPERATORS}`,
  );
}

/** A placeholder, an operator, or a word, which is a function where a bracket follows. */
const TOKEN = /[#:][A-Za-z0-9_]+|<>|<=|>=|[=<>]|[A-Za-z_][A-Za-z0-9_]*(?:\s*\()?/g;

/** As DynamoDB counts: each comparison, function, AND, OR, NOT, IN and BETWEEN, the AND of a BETWEEN not. */
function countOperators(text: string): number {
  let count = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (/^[#:]/.test(token)) continue;
    if (/^between\b/i.test(token)) continue;
    if (/^[=<>]|\($|^(and|or|not|in)$/i.test(token)) count += 1;
  }
  return count;
}

function checkValues(
  { ExpressionAttributeValues: values }: Part,
  { operation }: Request,
  { name: entity }: Subject,
): void {
  if (values === undefined || boundOf(values) <= MAXIMUM_VALUES) return;
  const bytes = Object.values(values).reduce<number>((sum, value) => sum + sizeOf({ "": value }), 0);
  if (bytes <= MAXIMUM_VALUES) return;
  const reason = `have ${bytes} bytes; DynamoDB allows ${MAXIMUM_VALUES}`;
  throw tooLarge(entity, operation, "ExpressionAttributeValues", reason);
}

function checkStatement(text: string, { operation }: Request, { name: entity }: Subject): void {
  if (text.length <= MAXIMUM_STATEMENT) return;
  const reason = `has ${text.length} characters; DynamoDB allows ${MAXIMUM_STATEMENT}`;
  throw tooLarge(entity, operation, "Statement", reason);
}

/** What an update leaves is not known before: the items that are put are the least that the transaction has. */
function checkTransactionSize(parts: readonly Part[]): void {
  const bytes = parts.reduce((sum, { Item }) => sum + (Item ? sizeOf(Item) : 0), 0);
  if (bytes > MAXIMUM_TRANSACTION)
    refuseTransaction(`its items have ${bytes} bytes; DynamoDB allows ${MAXIMUM_TRANSACTION}`);
}

export function refuseTransaction(reason: string): never {
  throw new MonotableError("InvalidTransaction", `This transaction cannot be sent: ${reason}`, { reason });
}

function tooLarge(entity: string, operation: string, expression: string, reason: string): MonotableError {
  const message = `${entity}: the ${expression} of a ${operation} ${reason}: ask for less at once`;
  return new MonotableError("ExpressionTooLarge", message, { entity, operation, expression, reason });
}

// The seam to raw requests, whose values may be of any type.
function sizeOf(item: Readonly<Record<string, unknown>>): number {
  return itemSize(item as Document as Readonly<Record<string, DocumentValue>>);
}

function boundOf(item: Readonly<Record<string, unknown>>): number {
  return sizeBound(item as Document as Readonly<Record<string, DocumentValue>>);
}
