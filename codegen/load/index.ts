import { resolve } from "node:path";
import type { Model } from "../../src/model/model.js";
import type { CollectionDefinition } from "../../src/schema/collection.js";
import { type DefinitionKind, isDefinition } from "../../src/schema/definition.js";
import type { EntityDefinition } from "../../src/schema/entity.js";
import type { TableDefinition } from "../../src/schema/table.js";
import type { EntitySchema } from "../../src/validation/schema.js";
import { type Diagnostic, errorDiagnostic, type Locate } from "../diagnostics/diagnostic.js";
import { readCollection } from "./collection.js";
import { attributeTypes } from "./compiler-types.js";
import { type EntityDraft, readEntity } from "./entity.js";
import { type ModuleRun, runModule, syntaxDiagnostic, thrownDiagnostic } from "./module.js";
import { findTsconfig, openProgram, ownFiles, type SchemaProgram } from "./program.js";
import { versionMismatch } from "./runtime-version.js";
import { isCollectionShared, shareEntity } from "./sharing.js";
import { createSources, docOf } from "./sources.js";
import { readTable, typeTable } from "./table.js";
import { typeErrors } from "./type-errors.js";
import { createSchemaTypes } from "./type-printer.js";
import { unexportedEntities } from "./unexported.js";

/** A schema module as a Model, with what is wrong in it. */
export interface LoadedSchema {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
  readonly locate: Locate;
  /** The zod schemas of the entities, by name. */
  readonly schemas: ReadonlyMap<string, EntitySchema>;
  /** Absolute paths of the schema file and of the user's files that it imports. */
  readonly sourceFiles: readonly string[];
  /** Finds the type errors in these files, which takes the compiler longer than all the rest. */
  readonly typeErrors: () => readonly Diagnostic[];
}

/**
 * Loads a schema file: runs it, and asks the compiler for positions, comments and resolved types.
 *
 * What is wrong with it is in the diagnostics, never thrown; the Model then holds what could be read.
 */
export async function load(schemaFile: string): Promise<LoadedSchema> {
  const file = resolve(schemaFile);
  const mismatch = versionMismatch(file);
  if (mismatch !== undefined) return failed(mismatch, [file]);
  const tsconfig = findTsconfig(file);
  const run = await runModule(file, tsconfig);
  const schema = openProgram(file, tsconfig);
  const sourceFiles = [...new Set([file, ...ownFiles(schema.program)])];
  const failure =
    syntaxDiagnostic(schema) ?? ("thrown" in run ? thrownDiagnostic(run.thrown, file, schema) : undefined);
  if (failure !== undefined || "thrown" in run) return failed(failure, sourceFiles);
  return { ...read(run, schema), sourceFiles, typeErrors: () => typeErrors(schema) };
}

/** A schema of which nothing could be read. */
function failed(failure: Diagnostic | undefined, sourceFiles: readonly string[]): LoadedSchema {
  return {
    model: { format: 1, tables: [], entities: [], collections: [] },
    diagnostics: failure === undefined ? [] : [failure],
    locate: () => undefined,
    schemas: new Map(),
    sourceFiles,
    typeErrors: () => [],
  };
}

interface Exported<Value> {
  readonly exportName: string;
  readonly definition: Value;
}

