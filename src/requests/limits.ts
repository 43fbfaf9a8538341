import { MonotableError } from "../errors.js";
import type { Document, DocumentValue } from "../values/document.js";
import { itemSize, sizeBound } from "../values/item-size.js";
import type { OperationName, Subject } from "./request.js";

/** In characters. */
const MAXIMUM_EXPRESSION = 4096;

const MAXIMUM_OPERATORS = 300;

const EXPRESSIONS = [
  "KeyConditionExpression",
  "FilterExpression",
  "ProjectionExpression",
  "ConditionExpression",
  "UpdateExpression",
] as const;

/** A part of an input that has expressions. */
export type Expressions = Partial<Record<(typeof EXPRESSIONS)[number], string | undefined>>;

/** Rejects a condition or a filter with too many operators: the check of an expression beside its length. */
type CheckText = (expression: string, text: string, operation: OperationName, subject: Subject) => void;

/** Rejects expressions that are too large for DynamoDB. */
export function checkExpressions(operation: OperationName, part: Expressions, subject: Subject): void {
  checkLengths(operation, part, subject, checkOperators);
}

/** Rejects expressions that are longer than DynamoDB allows: the only check where there is no condition. */
export function checkLengths(
  operation: OperationName,
  part: Expressions,
  subject: Subject,
  checkText?: CheckText,
): void {
  for (const name of EXPRESSIONS) {
    const text = part[name];
    if (text === undefined) continue;
    if (text.length > MAXIMUM_EXPRESSION) {
      const reason = `has ${text.length} characters; DynamoDB allows ${MAXIMUM_EXPRESSION}`;
      throw tooLarge(subject.name, operation, name, reason);
    }
    checkText?.(name, text, operation, subject);
  }
}

function checkOperators(
  expression: string,
  text: string,
  operation: OperationName,
  { name: entity }: Subject,
): void {
  if (expression !== "ConditionExpression" && expression !== "FilterExpression") return;
  // Each operator has one character or more.
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

export function tooLarge(
  entity: string,
  operation: string,
  expression: string,
  reason: string,
): MonotableError {
  const message = `${entity}: the ${expression} of a ${operation} ${reason}: ask for less at once`;
  return new MonotableError("ExpressionTooLarge", message, { entity, operation, expression, reason });
}

const KILOBYTE = 1024;

const MAXIMUM_ITEM = 400 * KILOBYTE;

const MAXIMUM_TRANSACTION = 4 * KILOBYTE * KILOBYTE;

const MAXIMUM_VALUES = 2 * KILOBYTE * KILOBYTE;

/** In characters. */
const MAXIMUM_STATEMENT = 8 * KILOBYTE;

/** The operations of one transaction. */
const MAXIMUM_OPERATIONS = 100;

/** A part of an input that has expressions of its own. */
interface Part extends Expressions {
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined;
}

/** Rejects expressions, or their values, that are too large for DynamoDB. */
export function checkPart(operation: OperationName, part: Part, subject: Subject): void {
  checkExpressions(operation, part, subject);
  checkValues(part, operation, subject);
}

/** Rejects a raw request of more parts than DynamoDB allows; repositories split them. */
export function checkParts(
  operation: OperationName,
  count: number,
  maximum: number,
  splitter: string,
  { name: entity }: Subject,
): void {
  if (count <= maximum) return;
  const reason = `a ${operation} has ${count} parts; DynamoDB allows ${maximum}: ${splitter} splits any number`;
  throw new MonotableError("InvalidBatch", `${entity}: ${reason}`, { entity, reason });
}

/** Rejects a transaction of more operations than DynamoDB allows. */
export function checkTransaction(count: number): void {
  if (count > MAXIMUM_OPERATIONS)
    rejectTransaction(`it has ${count} operations; DynamoDB allows ${MAXIMUM_OPERATIONS}`);
}

/** Rejects an item that is larger than DynamoDB stores. Returns a number of bytes that it does not exceed. */
export function checkItem(item: Readonly<Record<string, unknown>>, subject: Subject): number {
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

function checkValues(
  { ExpressionAttributeValues: values }: Part,
  operation: OperationName,
  { name: entity }: Subject,
): void {
  if (values === undefined || boundOf(values) <= MAXIMUM_VALUES) return;
  const bytes = Object.values(values).reduce<number>((sum, value) => sum + sizeOf({ "": value }), 0);
  if (bytes <= MAXIMUM_VALUES) return;
  const reason = `have ${bytes} bytes; DynamoDB allows ${MAXIMUM_VALUES}`;
  throw tooLarge(entity, operation, "ExpressionAttributeValues", reason);
}

/** Rejects a statement that is longer than DynamoDB allows. */
export function checkStatement(operation: OperationName, text: string, { name: entity }: Subject): void {
  if (text.length <= MAXIMUM_STATEMENT) return;
  const reason = `has ${text.length} characters; DynamoDB allows ${MAXIMUM_STATEMENT}`;
  throw tooLarge(entity, operation, "Statement", reason);
}

/**
 * Rejects a transaction that is larger than DynamoDB allows. The size after an update is not known before: the items that
 * are put are the least.
 *
 * @param bound a number of bytes that these do not exceed together
 */
export function checkTransactionSize(
  items: readonly Readonly<Record<string, unknown>>[],
  bound: number,
): void {
  if (bound <= MAXIMUM_TRANSACTION) return;
  const bytes = items.reduce((sum, item) => sum + sizeOf(item), 0);
  if (bytes > MAXIMUM_TRANSACTION)
    rejectTransaction(`its items have ${bytes} bytes; DynamoDB allows ${MAXIMUM_TRANSACTION}`);
}

export function rejectTransaction(reason: string): never {
  throw new MonotableError("InvalidTransaction", `This transaction cannot be sent: ${reason}`, { reason });
}

// Type assertions: the values of raw requests may be of any type.
function sizeOf(item: Readonly<Record<string, unknown>>): number {
  return itemSize(item as Document as Readonly<Record<string, DocumentValue>>);
}

function boundOf(item: Readonly<Record<string, unknown>>): number {
  return sizeBound(item as Document as Readonly<Record<string, DocumentValue>>);
}
