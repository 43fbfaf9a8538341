import { fill, filledList, indent, join, type Layout, list, newline } from "./layout.js";

/** A value that a generated constant can hold. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Code
  | readonly Value[]
  | { readonly [name: string]: Value | undefined };

/** An expression, such as the name of another constant. */
export class Code {
  constructor(readonly layout: Layout) {}
}

/** Text as a string literal: double quotes, unless single ones need fewer escapes. */
export function stringLiteral(text: string): string {
  const double = JSON.stringify(text);
  const doubles = text.split('"').length;
  const singles = text.split("'").length;
  if (doubles <= singles) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Returns true if a name can stand in a type or after a dot without quotes. */
function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** A name as the name of a property in a type: quoted where it must be. */
export function propertyName(name: string): string {
  return isIdentifier(name) ? name : stringLiteral(name);
}

/** Returns the text that accesses a property of an expression: `.Order`, `["my-order"]`. */
export function access(name: string): string {
  return isIdentifier(name) ? `.${name}` : `[${stringLiteral(name)}]`;
}

/**
 * A value as an expression. Properties that are `undefined` are left out; an object is broken over lines if it is told
 * to, if it does not fit on one, or if it stands in a list of several.
 */
export function literal(value: Value, broken = false): Layout {
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  if (value instanceof Code) return value.layout;
  if (isList(value)) return listLiteral(value);
  const entries = Object.entries(value).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  return list(
    ["{", ",", "}"],
    entries.map(([name, of]) => [valueName(name), ": ", literal(of)]),
    { broken, padded: true },
  );
}

function listLiteral(values: readonly Value[]): Layout {
  const [first] = values;
  if (first !== undefined && values.length === 1) return ["[", literal(first), "]"];
  const parts = values.map((value) => literal(value));
  const records = values.every((value) => isRecord(value) && Object.keys(value).length > 1);
  return records ? list(["[", ",", "]"], parts, { broken: true }) : filledList(["[", ",", "]"], parts);
}

/** `__proto__: x` in an expression is not a property. */
function valueName(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : propertyName(name);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isRecord(value: Value): value is { readonly [name: string]: Value | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Code);
}

/** A doc comment, on one line where its text has one, with a new line after it; nothing if there is no text. */
export function docComment(text: string | undefined): Layout {
  const lines = (text ?? "")
    .replaceAll("*/", "*\\/")
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((words) => words.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  while (lines[0] === "") lines.shift();
  const [first, ...more] = lines;
  if (first === undefined) return [];
  if (more.length === 0) return [`/** ${first.trimStart()} */`, newline];
  return [
    join(newline, ["/**", ...lines.map((words) => (words === "" ? " *" : ` * ${words}`)), " */"]),
    newline,
  ];
}

/** A property of an interface or an object type. */
export interface Member {
  readonly doc?: string | undefined;
  readonly name: string;
  readonly optional?: boolean;
  readonly readonly?: boolean;
  readonly type: Layout;
}

export function member({ name, optional = false, readonly = false, type }: Member): Layout {
  return [readonly ? "readonly " : "", propertyName(name), optional ? "?: " : ": ", type];
}

/** A method of an interface. */
export interface Method {
  readonly doc?: string | undefined;
  readonly name: string;
  readonly parameters: readonly Layout[];
  readonly returns: Layout;
}

/** `export interface`: on one line where its members have no comments and fit, otherwise each on a line of its own. */
export function interfaceDeclaration(
  doc: string,
  name: string,
  members: readonly (Member | Method)[],
  base?: Layout,
): Layout {
  if (members.length === 0 && base === undefined) return typeDeclaration(doc, name, "Record<string, never>");
  const heading = [`export interface ${name} `, ...(base === undefined ? [] : ["extends ", base, " "])];
  const body = members.map((one) => [docComment(one.doc), "type" in one ? member(one) : method(one)]);
  return [docComment(doc), heading, list(["{", ";", "}"], body, { padded: true })];
}

/** `export interface` of short members without comments, as many on each line as fit. */
export function filledInterface(doc: string, name: string, members: readonly Member[]): Layout {
  const parts = members.map((one) => [member(one), ";"]);
  return [docComment(doc), `export interface ${name} {`, indent([newline, fill(parts)]), newline, "}"];
}

function method({ name, parameters, returns }: Method): Layout {
  return [propertyName(name), list(["(", ",", ")"], parameters), ": ", returns];
}

/** `export type`. */
export function typeDeclaration(doc: string, name: string, type: Layout): Layout {
  return [docComment(doc), `export type ${name} = `, type, ";"];
}

/** `export const`, with its type. */
export function constDeclaration(doc: string | undefined, name: string, type: Layout, value: Layout): Layout {
  return [docComment(doc), `export const ${name}: `, type, " = ", value, ";"];
}
