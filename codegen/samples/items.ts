import { Entity } from "../../src/entities/entity.js";
import type { EntitySchema } from "../../src/entities/schema.js";
import { isMonotableError } from "../../src/errors.js";
import { piecesOf } from "../../src/keys/key-part.js";
import type { AttributeModel, EntityModel, Model, TableModel } from "../../src/model/model.js";
import type { AccessPatternSpec, AttributeSpec, EntitySpec } from "../../src/model/spec.js";
import { newItem } from "../../src/operations/put.js";
import type { Document } from "../../src/values/document.js";
import { documentKey } from "../../src/values/document-key.js";
import { isZodSchema, type ZodSchema } from "../load/zod-schema.js";
import { sampleDate } from "./place.js";
import { sampleValue } from "./value.js";

export interface SampleOptions {
  readonly schemas: ReadonlyMap<string, EntitySchema>;
  /** Items of entities by name, as their schemas take them; only those of other entities are made up. */
  readonly items?: ReadonlyMap<string, readonly unknown[]>;
  /** The same items come of the same seed. */
  readonly seed: string;
  /** How many items of each entity. */
  readonly count: number;
}

/** Items as they are stored, by entity, and for which entities there are none. */
export interface Samples {
  readonly stored: ReadonlyMap<string, readonly Document[]>;
  readonly problems: readonly { readonly entity: string; readonly reason: string }[];
}

/** So often an item is made up anew until its schema takes it. */
const TRIES = 12;

/**
 * Items of each entity, through its own schema and keys, so that they are what the repositories would store. Attributes of
 * one name have the same values in all entities, so that items find each other: an order is an order of a user.
 */
export function sampleItems(model: Model, options: SampleOptions): Samples {
  const stored = new Map<string, readonly Document[]>();
  const problems: { entity: string; reason: string }[] = [];
  for (const entity of model.entities) {
    const table = model.tables.find(({ name }) => name === entity.table);
    const schema = options.schemas.get(entity.name);
    if (table === undefined || schema === undefined) continue;
    const runtime = new Entity(entitySpec(entity, table), schema, table.name, () =>
      sampleDate({ seed: options.seed, name: "now", number: 0 }),
    );
    const given = options.items?.get(entity.name);
    const found = given === undefined ? madeUp(runtime, entity, options) : encoded(runtime, given);
    stored.set(entity.name, found.documents);
    if (found.reason !== undefined) problems.push({ entity: entity.name, reason: found.reason });
  }
  return { stored, problems };
}

interface Found {
  readonly documents: readonly Document[];
  readonly reason?: string | undefined;
}

function encoded(entity: Entity, items: readonly unknown[]): Found {
  const documents: Document[] = [];
  for (const item of items) {
    const { document, reason } = encode(entity, item);
    if (document === undefined) return { documents, reason };
    documents.push(document);
  }
  return { documents };
}

function madeUp(runtime: Entity, entity: EntityModel, { seed, count }: SampleOptions): Found {
  const keys = new Set<string>();
  const documents: Document[] = [];
  let reason: string | undefined;
  const singleton = runtime.keyAttributes.size === 0;
  for (let number = 0; documents.length < (singleton ? 1 : count) && number < count + TRIES; number += 1) {
    const tried = encode(runtime, sampleInput(runtime, entity, seed, number));
    reason = tried.reason ?? reason;
    if (tried.document === undefined) continue;
    const key = documentKey(runtime.tableName, primaryKeyOf(tried.document, runtime.table));
    if (!keys.has(key)) documents.push(tried.document);
    keys.add(key);
  }
  return { documents, reason: documents.length === 0 ? reason : undefined };
}

function primaryKeyOf(document: Document, { partitionKey, sortKey }: TableModel): Document {
  const names = [partitionKey.name, ...(sortKey === undefined ? [] : [sortKey.name])];
  return Object.fromEntries(Object.entries(document).filter(([name]) => names.includes(name)));
}

function encode(entity: Entity, input: unknown): { document?: Document; reason?: string } {
  try {
    return { document: newItem(entity, input).document };
  } catch (error) {
    if (!isMonotableError(error)) throw error;
    return { reason: error.message };
  }
}

/** What is in a partition comes in pairs, so that partitions have several items; all else counts the items. */
function sampleInput(
  runtime: Entity,
  entity: EntityModel,
  seed: string,
  number: number,
): Record<string, unknown> {
  const { partition, sort } = entity.primaryKey;
  const inSort = new Set(sort.flatMap(piecesOf).map(({ attribute }) => attribute));
  const parents = new Set(
    inSort.size === 0
      ? []
      : partition
          .flatMap(piecesOf)
          .map(({ attribute }) => attribute)
          .filter((name) => !inSort.has(name)),
  );
  const managed = new Set(Object.values(runtime.managed));
  const inKeys = new Set(
    [entity.primaryKey, ...entity.indexes].flatMap((pattern) =>
      [...pattern.partition, ...pattern.sort].flatMap(piecesOf).map(({ attribute }) => attribute),
    ),
  );
  return Object.fromEntries(
    entity.attributes.flatMap((attribute) => {
      const schema = schemaOf(runtime, attribute);
      if (schema === undefined || managed.has(attribute.name)) return [];
      // Every third item lacks what may be absent, as real items do.
      if (attribute.optional && !inKeys.has(attribute.name) && number % 3 === 2) return [];
      const place = {
        seed,
        name: attribute.name,
        number: parents.has(attribute.name) ? Math.floor(number / 2) : number,
      };
      const value = sampleValue(schema, place);
      return value === undefined ? [] : [[attribute.name, value]];
    }),
  );
}

function schemaOf(runtime: Entity, { name }: AttributeModel): ZodSchema | undefined {
  const schema: unknown = runtime.attributeSchema(name);
  return isZodSchema(schema) ? schema : undefined;
}

/** What generated code would hand to the runtime. */
function entitySpec({ name, attributes, primaryKey, indexes }: EntityModel, table: TableModel): EntitySpec {
  const specs = attributes.map((attribute): [string, AttributeSpec] => {
    const { storedAs, stored, value, optional, managed } = attribute;
    return [
      attribute.name,
      {
        ...(storedAs === undefined ? {} : { storedAs }),
        ...(stored === false && { stored }),
        value,
        ...(optional ? { optional } : {}),
        ...(managed === undefined ? {} : { managed }),
      },
    ];
  });
  return {
    name,
    table,
    attributes: Object.fromEntries(specs),
    primaryKey: patternSpec(primaryKey),
    indexes: indexes.map(patternSpec),
  };
}

function patternSpec({ doc: _, shared, ...pattern }: EntityModel["primaryKey"]): AccessPatternSpec {
  return { ...pattern, ...(shared ? { shared } : {}) };
}
