import { decodeKeyPart, keyDerivedAttributes, projectedNames } from "../keys/decode-key.js";
import type { Values } from "../keys/key-format.js";
import type { KeyPart } from "../model/model.js";
import { decodePlain } from "../values/decode.js";
import type { RejectValue, StoredDocument } from "../values/document.js";
import { type Declaration, decodeNumbers, mayHaveInexactNumbers } from "../values/stored-number.js";

import type { Attribute } from "./attribute.js";
import {
  type AccessPatternSpec,
  type Entity,
  type EntitySpec,
  isLoose,
  isReserved,
  isStored,
  type KeyDerivedAttributes,
} from "./entity.js";
import { isForeign } from "./row-class.js";
import { keyValues, unreadableItem } from "./unreadable.js";

/**
 * An item as it was stored, back as the entity's. It is not validated; attributes that the schema does not know are
 * dropped unless it is loose.
 *
 * @param selection the attributes to give; all unless given
 * @param pattern the access pattern that read it: what its index leaves out is taken from the keys
 */
export function fromDocument(
  entity: Entity,
  document: StoredDocument,
  selection?: readonly string[],
  pattern: AccessPatternSpec = entity.spec.primaryKey,
): Record<string, unknown> {
  checkEntity(entity, document, pattern);
  const reject = throwUnreadable(entity, document, pattern);
  const item: Record<string, unknown> = {};
  const { values } = entity.spec;
  const keyDerived = readsFromKeys(entity.spec)?.values(entity, document, pattern, reject);
  const decode = values?.decode ?? decodePlain;
  const attributes = selection?.map((name) => entity.attribute(name)) ?? entity.cached(attributeList);
  const hasInexact = mayHaveInexactNumbers();
  let fromKeys: Values | undefined;
  for (const attribute of attributes) {
    const { name, storedName, type, schema, isAsStored, isInherited } = attribute;
    let value = isInherited && !Object.hasOwn(document, storedName) ? undefined : document[storedName];
    if (hasInexact) value = decodeNumbers(value, attribute.declaration, name, reject);
    if (value !== undefined) value = isAsStored ? value : decode(value, type, name, reject, schema);
    else if (keyDerived?.[name] !== undefined) value = keyDerived[name];
    else if (!isProjected(entity, name, pattern)) continue;
    // A value that is stored as it is, is nothing where it is absent.
    else if (!isAsStored && values !== undefined) value = values.absent(type, name, reject, schema);
    if (value === undefined && attribute.isKeyAttribute) {
      fromKeys ??= keyValues(entity, document);
      value = fromKeys[name];
    }
    // What monotable writes itself is absent from items that are older than its declaration.
    if (value === undefined && attribute.managed !== undefined) continue;
    const checked = attribute.check(value, name, reject);
    if (checked !== undefined) item[name] = checked;
  }
  if (selection === undefined) entity.spec.loose?.(entity, document, item);
  return item;
}

/** The attributes of an entity as an array, which is faster to go through than a map. */
function attributeList({ attributes }: Entity): readonly Attribute[] {
  return [...attributes.values()];
}

function checkEntity(entity: Entity, document: StoredDocument, pattern: AccessPatternSpec): void {
  if (!isForeign(entity, document)) return;
  const found = String(document[entity.table.entityAttribute ?? ""]);
  const another = found === entity.storedAs ? "another entity that is stored as" : "the entity";
  throw unreadableItem(
    entity,
    document,
    pattern,
    undefined,
    `the item under this key is of ${another} ${found}`,
  );
}

/** Returns a function that throws the error of a stored value that cannot be read. */
function throwUnreadable(entity: Entity, document: StoredDocument, pattern: AccessPatternSpec) {
  return (path: string, reason: string): never => {
    throw unreadableItem(entity, document, pattern, path, reason);
  };
}

/** Returns the reading of attributes from keys, if a spec has it. Specs that release 0.1.0 generated call it `told`. */
function readsFromKeys({ keyDerived, told }: EntitySpec): KeyDerivedAttributes | undefined {
  return keyDerived ?? told;
}

/** Returns true if the items that an access pattern reads have an attribute itself: its index may leave it out. */
export function isProjected(entity: Entity, name: string, pattern: AccessPatternSpec): boolean {
  return readsFromKeys(entity.spec)?.isProjected(entity, name, pattern) ?? true;
}

/** Returns the names that are read for attributes: their own, or those of the keys that hold what an index leaves out. */
export function readNames(
  entity: Entity,
  names: readonly string[],
  pattern: AccessPatternSpec,
): readonly string[] {
  const reads = readsFromKeys(entity.spec);
  return names.map((name) => reads?.readName(entity, name, pattern) ?? entity.attribute(name).storedName);
}

