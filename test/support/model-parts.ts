import type {
  AccessPatternModel,
  AttributeModel,
  EntityModel,
  KeyAttributeType,
  KeyPart,
  Model,
  NestedModel,
  Piece,
  PieceType,
  TableModel,
  ValueType,
} from "../../src/model/model.js";

/** An attribute whose input and output are alike. */
export function attribute(
  name: string,
  value: ValueType,
  type: string,
  more: Partial<Omit<AttributeModel, "name" | "value">> = {},
): AttributeModel {
  return { name, value, optional: false, defaulted: false, types: { input: type, output: type }, ...more };
}

/** A value below an attribute that is always there. */
export function nested(
  value: ValueType,
  type: string,
  more: Partial<Omit<NestedModel, "value" | "type">> = {},
): NestedModel {
  return { value, optional: false, type, ...more };
}

/** A piece of a key. */
export const piece = (name: string, type: PieceType, more: Partial<Piece> = {}): Piece => {
  return { attribute: name, type, ...more };
};

/** A string piece of a key. */
export const text = (name: string): Piece => piece(name, "string");

/** A key attribute that is a string attribute of the entity. */
export const natural = (name: string): KeyPart => ({ name, natural: text(name) });

/** A key attribute composed of literal text and pieces. */
export const template = (name: string, ...pieces: readonly (string | Piece)[]): KeyPart => {
  return { name, template: pieces };
};

/** The primary key, or an access pattern on an index. */
export function pattern(
  partition: readonly KeyPart[],
  sort: readonly KeyPart[] = [],
  more: Partial<AccessPatternModel> = {},
): AccessPatternModel {
  return { name: "query", partition, sort, shared: false, ...more };
}

/** A table with string keys `pk` and `sk`, and global indexes by name. */
export function table(name: string, more: Partial<TableModel> = {}): TableModel {
  return {
    name,
    partitionKey: { name: "pk", type: "S" },
    sortKey: { name: "sk", type: "S" },
    indexes: [],
    keyEncoding: "ordered",
    delimiter: "#",
    entityAttribute: "_entity",
    ...more,
  };
}

/** A global index with string keys. */
export function globalIndex(
  name: string,
  partitionKey: readonly string[],
  sortKey: readonly string[] = [],
  projection: "ALL" | "KEYS_ONLY" | readonly string[] = "ALL",
): TableModel["indexes"][number] {
  const keys = (names: readonly string[]) =>
    names.map((key) => ({ name: key, type: "S" as KeyAttributeType }));
  return { name, type: "global", partitionKey: keys(partitionKey), sortKey: keys(sortKey), projection };
}

/** An entity of the table `main`. */
export function entity(
  name: string,
  attributes: readonly AttributeModel[],
  primaryKey: AccessPatternModel,
  more: Partial<EntityModel> = {},
): EntityModel {
  return { name, table: "main", exportName: name, attributes, primaryKey, indexes: [], ...more };
}

/** A model of one table, `main`, and these entities. */
export function modelOf(
  entities: readonly EntityModel[],
  more: Partial<Omit<Model, "format" | "entities">> = {},
): Model {
  return { format: 1, tables: [table("main")], collections: [], entities, ...more };
}
