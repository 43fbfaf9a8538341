import { composeKeyPart, isSynthetic, isTemplate, piecesOf, requiredKeyPart } from "../keys/encode-key.js";
import {
  type KeyAttributeValue,
  PARTITION_KEY_BYTES,
  SORT_KEY_BYTES,
  type Values,
} from "../keys/key-format.js";
import type { KeyPart } from "../model/model.js";
import { describeValue } from "../values/describe-value.js";
import type { Document, DocumentValue, RejectValue } from "../values/document.js";
import { encodeValue } from "../values/encode.js";
import {
  type AccessPatternSpec,
  type Entity,
  excludedBy,
  throwInvalidValue,
  writtenAttribute,
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

/** Returns the index keys that follow an entity's attributes. */
export function syntheticKeys(entity: Entity): readonly SyntheticKey[] {
  return entity.cached(composedIndexKeys);
}

function composedIndexKeys({ spec }: Entity): readonly SyntheticKey[] {
  const { partition, sort } = spec.primaryKey;
  const written = new Set([...partition, ...sort].map((part) => part.name));
  return spec.indexes.flatMap((pattern) => syntheticKey(pattern, written));
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

/** Returns the attributes of one index key, or none where one of its pieces is absent or its condition is false. */
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

/** Returns the key attributes of an access pattern, all of them. An item without one of their attributes throws. */
export function patternKey(entity: Entity, name: string, values: Values): Record<string, KeyAttributeValue> {
  const { primaryKey, indexes } = entity.spec;
  const pattern = indexes.find((each) => each.name === name) ?? primaryKey;
  const reject = entity.rejectKey(name);
  const parts = [...pattern.partition, ...pattern.sort];
  const excluded = excludedBy(pattern, values);
  if (excluded !== undefined)
    reject(excluded, `is ${describeValue(values[excluded])}, which keeps the item out of the index`);
  return Object.fromEntries(
    parts.map((part) => {
      const bytes = maximumBytes(pattern, part);
      const why = "it is a part of the key";
      return [part.name, requiredKeyPart(part, values, entity.keyFormat, bytes, why, reject)];
    }),
  );
}

/** Throws where a value cannot be a natural key of an index: DynamoDB would reject the whole item. */
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
  const reject = entity.rejectKey(pattern.name);
  return composeKeyPart(part, values, entity.keyFormat, maximumBytes(pattern, part), reject);
}

function maximumBytes({ sort }: AccessPatternSpec, part: KeyPart): number {
  return sort.includes(part) ? SORT_KEY_BYTES : PARTITION_KEY_BYTES;
}

/**
 * Encodes a whole item: its keys, the keys of its indexes, the entity's name and its attributes.
 *
 * @param isValidated validation has made the item, so that what it has copied need not be copied again
 */
export function toDocument(entity: Entity, item: Values, isValidated = false): Document {
  const { entityAttribute } = entity.table;
  // Not a copy of the key: what is added to a spread object is added slowly.
  const document = entity.key(item);
  checkNaturalKeys(entity, item);
  for (const key of syntheticKeys(entity)) Object.assign(document, indexKey(entity, key, item));
  if (entityAttribute !== undefined) document[entityAttribute] = entity.storedAs;
  if (entity.constants !== undefined) Object.assign(document, entity.constants);
  const { attributes } = entity;
  const reject: RejectValue = (path, reason) => throwInvalidValue(entity, path, reason);
  for (const name of Object.keys(item)) {
    const attribute = attributes.get(name) ?? writtenAttribute(entity, name);
    const { type, schema } = attribute;
    const value = item[name];
    if (value === undefined) continue;
    const isOwn = isValidated && (attribute.isCopied ?? isCopied(entity, attribute));
    const encoded = encodeValue(value, type, name, reject, schema, isOwn);
    if (encoded !== undefined && attribute.isStored) document[attribute.storedName] = encoded;
  }
  return document;
}

/** Encodes one attribute. */
export function encodeAttribute(entity: Entity, name: string, value: unknown): DocumentValue | undefined {
  if (value === undefined) return undefined;
  const reject = (path: string, reason: string): never => throwInvalidValue(entity, path, reason);
  const { type, schema } = entity.attribute(name);
  return encodeValue(value, type, name, reject, schema);
}
