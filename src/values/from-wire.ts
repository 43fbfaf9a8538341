import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { readNumber } from "../wire/number.js";

/** Decodes an item in DynamoDB's own form into a document. The SDK's errors hold items so, and the answers of the service. */
export function fromWire(item: Readonly<Record<string, AttributeValue>>): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const name of Object.keys(item)) setMember(document, name, valueFromWire(item[name]));
  return document;
}

/** Assigns a member, also one that is named `__proto__`. */
export function setMember(members: Record<string, unknown>, name: string, value: unknown): void {
  // An assignment to it would set the prototype.
  if (name === "__proto__") {
    Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
  } else members[name] = value;
}

/**
 * Decodes one value in DynamoDB's own form. Binary is Base64 where that form is JSON (an answer, an export, the event of a
 * Lambda function), else bytes.
 *
 * @throws Error if it is not exactly one of DynamoDB's types
 */
export function valueFromWire(value: unknown): unknown {
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const [entry, ...more] = members.filter(([, member]) => member !== undefined);
  if (entry === undefined || more.length > 0) return invalid();
  const [type, content]: [string, unknown] = entry;
  switch (type) {
    case "S":
      return text(content);
    case "N":
      return number(content);
    case "BOOL":
      return typeof content === "boolean" ? content : invalid();
    case "NULL":
      return null;
    case "B":
      return binary(content);
    case "L":
      return list(content).map(valueFromWire);
    case "M":
      if (typeof content !== "object" || content === null || Array.isArray(content)) return invalid();
      return fromWire(content as Readonly<Record<string, AttributeValue>>);
    case "SS":
      return new Set(list(content).map(text));
    case "NS":
      return new Set(list(content).map(number));
    case "BS":
      return new Set(list(content).map(binary));
    default:
      return invalid();
  }
}

function text(content: unknown): string {
  return typeof content === "string" ? content : invalid();
}

function number(content: unknown): ReturnType<typeof readNumber> {
  const digits = text(content);
  return digits.trim() === "" || Number.isNaN(Number(digits)) ? invalid() : readNumber(digits);
}

function binary(content: unknown): Uint8Array {
  return content instanceof Uint8Array ? content : new Uint8Array(Buffer.from(text(content), "base64"));
}

function list(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? content : invalid();
}

function invalid(): never {
  throw new Error("it is not DynamoDB JSON");
}
