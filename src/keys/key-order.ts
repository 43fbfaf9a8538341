import type { KeyCondition } from "./key-condition.js";
import { compareText } from "./text-bounds.js";

/** Compares two values of one key attribute in DynamoDB's order: text by UTF-8 bytes, numbers by value, binary by bytes. */
export function compareKeyValues(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  const [left, right] = [a as number | bigint, b as number | bigint];
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

/** Whether a key attribute is as a condition of a Query demands. */
export function holds(condition: KeyCondition, found: unknown): boolean {
  const order = compareKeyValues(found, condition.value);
  switch (condition.operator) {
    case "=":
      return order === 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "between":
      return order >= 0 && compareKeyValues(found, condition.high) <= 0;
    case "beginsWith":
      return beginsWith(found, condition.value);
  }
}

function beginsWith(found: unknown, prefix: unknown): boolean {
  if (typeof found === "string") return found.startsWith(String(prefix));
  return (
    found instanceof Uint8Array &&
    prefix instanceof Uint8Array &&
    Buffer.compare(found.subarray(0, prefix.length), prefix) === 0
  );
}
