import type { DocumentValue } from "./document.js";

/** The size of an item in bytes, as DynamoDB counts it: names and values in UTF-8. */
export function itemSize(item: Readonly<Record<string, DocumentValue>>): number {
  let size = 0;
  for (const [name, value] of Object.entries(item)) size += Buffer.byteLength(name) + valueSize(value);
  return size;
}

function valueSize(value: DocumentValue): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number" || typeof value === "bigint") return numberSize(value);
  if (value === null || typeof value === "boolean") return 1;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof Set) return sum([...value]);
  // A list or a map costs 3 bytes, and one more for each element.
  if (Array.isArray(value)) return 3 + value.length + sum(value);
  return 3 + Object.keys(value).length + itemSize(value as Readonly<Record<string, DocumentValue>>);
}

function sum(values: readonly DocumentValue[]): number {
  return values.reduce<number>((total, value) => total + valueSize(value), 0);
}

/** About one byte for two significant digits, and one; one more for a negative number. */
function numberSize(value: number | bigint): number {
  const digits = String(value)
    .replace(/e.*$/, "")
    .replace(/\D/g, "")
    .replace(/^0+|0+$/g, "").length;
  return Math.ceil(digits / 2) + 1 + (value < 0 ? 1 : 0);
}