function read(
  { exports: values, declared }: Extract<ModuleRun, { readonly exports: unknown }>,
  schema: SchemaProgram,
): Omit<LoadedSchema, "sourceFiles" | "typeErrors"> {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const entities = exported<EntityDefinition>(values, "entity", schema);
  const collections = exported<CollectionDefinition>(values, "collection", schema);
  const tables = exportedTables(exported<TableDefinition>(values, "table", schema), entities);
  const typesOf = new Map(
    entities.map(({ exportName }) => [exportName, attributeTypes(schema, schema.exports.get(exportName))]),
  );
  const sources = createSources(
    schema,
    [
      ...located("tables", tables, schema),
      ...located("entities", entities, schema),
      ...located("collections", collections, schema),
    ],
    (exportName, attribute) => typesOf.get(exportName)?.get(attribute)?.declaration,
  );
  if (entities.length === 0) {
    const help = 'Export what defineEntity returns: export const Order = defineEntity("Order", { … }).';
    report(errorDiagnostic("schema-runs", sources.locate([]), "The schema exports no entity", help));
  }

  const tableModels = tables.map(({ definition, exportName }) => {
    const doc = docOf(sources.node(["tables", exportName]));
    return { ...readTable(definition), ...(doc === undefined ? {} : { doc }) };
  });
  const context = { sources, schemaTypes: createSchemaTypes(schema), report };
  const drafts = new Map<unknown, EntityDraft>();
  for (const { definition, exportName } of entities) {
    if (!isDefinition(definition.table, "table")) {
      const help = `Declare a table with defineTable, and name it: defineEntity("${definition.name}", { table: …, schema, key }).`;
      const message = `${definition.name}: it has no table`;
      report(errorDiagnostic("schema-runs", sources.locate(["entities", exportName]), message, help));
      continue;
    }
    const table = tableModels.find(({ name }) => name === definition.table.name);
    const source = { definition, exportName, types: typesOf.get(exportName) };
    const draft = table === undefined ? undefined : readEntity({ ...source, table }, context);
    if (draft !== undefined) drafts.set(definition, draft);
  }
  for (const each of unexportedEntities(
    declared,
    entities.map(({ definition }) => definition),
    schema,
  ))
    report(each);
  return {
    model: complete(tableModels, [...drafts.values()], readCollections()),
    diagnostics,
    locate: sources.locate,
    schemas: new Map(entities.map(({ definition: { name, schema } }) => [name, schema])),
  };

  function readCollections() {
    return collections.flatMap(
      (collection) => readCollection({ ...collection, entities: drafts }, sources, report) ?? [],
    );
  }
}

/** Adds to the parts what they say of each other: types of key attributes, shared ranges. */
function complete(
  tables: readonly ReturnType<typeof readTable>[],
  drafts: readonly EntityDraft[],
  collections: readonly NonNullable<ReturnType<typeof readCollection>>[],
): Model {
  const tableOf = (name: string) => tables.find((table) => table.name === name);
  const entities = drafts.flatMap((draft) => {
    const table = tableOf(draft.table);
    return table === undefined ? [] : [shareEntity(draft, table, drafts)];
  });
  return {
    format: 1,
    tables: tables.map((table) => typeTable(table, entities)),
    entities,
    collections: collections.map((collection) => {
      const table = tableOf(collection.table);
      return { ...collection, shared: table !== undefined && isCollectionShared(collection, table, drafts) };
    }),
  };
}

/** The definitions of a kind among the exports, each once, in the order of the source. */
function exported<Value>(
  values: Readonly<Record<string, unknown>>,
  kind: DefinitionKind,
  { exports }: SchemaProgram,
): Exported<Value>[] {
  const names = [...new Set([...exports.keys(), ...Object.keys(values)])];
  const exportNames = new Map<unknown, string>();
  for (const name of names) {
    const value = values[name];
    if (isDefinition(value, kind) && !exportNames.has(value)) exportNames.set(value, name);
  }
  return [...exportNames].map(([value, exportName]) => ({ exportName, definition: value as Value }));
}

/** The exported tables, and those that entities use all the same. */
function exportedTables(
  tables: readonly Exported<TableDefinition>[],
  entities: readonly Exported<EntityDefinition>[],
): Exported<TableDefinition>[] {
  const all = [...tables];
  for (const { definition } of entities) {
    const table: TableDefinition = definition.table;
    if (isDefinition(table, "table") && !all.some((known) => known.definition.name === table.name)) {
      all.push({ exportName: table.name, definition: table });
    }
  }
  return all;
}

function located<Value extends { readonly name: string }>(
  kind: "tables" | "entities" | "collections",
  definitions: readonly Exported<Value>[],
  { exports }: SchemaProgram,
) {
  return definitions.map(({ exportName, definition: { name } }) => {
    return { kind, name, exportName, symbol: exports.get(exportName) } as const;
  });
}
