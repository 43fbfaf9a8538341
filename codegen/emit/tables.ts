import type { Model, TableModel } from "../../src/model/model.js";
import { tableConstant } from "../model-facts/names.js";
import type { Layout } from "../printer/layout.js";
import { Code, literal } from "../printer/typescript.js";
import { constDeclaration } from "./declaration.js";
import { runtime } from "./scope.js";
import { type EmitOptions, sourceFile } from "./source-file.js";

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
