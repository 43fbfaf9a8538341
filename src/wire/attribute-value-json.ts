import {
  base64,
  writeBinary,
  writeEach,
  writeMember,
  writeNumber,
  writeText,
} from "../values/wire-scalars.js";
import { type JsonWriter, jsonBytes, Literal } from "./json-writer.js";
import { whyNoNumber } from "./number.js";
import { valueFromWire } from "../values/from-wire.js";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

const TRUE = /* @__PURE__ */ new Literal('{"BOOL":true}');
const FALSE = /* @__PURE__ */ new Literal('{"BOOL":false}');
const NULL = /* @__PURE__ */ new Literal('{"NULL":true}');
const MAP = /* @__PURE__ */ new Literal('{"M":');
const LIST = /* @__PURE__ */ new Literal('{"L":');
const TEXTS = /* @__PURE__ */ new Literal('{"SS":');
const NUMBERS = /* @__PURE__ */ new Literal('{"NS":');
const BINARIES = /* @__PURE__ */ new Literal('{"BS":');
const BRACE = /* @__PURE__ */ new Literal("}");

/** A value in document form as the bytes of DynamoDB JSON, as {@link writeValue} writes it. */
export function wireJson(value: unknown): Buffer {
  return jsonBytes((writer) => writeValue(writer, value));
}

/**
 * Writes a value in document form as DynamoDB JSON, the text form of DynamoDB's own types: `{"M":{"a":{"N":"1"}}}`, binary
 * values in base64. It tells sets from lists and holds every digit of a number. Beside what an item has in document form
 * it takes what the document client takes: `Map`, `NumberValue` and binary in its other forms.
 *
 * @throws Error if it is nothing that DynamoDB can store
 */
export function writeValue(writer: JsonWriter, value: unknown): void {
  switch (typeof value) {
    case "string":
      writeText(writer, value);
      break;
    case "number":
    case "bigint":
      writeNumber(writer, digits(value));
      break;
    case "boolean":
      writer.literal(value ? TRUE : FALSE);
      break;
    case "object":
      if (value === null) writer.literal(NULL);
      else writeObject(writer, value);
      break;
    default:
      throw new Error(`A value of type ${typeof value} cannot be stored`);
  }
}

/** Writes the attributes of an item by their names. What is `undefined` is left out. */
export function writeMembers(writer: JsonWriter, item: object): void {
  writeEach(writer, item, writeValue);
}

type Members = Readonly<Record<string, unknown>>;

function writeObject(writer: JsonWriter, value: object): void {
  if (Array.isArray(value)) writeList(writer, LIST, value, writeValue);
  else if (isPlain(value)) writeMap(writer, value);
  else if (value instanceof Set) writeSet(writer, value);
  else if (value instanceof Map) writeMap(writer, Object.fromEntries(value));
  else {
    const bytes = bytesOf(value);
    const number = bytes === undefined ? numberText(value) : undefined;
    if (bytes !== undefined) writeBinary(writer, bytes);
    else if (number !== undefined) writeNumber(writer, number);
    else writeMap(writer, value);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A member that is `undefined` is refused: who reads the value back would find another one. */
function writeMap(writer: JsonWriter, value: object): void {
  writer.literal(MAP);
  const start = writer.length;
  for (const name in value)
    if (Object.hasOwn(value, name)) writeMember(writer, name, (value as Members)[name], writeValue);
  writer.closeMap(start);
  writer.literal(BRACE);
}

function writeSet(writer: JsonWriter, elements: ReadonlySet<unknown>): void {
  const [first] = elements;
  if (typeof first === "string") {
    writeList(writer, TEXTS, elements, (_, each) => writer.quoted(String(each)));
  } else if (typeof first === "object" && first !== null && bytesOf(first) !== undefined) {
    writeList(writer, BINARIES, elements, (_, each) =>
      writer.quoted(base64(bytesOf(each as object) ?? new Uint8Array())),
    );
  } else {
    writeList(writer, NUMBERS, elements, (_, each) => writer.quoted(digits(each)));
  }
}

function writeList(
  writer: JsonWriter,
  beginning: Literal,
  values: Iterable<unknown>,
  write: (writer: JsonWriter, value: unknown) => void,
): void {
  writer.literal(beginning);
  const start = writer.length;
  for (const value of values) {
    writer.comma();
    write(writer, value);
  }
  writer.closeList(start);
  writer.literal(BRACE);
}

function digits(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") {
    if (Number.isFinite(value)) return String(value);
    throw new Error(`A number ${whyNoNumber(value)}`);
  }
  const text = typeof value === "object" && value !== null ? numberText(value) : undefined;
  if (text === undefined) throw new Error(`A value of type ${typeof value} is no number`);
  return text;
}

/** The digits of the document client's `NumberValue`, which is told by its method: there may be several copies of it. */
function numberText(value: object): string | undefined {
  const { toAttributeValue } = value as { readonly toAttributeValue?: () => { readonly N?: unknown } };
  const text = typeof toAttributeValue === "function" ? toAttributeValue.call(value).N : undefined;
  return typeof text === "string" ? text : undefined;
}

function bytesOf(value: object): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/**
 * Parses a text of DynamoDB JSON.
 *
 * @throws Error for any other text
 */
export function parseWireJson(text: string): unknown {
  return valueFromWire(JSON.parse(text) as AttributeValue);
}
