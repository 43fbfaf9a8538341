import type { IndexModel, KeyAttribute, KeyAttributeType } from "../../src/model/model.js";
import type { ImportedTable, WireItem, WireValue } from "./imported-table.js";

type Json = Readonly<Record<string, unknown>>;

/**
 * The tables of a NoSQL Workbench data model.
 *
 * @throws Error with a sentence on what is wrong, if the text is no such model
 */
export function readWorkbench(text: string): readonly ImportedTable[] {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const tables = isObject(model) ? model["DataModel"] : undefined;
  if (!Array.isArray(tables) || tables.length === 0) {
    throw new Error('it has no "DataModel" with tables, which every model of NoSQL Workbench has');
  }
  return tables.map(readTable);
}

function readTable(table: unknown): ImportedTable {
  const definition = objectOf(table);
  const name = definition["TableName"];
  if (typeof name !== "string") throw new Error("one of its tables has no TableName");
  const { partition, sort } = readKey(definition["KeyAttributes"], `the table ${name}`);
  const facets = listOf(definition["TableFacets"]).map((facet) => {
    const { FacetName, TableData } = objectOf(facet);
    return { name: String(FacetName), items: readItems(TableData) };
  });
  const tableItems = readItems(definition["TableData"]);
  const indexes = listOf(definition["GlobalSecondaryIndexes"]).map(
    (index): IndexModel => readIndex(index, name),
  );
  return {
    name,
    partitionKey: partition,
    ...(sort === undefined ? {} : { sortKey: sort }),
    indexes,
    items: [...tableItems, ...facets.flatMap(({ items }) => items)],
    ...(facets.some(({ items }) => items.length > 0) && tableItems.length === 0 ? { kinds: facets } : {}),
  };
}

function readIndex(index: unknown, table: string): IndexModel {
  const { IndexName, KeyAttributes, Projection } = objectOf(index);
  const name = String(IndexName);
  const { partition, sort } = readKey(KeyAttributes, `the index ${name} of ${table}`);
  const { ProjectionType, NonKeyAttributes } = objectOf(Projection);
  return {
    name,
    type: "global",
    partitionKey: [partition],
    sortKey: sort === undefined ? [] : [sort],
    projection:
      ProjectionType === "KEYS_ONLY"
        ? "KEYS_ONLY"
        : ProjectionType === "INCLUDE"
          ? listOf(NonKeyAttributes).map(String)
          : "ALL",
  };
}

function readKey(key: unknown, whose: string): { partition: KeyAttribute; sort: KeyAttribute | undefined } {
  const { PartitionKey, SortKey } = objectOf(key);
  const partition = readAttribute(PartitionKey);
  if (partition === undefined)
    throw new Error(`${whose} has no PartitionKey with a name and a type of S, N or B`);
  return { partition, sort: readAttribute(SortKey) };
}

function readAttribute(attribute: unknown): KeyAttribute | undefined {
  const { AttributeName, AttributeType } = objectOf(attribute);
  const isKeyType = AttributeType === "S" || AttributeType === "N" || AttributeType === "B";
  return typeof AttributeName === "string" && isKeyType
    ? { name: AttributeName, type: AttributeType satisfies KeyAttributeType }
    : undefined;
}

function readItems(data: unknown): WireItem[] {
  return listOf(data).map((item) =>
    Object.fromEntries(Object.entries(objectOf(item)).map(([name, value]) => [name, readValue(value)])),
  );
}

const TYPES = new Set(["S", "N", "B", "SS", "NS", "BS", "M", "L", "BOOL", "NULL"]);

/** A value in DynamoDB JSON. What lies in maps and lists is plain JSON in some models. */
function readValue(value: unknown): WireValue {
  const [entry, ...more] = isObject(value) ? Object.entries(value) : [];
  if (entry === undefined || more.length > 0 || !TYPES.has(entry[0])) return fromPlain(value);
  const [type, content] = entry;
  if (type === "M") {
    const members = Object.entries(objectOf(content)).map(([name, member]) => [name, readValue(member)]);
    return { M: Object.fromEntries(members) };
  }
  if (type === "L") return { L: listOf(content).map(readValue) };
  return { [type]: content };
}

function fromPlain(value: unknown): WireValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(readValue) };
  if (!isObject(value)) return { NULL: true };
  return { M: Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readValue(member)])) };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
