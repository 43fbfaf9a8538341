import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { base64, bytesOfBase64 } from "./base64.js";
import { type JsonWriter, jsonBytes, Literal } from "./json-writer.js";
import { type ExactNumber, numberFault, numberText, readNumber, storedNumberText } from "./number.js";
import { isPlainObject } from "./plain-object.js";

const TEXT = /* @__PURE__ */ new Literal('{"S":"');

const NUMBER = /* @__PURE__ */ new Literal('{"N":"');

const BINARY = /* @__PURE__ */ new Literal('{"B":"');

const END = /* @__PURE__ */ new Literal('"}');

/** Writes the members of an object that have a value: text and numbers, and any other by `writeOther`. */
export function writeEach(
  writer: JsonWriter,
  members: object,
  writeOther: (writer: JsonWriter, value: unknown) => void,
): void {
  const start = writer.length;
  for (const name in members) {
    if (!Object.hasOwn(members, name)) continue;
    const value = (members as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined) writeMember(writer, name, value, writeOther);
  }
  writer.closeMap(start);
}

/** Writes a member of an object: text and numbers in one step, and any other value by `writeOther`. */
export function writeMember(
  writer: JsonWriter,
  name: string,
  value: unknown,
  writeOther: (writer: JsonWriter, value: unknown) => void,
): void {
  if (typeof value === "string") writer.textMember(name, value);
  else if (Number.isFinite(value)) writer.numberMember(name, value as number);
  else {
    writer.name(name);
    writeOther(writer, value);
  }
}

/** Writes `{"S":"..."}`. */
export function writeText(writer: JsonWriter, text: string): void {
  writeScalar(writer, TEXT, text);
}

/** Writes `{"N":"..."}`. */
export function writeNumber(writer: JsonWriter, digits: string): void {
  writeScalar(writer, NUMBER, digits);
}

/** Writes `{"B":"..."}`. */
export function writeBinary(writer: JsonWriter, bytes: Uint8Array): void {
  writeScalar(writer, BINARY, base64(bytes));
}

function writeScalar(writer: JsonWriter, beginning: Literal, text: string): void {
  writer.literal(beginning);
  writer.text(text);
  writer.literal(END);
}

/**
 * Decodes an item in DynamoDB's own form into a document. The SDK's errors have items so, and the responses of the service.
 * An attribute or a member named `__proto__`, which monotable never writes, is left out.
 */
export function fromWire(item: Readonly<Record<string, AttributeValue>>): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const name of Object.keys(item)) {
    // An assignment to it would set the prototype, as the SDK's document client does.
    if (name !== "__proto__") document[name] = valueFromWire(item[name]);
  }
  return document;
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
      return typeof content === "boolean" ? null : invalid();
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

function number(content: unknown): ExactNumber {
  return readNumber(text(content));
}

function binary(content: unknown): Uint8Array {
  return content instanceof Uint8Array ? content : bytesOfBase64(text(content));
}

function list(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? content : invalid();
}

function invalid(): never {
  throw new Error("A value is not DynamoDB JSON");
}

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
 * values in base64. Sets stay apart from lists, and numbers keep every digit. Beside the values of document form it takes
 * those of the document client: `Map`, `NumberValue` and binary in its other forms.
 *
 * @throws Error if DynamoDB cannot store the value
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
  else if (isPlainObject(value)) writeMap(writer, value);
  else if (value instanceof Set) writeSet(writer, value);
  else if (value instanceof Map) writeMap(writer, Object.fromEntries(value));
  else {
    const bytes = bytesOf(value);
    const number = bytes === undefined ? storedNumberText(value) : undefined;
    if (bytes !== undefined) writeBinary(writer, bytes);
    else if (number !== undefined) writeNumber(writer, number);
    else writeMap(writer, value);
  }
}

/** A member that is `undefined` is an error: who reads the value back would find another one. */
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
  const text = numberText(value);
  if (text !== undefined) return text;
  if (typeof value === "number") throw new Error(`A number ${numberFault(value)}`);
  throw new Error(`A value of type ${typeof value} is not a number`);
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
