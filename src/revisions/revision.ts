import { isDeepStrictEqual } from "node:util";
import { type Changes, NO_CHANGES, withRemove, withSet } from "../entities/changes.js";
import type { Entity } from "../entities/entity.js";
import { refuseManagedChange } from "../entities/managed.js";
import { validateAttribute } from "../entities/schema.js";
import { type ConditionNode, join } from "../expressions/condition.js";
import type { Values } from "../keys/key-part.js";
import type { DocumentValue } from "../values/document.js";

/** DynamoDB allows 300 operators and 4 KB in one expression, which has the conditions of the write besides. */
const MAXIMUM_COMPARED = 120;
const MAXIMUM_NAMES = 2_000;

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
    else if (entity.keyAttributes.has(name)) refuseMove(entity, name);
    else {
      const valid = validateAttribute(entity.name, entity.schema, name, value);
      if (!isDeepStrictEqual(entity.encode(name, valid), entity.encode(name, item[name]))) set[name] = value;
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
  const { version } = entity.managed;
  const all = new Set([...entity.storedNames(Object.keys(entity.spec.attributes)), ...Object.keys(document)]);
  const own = [...all].filter(
    (name) => !entity.isReserved(name) && !entity.keyAttributes.has(entity.nameInCode(name)),
  );
  const names = version === undefined ? own : [entity.storedName(version)];
  if (names.length > MAXIMUM_COMPARED || names.join("").length > MAXIMUM_NAMES) {
    const reason = `its ${names.length} attributes are more than one condition compares: declare a version in its schema`;
    throw entity.error("InvalidUpdate", `${entity.name}: ${reason}`, { reason });
  }
  return join(
    "and",
    names.map((name): ConditionNode => {
      const value = document[name];
      if (value === undefined) return { type: "exists", attribute: name, exists: false };
      // It goes back as it came, so it is in document form: the seam between the SDK's type and ours.
      return { type: "compare", operator: "=", operand: { attribute: name }, value: value as DocumentValue };
    }),
  );
}
