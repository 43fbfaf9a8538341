import type { AccessPatternSpec } from "../model/spec.js";
import { decodePlain } from "../values/decode-plain.js";
import type { Entity } from "./entity.js";
import { isLoose } from "./schema.js";

type Stored = Readonly<Record<string, unknown>>;

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
  const { told: keys, values } = entity.spec;
  const told = keys?.values(entity, document, pattern, refuse);
  const decode = values?.decode ?? decodePlain;
  for (const name of selection ?? entity.valueTypes.keys()) {
    const stored = names.stored(name);
    // Every object inherits a `constructor`, which is no attribute of the item.
    const value = Object.hasOwn(document, stored) ? document[stored] : undefined;
    const type = entity.valueType(name);
    const schema = entity.attributeSchema(name);
    if (value !== undefined) item[name] = decode(value, type, name, refuse, schema);
    else if (told?.[name] !== undefined) item[name] = told[name];
    else if (values !== undefined && holds(entity, name, pattern)) {
      const absent = values.absent(type, name, refuse, schema);
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

/** Whether the items that an access pattern reads have an attribute itself: its index may leave it out. */
export function holds(entity: Entity, name: string, pattern: AccessPatternSpec): boolean {
  return entity.spec.told?.holds(entity, name, pattern) ?? true;
}

/** What is read of stored items for these attributes: themselves, or the keys that tell what an index leaves out. */
export function readNames(
  entity: Entity,
  names: readonly string[],
  pattern: AccessPatternSpec,
): readonly string[] {
  return names.map((name) => {
    const part = holds(entity, name, pattern) ? undefined : entity.spec.told?.part(entity, name, pattern);
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
      if (holds(entity, name, pattern) || entity.spec.told?.part(entity, name, pattern)) continue;
      const reason = `${name} cannot be selected: the index "${pattern.index}" does not hold it`;
      throw entity.error("InvalidQuery", `${own}.${pattern.name}: ${reason}`, { accessPattern, reason });
    }
    const reason = `${name} cannot be selected: ${own} has ${Object.keys(spec.attributes).join(", ")}`;
    throw entity.error("InvalidQuery", `${own}: ${reason}`, { accessPattern, reason });
  }
  return [...attributes];
}
