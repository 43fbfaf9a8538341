import type { IndexModel, Model, TableModel } from "../../src/model/model.js";
import { kebabCase, tableConstant, tableItemName, tablePathsName } from "../model-facts/names.js";
import { type Layout, typeFrom } from "../printer/layout.js";
import {
  Code,
  constDeclaration,
  interfaceDeclaration,
  literal,
  type Member,
  type Method,
  member,
  stringLiteral,
  typeDeclaration,
} from "../printer/typescript.js";
import { itemOf, projected } from "./repository.js";
import { type EntityScope, entityScope, generic, runtime } from "./scope.js";
import { type EmitOptions, moduleOf, sourceFile } from "./source-file.js";
import { objectType, unionLayout } from "./type-text.js";

/** The file of the tables, which everything else refers to. */
export function tablesFile(model: Model, options: EmitOptions): string {
  const names = model.tables.map(({ name }) => new Code(tableConstant(name)));
  const all = constDeclaration(
    "Every table of the design: what `createTables` of `monotable/testing` creates.",
    "tables",
    ["readonly ", runtime("TableModel"), "[]"],
    literal(names),
  );
  return sourceFile([...model.tables.map(tableConstantOf), all], options);
}

function tableConstantOf(table: TableModel): Layout {
  const { indexes, partitionKey, sortKey } = table;
  const value = {
    name: table.name,
    partitionKey: { ...partitionKey },
    sortKey: sortKey && { ...sortKey },
    indexes: indexes.map((index) => ({
      name: index.name,
      type: index.type,
      partitionKey: index.partitionKey.map((key) => ({ ...key })),
      sortKey: index.sortKey.map((key) => ({ ...key })),
      projection: index.projection,
    })),
    keyEncoding: table.keyEncoding,
    delimiter: table.delimiter,
    entityAttribute: table.entityAttribute,
    timeToLive: table.timeToLive,
    stream: table.stream,
    guards: table.guards,
  };
  return constDeclaration(
    table.doc ?? `The table \`${table.name}\`.`,
    tableConstant(table.name),
    runtime("TableModel"),
    literal(value, true),
  );
}

/** An entity with the access pattern by which a table or an index holds it. */
interface Scanned {
  readonly scope: EntityScope;
  readonly pattern: EntityScope["entity"]["primaryKey"];
}

/** The tables that have entities: those that `scan` reads. */
function scannedTables(model: Model): TableModel[] {
  return model.tables.filter(({ name }) => model.entities.some(({ table }) => table === name));
}

function scannedIn(model: Model, table: TableModel, index?: IndexModel): Scanned[] {
  return model.entities
    .filter((entity) => entity.table === table.name)
    .flatMap((entity) => {
      const pattern = index ? entity.indexes.find((each) => each.index === index.name) : entity.primaryKey;
      return pattern === undefined ? [] : [{ scope: entityScope(model, entity), pattern }];
    });
}

/** The types of what scans of whole tables give, and of the attributes that their filters take. */
export function tableScanTypes(model: Model, options: EmitOptions): Layout[] {
  return scannedTables(model).flatMap((table) => {
    const scanned = scannedIn(model, table);
    const ofTable = `of the table \`${table.name}\``;
    return [
      typeDeclaration(
        `One item ${ofTable}, by its entity.`,
        tableItemName(table.name),
        entries(scanned, options),
      ),
      interfaceDeclaration(
        `The attributes of each entity ${ofTable} in filters.`,
        tablePathsName(table.name),
        paths(scanned, options),
      ),
    ];
  });
}

/** The type of what the items of all tables can be. */
export function anyItemType(model: Model): Layout {
  const items = scannedTables(model).map(({ name }) => tableItemName(name));
  return typeDeclaration("Any item of the design, by its entity.", "AnyItem", unionLayout(items));
}

/** `scan`, once for each table and each index of it that holds something. */
export function tableScanMethods(model: Model, options: EmitOptions): Method[] {
  return scannedTables(model).flatMap((table) => [
    {
      doc: `All items of the table \`${table.name}\` by their entities, in no order: reads the whole table.`,
      name: "scan",
      parameters: [`table: ${stringLiteral(table.name)}`],
      returns: generic(runtime("TableScan"), tableItemName(table.name), tablePathsName(table.name)),
    },
    ...table.indexes.flatMap((index) => {
      const scanned = scannedIn(model, table, index);
      if (scanned.length === 0) return [];
      const isGlobal = index.type === "global";
      return [
        {
          doc: `All items of the index \`${index.name}\` of \`${table.name}\`, in no order: reads the whole index.`,
          name: "scan",
          parameters: [`table: ${stringLiteral(table.name)}`, `index: ${stringLiteral(index.name)}`],
          returns: generic(
            runtime(isGlobal ? "GlobalTableScan" : "TableScan"),
            entries(scanned, options),
            objectType(paths(scanned, options).map(member)),
          ),
        },
      ];
    }),
  ]);
}

function entries(scanned: readonly Scanned[], options: EmitOptions): Layout {
  const alternatives = scanned.map((one) =>
    objectType([
      member({ name: "entity", type: stringLiteral(one.scope.entity.name) }),
      member({ name: "item", type: itemOf(one.scope, one.pattern, ofEntity(one, "item", options)) }),
    ]),
  );
  return unionLayout(alternatives);
}

function paths(scanned: readonly Scanned[], options: EmitOptions): Member[] {
  return scanned.map((one) => ({
    name: one.scope.entity.name,
    readonly: true,
    type: projected(one.scope, one.pattern, ofEntity(one, "paths", options)),
  }));
}

/** A type of an entity's own file. */
function ofEntity({ scope }: Scanned, type: "item" | "paths", options: EmitOptions): Layout {
  return typeFrom(moduleOf(kebabCase(scope.entity.name), options), scope.names[type]);
}
