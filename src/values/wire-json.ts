import { readNumber, whyNoNumber } from "./number.js";

/**
 * What JSON does not write as it is: a quote, a backslash, control characters. Surrogates are left to `JSON.stringify`
 * too, which tells pairs from lone ones.
 */
const ESCAPED = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** A text as JSON. */
export function quote(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/**
 * A value in document form as DynamoDB JSON, the text form of DynamoDB's own types: `{"M":{"a":{"N":"1"}}}`, binary
 * values in base64. It tells sets from lists and holds every digit of a number. Beside what an item has in document form
 * it takes what the document client takes: `Map`, `NumberValue` and binary in its other forms.
 *
 * @throws Error if it is nothing that DynamoDB can store
 */
export function wireJson(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `{"S":${quote(value)}}`;
    case "number":
    case "bigint":
      return `{"N":"${digits(value)}"}`;
    case "boolean":
      return value ? '{"BOOL":true}' : '{"BOOL":false}';
    case "object":
      return objectJson(value);
    default:
      throw new Error(`A value of type ${typeof value} cannot be stored`);
  }
}

/** The attributes of an item by their names. What is `undefined` is left out. */
export function wireMembers(item: object): string {
  let text = "";
  for (const name of Object.keys(item)) {
    const value = (item as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined) text += `${text === "" ? "" : ","}${quote(name)}:${wireJson(value)}`;
  }
  return `{${text}}`;
}

function objectJson(value: object | null): string {
  if (value === null) return '{"NULL":true}';
  if (Array.isArray(value)) return `{"L":${join(value, wireJson)}}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return `{"M":${mapJson(value)}}`;
  if (value instanceof Set) return setJson(value);
  if (value instanceof Map) return `{"M":${mapJson(Object.fromEntries(value))}}`;
  const bytes = bytesOf(value);
  if (bytes !== undefined) return `{"B":"${base64(bytes)}"}`;
  const number = numberText(value);
  return number === undefined ? `{"M":${mapJson(value)}}` : `{"N":${quote(number)}}`;
}

/** A member that is `undefined` is refused: who reads the value back would find another one. */
function mapJson(value: object): string {
  let text = "";
  for (const name of Object.keys(value)) {
    const member = wireJson((value as Readonly<Record<string, unknown>>)[name]);
    text += text === "" ? `${quote(name)}:${member}` : `,${quote(name)}:${member}`;
  }
  return `{${text}}`;
}

function setJson(elements: ReadonlySet<unknown>): string {
  const [first] = elements;
  if (typeof first === "string") return `{"SS":${join(elements, (each) => quote(String(each)))}}`;
  if (typeof first === "object" && first !== null && bytesOf(first) !== undefined) {
    return `{"BS":${join(elements, (each) => `"${base64(bytesOf(each as object) ?? new Uint8Array())}"`)}}`;
  }
  return `{"NS":${join(elements, (each) => `"${digits(each)}"`)}}`;
}

function join(values: Iterable<unknown>, write: (value: unknown) => string): string {
  let text = "";
  for (const value of values) text += text === "" ? write(value) : `,${write(value)}`;
  return `[${text}]`;
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
  const written = text(value);
  return written.trim() === "" || Number.isNaN(Number(written)) ? refuse() : readNumber(written);
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
