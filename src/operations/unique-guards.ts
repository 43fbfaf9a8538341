import { type Entity, keyAttributesOf, storedName } from "../entities/entity.js";
import { encodeAttribute } from "../entities/write-item.js";
import { isMonotableError, type KeyDetails, type MonotableError } from "../errors.js";
import { Aliases, type ConditionNode, join, renderCondition } from "../expressions/condition.js";
import { GUARD_SORT_KEY, guardKey, OWNER_ATTRIBUTE } from "../keys/guard-key.js";
import { PARTITION_KEY_BYTES, type Values } from "../keys/key-format.js";
import type { UniqueModel } from "../model/model.js";
import { describeKey } from "../requests/subject.js";
import { decodeValue } from "../values/decode.js";
import { type Document, type DocumentValue, documentKey } from "../values/document.js";
import type { TransactItem } from "./transaction-part.js";

/** The guard of one constraint's values: the item that stands for them in the table. */
export interface Guard {
  readonly entity: Entity;
  readonly constraint: UniqueModel;
  /** The values that it guards, by attribute. */
  readonly values: Values;
  readonly key: Document;
  /** The identity of the guard: the table and the key as one text. */
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
  const reject = entity.rejectKey(`unique.${constraint.name}`);
  const partition = guardKey(entity.storedAs, constraint, item, entity.keyFormat.typed, reject);
  if (partition === undefined) return undefined;
  const names = attributesOf([constraint]);
  const bytes = Buffer.byteLength(partition);
  if (bytes > PARTITION_KEY_BYTES) {
    const reason = `makes the key of its guard ${bytes} bytes long; DynamoDB allows ${PARTITION_KEY_BYTES}`;
    return reject(names.join(", "), reason);
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
    ...(entityAttribute !== undefined && { [entityAttribute]: `${entity.storedAs}.${constraint.name}` }),
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
  const reject = (attribute: string, reason: string): never => {
    throw entity.error("UnreadableItem", `${entity.name}: the ${attribute} of a guard ${reason}`, {
      attribute,
      reason,
    });
  };
  const entries = [...keyAttributesOf(entity)].map((name) => {
    const value = stored.get(storedName(entity, name));
    const { type, schema } = entity.attribute(name);
    return [name, value === undefined ? value : decodeValue(value, type, name, reject, schema)];
  });
  return Object.fromEntries(entries);
}

/** A part of a transaction takes a guard, or gives it up. */
export interface GuardUse {
  /** The part's position. */
  readonly position: number;
  readonly guard: Guard;
  /** The primary key of the part's item, in the entity's own form and as guards refer to it. */
  readonly key: KeyDetails;
  readonly owner: Document;
  /** There is no item yet, so it has no guards either. */
  readonly isNew?: boolean;
}

/** The action of a transaction on one guard: it deletes it, or gives it to another owner. */
export interface GuardAction {
  readonly guard: Guard;
  readonly taken?: GuardUse;
  readonly released: readonly GuardUse[];
}

/** Joins what the parts of a transaction do to guards: one action for each. */
export function guardActions(
  taken: readonly GuardUse[],
  released: readonly GuardUse[],
  reject: (reason: string) => never,
): GuardAction[] {
  const actions = new Map<string, GuardAction>();
  for (const use of taken) {
    const other = actions.get(use.guard.id)?.taken;
    if (other !== undefined) {
      const operations = `operations ${other.position + 1} and ${use.position + 1}`;
      const { entity, constraint } = use.guard;
      reject(
        `${operations} would give two items the same ${describeKey(use.guard.values)}, which ${entity.name}.unique.${constraint.name} forbids`,
      );
    }
    actions.set(use.guard.id, { guard: use.guard, taken: use, released: [] });
  }
  for (const use of released) {
    const action = actions.get(use.guard.id) ?? { guard: use.guard, released: [] };
    actions.set(use.guard.id, { ...action, released: [...action.released, use] });
  }
  return [...actions.values()];
}

/** The action of the request: conditional on the guard not being that of another item. */
export function guardItem({ guard, taken, released }: GuardAction): TransactItem {
  const { entity, key } = guard;
  const owners = [...released, ...(taken === undefined || taken.isNew ? [] : [taken])].map(
    ({ owner }) => owner,
  );
  const aliases = new Aliases();
  const absent: ConditionNode = { type: "exists", attribute: entity.table.partitionKey.name, exists: false };
  const owned = owners.map((value): ConditionNode => {
    return { type: "compare", operator: "=", operand: { attribute: OWNER_ATTRIBUTE }, value };
  });
  const condition = renderCondition(join("or", [absent, ...owned]), aliases);
  const common = {
    TableName: entity.tableName,
    ConditionExpression: condition,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    ...aliases.maps(),
  };
  return taken === undefined
    ? { Delete: { Key: key, ...common } }
    : { Put: { Item: guardDocument(guard, taken.owner), ...common } };
}

/** Returns the key of the item that a guard belongs to; `undefined` where it cannot be read. */
function readableOwner(
  entity: Entity,
  found: Readonly<Record<string, unknown>> | undefined,
): Values | undefined {
  try {
    return ownerKey(entity, found);
  } catch (error) {
    if (isMonotableError(error, "UnreadableItem")) return undefined;
    throw error;
  }
}

/** The error of a value that another item has. */
export function notUnique(
  { guard, key }: GuardUse,
  found: Readonly<Record<string, unknown>> | undefined,
  cause: unknown,
  uncertain = false,
): MonotableError<"NotUnique"> {
  const { entity } = guard;
  const owner = readableOwner(entity, found);
  const attributes = Object.keys(guard.values);
  const whose = owner === undefined ? "another item" : `${entity.name} ${describeKey(owner)}`;
  const message = `${entity.name} ${describeKey(key)}: ${whose} has the ${describeKey(guard.values)} already`;
  const details = {
    key,
    constraint: guard.constraint.name,
    attributes,
    values: Object.values(guard.values),
    owner,
    ...(uncertain && { uncertain: true as const }),
  };
  return entity.error("NotUnique", message, details, cause);
}
