import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { readNumber } from "../wire/number.js";

/** An item in DynamoDB's own form as a document: the SDK's errors hold items so, and the answers of the service. */
export function fromWire(item: Readonly<Record<string, AttributeValue>>): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const name of Object.keys(item)) {
    setMember(document, name, valueFromWire(item[name] as AttributeValue));
  }
  return document;
}

/** Assigns a member, whatever its name is. */
export function setMember(members: Record<string, unknown>, name: string, value: unknown): void {
  // An assignment to it would set the prototype.
  if (name === "__proto__") {
    Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
  } else members[name] = value;
}

export function valueFromWire(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return readNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.B !== undefined) return binary(value.B);
  if (value.L !== undefined) return value.L.map(valueFromWire);
  if (value.M !== undefined) return fromWire(value.M);
  if (value.NS !== undefined) return new Set(value.NS.map(readNumber));
  if (value.SS !== undefined) return new Set(value.SS);
  if (value.BS !== undefined) return new Set(value.BS.map(binary));
  throw new Error(`A value of DynamoDB has none of its types: ${Object.keys(value).join(", ")}`);
}

/** Where the wire form is JSON (an answer, an export, the event of a Lambda function), binary is text in Base64. */
function binary(value: Uint8Array | string): Uint8Array {
  return typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value;
}
