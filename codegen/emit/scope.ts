import type {
  AccessPatternModel,
  AttributeModel,
  EntityModel,
  IndexModel,
  KeyPart,
  Model,
  Piece,
  TableModel,
} from "../../src/model/model.js";
import { type EntityNames, entityNames } from "../model-facts/names.js";
import { type Layout, typeFrom } from "../printer/layout.js";
import { stringLiteral } from "../printer/typescript.js";
import { runtimeModule } from "./source-file.js";
import { readType, typeArguments, typeLayout } from "./type-text.js";

/** An entity with all that its declarations refer to. */
export interface EntityScope {
  readonly entity: EntityModel;
  readonly table: TableModel;
  readonly names: EntityNames;
  /** The attributes that make up the primary key. */
  readonly keyAttributes: ReadonlySet<string>;
}

export function entityScope(model: Model, entity: EntityModel): EntityScope {
  const table = model.tables.find(({ name }) => name === entity.table);
  if (table === undefined)
    throw new Error(`The table ${entity.table} of ${entity.name} is not in the model.`);
  const { partition, sort } = entity.primaryKey;
  const keyAttributes = new Set(piecesOf([...partition, ...sort]).map(({ attribute }) => attribute));
  return { entity, table, names: entityNames(entity.name), keyAttributes };
}

/** A type of the runtime. */
export const runtime = (name: string): Layout => typeFrom(runtimeModule, name);

/** A generic type with its arguments. */
export const generic = (type: Layout, ...parameters: readonly Layout[]): Layout => [
  type,
  typeArguments(parameters),
];

/** The attributes that parts of a key are made of, each once, from the left. */
export function piecesOf(parts: readonly KeyPart[]): Piece[] {
  const pieces = new Map<string, Piece>();
  for (const part of parts) {
    for (const piece of "natural" in part ? [part.natural] : part.template) {
      if (typeof piece !== "string" && !pieces.has(piece.attribute)) pieces.set(piece.attribute, piece);
    }
  }
  return [...pieces.values()];
}

export function attributeOf(entity: EntityModel, name: string): AttributeModel {
  const attribute = entity.attributes.find((one) => one.name === name);
  if (attribute === undefined) throw new Error(`${entity.name} has no attribute ${name}.`);
  return attribute;
}

export function indexOf(table: TableModel, pattern: AccessPatternModel): IndexModel | undefined {
  return table.indexes.find(({ name }) => name === pattern.index);
}

/** The type of an attribute's value where it is present: as it is if it is one word, else by its name. */
export function presentType({ entity, names }: EntityScope, attribute: string): Layout {
  const { optional, types } = attributeOf(entity, attribute);
  const type = readType(types.output);
  if (type.simple) return typeLayout(type);
  const named = `${names.item}[${stringLiteral(attribute)}]`;
  return optional || type.nullable ? `NonNullable<${named}>` : named;
}
