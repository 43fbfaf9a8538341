import { contentOf, type DocumentValue, type StoredDocument, sameDocument } from "../values/document.js";
import { isExactNumber } from "../values/number-bounds.js";
import { compareNumbers } from "../wire/number.js";
import type { Comparator, ConditionNode, Operand } from "./condition.js";
import { valueAt } from "./update.js";

/** Returns true if a condition holds of an item, as DynamoDB decides it; without an item, of one that has no attribute. */
export function holds(node: ConditionNode, item: StoredDocument = {}): boolean {
  switch (node.type) {
    case "and":
      return node.nodes.every((each) => holds(each, item));
    case "or":
      return node.nodes.some((each) => holds(each, item));
    case "not":
      return !holds(node.node, item);
    case "exists":
      return (valueAt(item, node) !== undefined) === node.exists;
    case "compare":
      return satisfies(operandOf(node.operand, item), node.operator, node.value);
    case "compareTo":
      return satisfies(operandOf(node.operand, item), node.operator, operandOf(node.other, item));
    case "between": {
      const value = operandOf(node.operand, item);
      return satisfies(value, ">=", node.low) && satisfies(value, "<=", node.high);
    }
    case "in": {
      const value = operandOf(node.operand, item);
      return node.values.some((each) => satisfies(value, "=", each));
    }
    case "function":
      return FUNCTIONS[node.name](operandOf(node.operand, item), node.value);
  }
}

function operandOf(operand: Operand, item: StoredDocument): unknown {
  const value = valueAt(item, operand);
  return operand.size ? sizeOf(value) : value;
}

/** Returns the size of a value as conditions have it; `undefined` of what has none. */
function sizeOf(value: unknown): number | undefined {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length;
  if (value instanceof Set) return value.size;
  return typeof value === "object" && value !== null && !isExactNumber(value)
    ? Object.keys(value).length
    : undefined;
}

type Function = Extract<ConditionNode, { readonly type: "function" }>["name"];

const FUNCTIONS: Readonly<Record<Function, (value: unknown, operand: DocumentValue) => boolean>> = {
  begins_with: (value, prefix) => {
    if (typeof value === "string" && typeof prefix === "string") return value.startsWith(prefix);
    if (!(value instanceof Uint8Array && prefix instanceof Uint8Array)) return false;
    return Buffer.compare(value.subarray(0, prefix.length), prefix) === 0;
  },
  contains: (value, part) => {
    if (typeof value === "string") return typeof part === "string" && value.includes(part);
    if (Array.isArray(value)) return value.some((each) => satisfies(each, "=", part));
    if (!(value instanceof Set)) return false;
    return [...value].some((each) => typeof each === typeof part && contentOf(each) === contentOf(part));
  },
  attribute_type: (value, type) => typeOf(value) === type,
};

function typeOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return "NULL";
  if (isExactNumber(value)) return "N";
  if (typeof value === "string") return "S";
  if (typeof value === "boolean") return "BOOL";
  if (value instanceof Uint8Array) return "B";
  if (Array.isArray(value)) return "L";
  return value instanceof Set ? `${typeOf([...value][0])}S` : "M";
}

/**
 * Returns true if a value satisfies a comparison, as DynamoDB decides it: what is absent is different from everything, another
 * absent value included.
 */
export function satisfies(value: unknown, operator: Comparator, other: unknown): boolean {
  const isEqual = value !== undefined && other !== undefined && sameDocument({ value }, { value: other });
  if (operator === "=") return isEqual;
  if (operator === "<>") return !isEqual;
  const order = orderOf(value, other);
  if (order === undefined) return false;
  if (order === 0) return operator === "<=" || operator === ">=";
  return order < 0 ? operator.startsWith("<") : operator.startsWith(">");
}

/** Returns the order of two values of one type; `undefined` of others. */
function orderOf(one: unknown, other: unknown): number | undefined {
  if (isExactNumber(one) && isExactNumber(other)) return compareNumbers(one, other);
  if (typeof one === "string" && typeof other === "string")
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return one instanceof Uint8Array && other instanceof Uint8Array ? Buffer.compare(one, other) : undefined;
}
