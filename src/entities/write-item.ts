import { composeKeyPart, isSynthetic, isTemplate, piecesOf, requiredKeyPart } from "../keys/encode-key.js";
import {
  type KeyAttributeValue,
  PARTITION_KEY_BYTES,
  SORT_KEY_BYTES,
  type Values,
} from "../keys/key-format.js";
import type { KeyPart, ValueType } from "../model/model.js";
import type { AttributeSchema } from "../validation/schema.js";
import { describeValue } from "../values/describe-value.js";
import type { Document, DocumentValue, RejectValue } from "../values/document.js";
import { encodeValue } from "../values/encode.js";
import {
  type AccessPatternSpec,
  type Entity,
  type EntitySpec,
  excludedBy,
  isStored,
  refuseValue,
  storedName,
} from "./entity.js";
import { isCopied } from "./validate.js";

/** An index key that is written beside the entity's own attributes, all of it or nothing. */
export interface SyntheticKey {
  readonly pattern: AccessPatternSpec;
  /** The key attributes to write. */
  readonly parts: readonly KeyPart[];
  /** The attributes they are made of, and those of the index's condition. */
  readonly pieces: readonly string[];
}

const KNOWN = new WeakMap<EntitySpec, readonly SyntheticKey[]>();

/** The index keys that follow an entity's attributes. */
export function syntheticKeys({ spec }: Entity): readonly SyntheticKey[] {
  const known = KNOWN.get(spec);
  if (known !== undefined) return known;
  const { partition, sort } = spec.primaryKey;
  const written = new Set([...partition, ...sort].map((part) => part.name));
  const keys = spec.indexes.flatMap((pattern) => syntheticKey(pattern, written));
  KNOWN.set(spec, keys);
  return keys;
}

function syntheticKey(pattern: AccessPatternSpec, primary: ReadonlySet<string>): SyntheticKey[] {
  const parts = [...pattern.partition, ...pattern.sort].filter(
    (part) => isSynthetic(part) && !primary.has(part.name),
  );
  if (parts.length === 0) return [];
  const attributes = parts.flatMap(piecesOf).map((piece) => piece.attribute);
  const pieces = [...attributes, ...Object.keys(pattern.when ?? {})];
  return [{ pattern, parts, pieces: [...new Set(pieces)] }];
}

/** The attributes of one index key, or nothing where one of its pieces is absent or its condition does not hold. */
export function indexKey(
  entity: Entity,
  { pattern, parts }: SyntheticKey,
  values: Values,
): Record<string, KeyAttributeValue> {
  if (excludedBy(pattern, values) !== undefined) return {};
  const attributes: Record<string, KeyAttributeValue> = {};
  for (const part of parts) {
    const value = composeIndexPart(entity, pattern, part, values);
    if (value === undefined) return {};
    attributes[part.name] = value;
  }
  return attributes;
}

/** The key attributes of an access pattern, all of them: an item without one of their attributes is refused. */
export function patternKey(entity: Entity, name: string, values: Values): Record<string, KeyAttributeValue> {
  const { primaryKey, indexes } = entity.spec;
  const pattern = indexes.find((each) => each.name === name) ?? primaryKey;
  const refuse = entity.refuseKey(name);
  const parts = [...pattern.partition, ...pattern.sort];
  const excluded = excludedBy(pattern, values);
  if (excluded !== undefined)
    refuse(excluded, `is ${describeValue(values[excluded])}, which keeps the item out of the index`);
  return Object.fromEntries(
    parts.map((part) => {
      const bytes = maximumBytes(pattern, part);
      const why = "it is a part of the key";
      return [part.name, requiredKeyPart(part, values, entity.keyFormat, bytes, why, refuse)];
    }),
  );
}

/** Refuses values that an index cannot hold as its natural keys: DynamoDB would refuse the whole item. */
export function checkNaturalKeys(entity: Entity, values: Values): void {
  for (const pattern of entity.spec.indexes) {
    for (const part of pattern.partition) checkNatural(entity, pattern, part, values);
    for (const part of pattern.sort) checkNatural(entity, pattern, part, values);
  }
}

function checkNatural(entity: Entity, pattern: AccessPatternSpec, part: KeyPart, values: Values): void {
  if (!isTemplate(part)) composeIndexPart(entity, pattern, part, values);
}

function composeIndexPart(
  entity: Entity,
  pattern: AccessPatternSpec,
  part: KeyPart,
  values: Values,
): KeyAttributeValue | undefined {
  const refuse = entity.refuseKey(pattern.name);
  return composeKeyPart(part, values, entity.keyFormat, maximumBytes(pattern, part), refuse);
}

function maximumBytes({ sort }: AccessPatternSpec, part: KeyPart): number {
  return sort.includes(part) ? SORT_KEY_BYTES : PARTITION_KEY_BYTES;
}

/**
 * A whole item as it is stored: its keys, the keys of its indexes, the entity's name and its attributes.
 *
 * @param isValidated validation has made the item, so that what it has copied need not be copied again
 */
export function toDocument(entity: Entity, item: Values, isValidated = false): Document {
  const { entityAttribute } = entity.table;
  // Not a copy of the key: what is added to a spread object is added slowly.
  const document = entity.key(item);
  checkNaturalKeys(entity, item);
  for (const key of syntheticKeys(entity)) Object.assign(document, indexKey(entity, key, item));
  if (entityAttribute !== undefined) document[entityAttribute] = entity.name;
  const attributes = attributesOf(entity);
  const refuse: RejectValue = (path, reason) => refuseValue(entity, path, reason);
  for (const name of Object.keys(item)) {
    const { stored, type, schema, isKept, isOwn } = attributes.get(name) ?? attributeOf(entity, name);
    const value = item[name];
    if (value === undefined) continue;
    const encoded = encodeValue(value, type, name, refuse, schema, isValidated && isOwn);
    if (encoded !== undefined && isKept) document[stored] = encoded;
  }
  return document;
}

/** One attribute as it is stored. */
export function encodeAttribute(entity: Entity, name: string, value: unknown): DocumentValue | undefined {
  if (value === undefined) return undefined;
  const refuse = (path: string, reason: string): never => refuseValue(entity, path, reason);
  return encodeValue(value, entity.valueType(name), name, refuse, entity.attributeSchema(name));
}

/** What writing an attribute takes. */
interface Attribute {
  readonly stored: string;
  readonly type: ValueType;
  readonly schema: AttributeSchema | undefined;
  /** It is stored itself, not in the primary key alone. */
  readonly isKept: boolean;
  /** A validated item shares nothing of its value. */
  readonly isOwn: boolean;
}

const ATTRIBUTES = new WeakMap<Entity, ReadonlyMap<string, Attribute>>();

/** The attributes that the schema names. */
function attributesOf(entity: Entity): ReadonlyMap<string, Attribute> {
  const known = ATTRIBUTES.get(entity);
  if (known !== undefined) return known;
  const attributes = new Map(
    [...entity.valueTypes.keys()].map((name) => [name, attributeOf(entity, name)] as const),
  );
  ATTRIBUTES.set(entity, attributes);
  return attributes;
}

function attributeOf(entity: Entity, name: string): Attribute {
  return {
    stored: storedName(entity, name),
    type: entity.valueType(name),
    schema: entity.attributeSchema(name),
    isKept: isStored(entity, name),
    isOwn: isCopied(entity, name),
  };
}
