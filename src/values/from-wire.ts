import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { readNumber } from "./number.js";

/** An item in DynamoDB's own form as a document: the SDK's errors hold items so, whichever client was used. */
export function fromWire(item: Readonly<Record<string, AttributeValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, valueFromWire(value)]));
}

function valueFromWire(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return readNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.B !== undefined) return binary(value.B);
  if (value.L !== undefined) return value.L.map(valueFromWire);
  if (value.M !== undefined) return fromWire(value.M);
  if (value.NS !== undefined) return new Set(value.NS.map(readNumber));
  return new Set<unknown>(value.SS ?? (value.BS ?? []).map(binary));
}

/** Where the wire form is JSON (an export, the event of a Lambda function), binary is text in Base64. */
function binary(value: Uint8Array | string): Uint8Array {
  return typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value;
}
