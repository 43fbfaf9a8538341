import { keyPattern } from "../../src/keys/decode-key.js";
import { isSynthetic, isTemplate, piecesOf } from "../../src/keys/encode-key.js";
import { GUARD_SORT_KEY, guardPrefix, OWNER_ATTRIBUTE } from "../../src/keys/guard-key.js";
import type {
  AccessPatternModel,
  EntityModel,
  KeyPart,
  Model,
  PieceType,
  TableModel,
  UniqueModel,
} from "../../src/model/model.js";
import { type JsonSchema, jsonSchemaOf } from "../../src/schema/json-schema.js";
import { type EntitySchema, isLooseSchema } from "../../src/validation/schema.js";
import { ATTRIBUTE, ATTRIBUTE_DEFINITION, isAlways, storedValue, tagged } from "./json-schema-values.js";
import type { Target } from "./target.js";

const DRAFT = "https://json-schema.org/draft/2020-12/schema";

/** JSON Schemas of items: as code takes them, as it gets them, and as they are stored. */
export const jsonSchema: Target<"json"> = {
  title: "JSON Schemas of items, as code has them and as they are stored",
  formats: ["json"],
  files: (model, { schemas = new Map() } = {}) =>
    new Map(
      [...entityFiles(model, schemas), ...model.tables.map((table) => tableFile(table, model))].map(
        ([path, schema]) => [path, `${JSON.stringify(schema, undefined, 2)}\n`],
      ),
    ),
};

function entityFiles(
  { tables, entities }: Model,
  schemas: ReadonlyMap<string, EntitySchema>,
): [string, JsonSchema][] {
  return entities.flatMap((entity): [string, JsonSchema][] => {
    const schema = schemas.get(entity.name);
    const table = tables.find(({ name }) => name === entity.table);
    if (schema === undefined || table === undefined) return [];
    const { name } = entity;
    // The runtime knows a zod object by its shape alone: a type assertion to zod's own type.
    const zod = schema as unknown as Parameters<typeof jsonSchemaOf>[0];
    const item = withManaged(jsonSchemaOf(zod, "output"), entity);
    const stored = storedItem(entity, table, schema, item);
    const about = entity.doc === undefined ? {} : { description: entity.doc };
    const head = (title: string) => ({ $schema: DRAFT, title, ...about });
    return [
      [`${name}.input.json`, { ...jsonSchemaOf(zod, "input"), ...head(`${name}, as it is created`) }],
      [`${name}.json`, { ...item, ...head(name) }],
      [`${name}.stored.json`, { ...head(`${name}, as it is stored, in DynamoDB JSON`), ...stored }],
      ...(entity.unique ?? []).map((constraint): [string, JsonSchema] => [
        `${name}.${constraint.name}.guard.json`,
        {
          $schema: DRAFT,
          title: `The guard of ${name}.${constraint.name}, which is unique, in DynamoDB JSON`,
          ...guardItem(entity, table, constraint),
        },
      ]),
    ];
  });
}

/** Adds the attributes that monotable writes, which are not in an entity's schema. */
function withManaged(schema: JsonSchema, { attributes }: EntityModel): JsonSchema {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const kept = attributes.filter(
    ({ name, managed }) => managed !== undefined && !Object.hasOwn(properties, name),
  );
  if (kept.length === 0) return schema;
  const added = kept.map(({ name, managed }) => [
    name,
    managed === "version" ? { type: "integer", minimum: 1 } : { type: "string", format: "date-time" },
  ]);
  return { ...schema, properties: { ...properties, ...Object.fromEntries(added) } };
}

/** Any stored item of a table. */
function tableFile({ name, doc }: TableModel, { entities }: Model): [string, JsonSchema] {
  const tableEntities = entities.filter(({ table }) => table === name);
  return [
    `tables/${name}.json`,
    {
      $schema: DRAFT,
      title: `An item of ${name}, as it is stored, in DynamoDB JSON`,
      ...(doc === undefined ? {} : { description: doc }),
      anyOf: [
        ...tableEntities.map((entity) => ({ $ref: `../${entity.name}.stored.json` })),
        ...tableEntities.flatMap((entity) =>
          (entity.unique ?? []).map(({ name: constraint }) => ({
            $ref: `../${entity.name}.${constraint}.guard.json`,
          })),
        ),
      ],
    },
  ];
}

/** The schema of the items that guard the values of a unique constraint, in DynamoDB JSON. */
function guardItem(
  { name, storedAs = name, primaryKey, attributes }: EntityModel,
  { partitionKey, sortKey, entityAttribute }: TableModel,
  constraint: UniqueModel,
): JsonSchema {
  const pieces = [...primaryKey.partition, ...primaryKey.sort].flatMap(piecesOf);
  const owner = [...new Set(pieces.map(({ attribute }) => attribute))].map(
    (attribute) => attributes.find((each) => each.name === attribute)?.storedAs ?? attribute,
  );
  const properties: Record<string, JsonSchema> = {
    [partitionKey.name]: tagged("S", {
      type: "string",
      pattern: `^${guardPrefix(storedAs, constraint.name).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}`,
    }),
    ...(sortKey !== undefined && { [sortKey.name]: tagged("S", { const: GUARD_SORT_KEY }) }),
    ...(entityAttribute !== undefined && {
      [entityAttribute]: tagged("S", { const: `${storedAs}.${constraint.name}` }),
    }),
    [OWNER_ATTRIBUTE]: tagged("M", {
      type: "object",
      description: `The attributes of the primary key of the ${name} that has the values.`,
      properties: Object.fromEntries(owner.map((attribute) => [attribute, ATTRIBUTE])),
      required: owner,
      additionalProperties: false,
    }),
  };
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
    $defs: { attribute: ATTRIBUTE_DEFINITION },
  };
}

