/** An expression of HCL, such as a reference to another resource, as it is written. */
export class Expression {
  constructor(readonly text: string) {}
}

/** A document that a string holds: as the value that it is where there are functions, as text elsewhere. */
export class JsonText {
  constructor(readonly document: Readonly<Record<string, unknown>>) {}
}

export type HclValue =
  | string
  | number
  | boolean
  | null
  | Expression
  | JsonText
  | readonly HclValue[]
  | { readonly [name: string]: HclValue };

/** A line of a body: an argument, a block below it, or a comment. */
export type HclEntry = readonly [name: string, value: HclValue] | Block | Comment;

export interface Block {
  readonly block: string;
  readonly labels?: readonly string[];
  readonly body: readonly HclEntry[];
}

/** A comment for people. JSON has no place for it. */
export interface Comment {
  readonly comment: string;
}

/** Blocks as Terraform's own syntax, laid out as `terraform fmt` does. */
export function printHcl(blocks: readonly (Block | Comment)[]): string {
  return `${blocks.map((entry) => ("block" in entry ? blockLines(entry) : commentLines(entry)).join("\n")).join("\n\n")}\n`;
}

function commentLines({ comment }: Comment): string[] {
  return comment.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => `# ${line}`.trimEnd());
}

function blockLines({ block, labels = [], body }: Block): string[] {
  const head = [block, ...labels.map(quoted)].join(" ");
  return body.length === 0 ? [`${head} {}`] : [`${head} {`, ...indented(bodyLines(body)), "}"];
}

const indented = (lines: readonly string[]): string[] =>
  lines.map((line) => (line === "" ? "" : `  ${line}`));

/** Blocks have an empty line around them. */
function bodyLines(body: readonly HclEntry[]): string[] {
  const lines: string[] = [];
  let together: (readonly [name: string, value: HclValue])[] = [];
  const flush = (): void => {
    if (lines.length > 0 && together.length > 0) lines.push("");
    lines.push(...assignments(together));
    together = [];
  };
  for (const entry of body) {
    if (!("block" in entry) && !("comment" in entry)) {
      together.push(entry);
      continue;
    }
    flush();
    if (lines.length > 0) lines.push("");
    lines.push(...("block" in entry ? blockLines(entry) : commentLines(entry)));
  }
  flush();
  return lines;
}

/** Signs of assignment stand in one column, as far as values have one line. */
function assignments(entries: readonly (readonly [name: string, value: HclValue])[]): string[] {
  const lines: string[] = [];
  let column: (readonly [name: string, text: string])[] = [];
  const flush = (): void => {
    const width = Math.max(...column.map(([name]) => name.length));
    lines.push(...column.map(([name, text]) => `${name.padEnd(width)} = ${text}`));
    column = [];
  };
  for (const [name, value] of entries) {
    const [first = "", ...more] = valueLines(value);
    if (more.length === 0) {
      column.push([name, first]);
    } else {
      flush();
      lines.push(`${name} = ${first}`, ...more);
    }
  }
  flush();
  return lines;
}

function valueLines(value: HclValue): string[] {
  if (value instanceof Expression) return value.text.split("\n");
  if (value instanceof JsonText) {
    const [first = "", ...more] = valueLines(plain(value));
    return wrapped([`jsonencode(${first}`, ...more]);
  }
  if (isList(value)) return listLines(value);
  if (typeof value === "object" && value !== null) return objectLines(value);
  return [typeof value === "string" ? quoted(value) : String(value)];
}

/** Turns a JSON document into a value of HCL. */
const plain = ({ document }: JsonText): HclValue => JSON.parse(JSON.stringify(document)) as HclValue;

const wrapped = (lines: readonly string[]): string[] => [...lines.slice(0, -1), `${lines.at(-1)})`];

/** The length of a list that stands on one line. */
const WIDTH = 90;

function listLines(values: readonly HclValue[]): string[] {
  const each = values.map(valueLines);
  const short = `[${each.join(", ")}]`;
  if (short.length <= WIDTH && each.every((lines) => lines.length === 1)) return [short];
  return ["[", ...indented(each.flatMap((lines) => [...lines.slice(0, -1), `${lines.at(-1)},`])), "]"];
}

/** Names are always quoted: an expression in their place would be one. */
function objectLines(object: { readonly [name: string]: HclValue }): string[] {
  const entries = Object.entries(object).map(([name, value]) => [quoted(name), value] as const);
  return entries.length === 0 ? ["{}"] : ["{", ...indented(assignments(entries)), "}"];
}

/** Text as a string of HCL, which has fewer escapes than JSON. */
function quoted(text: string): string {
  const escaped = text.replaceAll(
    /[\\"\p{Cc}]/gu,
    (character) => ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${literalText(escaped)}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/**
 * Text that no template reads: `${` and `%{` begin one, in HCL as in its JSON form, and are doubled to stand for
 * themselves. What stands before them must not look like more of that.
 */
export function literalText(text: string): string {
  return text.replaceAll(
    /([$%]*)([$%])\{/g,
    (_, before: string, last: string) => `${before.replaceAll(/./g, '${"$&"}')}${last}${last}{`,
  );
}

/** Blocks as Terraform's JSON syntax: a program reads it, and nothing in it can be taken for anything else. */
export function printHclJson(blocks: readonly (Block | Comment)[]): string {
  const root: JsonObject = {};
  for (const entry of blocks) {
    if ("comment" in entry) root["//"] = entry.comment;
    else place(root, [entry.block, ...(entry.labels ?? [])], jsonBody(entry.body));
  }
  return `${JSON.stringify(root, undefined, 2)}\n`;
}

type JsonObject = { [name: string]: unknown };

function place(into: JsonObject, [first = "", ...more]: readonly string[], body: JsonObject): void {
  if (more.length === 0) {
    into[first] = body;
    return;
  }
  const below = (into[first] ?? {}) as JsonObject;
  into[first] = below;
  place(below, more, body);
}

function jsonBody(body: readonly HclEntry[]): JsonObject {
  const json: JsonObject = {};
  for (const entry of body) {
    if ("comment" in entry) json["//"] = entry.comment;
    else if ("block" in entry) {
      const blocks = (json[entry.block] ?? []) as unknown[];
      json[entry.block] = [...blocks, jsonBody(entry.body)];
    } else {
      const [name, value] = entry;
      // References to arguments and resources are bare there, as they are no expressions.
      json[name] = name === "ignore_changes" || name === "depends_on" ? bareNames(value) : jsonValue(value);
    }
  }
  return json;
}

function bareNames(value: HclValue): unknown {
  return isList(value) ? value.map((name) => (name instanceof Expression ? name.text : name)) : value;
}

function jsonValue(value: HclValue): unknown {
  if (typeof value === "string") return literalText(value);
  if (value instanceof Expression) return `\${${value.text}}`;
  if (value instanceof JsonText) return literalText(JSON.stringify(value.document));
  if (isList(value)) return value.map(jsonValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [literalText(name), jsonValue(of)]));
}

function isList(value: HclValue): value is readonly HclValue[] {
  return Array.isArray(value);
}