/** Returns the attributes that `.select` was given. An unknown one, and one that the pattern's index leaves out, throws. */
export function selectedNames(
  entity: Entity,
  accessPattern: string,
  attributes: readonly string[],
  pattern: AccessPatternSpec = entity.spec.primaryKey,
): readonly string[] {
  const { name: own, spec } = entity;
  for (const name of attributes) {
    const why = Object.hasOwn(spec.attributes, name)
      ? readsFromKeys(spec)?.whyNotProjected(entity, name, pattern)
      : `${own} has ${Object.keys(spec.attributes).join(", ")}`;
    if (why === undefined) continue;
    const reason = `${name} cannot be selected: ${why}`;
    throw entity.error("InvalidQuery", `${own}.${pattern.name}: ${reason}`, { accessPattern, reason });
  }
  return [...attributes];
}

type KeyDerived = ReadonlyMap<AccessPatternSpec, ReadonlyMap<string, KeyPart>>;

/**
 * Reads attributes that an index leaves out, or that are in the primary key alone, from the keys that hold them. Specs of such items name it, so that bundles of the others are without.
 */
export const keyDerivedReads = {
  /** Returns true if the items that an access pattern reads have an attribute itself: its index may leave it out. */
  isProjected(entity: Entity, name: string, pattern: AccessPatternSpec): boolean {
    if (!isStored(entity, name)) return false;
    return projectedNames(entity.table, pattern.index)?.has(entity.attribute(name).storedName) ?? true;
  },
  /** Returns the key attribute that holds an attribute, where its index leaves some out. */
  part(entity: Entity, name: string, pattern: AccessPatternSpec): KeyPart | undefined {
    return keyDerivedIn(entity).get(pattern)?.get(name);
  },
  /** Returns the key attribute that is read for an attribute, where that is not read itself. */
  readName(entity: Entity, name: string, pattern: AccessPatternSpec): string | undefined {
    return keyDerivedReads.isProjected(entity, name, pattern)
      ? undefined
      : keyDerivedReads.part(entity, name, pattern)?.name;
  },
  /** Says why the items that an access pattern reads do not give an attribute; `undefined` if they do. */
  whyNotProjected(entity: Entity, name: string, pattern: AccessPatternSpec): string | undefined {
    return keyDerivedReads.isProjected(entity, name, pattern) || keyDerivedReads.part(entity, name, pattern)
      ? undefined
      : `the index "${pattern.index}" does not hold it`;
  },
  /** Decodes the attributes that the keys of a stored item hold, where its index leaves some out. */
  values(
    entity: Entity,
    document: Readonly<Record<string, unknown>>,
    pattern: AccessPatternSpec,
    reject: RejectValue,
  ): Values | undefined {
    const derived = keyDerivedIn(entity).get(pattern);
    if (derived === undefined) return undefined;
    const found = [...new Set(derived.values())].filter(({ name }) => document[name] !== undefined);
    return Object.assign(
      Object.create(null) as Values,
      ...found.map((part) => decodeKeyPart(part, document[part.name], entity.keyFormat, reject)),
    );
  },
} as const;

/** Returns the attributes that keys hold, for the access patterns whose index leaves attributes out (for all, where some are in the primary key alone). */
function keyDerivedIn(entity: Entity): KeyDerived {
  return entity.cached(keyDerivedPatterns);
}

function keyDerivedPatterns({ spec }: Entity): KeyDerived {
  const isPartial = Object.values(spec.attributes).some(({ stored }) => stored === false);
  return new Map(
    [spec.primaryKey, ...spec.indexes]
      .filter(({ index }) => isPartial || projectedNames(spec.table, index) !== undefined)
      .map((pattern) => [pattern, keyDerivedAttributes(spec.primaryKey, pattern)]),
  );
}

/**
 * Gives an item the attributes of its document that its schema does not name, if it keeps such. The specs of entities
 * that do, or whose schema has to be asked, name it, so that bundles of the others are without.
 */
export function looseItems(
  entity: Entity,
  document: Readonly<Record<string, unknown>>,
  item: Record<string, unknown>,
): void {
  if (!isLoose(entity)) return;
  // Type assertion: a part of a zod schema is one.
  const declaration = (entity.schema?.def.catchall as unknown as Declaration | undefined) ?? entity.spec.rest;
  const reject = throwUnreadable(entity, document, entity.spec.primaryKey);
  for (const [name, value] of Object.entries(document)) {
    const isDeclared = entity.attributeStoredAs(name) !== undefined || entity.attributes.has(name);
    // An assignment to the last one would set the prototype.
    if (isDeclared || isReserved(entity, name) || name === "__proto__") continue;
    item[name] = mayHaveInexactNumbers() ? decodeNumbers(value, declaration, name, reject) : value;
  }
}
