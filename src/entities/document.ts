import type { Values } from "../keys/key-part.js";
import type { Document, DocumentValue } from "../values/document.js";
import { encodeValue } from "../values/encode.js";
import type { Entity } from "./entity.js";
import { checkNaturalKeys, indexKey, syntheticKeys } from "./index-keys.js";
import { isStored, refuseValue, storedName } from "./stored-names.js";

/** A whole item as it is stored: its keys, the keys of its indexes, the entity's name and its attributes. */
export function toDocument(entity: Entity, item: Values): Document {
  const { entityAttribute } = entity.table;
  // Not a copy of the key: what is added to a spread object is added slowly.
  const document = entity.key(item);
  checkNaturalKeys(entity, item);
  for (const key of syntheticKeys(entity)) Object.assign(document, indexKey(entity, key, item));
  if (entityAttribute !== undefined) document[entityAttribute] = entity.name;
  for (const [name, value] of Object.entries(item)) {
    const stored = storedName(entity, name);
    const encoded = encodeAttribute(entity, name, value);
    if (encoded !== undefined && isStored(entity, name)) document[stored] = encoded;
  }
  return document;
}

/** One attribute as it is stored. */
export function encodeAttribute(entity: Entity, name: string, value: unknown): DocumentValue | undefined {
  if (value === undefined) return undefined;
  const refuse = (path: string, reason: string): never => refuseValue(entity, path, reason);
  return encodeValue(value, entity.valueType(name), name, refuse, entity.attributeSchema(name));
}
