import { keyAttributesOf } from "../entities/attribute-roles.js";
import type { Entity } from "../entities/entity.js";
import { storedName } from "../entities/stored-names.js";
import { encodeAttribute } from "../entities/write-item.js";
import { isMonotableError } from "../errors.js";
import { GUARD_SORT_KEY, guardKey } from "../keys/guard-key.js";
import { PARTITION_KEY_BYTES, type Values } from "../keys/key-part.js";
import { OWNER_ATTRIBUTE } from "../keys/owner-attribute.js";
import type { UniqueModel } from "../model/model.js";
import { decodeValue } from "../values/decode.js";
import type { Document, DocumentValue } from "../values/document.js";
import { documentKey } from "../values/document-key.js";

/** The guard of one constraint's values: the item that stands for them in the table. */
export interface Guard {
  readonly entity: Entity;
  readonly constraint: UniqueModel;
  /** The values that it guards, by attribute. */
  readonly values: Values;
  readonly key: Document;
  /** What tells it apart. */
  readonly id: string;
}

/** The guards of an item's values: one for each constraint of which no attribute is absent. */
export function guardsOf(entity: Entity, constraints: readonly UniqueModel[], item: Values): Guard[] {
  return constraints.flatMap((constraint) => guardOf(entity, constraint, item) ?? []);
}

/** The guards of values that are stored. What could not be a guard's key now has none. */
export function storedGuardsOf(entity: Entity, constraints: readonly UniqueModel[], item: Values): Guard[] {
  return constraints.flatMap((constraint) => {
    try {
      return guardOf(entity, constraint, item) ?? [];
    } catch (error) {
      if (isMonotableError(error, "InvalidKey")) return [];
      throw error;
    }
  });
}

function guardOf(entity: Entity, constraint: UniqueModel, item: Values): Guard | undefined {
  const { partitionKey, sortKey } = entity.table;
  const refuse = entity.refuseKey(`unique.${constraint.name}`);
  const partition = guardKey(entity.name, constraint, item, entity.keyFormat.typed, refuse);
  if (partition === undefined) return undefined;
  const names = attributesOf([constraint]);
  const bytes = Buffer.byteLength(partition);
  if (bytes > PARTITION_KEY_BYTES) {
    const reason = `makes the key of its guard ${bytes} bytes long; DynamoDB allows ${PARTITION_KEY_BYTES}`;
    return refuse(names.join(", "), reason);
  }
  const key = {
    [partitionKey.name]: partition,
    ...(sortKey !== undefined && { [sortKey.name]: GUARD_SORT_KEY }),
  };
  const values = Object.fromEntries(names.map((name) => [name, item[name]]));
  return { entity, constraint, values, key, id: documentKey(entity.tableName, key) };
}

/** The attributes of which constraints are made, each once. */
export function attributesOf(constraints: readonly UniqueModel[]): string[] {
  return [...new Set(constraints.flatMap(({ pieces }) => pieces.map(({ attribute }) => attribute)))];
}

/** An item as its guards refer to it: the attributes of its primary key, in document form. */
export function ownerOf(entity: Entity, item: Values): Document {
  const owner: Record<string, DocumentValue> = {};
  for (const name of keyAttributesOf(entity)) {
    const value = encodeAttribute(entity, name, item[name]);
    if (value !== undefined) owner[storedName(entity, name)] = value;
  }
  return owner;
}

/** A guard as it is stored. It has no key of any index, and the name of no entity. */
export function guardDocument({ entity, constraint, key }: Guard, owner: Document): Document {
  const { entityAttribute } = entity.table;
  return {
    ...key,
    ...(entityAttribute !== undefined && { [entityAttribute]: `${entity.name}.${constraint.name}` }),
    [OWNER_ATTRIBUTE]: owner,
  };
}

/** The primary key of the item that a stored guard belongs to; `undefined` if it does not tell. */
export function ownerKey(
  entity: Entity,
  guard: Readonly<Record<string, unknown>> | undefined,
): Values | undefined {
  const owner = guard?.[OWNER_ATTRIBUTE];
  if (typeof owner !== "object" || owner === null) return undefined;
  const stored = new Map<string, unknown>(Object.entries(owner));
  const refuse = (attribute: string, reason: string): never => {
    throw entity.error("UnreadableItem", `${entity.name}: the ${attribute} of a guard ${reason}`, {
      attribute,
      reason,
    });
  };
  const entries = [...keyAttributesOf(entity)].map((name) => {
    const value = stored.get(storedName(entity, name));
    const [type, schema] = [entity.valueType(name), entity.attributeSchema(name)];
    return [name, value === undefined ? value : decodeValue(value, type, name, refuse, schema)];
  });
  return Object.fromEntries(entries);
}
