import { canonicalNumber, isStoredNumber } from "../wire/number.js";
import { isPlainObject } from "../wire/plain-object.js";
import type { DocumentValue } from "./document.js";

/** Returns the size of an item in bytes, as DynamoDB counts it: names and values in UTF-8. */
export function itemSize(item: Readonly<Record<string, DocumentValue>>): number {
  let size = 0;
  for (const [name, value] of Object.entries(item)) size += Buffer.byteLength(name) + valueSize(value);
  return size;
}

/** The most bytes of a number: 38 digits. */
const MAXIMUM_NUMBER = 21;
/** The most bytes of a character (of UTF-16) in UTF-8. */
const MAXIMUM_CHARACTER = 3;

/** A size in bytes that an item does not exceed, found fast: where it is small enough, the size need not be counted. */
export function sizeBound(item: Readonly<Record<string, DocumentValue>>): number {
  let bound = 0;
  // Inherited members, if there ever are any, only make the bound greater.
  for (const name in item) {
    const value = item[name];
    bound += name.length * MAXIMUM_CHARACTER + 1;
    if (value !== undefined) bound += valueBound(value);
  }
  return bound;
}

function valueBound(value: DocumentValue): number {
  if (typeof value === "string") return value.length * MAXIMUM_CHARACTER;
  if (typeof value !== "object" || value === null) return MAXIMUM_NUMBER;
  if (Array.isArray(value)) {
    let bound = 3;
    for (const element of value as readonly DocumentValue[]) bound += valueBound(element) + 1;
    return bound;
  }
  return isPlainObject(value)
    ? 3 + sizeBound(value as Readonly<Record<string, DocumentValue>>)
    : valueSize(value);
}

function valueSize(value: DocumentValue): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number" || typeof value === "bigint" || isStoredNumber(value))
    return numberSize(String(value));
  if (value === null || typeof value === "boolean") return 1;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof Set) return sum([...value]);
  // A list or a map costs 3 bytes, and one more for each element.
  if (Array.isArray(value)) return 3 + value.length + sum(value);
  // A value of a raw request that is not in document form counts as nothing: the SDK decides about it.
  if (!isPlainObject(value)) return 0;
  return 3 + Object.keys(value).length + itemSize(value as Readonly<Record<string, DocumentValue>>);
}

function sum(values: readonly DocumentValue[]): number {
  return values.reduce<number>((total, value) => total + valueSize(value), 0);
}

/** One byte for each two digits, counted in pairs from the decimal point, and one; one more for a negative number. */
function numberSize(digitsOfNumber: string): number {
  const text = canonicalNumber(digitsOfNumber);
  if (text === "0") return 1;
  const [digits = "", scale = "0"] = text.replace("-", "").split("e");
  const padded = digits.length + Math.abs(Number(scale) % 2);
  return Math.ceil(padded / 2) + 1 + Number(text.startsWith("-"));
}
