import { MonotableError } from "../errors.js";
import type { OperationName, Subject } from "../requests/request.js";

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

/** Refuses a condition or a filter for its operators: what is checked of an expression beside its length. */
type CheckText = (expression: string, text: string, operation: OperationName, subject: Subject) => void;

/** Refuses expressions that DynamoDB would refuse for their size. */
export function checkExpressions(operation: OperationName, part: Expressions, subject: Subject): void {
  checkLengths(operation, part, subject, checkOperators);
}

/** Refuses expressions that are longer than DynamoDB takes: all that there is to check where there is no condition. */
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

export function tooLarge(
  entity: string,
  operation: string,
  expression: string,
  reason: string,
): MonotableError {
  const message = `${entity}: the ${expression} of a ${operation} ${reason}: ask for less at once`;
  return new MonotableError("ExpressionTooLarge", message, { entity, operation, expression, reason });
}