/**
 * The schema of an entity's stored items, in DynamoDB JSON: its keys, the keys of its indexes, the name of the entity, and
 * its attributes under their stored names in their stored forms.
 *
 * @param domain what zod says of the entity's items
 */
function storedItem(
  entity: EntityModel,
  table: TableModel,
  schema: EntitySchema,
  domain: JsonSchema,
): JsonSchema {
  const properties = new Map<string, JsonSchema>();
  const required = new Set<string>();
  const dependent = new Map<string, readonly string[]>();
  const { primaryKey, indexes, attributes } = entity;
  const domainProperties = (domain["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  for (const { name, storedAs, stored: kept, value, optional, below } of attributes) {
    if (kept === false) continue;
    const stored = storedAs ?? name;
    properties.set(stored, storedValue(value, selfContained(domainProperties[name]), below));
    if (isAlways({ value, optional })) required.add(stored);
  }
  for (const pattern of [primaryKey, ...indexes]) {
    const parts = [...pattern.partition, ...pattern.sort].filter(isSynthetic);
    const isPrimary = pattern === primaryKey;
    for (const part of parts) {
      properties.set(part.name, alternatives(properties.get(part.name), keyValue(part, table), isPrimary));
      if (isPrimary || isAlwaysIn(pattern, entity)) required.add(part.name);
    }
    // All or nothing: an item has every key attribute of an index, or none.
    const names = parts.map(({ name }) => name).filter((name) => !isKeyOf(name, primaryKey));
    if (!isPrimary && names.length > 1) {
      for (const name of names)
        dependent.set(
          name,
          names.filter((other) => other !== name),
        );
    }
  }
  if (table.entityAttribute !== undefined) {
    properties.set(table.entityAttribute, tagged("S", { const: entity.storedAs ?? entity.name }));
    required.add(table.entityAttribute);
  }
  for (const [name, value] of Object.entries(entity.constants ?? {})) {
    properties.set(name, constantValue(value));
    required.add(name);
  }
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    required: [...required],
    ...(dependent.size > 0 && { dependentRequired: Object.fromEntries(dependent) }),
    additionalProperties: isLooseSchema(schema) ? ATTRIBUTE : false,
    $defs: { attribute: ATTRIBUTE_DEFINITION },
  };
}

/** Returns true if no item lacks the keys of an index. */
function isAlwaysIn(pattern: AccessPatternModel, { attributes }: EntityModel): boolean {
  if (pattern.when !== undefined) return false;
  const pieces = [...pattern.partition, ...pattern.sort].flatMap(piecesOf);
  return pieces.every((piece) => attributes.find(({ name }) => name === piece.attribute)?.optional === false);
}

function isKeyOf(attribute: string, { partition, sort }: AccessPatternModel): boolean {
  return [...partition, ...sort].some(({ name }) => name === attribute);
}

/** The schema of a key attribute that another access pattern of the entity may write differently. */
function alternatives(before: JsonSchema | undefined, own: JsonSchema, isPrimary: boolean): JsonSchema {
  if (before === undefined || isPrimary || JSON.stringify(before) === JSON.stringify(own)) return own;
  const known = Array.isArray(before["anyOf"]) ? (before["anyOf"] as readonly JsonSchema[]) : [before];
  return { anyOf: [...known, own] };
}

/** The schema of a constant. A number is text in DynamoDB JSON. */
function constantValue(value: string | number | boolean): JsonSchema {
  if (typeof value === "boolean") return tagged("BOOL", { const: value });
  return typeof value === "number" ? tagged("N", { const: String(value) }) : tagged("S", { const: value });
}

function keyValue(part: KeyPart, table: TableModel): JsonSchema {
  if (isTemplate(part)) return tagged("S", { type: "string", pattern: keyPattern(part, table) });
  return tagged(KEY_TYPES[part.natural.type] ?? "S", { type: "string" });
}

const KEY_TYPES: Readonly<Partial<Record<PieceType, "N" | "B">>> = {
  int: "N",
  number: "N",
  bigint: "N",
  dateInSeconds: "N",
  dateInMilliseconds: "N",
  binary: "B",
};

/** Returns zod's schema if it can stand elsewhere: it has no references to definitions of its own document. */
function selfContained(schema: JsonSchema = {}): JsonSchema {
  return JSON.stringify(schema).includes('"$ref"') ? {} : schema;
}
