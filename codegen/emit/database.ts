import type { CollectionModel, Model } from "../../src/model/model.js";
import { camelCase, kebabCase, oneOf, specConstant, specFile } from "../model-facts/names.js";
import {
  filledList,
  indent,
  join,
  type Layout,
  list,
  newline,
  print,
  typeFrom,
  valueFrom,
} from "../printer/layout.js";
import {
  access,
  Code,
  docComment,
  interfaceDeclaration,
  literal,
  type Member,
  type Method,
  stringLiteral,
  type Value,
} from "../printer/typescript.js";
import { collectionDoc, collectionNames, collectionTakesKey } from "./collection.js";
import { entityScope, generic, runtime } from "./scope.js";
import { compareNames, type EmitOptions, moduleOf, runtimeModule } from "./source-file.js";
import { anyItemType, tableScanMethods, tableScanTypes } from "./tables.js";

/** The file that applications import: all types, the tables, and `createDatabase`. */
export function databaseStatements(model: Model, options: EmitOptions): Layout[] {
  return [
    join(newline, reexports(model, options)),
    ...tableScanTypes(model, options),
    anyItemType(model),
    databaseType(model, options),
    tableNames(model),
    createDatabase(model, options),
  ];
}

/** Returns true if that file has something of the schema module, which the user's compiler must look for. */
export function importsSchema({ entities }: Model): boolean {
  return entities.some(({ zod }) => zod !== undefined);
}

function reexports(model: Model, options: EmitOptions): Layout[] {
  const entities = model.entities.map((entity) => ({
    module: moduleOf(kebabCase(entity.name), options),
    layout: "export type *",
  }));
  const collections = model.collections.map((collection) => {
    const { items, item, key, paths } = collectionNames(collection);
    const keys = collectionTakesKey(model, collection) ? [key] : [];
    const names = [items, item, ...keys, paths].toSorted(compareNames);
    return {
      module: moduleOf(kebabCase(collection.name), options),
      layout: ["export type ", filledList(["{", ",", "}"], names, { padded: true })],
    };
  });
  const tables = { module: moduleOf("tables", options), layout: ["export { tables }"] };
  return [...entities, ...collections, tables]
    .toSorted((one, other) => compareNames(one.module, other.module))
    .map(({ module, layout }) => [layout, " from ", stringLiteral(module), ";"]);
}

function databaseType(model: Model, options: EmitOptions): Layout {
  const repositories = model.entities.map((entity): Member => {
    const { names } = entityScope(model, entity);
    const type = typeFrom(moduleOf(kebabCase(entity.name), options), names.repository);
    const doc = entity.doc ?? `Reads and writes ${oneOf(entity.name)}.`;
    return { doc, name: camelCase(entity.name), readonly: true, type };
  });
  const collections = model.collections.map((collection) => collectionMethod(model, collection, options));
  const raw: Member = {
    doc: "The way down to DynamoDB's own requests and to PartiQL.",
    name: "raw",
    readonly: true,
    type: generic(runtime("Raw"), "AnyItem", "keyof TableNames"),
  };
  const members = [...repositories, ...collections, ...tableScanMethods(model, options), raw];
  const doc =
    "The repositories and collections of the design, and what is done across them: transactions, batches, scans.";
  return interfaceDeclaration(doc, "Database", members, runtime("AcrossEntities"));
}

function collectionMethod(model: Model, collection: CollectionModel, options: EmitOptions): Method {
  const names = collectionNames(collection);
  const table = model.tables.find(({ name }) => name === collection.table);
  const isGlobal = table?.indexes.some(({ name, type }) => name === collection.index && type === "global");
  const from = (name: string): Layout => typeFrom(moduleOf(kebabCase(collection.name), options), name);
  return {
    doc: collectionDoc(collection),
    name: camelCase(collection.name),
    parameters: collectionTakesKey(model, collection) ? [["key: ", from(names.key)]] : [],
    returns: generic(
      runtime(isGlobal ? "GlobalCollectionQuery" : "CollectionQuery"),
      from(names.items),
      from(names.item),
      from(names.paths),
    ),
  };
}

function tableNames(model: Model): Layout {
  const doc = "The name of each table in this environment; a table that is left out has its logical name.";
  const members = model.tables.map(({ name }) => ({ name, optional: true, type: "string" }));
  return interfaceDeclaration(doc, "TableNames", members);
}

function createDatabase(model: Model, options: EmitOptions): Layout {
  const schema: Layout = { kind: "reference", name: "schema", from: options.schemaImport, as: "namespace" };
  const specOf = (file: string, name: string): Code =>
    new Code(valueFrom(moduleOf(file, options), specConstant(name)));
  const entities = model.entities.map(({ name, exportName, zod }): [string, Value] => [
    camelCase(name),
    {
      spec: specOf(specFile(name), name),
      schema: zod === undefined ? undefined : new Code([schema, access(exportName), ".schema"]),
    },
  ]);
  const collections = model.collections.map(({ name }): [string, Value] => [
    camelCase(name),
    specOf(kebabCase(name), name),
  ]);
  const design = {
    entities: new Code(literal(Object.fromEntries(entities), true)),
    collections: new Code(literal(Object.fromEntries(collections))),
  };
  const parameters = [
    ["client: ", runtime("DatabaseClient")],
    ["options?: ", generic(runtime("DatabaseOptions"), "TableNames")],
  ];
  const open = [valueFrom(runtimeModule, "openDatabase"), "<Database>"];
  const call = list(["(", ",", ")"], ["client", literal(design, true), "options"], { broken: true });
  return [
    docComment(createDatabaseDoc(model)),
    ["export function createDatabase", list(["(", ",", ")"], parameters), ": Database {"],
    indent([newline, "return ", open, call, ";"]),
    [newline, "}"],
  ];
}

function createDatabaseDoc({ tables: [table], entities }: Model): string {
  const names = table && literal({ tables: { [table.name]: `${table.name}-production` } });
  const example = `createDatabase(new DynamoDBClient({})${names === undefined ? "" : `, ${print(names)}`})`;
  const zod = entities.flatMap((entity) =>
    entity.zod === undefined ? [] : [`${entity.name}: ${entity.zod}`],
  );
  const why = zod.length === 0 ? "" : `\n\nzod validates items of\n- ${zod.join("\n- ")}\n`;
  return `Opens the database on a client of the AWS SDK.${why}\n@example const db = ${example};`;
}
