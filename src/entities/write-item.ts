import type { Values } from "../keys/key-part.js";
import type { ValueType } from "../model/model.js";
import { isCopied } from "../validation/rule-schema.js";
import type { AttributeSchema } from "../validation/schema.js";
import type { Document, DocumentValue } from "../values/document.js";
import { encodeValue } from "../values/encode.js";
import type { RefuseValue } from "../values/refuse-value.js";
import type { Entity } from "./entity.js";
import { checkNaturalKeys, indexKey, syntheticKeys } from "./index-keys.js";
import { isStored, refuseValue, storedName } from "./stored-names.js";

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
  const refuse: RefuseValue = (path, reason) => refuseValue(entity, path, reason);
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
