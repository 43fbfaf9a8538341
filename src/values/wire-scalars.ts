import { type JsonWriter, Literal } from "../wire/json-writer.js";

const TEXT = /* @__PURE__ */ new Literal('{"S":"');
const NUMBER = /* @__PURE__ */ new Literal('{"N":"');
const BINARY = /* @__PURE__ */ new Literal('{"B":"');
const END = /* @__PURE__ */ new Literal('"}');

/** Writes what has a value of an object's members: texts and numbers, and what else there is by `writeOther`. */
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

export function writeText(writer: JsonWriter, text: string): void {
  writeScalar(writer, TEXT, text);
}

export function writeNumber(writer: JsonWriter, digits: string): void {
  writeScalar(writer, NUMBER, digits);
}

export function writeBinary(writer: JsonWriter, bytes: Uint8Array): void {
  writeScalar(writer, BINARY, base64(bytes));
}

function writeScalar(writer: JsonWriter, beginning: Literal, text: string): void {
  writer.literal(beginning);
  writer.text(text);
  writer.literal(END);
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}
