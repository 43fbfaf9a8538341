import type { ConditionNode } from "../expressions/condition.js";
import { decodeKeyPart, keyDerivedAttributes, projectedNames } from "../keys/decode-key.js";
import type { Values } from "../keys/key-format.js";
import type { KeyPart, ValueType } from "../model/model.js";
import type { AttributeSchema } from "../validation/schema.js";
import { decodePlain, isAsStored } from "../values/decode.js";
import type { RejectValue, StoredDocument } from "../values/document.js";
import { type Declaration, decodeNumbers } from "../values/stored-number.js";
import { mayHaveInexactNumbers } from "../wire/number.js";
import {
  type AccessPatternSpec,
  type Entity,
  type EntitySpec,
  isLoose,
  isReserved,
  isStored,
} from "./entity.js";

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
  checkEntity(entity, document);
  const refuse = refuseStored(entity);
  const item: Record<string, unknown> = {};
  const { told: keys, values } = entity.spec;
  const told = keys?.values(entity, document, pattern, refuse);
  const decode = values?.decode ?? decodePlain;
  const attributes = attributesOf(entity);
  const hasInexact = mayHaveInexactNumbers();
  for (const attribute of selection?.map(attributes.of) ?? attributes.all) {
    const { name, stored, type, schema, isPlain, isInherited } = attribute;
    let value = isInherited && !Object.hasOwn(document, stored) ? undefined : document[stored];
    if (hasInexact) value = decodeNumbers(value, attribute.declaration, name, refuse);
    if (value !== undefined) item[name] = isPlain ? value : decode(value, type, name, refuse, schema);
    else if (told?.[name] !== undefined) item[name] = told[name];
    // What is stored as it is, is nothing where it is absent.
    else if (!isPlain && values !== undefined && holds(entity, name, pattern)) {
      const absent = values.absent(type, name, refuse, schema);
      if (absent !== undefined) item[name] = absent;
    }
  }
  if (selection === undefined) entity.spec.loose?.(entity, document, item);
  return item;
}

/** What reading an attribute takes. */
interface Attribute {
  readonly name: string;
  readonly stored: string;
  readonly type: ValueType;
  readonly schema: AttributeSchema | undefined;
  /** Its schema or its rule, which declare the numbers in it. */
  readonly declaration: Declaration | undefined;
  /** What is stored is its value. */
  readonly isPlain: boolean;
  /** Every object inherits a `constructor`, which is no attribute of the item. */
  readonly isInherited: boolean;
}

interface Attributes {
  readonly all: readonly Attribute[];
  of(name: string): Attribute;
}

const ATTRIBUTES = new WeakMap<Entity, Attributes>();

function attributesOf(entity: Entity): Attributes {
  const known = ATTRIBUTES.get(entity);
  if (known !== undefined) return known;
  const attribute = (name: string): Attribute => {
    const stored = entity.names.stored(name);
    const type = entity.valueType(name);
    const schema = entity.attributeSchema(name);
    const implied = type === "number" || type === "bigint" ? type : undefined;
    return {
      name,
      stored,
      type,
      schema,
      declaration: schema ?? entity.spec.attributes[name]?.rule ?? implied,
      isPlain: isAsStored(type),
      isInherited: stored in Object.prototype,
    };
  };
  const byName = new Map([...entity.valueTypes.keys()].map((name) => [name, attribute(name)]));
  const attributes = {
    all: [...byName.values()],
    of: (name: string) => byName.get(name) ?? attribute(name),
  };
  ATTRIBUTES.set(entity, attributes);
  return attributes;
}

function checkEntity(entity: Entity, document: StoredDocument): void {
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
  const { told } = entity.spec;
  return names.map((name) => told?.readName(entity, name, pattern) ?? entity.names.stored(name));
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
    const why = Object.hasOwn(spec.attributes, name)
      ? spec.told?.whyUntold(entity, name, pattern)
      : `${own} has ${Object.keys(spec.attributes).join(", ")}`;
    if (why === undefined) continue;
    const reason = `${name} cannot be selected: ${why}`;
    throw entity.error("InvalidQuery", `${own}.${pattern.name}: ${reason}`, { accessPattern, reason });
  }
  return [...attributes];
}

