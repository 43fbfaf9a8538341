import type { StoredDocument } from "../values/document.js";
import type { Entity } from "../entities/entity.js";
import { ownsKey } from "../entities/owns-key.js";
import { allOf, type ConditionNode } from "../expressions/condition.js";
import { isTemplate } from "../keys/key-part.js";
import { OWNER_ATTRIBUTE } from "../keys/owner-attribute.js";
import type { KeyPart } from "../model/model.js";
import type { AccessPatternSpec } from "../model/spec.js";
import { entityFilter, type Filters } from "./filters.js";
import type { Source } from "./source.js";

/** One of several entities that are read together, by the name that results have for it. */
export interface Member {
  readonly name: string;
  readonly entity: Entity;
  /** The access pattern by which it is read. */
  readonly pattern: AccessPatternSpec;
}

export type Members = readonly [Member, ...Member[]];

/** The member that a stored item belongs to: by the entity's name, or by its keys where it carries none. */
export function memberOf(members: readonly Member[], document: StoredDocument): Member | undefined {
  return members.find((member) => {
    const { entityAttribute } = member.entity.table;
    const name = entityAttribute === undefined ? undefined : document[entityAttribute];
    return name === undefined ? ownsKeys(member, document) : name === member.entity.name;
  });
}

/** Whether an item's keys are an entity's: those of the table and those of the index that is read. */
function ownsKeys({ entity, pattern }: Member, document: StoredDocument): boolean {
  return ownsKey(entity, document) && ownsKey(entity, document, pattern);
}

/** Whether what is read holds the names of the entities: an index may leave them out. */
export function holdsNames([{ entity, pattern }]: Members): boolean {
  const { entityAttribute, indexes } = entity.table;
  if (entityAttribute === undefined) return false;
  const index = indexes.find(({ name }) => name === pattern.index);
  if (index === undefined || index.projection === "ALL") return true;
  const keys = [...index.partitionKey, ...index.sortKey].map(({ name }) => name);
  const included = index.projection === "KEYS_ONLY" ? [] : index.projection;
  return [...keys, ...included].includes(entityAttribute);
}

/** What tells the items of these entities from all others, where the whole of a table or an index is read. */
export function itemsOf(members: Members): Pick<Filters, "own"> & Pick<Source, "accepts"> {
  const entities = members.map(({ entity }) => entity);
  if (holdsNames(members)) return { own: entityFilter(entities, true) };
  // Their keys tell: DynamoDB compares the texts that these begin with, and the rest is seen here.
  if (!members.some((member) => keyParts(member).some(isTemplate))) return { own: noGuards(members) };
  const prefixes = members.map((member) => allOf(prefixFilters(member)));
  const known = prefixes.filter((node) => node !== undefined);
  const [first] = known;
  const own: ConditionNode[] =
    first === undefined || known.length < members.length
      ? []
      : known.length === 1
        ? [first]
        : [{ type: "or", nodes: known }];
  return {
    own: [...own, ...noGuards(members)],
    accepts: (document) => memberOf(members, document) !== undefined,
  };
}

/** The filter that leaves out the guards of unique constraints, where no name does. */
function noGuards([{ entity }]: Members): ConditionNode[] {
  return entity.table.guards ? [{ type: "exists", attribute: OWNER_ATTRIBUTE, exists: false }] : [];
}

/** The filters on the literal text that an entity's keys begin with. */
function prefixFilters(member: Member): ConditionNode[] {
  return keyParts(member)
    .filter(isTemplate)
    .flatMap(({ name, template: [first] }): ConditionNode[] => {
      if (typeof first !== "string") return [];
      return [{ type: "function", name: "begins_with", operand: { attribute: name }, value: first }];
    });
}

function keyParts({ entity, pattern }: Member): KeyPart[] {
  const { partition, sort } = entity.spec.primaryKey;
  const own = pattern === entity.spec.primaryKey ? [] : [...pattern.partition, ...pattern.sort];
  return [...partition, ...sort, ...own];
}
