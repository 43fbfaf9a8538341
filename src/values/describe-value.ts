import { isStoredNumber } from "../wire/number.js";

/** Describes a wrong value for a message: its kind, and the value where it is short. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return value.length <= 40 ? JSON.stringify(value) : "a string";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return `the bigint ${value}`;
  if (Array.isArray(value)) return "an array";
  if (value instanceof Date) return "a Date";
  if (isStoredNumber(value)) return `the number ${value}`;
  return `a value of type ${typeof value}`;
}
