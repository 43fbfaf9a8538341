import { headerStart } from "../printer/header.js";
import {
  filledList,
  join,
  type Layout,
  newline,
  print,
  type Reference,
  references,
} from "../printer/layout.js";
import { stringLiteral } from "../printer/typescript.js";

/** The module that generated code imports from the package. Its version changes when old output would not run on it. */
export const runtimeModule = "monotable/runtime/v1";

/** The places where generated files find the schema and each other. */
export interface EmitOptions {
  /** The schema module as generated files import it: `../schema.js`. */
  readonly schemaImport: string;
  /** The ending of a generated file's name when another imports it. */
  readonly importExtension: ".js" | ".ts" | "";
}

/** A generated file: header, the imports that its statements need, its statements. */
export function sourceFile(statements: readonly Layout[], options: EmitOptions): string {
  return fileOf(header(options), references(statements), statements);
}

/**
 * A generated file that the user's compiler takes as it is. What the compiler does not check, it does not miss either:
 * a name that the runtime has not would be `any`. So it has the runtime's types by way of {@link runtimeTypesFile}.
 */
export function uncheckedFile(statements: readonly Layout[], options: EmitOptions): string {
  const from = moduleOf(runtimeTypes, options);
  const imported = references(statements).map((reference) =>
    isTypeOfRuntime(reference) ? { ...reference, from } : reference,
  );
  return fileOf(header(options, noCheck), imported, statements);
}

/** The name of the file that has what unchecked files use of the runtime. */
export const runtimeTypes = "runtime";

/** The types of the runtime that unchecked files use; `undefined` where they use none. */
export function runtimeTypesFile(unchecked: readonly Layout[], options: EmitOptions): string | undefined {
  const used = references(unchecked).filter(isTypeOfRuntime);
  if (used.length === 0) return undefined;
  const names = [...new Set(used.map(({ name }) => name))].toSorted(compareNames);
  const exported = filledList(["{", ",", "}"], names, { padded: true });
  const doc =
    "// Your compiler checks this file: an error here says that the installed monotable is too old.";
  return fileOf(
    header(options, doc),
    [],
    [["export type ", exported, " from ", stringLiteral(runtimeModule), ";"]],
  );
}

/** A function that the runtime has not is missed when the program starts. */
function isTypeOfRuntime({ from, as }: Reference): boolean {
  return from === runtimeModule && as === "type";
}

const noCheck =
  "// @ts-nocheck: its types hold, though your compiler does not check this file: monotable's tests do.";

function fileOf(head: Layout, imported: readonly Reference[], statements: readonly Layout[]): string {
  const imports = importLayouts(imported);
  const blocks = imports.length === 0 ? statements : [join(newline, imports), ...statements];
  return print([head, newline, join([newline, newline], blocks), newline]);
}

/** The specifier of a generated file in another. */
export function moduleOf(file: string, options: EmitOptions): string {
  return `./${file}${options.importExtension}`;
}

/** Two lines: what made the file and how to change it; and what linters and compilers do with it. */
function header({ schemaImport }: EmitOptions, comment?: string): Layout {
  const base = schemaImport.slice(schemaImport.lastIndexOf("/") + 1);
  const schema = /\.[cm]?[jt]s$/.test(base) ? base.replace(/([cm]?)[jt]s$/, "$1ts") : `${base}.ts`;
  const text = "To change it, change the schema and run `npx monotable generate`.";
  const more = comment === undefined ? "" : ` ${comment}`;
  return [`${headerStart}${schema}. ${text}`, newline, `/* eslint-disable */${more}`];
}

function importLayouts(imported: readonly Reference[]): Layout[] {
  const modules = new Map<string, Map<string, Reference>>();
  for (const reference of imported) {
    const names = modules.get(reference.from) ?? new Map<string, Reference>();
    // A name that is used as a value and as a type is imported once, as a value.
    if (names.get(reference.name)?.as !== "value") names.set(reference.name, reference);
    modules.set(reference.from, names);
  }
  return [...modules]
    .sort(([one], [other]) => compareModules(one, other))
    .map(([from, names]) => importLayout(from, [...names.values()]));
}

function importLayout(from: string, references: readonly Reference[]): Layout {
  const names = references.toSorted((one, other) => compareNames(one.name, other.name));
  const [first] = names;
  const source = [" from ", stringLiteral(from), ";"];
  if (first?.as === "namespace") return ["import * as ", first.name, source];
  const types = names.every(({ as }) => as === "type");
  const specifiers = names.map(({ name, as }) => (as === "type" && !types ? `type ${name}` : name));
  return [
    types ? "import type " : "import ",
    filledList(["{", ",", "}"], specifiers, { padded: true }),
    source,
  ];
}

/** Packages first, then files from the farthest folder to this one. */
function compareModules(one: string, other: string): number {
  return distance(one) - distance(other) || compareNames(one, other);
}

function distance(module: string): number {
  if (!module.startsWith(".")) return 0;
  return module.startsWith("..") ? 1 : 2;
}

/** As formatters sort imports: by letters whatever their case, numbers by value; never by the machine's language. */
export function compareNames(one: string, other: string): number {
  const [first, second] = [sortKey(one), sortKey(other)];
  if (first !== second) return first < second ? -1 : 1;
  return one < other ? -1 : Number(one > other);
}

/** Without the extension, so that `./product.js` and `./product.storage.js` come before `./product-page.js`. */
function sortKey(name: string): string {
  const padded = name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, "0"));
  return padded.replace(/\.[cm]?[jt]s$/, "").replace(/\.storage$/, " storage");
}