type Told = ReadonlyMap<AccessPatternSpec, ReadonlyMap<string, KeyPart>>;

/**
 * What reading items needs of which an index leaves attributes out, or some are in the primary key alone: the keys tell
 * them. Specs of such items name it, so that bundles of the others are without.
 */
export const toldByKeys = {
  /** Whether the items that an access pattern reads have an attribute itself: its index may leave it out. */
  holds(entity: Entity, name: string, pattern: AccessPatternSpec): boolean {
    if (!isStored(entity, name)) return false;
    return projectedNames(entity.table, pattern.index)?.has(entity.names.stored(name)) ?? true;
  },
  /** The key attribute that tells an attribute, where its index leaves some out. */
  part(entity: Entity, name: string, pattern: AccessPatternSpec): KeyPart | undefined {
    return toldIn(entity).get(pattern)?.get(name);
  },
  /** The key attribute that is read for an attribute, where that is not read itself. */
  readName(entity: Entity, name: string, pattern: AccessPatternSpec): string | undefined {
    return toldByKeys.holds(entity, name, pattern) ? undefined : toldByKeys.part(entity, name, pattern)?.name;
  },
  /** Why items that an access pattern reads do not tell an attribute; `undefined` if they do. */
  whyUntold(entity: Entity, name: string, pattern: AccessPatternSpec): string | undefined {
    return toldByKeys.holds(entity, name, pattern) || toldByKeys.part(entity, name, pattern)
      ? undefined
      : `the index "${pattern.index}" does not hold it`;
  },
  /** The attributes that the keys of a stored item tell, where its index leaves some out. */
  values(
    entity: Entity,
    document: Readonly<Record<string, unknown>>,
    pattern: AccessPatternSpec,
    refuse: RejectValue,
  ): Values | undefined {
    const told = toldIn(entity).get(pattern);
    if (told === undefined) return undefined;
    const found = [...new Set(told.values())].filter(({ name }) => document[name] !== undefined);
    return Object.assign(
      Object.create(null) as Values,
      ...found.map((part) => decodeKeyPart(part, document[part.name], entity.keyFormat, refuse)),
    );
  },
} as const;

const KNOWN = new WeakMap<EntitySpec, Told>();

/** Of access patterns whose index leaves attributes out, as do all where some are in the key alone: those that the keys tell. */
function toldIn({ spec }: Entity): Told {
  const known = KNOWN.get(spec);
  if (known !== undefined) return known;
  const isPartial = Object.values(spec.attributes).some(({ stored }) => stored === false);
  const told = new Map(
    [spec.primaryKey, ...spec.indexes]
      .filter(({ index }) => isPartial || projectedNames(spec.table, index) !== undefined)
      .map((pattern) => [pattern, keyDerivedAttributes(spec.primaryKey, pattern)]),
  );
  KNOWN.set(spec, told);
  return told;
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
  const { names } = entity;
  // Type assertion: a part of a zod schema is one.
  const of = (entity.schema?.def.catchall as unknown as Declaration | undefined) ?? entity.spec.rest;
  const refuse = refuseStored(entity);
  for (const [name, value] of Object.entries(document)) {
    const known = names.inCode(name) !== undefined || names.has(name);
    // An assignment to the last one would set the prototype.
    if (known || isReserved(entity, name) || name === "__proto__") continue;
    item[name] = mayHaveInexactNumbers() ? decodeNumbers(value, of, name, refuse) : value;
  }
}

/** The time in DynamoDB's unit of time to live: whole seconds since 1970. */
function inSeconds(now: number): number {
  return Math.floor(now / 1000);
}

/** Whether an item's time to live has passed. DynamoDB deletes it some time later. */
export function isExpired(entity: Entity, document: Readonly<Record<string, unknown>>, now: number): boolean {
  const { timeToLive } = entity;
  if (timeToLive === undefined) return false;
  const expires = document[timeToLive];
  return typeof expires === "number" && expires <= inSeconds(now);
}

/** The filter of a Query that leaves expired items out. */
export function notExpired(timeToLive: string, now: number): ConditionNode {
  return {
    type: "or",
    nodes: [
      { type: "exists", attribute: timeToLive, exists: false },
      { type: "compare", operator: ">", operand: { attribute: timeToLive }, value: inSeconds(now) },
    ],
  };
}
