import type {
  EntityModel,
  IndexModel,
  KeyAttribute,
  KeyAttributeType,
  TableModel,
  ValueType,
} from "../../src/model/model.js";
import type { IndexOptions, TableDefinition } from "../../src/schema/table.js";
import { keyAttributeType } from "../key-attribute-type.js";
import { readSettings } from "./settings.js";

/** A table as it is declared. What its key attributes hold is not known yet: they count as strings. */
export function readTable({ name, options }: TableDefinition): TableModel {
  const { partitionKey, sortKey, indexes = {}, keyEncoding = "ordered", delimiter = "#" } = options;
  const { entityAttribute = "_entity", timeToLive, stream, accept } = options;
  return {
    name,
    partitionKey: text(partitionKey),
    ...(sortKey === undefined ? {} : { sortKey: text(sortKey) }),
    indexes: Object.entries(indexes).map(([index, indexOptions]) =>
      readIndex(index, indexOptions, partitionKey),
    ),
    keyEncoding,
    delimiter,
    ...(entityAttribute === false ? {} : { entityAttribute }),
    ...(timeToLive === undefined ? {} : { timeToLive }),
    ...(stream === undefined ? {} : { stream }),
    settings: readSettings(options),
    ...(accept === undefined ? {} : { accept }),
  };
}

function readIndex(name: string, options: IndexOptions, tablePartitionKey: string): IndexModel {
  const local = options.type === "local";
  return {
    name,
    type: local ? "local" : "global",
    partitionKey: local ? [text(tablePartitionKey)] : attributes(options.partitionKey),
    sortKey: attributes(options.sortKey ?? []),
    projection: options.projection ?? "ALL",
  };
}

function attributes(names: string | readonly string[]): KeyAttribute[] {
  return (typeof names === "string" ? [names] : names).map(text);
}

function text(name: string): KeyAttribute {
  return { name, type: "S" };
}

/** The table with the types that its entities give to key attributes; one that no entity writes is a string. */
export function typeTable(table: TableModel, entities: readonly EntityModel[]): TableModel {
  const own = entities.filter((entity) => entity.table === table.name);
  const parts = own.flatMap(({ primaryKey, indexes }) =>
    [primaryKey, ...indexes].flatMap(({ partition, sort }) => [...partition, ...sort]),
  );
  const typed = ({ name }: KeyAttribute): KeyAttribute => {
    const part = parts.find((candidate) => candidate.name === name);
    if (part !== undefined) return { name, type: keyAttributeType(part) };
    const attribute = own
      .flatMap((entity) => entity.attributes)
      .find((candidate) => (candidate.storedAs ?? candidate.name) === name);
    return { name, type: attribute === undefined ? "S" : (storedType(attribute.value) ?? "S") };
  };
  return {
    ...table,
    ...(own.some(({ unique }) => unique !== undefined) && { guards: true as const }),
    partitionKey: typed(table.partitionKey),
    ...(table.sortKey === undefined ? {} : { sortKey: typed(table.sortKey) }),
    indexes: table.indexes.map((index) => ({
      ...index,
      partitionKey: index.partitionKey.map(typed),
      sortKey: index.sortKey.map(typed),
    })),
  };
}

function storedType(value: ValueType): KeyAttributeType | undefined {
  switch (value) {
    case "number":
    case "bigint":
    case "dateInSeconds":
    case "dateInMilliseconds":
      return "N";
    case "binary":
      return "B";
    case "string":
    case "date":
      return "S";
    default:
      return undefined;
  }
}
