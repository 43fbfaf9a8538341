import type { ConditionNode } from "../expressions/condition.js";
import { guardPrefix, OWNER_ATTRIBUTE } from "../keys/guard-key.js";
import type { StoredDocument } from "../values/document.js";
import { type AccessPatternSpec, carriesName, type Entity, ownsKey } from "./entity.js";

/**
 * Returns true if a row of a table is an item of an entity: by the entity's name, or where the row carries none, by its
 * keys, which must be those of no other entity of the table. Any other row is foreign, or one of monotable's own (the
 * guard of a unique value).
 *
 * @param pattern the access pattern that read the row, whose keys it has too
 */
export function isItemOf(
  entity: Entity,
  document: StoredDocument,
  pattern: AccessPatternSpec = entity.spec.primaryKey,
): boolean {
  return carriesName(entity, document) ?? (ownsRow(entity, document, pattern) && !isGuard(entity, document));
}

function ownsRow(entity: Entity, document: StoredDocument, pattern: AccessPatternSpec): boolean {
  const { primaryKey } = entity.spec;
  if (!ownsKey(entity, document) || (pattern !== primaryKey && !ownsKey(entity, document, pattern)))
    return false;
  // In a table without names the generator has proven that no two entities have one key.
  if (entity.table.entityAttribute === undefined) return true;
  return !entity.others().some((other) => ownsKey(other, document));
}

/** Returns true if a row without a name has the attribute of guards, in a table that has them. */
function isGuard(entity: Entity, document: StoredDocument): boolean {
  return entity.table.guards === true && document[OWNER_ATTRIBUTE] !== undefined;
}

/** Returns true if a row under the key of an entity is of another entity by its name. */
export function isForeign(entity: Entity, document: StoredDocument): boolean {
  return carriesName(entity, document) === false;
}

/** The condition that a row is of one of these entities, or carries no name; none in a table without names. */
export function entityCondition(entities: readonly Entity[]): ConditionNode | undefined {
  const attribute = entities[0]?.table.entityAttribute;
  if (attribute === undefined || entities.length === 0) return undefined;
  return { type: "or", nodes: [namedAs(entities, attribute), { type: "exists", attribute, exists: false }] };
}

/** The condition that a row carries the name and the constants of one of these entities. */
export function namedAs(entities: readonly Entity[], attribute: string): ConditionNode {
  if (entities.some(({ constants }) => constants !== undefined)) {
    const [first, ...others] = entities.map((entity) => nameCondition(entity, attribute));
    return first !== undefined && others.length === 0
      ? first
      : { type: "or", nodes: first ? [first, ...others] : [] };
  }
  const [value = "", ...more] = new Set(entities.map(({ storedAs }) => storedAs));
  const operand = { attribute };
  return more.length === 0
    ? { type: "compare", operator: "=", operand, value }
    : { type: "in", operand, values: [value, ...more] };
}

function nameCondition({ storedAs, constants = {} }: Entity, attribute: string): ConditionNode {
  const nodes = Object.entries({ [attribute]: storedAs, ...constants }).map(
    ([name, value]): ConditionNode => {
      return { type: "compare", operator: "=", operand: { attribute: name }, value };
    },
  );
  return { type: "and", nodes };
}

/** Returns the attributes by which a row tells its entity: none in a table without names. */
export function nameAttributes({ table, constants = {} }: Entity): readonly string[] {
  const { entityAttribute } = table;
  return entityAttribute === undefined ? [] : [entityAttribute, ...Object.keys(constants)];
}

/** Returns the name of the unique constraint whose guard a row is. */
export function guardOf(entities: readonly Entity[], document: StoredDocument): string | undefined {
  if (document[OWNER_ATTRIBUTE] === undefined) return undefined;
  for (const { name, storedAs, table, unique } of entities) {
    const key = document[table.partitionKey.name];
    const constraint = unique.find(
      (each) => typeof key === "string" && key.startsWith(guardPrefix(storedAs, each.name)),
    );
    if (constraint !== undefined) return `${name}.${constraint.name}`;
  }
  return undefined;
}
