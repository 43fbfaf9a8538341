import { decodeKeyPart } from "../keys/decode-key.js";
import { projectedNames, toldBy } from "../keys/index-keys.js";
import type { Values } from "../keys/key-part.js";
import { matchesKeyPart } from "../keys/match.js";
import type { KeyPart } from "../model/model.js";
import type { AccessPatternSpec, EntitySpec } from "../model/spec.js";
import { decodeAbsent, decodeValue } from "../values/decode.js";
import type { Entity } from "./entity.js";
import { isLoose } from "./schema.js";

type Stored = Readonly<Record<string, unknown>>;
type Told = ReadonlyMap<AccessPatternSpec, ReadonlyMap<string, KeyPart>>;

const NOTHING: Values = Object.freeze(Object.create(null) as Values);

/**
 * An item as it was stored, back as the entity's. It is not validated; attributes that the schema does not know are
 * dropped unless it is loose.
 *
 * @param selection the attributes to give; all unless given
 * @param pattern the access pattern that read it: what its index leaves out is taken from the keys
 */
export function fromDocument(
  entity: Entity,
  document: Stored,
  selection?: readonly string[],
  pattern: AccessPatternSpec = entity.spec.primaryKey,
): Record<string, unknown> {
  checkEntity(entity, document);
  const refuse = refuseStored(entity);
  const { names } = entity;
  const item: Record<string, unknown> = {};
  const told = toldOf(entity, document, pattern);
  for (const name of selection ?? entity.valueTypes.keys()) {
    const stored = names.stored(name);
    // Every object inherits a `constructor`, which is no attribute of the item.
    const value = Object.hasOwn(document, stored) ? document[stored] : undefined;
    const type = entity.valueType(name);
    const schema = entity.attributeSchema(name);
    if (value !== undefined) item[name] = decodeValue(value, type, name, refuse, schema);
    else if (told[name] !== undefined) item[name] = told[name];
    else if (holds(entity, name, pattern)) {
      const absent = decodeAbsent(type, name, refuse, schema);
      if (absent !== undefined) item[name] = absent;
    }
  }
  if (selection === undefined && isLoose(entity)) {
    for (const [name, value] of Object.entries(document)) {
      // Neither what was decoded from under its stored name, nor what has the name of an attribute stored elsewhere.
      const known = names.inCode(name) !== undefined || names.has(name);
      if (!known && !entity.isReserved(name)) item[name] = value;
    }
  }
  return item;
}

function checkEntity(entity: Entity, document: Stored): void {
  const { entityAttribute } = entity.table;
  if (entityAttribute === undefined) return;
  const found = document[entityAttribute];
  if (found === undefined || found === entity.name) return;
  const reason = `the item under this key is of the entity ${String(found)}`;
  throw entity.error("UnreadableItem", `${entity.name}: ${reason}`, { reason });
}

/** Refuses a stored value that could not be read. */
function refuseStored(entity: Entity) {
  return (attribute: string, reason: string): never => {
    throw entity.error("UnreadableItem", `${entity.name}: the stored ${attribute} ${reason}`, {
      attribute,
      reason,
    });
  };
}

/** The attributes that the keys of a stored item tell, where its index leaves some out. */
function toldOf(entity: Entity, document: Stored, pattern: AccessPatternSpec): Values {
  const told = toldIn(entity).get(pattern);
  if (told === undefined) return NOTHING;
  const refuse = refuseStored(entity);
  const found = [...new Set(told.values())].filter(({ name }) => document[name] !== undefined);
  return Object.assign(
    Object.create(null) as Values,
    ...found.map((part) => decodeKeyPart(part, document[part.name], entity.table, refuse)),
  );
}

const KNOWN = new WeakMap<EntitySpec, Told>();

/** Of access patterns whose index leaves attributes out, as do all where some are in the key alone: those that the keys tell. */
function toldIn({ spec }: Entity): Told {
  const known = KNOWN.get(spec);
  if (known !== undefined) return known;
  const isPartial = Object.values(spec.attributes).some(({ stored }) => stored === false);
  const told = new Map(
    [spec.primaryKey, ...spec.indexes]
      .filter(({ index }) => isPartial || projectedNames(spec.table, index) !== undefined)
      .map((pattern) => [pattern, toldBy(spec.primaryKey, pattern)]),
  );
  KNOWN.set(spec, told);
  return told;
}

/** Whether the items that an access pattern reads have an attribute itself: its index may leave it out. */
export function holds(entity: Entity, name: string, pattern: AccessPatternSpec): boolean {
  if (!entity.isStored(name)) return false;
  return projectedNames(entity.table, pattern.index)?.has(entity.names.stored(name)) ?? true;
}

/** What is read of stored items for these attributes: themselves, or the keys that tell what an index leaves out. */
export function readNames(
  entity: Entity,
  names: readonly string[],
  pattern: AccessPatternSpec,
): readonly string[] {
  return names.map((name) => {
    const part = holds(entity, name, pattern) ? undefined : toldIn(entity).get(pattern)?.get(name);
    return part?.name ?? entity.storedName(name);
  });
}

/** The attributes that `.select` was given; an unknown one, and one that the pattern's index leaves out, is refused. */
export function selectedNames(
  entity: Entity,
  accessPattern: string,
  attributes: readonly string[],
  pattern: AccessPatternSpec = entity.spec.primaryKey,
): readonly string[] {
  const { name: own, spec } = entity;
  for (const name of attributes) {
    if (Object.hasOwn(spec.attributes, name)) {
      if (holds(entity, name, pattern) || toldIn(entity).get(pattern)?.has(name)) continue;
      const reason = `${name} cannot be selected: the index "${pattern.index}" does not hold it`;
      throw entity.error("InvalidQuery", `${own}.${pattern.name}: ${reason}`, { accessPattern, reason });
    }
    const reason = `${name} cannot be selected: ${own} has ${Object.keys(spec.attributes).join(", ")}`;
    throw entity.error("InvalidQuery", `${own}: ${reason}`, { accessPattern, reason });
  }
  return [...attributes];
}

/** Whether a stored item's primary key, or its key of another access pattern, is one of the entity's. */
export function ownsKey(
  { spec, table }: Entity,
  document: Stored,
  { partition, sort }: AccessPatternSpec = spec.primaryKey,
): boolean {
  return [...partition, ...sort].every((part) => matchesKeyPart(part, document[part.name], table));
}
