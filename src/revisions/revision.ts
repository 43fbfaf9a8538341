import { isDeepStrictEqual } from "node:util";
import { keyAttributesOf } from "../entities/attribute-roles.js";
import type { Entity } from "../entities/entity.js";
import { refuseManagedChange } from "../entities/managed.js";
import { type Changes, NO_CHANGES, withRemove, withSet } from "../entities/update.js";
import { validateAttribute } from "../entities/validate.js";
import { encodeAttribute } from "../entities/write-item.js";
import type { ConditionNode } from "../expressions/condition.js";
import type { Values } from "../keys/key-part.js";
import { areAsBefore, comparedAttributes } from "../operations/former.js";

/** An item as it was read: the entity's own form, and the stored one. */
export interface ItemRead {
  readonly item: Values;
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * What of the given attributes changes an item: those that are as they were are left out, so that a whole item can be
 * given. `undefined` removes an optional attribute.
 */
export function changesOf(entity: Entity, { item }: ItemRead, given: Values): Changes {
  const set: Record<string, unknown> = {};
  const remove: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (isDeepStrictEqual(value, item[name])) continue;
    refuseManagedChange(entity, name);
    if (value === undefined) remove.push(name);
    else if (keyAttributesOf(entity).has(name)) refuseMove(entity, name);
    else {
      const valid = validateAttribute(entity, name, value);
      if (!isDeepStrictEqual(encodeAttribute(entity, name, valid), encodeAttribute(entity, name, item[name])))
        set[name] = value;
    }
  }
  const changes = withRemove(entity, withSet(entity, NO_CHANGES, set), remove);
  return changes === NO_CHANGES ? changes : { ...changes, of: item };
}

function refuseMove(entity: Entity, attribute: string): never {
  const reason = "is a part of the primary key: change it with move";
  throw entity.error("InvalidUpdate", `${entity.name}: ${attribute} ${reason}`, { attribute, reason });
}

/** Whether there is anything to write. */
export function isChanged({ set, remove }: Changes): boolean {
  return Object.keys(set).length + remove.length > 0;
}

/**
 * The condition that an item is still as it was read: it has the same version, or where its entity has none, each of its
 * attributes is the same.
 */
export function isAsRead(entity: Entity, { document }: ItemRead): ConditionNode {
  return areAsBefore(comparedAttributes(entity, document), document);
}
