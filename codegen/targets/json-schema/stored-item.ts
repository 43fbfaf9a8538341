import { keyPattern } from "../../../src/keys/decode-key.js";
import { isSynthetic, isTemplate, piecesOf } from "../../../src/keys/encode-key.js";
import type {
  AccessPatternModel,
  EntityModel,
  KeyPart,
  PieceType,
  TableModel,
} from "../../../src/model/model.js";
import type { JsonSchema } from "../../../src/schema/json-schema.js";
import type { EntitySchema } from "../../../src/validation/schema.js";
import { isLooseSchema } from "../../../src/validation/schema.js";
import { ATTRIBUTE, ATTRIBUTE_DEFINITION, isAlways, storedValue, tagged } from "../json-schema-values.js";

/**
 * The schema of an entity's stored items, in DynamoDB JSON: its keys, the keys of its indexes, the name of the entity, and
 * its attributes under their stored names in their stored forms.
 *
 * @param domain what zod says of the entity's items
 */
export function storedItem(
  entity: EntityModel,
  table: TableModel,
  schema: EntitySchema,
  domain: JsonSchema,
): JsonSchema {
  const properties = new Map<string, JsonSchema>();
  const required = new Set<string>();
  const dependent = new Map<string, readonly string[]>();
  const { primaryKey, indexes, attributes } = entity;
  const told = (domain["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  for (const { name, storedAs, stored: kept, value, optional, below } of attributes) {
    if (kept === false) continue;
    const stored = storedAs ?? name;
    properties.set(stored, storedValue(value, selfContained(told[name]), below));
    if (isAlways({ value, optional })) required.add(stored);
  }
  for (const pattern of [primaryKey, ...indexes]) {
    const parts = [...pattern.partition, ...pattern.sort].filter(isSynthetic);
    const isPrimary = pattern === primaryKey;
    for (const part of parts) {
      properties.set(part.name, keyValue(part, table));
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
    properties.set(table.entityAttribute, tagged("S", { const: entity.name }));
    required.add(table.entityAttribute);
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

/** Whether no item lacks the keys of an index. */
function isAlwaysIn(pattern: AccessPatternModel, { attributes }: EntityModel): boolean {
  if (pattern.when !== undefined) return false;
  const pieces = [...pattern.partition, ...pattern.sort].flatMap(piecesOf);
  return pieces.every((piece) => attributes.find(({ name }) => name === piece.attribute)?.optional === false);
}

function isKeyOf(attribute: string, { partition, sort }: AccessPatternModel): boolean {
  return [...partition, ...sort].some(({ name }) => name === attribute);
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

/** What zod says, where it can stand elsewhere: not with references to definitions of its own document. */
function selfContained(schema: JsonSchema = {}): JsonSchema {
  return JSON.stringify(schema).includes('"$ref"') ? {} : schema;
}
