import { readdirSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { Model } from "../../src/model/model.js";
import { UsageFailure } from "../database/failure.js";
import { hasErrors } from "../diagnostics/diagnostic.js";
import { suggestion } from "../diagnostics/suggestion.js";
import { readSchema } from "../generate/read-schema.js";
import type { LoadedSchema } from "../load/index.js";
import type { ExitCode, Io } from "./io.js";
import { coloursOf, diagnosticCounts, diagnosticText, errorLine, schemaName } from "./print.js";

/** The input of a command: the Model of its schema files, and the zod schemas of the entities by name. */
export type Design = Pick<LoadedSchema, "model" | "schemas">;

/** The schema files that an option or an argument names. */
export const schemasOf = ({ schema }: { readonly schema?: string | undefined }): readonly string[] =>
  schema === undefined ? [] : [schema];

/**
 * The designs of schema files as one. What is wrong with them is printed, and warnings are not: `check` is for those.
 *
 * @param asked Paths or patterns; none: the usual places.
 * @param command For the sentence on how to name a file.
 * @returns an exit code where there is none, after printing why
 */
export async function readDesign(
  asked: readonly string[],
  command: string,
  io: Io,
): Promise<{ readonly design: Design } | { readonly exitCode: ExitCode }> {
  const schemaFiles = findSchemas(asked, io.cwd, command);
  if ("problem" in schemaFiles) {
    io.stderr.write(errorLine(schemaFiles.problem, io));
    return { exitCode: 2 };
  }
  const loaded: LoadedSchema[] = [];
  for (const schema of schemaFiles.schemas) loaded.push(await readSchema(schema));
  for (const [position, { diagnostics }] of loaded.entries()) {
    report(schemaFiles.schemas[position] ?? "", diagnostics, io);
  }
  if (loaded.some(({ diagnostics }) => hasErrors(diagnostics))) return { exitCode: 1 };
  const design = joined(loaded);
  const repeated = repeatedName(design.model);
  if (repeated === undefined) return { design };
  io.stderr.write(errorLine(`Two schemas declare the ${repeated}: run the command for each schema.`, io));
  return { exitCode: 2 };
}

function report(schema: string, diagnostics: LoadedSchema["diagnostics"], io: Io): void {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  const colours = coloursOf(io);
  for (const diagnostic of errors) io.stderr.write(`${diagnosticText(diagnostic, io.cwd, colours)}\n`);
  const name = colours.bold(schemaName(schema, io.cwd));
  io.stderr.write(`${name}: ${colours.red(diagnosticCounts(errors))}; no files were written\n`);
}

function joined(designs: readonly Design[]): Design {
  const models = designs.map(({ model }) => model);
  return {
    model: {
      format: 1,
      tables: models.flatMap(({ tables }) => tables),
      entities: models.flatMap(({ entities }) => entities),
      collections: models.flatMap(({ collections }) => collections),
    },
    schemas: new Map(designs.flatMap(({ schemas }) => [...schemas])),
  };
}

/** The names in DynamoDB by logical name, where a name alone stands for the only table of a design. */
export function namedTables(
  { "": only, ...named }: Readonly<Record<string, string>>,
  tables: Model["tables"],
): Readonly<Record<string, string>> {
  const [first, ...others] = tables.map(({ name }) => name);
  const logical = Object.keys(named).find((name) => name !== first && !others.includes(name));
  if (logical !== undefined) {
    const names = tables.map(({ name }) => name);
    throw new UsageFailure(
      `--table: unknown table "${logical}". ${suggestion(logical, names, "The schema")}`,
    );
  }
  if (only === undefined) return named;
  if (first === undefined || others.length > 0) {
    const names = tables.map(({ name }) => name).join(", ");
    throw new UsageFailure(`The schema has several tables (${names}): use --table <table>=${only}.`);
  }
  return { ...named, [first]: only };
}

/** The part of a design that lies in some of its tables. */
export function designOf(model: Model, tables: readonly string[]): Model {
  return {
    ...model,
    tables: model.tables.filter(({ name }) => tables.includes(name)),
    entities: model.entities.filter(({ table }) => tables.includes(table)),
    collections: model.collections.filter(({ table }) => tables.includes(table)),
  };
}

/** A name that two definitions of a kind have: a design of several schemas has each name once. */
function repeatedName({ tables, entities, collections }: Model): string | undefined {
  for (const [kind, definitions] of Object.entries({
    table: tables,
    entity: entities,
    collection: collections,
  })) {
    const names = definitions.map(({ name }) => name);
    const repeated = names.find((name, position) => names.indexOf(name) < position);
    if (repeated !== undefined) return `${kind} "${repeated}"`;
  }
  return undefined;
}

/** The schema files that are looked for where none is named. */
export const defaultSchemas = ["schema.ts", "src/schema.ts"];

/** The schema files that were asked for, or a sentence on why there are none. */
export type FoundSchemas = { readonly schemas: readonly string[] } | { readonly problem: string };

/**
 * Finds schema files by path or pattern (`*`, `**`, `?`), which a shell may have left as it is.
 *
 * @returns absolute paths, each once, in the order asked for
 */
export function findSchemas(asked: readonly string[], cwd: string, command = "generate"): FoundSchemas {
  if (asked.length === 0) {
    const defaultSchema = defaultSchemas.map((path) => resolve(cwd, path)).find(isFile);
    if (defaultSchema !== undefined) return { schemas: [defaultSchema] };
    const places = defaultSchemas.join(" or ");
    return {
      problem: `No ${places} found here. Pass the path of your schema file: monotable ${command} path/to/schema.ts`,
    };
  }
  const schemas: string[] = [];
  for (const path of asked) {
    const matches = /[*?]/.test(path) ? matching(path, cwd) : [resolve(cwd, path)].filter(isFile);
    if (matches.length === 0) return { problem: `Schema file not found: ${path}` };
    schemas.push(...matches);
  }
  return { schemas: [...new Set(schemas)] };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function matching(pattern: string, cwd: string): string[] {
  const parts = pattern.replaceAll("\\", "/").split("/");
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => /[*?]/.test(part)),
  );
  const start = resolve(cwd, fixed.join("/") || (pattern.startsWith("/") ? "/" : "."));
  const expression = patternExpression(parts.slice(fixed.length));
  return filesBelow(start)
    .filter((path) => expression.test(relative(start, path).replaceAll(sep, "/")))
    .sort();
}

function patternExpression(parts: readonly string[]): RegExp {
  const source = parts.map((part, position) => {
    const last = position === parts.length - 1;
    if (part === "**") return last ? ".*" : "(?:[^/]+/)*";
    const text = part
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^/]*")
      .replaceAll("?", "[^/]");
    return last ? text : `${text}/`;
  });
  return new RegExp(`^${source.join("")}$`);
}

/** All files below a folder, but for installed packages and hidden folders. */
function filesBelow(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return [path];
    const skipped = entry.name === "node_modules" || entry.name.startsWith(".");
    return entry.isDirectory() && !skipped ? filesBelow(path) : [];
  });
}
