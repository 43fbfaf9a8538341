import type { DocumentValue } from "./document.js";
import { readNumber } from "./number.js";

/**
 * A value as DynamoDB JSON, the text form of DynamoDB's own types: `{"M":{"a":{"N":"1"}}}`, binary values in base64. It
 * tells sets from lists and holds every digit of a number.
 */
export function wireJson(value: DocumentValue): string {
  return JSON.stringify(toWire(value));
}

type Wire = Readonly<Record<string, unknown>>;

function toWire(value: DocumentValue): Wire {
  switch (typeof value) {
    case "string":
      return { S: value };
    case "number":
    case "bigint":
      return { N: String(value) };
    case "boolean":
      return { BOOL: value };
    default:
      return objectToWire(value);
  }
}

function objectToWire(value: Exclude<DocumentValue, string | number | bigint | boolean>): Wire {
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array) return { B: base64(value) };
  if (value instanceof Set) return setToWire([...value]);
  if (Array.isArray(value)) return { L: value.map(toWire) };
  return {
    M: Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toWire(member)])),
  };
}

function setToWire(elements: readonly (string | number | bigint | Uint8Array)[]): Wire {
  const [first] = elements;
  if (first instanceof Uint8Array)
    return { BS: elements.map((element) => (element instanceof Uint8Array ? base64(element) : element)) };
  return typeof first === "string" ? { SS: elements } : { NS: elements.map(String) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

/** The value of a text of DynamoDB JSON. Any other text is refused. */
export function parseWireJson(text: string): unknown {
  return fromWire(JSON.parse(text));
}

function fromWire(wire: unknown): unknown {
  const [entry, ...more] = typeof wire === "object" && wire !== null ? Object.entries(wire) : [];
  if (entry === undefined || more.length > 0) return refuse();
  const [type, value]: [string, unknown] = entry;
  switch (type) {
    case "S":
      return text(value);
    case "N":
      return number(value);
    case "BOOL":
      return typeof value === "boolean" ? value : refuse();
    case "NULL":
      return null;
    case "B":
      return binary(value);
    case "L":
      return list(value).map(fromWire);
    case "M":
      return map(value);
    case "SS":
      return new Set(list(value).map(text));
    case "NS":
      return new Set(list(value).map(number));
    case "BS":
      return new Set(list(value).map(binary));
    default:
      return refuse();
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : refuse();
}

function number(value: unknown): number | bigint | string {
  const digits = text(value);
  return digits.trim() === "" || Number.isNaN(Number(digits)) ? refuse() : readNumber(digits);
}

function binary(value: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(text(value), "base64"));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : refuse();
}

function map(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse();
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fromWire(member)]));
}

function refuse(): never {
  throw new Error("it is not DynamoDB JSON");
}
