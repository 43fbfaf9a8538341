import {
  type Entity,
  isReserved,
  isStored,
  keyAttributesOf,
  managedOf,
  storedName,
  storedNames,
} from "../entities/entity.js";
import { type ConditionNode, join } from "../expressions/condition.js";
import { type DocumentValue, type StoredDocument, sameDocument } from "../values/document.js";
import { itemExists } from "./condition.js";

/** DynamoDB allows 300 operators and 4 KB in one expression, which has the conditions of the write besides. */
const MAXIMUM_COMPARED = 120;

const MAXIMUM_NAMES = 2_000;

/**
 * Returns the attributes, by their names in DynamoDB, that show that an item is unchanged: its version, or where its entity
 * has none, each attribute.
 *
 * @throws MonotableError `InvalidUpdate` if there are more than one condition can compare
 */
export function comparedAttributes(entity: Entity, document: StoredDocument): readonly string[] {
  const { version } = managedOf(entity);
  const names = Object.keys(entity.spec.attributes).filter((name) => isStored(entity, name));
  const all = new Set([...storedNames(entity, names), ...Object.keys(document)]);
  const attributes = [...all].filter(
    (name) => !isReserved(entity, name) && !keyAttributesOf(entity).has(entity.nameInCode(name)),
  );
  const compared = version === undefined ? attributes : [storedName(entity, version)];
  if (compared.length > MAXIMUM_COMPARED || compared.join("").length > MAXIMUM_NAMES) {
    const reason = `its ${compared.length} attributes are more than one condition compares: declare a version in its schema`;
    throw entity.error("InvalidUpdate", `${entity.name}: ${reason}`, { reason });
  }
  return compared;
}

/** Returns the condition that attributes of an item have the values that were read. */
export function sameAttributesCondition(names: readonly string[], document: StoredDocument): ConditionNode {
  return join(
    "and",
    names.map((name): ConditionNode => {
      const value = document[name];
      if (value === undefined) return { type: "exists", attribute: name, exists: false };
      // It goes back as it came, so it is in document form: type assertion between the SDK's type and ours.
      return { type: "compare", operator: "=", operand: { attribute: name }, value: value as DocumentValue };
    }),
  );
}

/** An item as it was read, which a later write demands to be unchanged (optimistic lock); or that there was none. */
export interface ReadSnapshot {
  /** As they are called in DynamoDB. */
  readonly names: readonly string[];
  readonly document: StoredDocument | undefined;
}

/** Returns the condition that an item is still as it was read. */
export function unchangedCondition(entity: Entity, { names, document }: ReadSnapshot): ConditionNode {
  if (document === undefined) return itemExists(entity, false);
  const same = sameAttributesCondition(names, document);
  // Where none of the attributes was there, the condition would hold if the item itself was gone.
  return names.some((name) => document[name] !== undefined)
    ? same
    : join("and", [itemExists(entity, true), ...(names.length > 0 ? [same] : [])]);
}

/** Returns true if an item that was found since satisfies {@link unchangedCondition}. */
export function isUnchanged({ names, document }: ReadSnapshot, found: StoredDocument | undefined): boolean {
  if (document === undefined || found === undefined) return document === found;
  return names.every((name) => sameDocument({ name: document[name] }, { name: found[name] }));
}
