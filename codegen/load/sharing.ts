import type {
  AccessPatternModel,
  CollectionModel,
  EntityModel,
  IndexModel,
  TableModel,
} from "../../src/model/model.js";
import {
  canLieWithin,
  canMeet,
  guardParts,
  type Part,
  spanAll,
  spanOf,
  spansMeet,
} from "../model-facts/overlap.js";
import type { EntityDraft } from "./entity.js";
import type { PatternDraft } from "./keys.js";

interface Keys {
  readonly partition: readonly Part[];
  readonly sort: readonly Part[];
}

/**
 * Returns the keys that an entity writes to an index of its table, or to the table itself, one for each of its access
 * patterns; none if its items are not in the index.
 */
function keysIn(entity: EntityDraft, index: IndexModel | undefined): readonly Keys[] {
  if (index === undefined) return [entity.primaryKey];
  const declared = entity.indexes.filter((pattern) => pattern.index === index.name);
  if (declared.length > 0) return declared;
  return [keysOfTable([...entity.primaryKey.partition, ...entity.primaryKey.sort], index) ?? []].flat();
}

/**
 * Returns the key parts of an index that consists of the table's own key attributes and so holds every item;
 * `undefined` for any other index.
 */
function keysOfTable(parts: readonly Part[], index: IndexModel): Keys | undefined {
  const find = (names: IndexModel["partitionKey"]) =>
    names.map(({ name }) => parts.find((part) => part.name === name));
  const partition = find(index.partitionKey);
  const sort = find(index.sortKey);
  if (![...partition, ...sort].every((part) => part !== undefined)) return undefined;
  return {
    partition: partition.filter((part) => part !== undefined),
    sort: sort.filter((part) => part !== undefined),
  };
}

/**
 * Returns the key parts that the guards of unique constraints have in an index of the table, or in the table itself.
 */
function guardKeysIn(
  entities: readonly EntityDraft[],
  table: TableModel,
  index: IndexModel | undefined,
): Keys[] {
  const constraints = entities
    .filter((entity) => entity.table === table.name)
    .flatMap(({ name, storedAs = name, unique = [] }) =>
      unique.map((constraint) => guardParts(storedAs, constraint, table)),
    );
  return constraints.flatMap((parts) => {
    const [partition, ...sort] = parts;
    return (index === undefined ? { partition: [partition], sort } : keysOfTable(parts, index)) ?? [];
  });
}

function indexOf(table: TableModel, name: string | undefined): IndexModel | undefined {
  return table.indexes.find((index) => index.name === name);
}

/** The entity with its access patterns marked as shared whose range may hold items of other entities. */
export function shareEntity(
  entity: EntityDraft,
  table: TableModel,
  entities: readonly EntityDraft[],
): EntityModel {
  const others = entities.filter((other) => other !== entity && other.table === entity.table);
  const share = (pattern: PatternDraft): AccessPatternModel => {
    const index = indexOf(table, pattern.index);
    const around = [
      ...others.flatMap((other) => keysIn(other, index)),
      ...guardKeysIn(entities, table, index),
    ];
    const shared = around.some(
      (keys) =>
        canMeet(pattern.partition, keys.partition, table) && canLieWithin(keys.sort, pattern.sort, table),
    );
    return { ...pattern, shared };
  };
  return { ...entity, primaryKey: share(entity.primaryKey), indexes: entity.indexes.map(share) };
}

/** Returns true if items of entities that are no members may lie in the range that a collection reads. */
export function isCollectionShared(
  collection: Omit<CollectionModel, "shared">,
  table: TableModel,
  entities: readonly EntityDraft[],
): boolean {
  const index = indexOf(table, collection.index);
  const names = new Set(collection.members.map((member) => member.entity));
  const ofTable = entities.filter((entity) => entity.table === table.name);
  const members = ofTable
    .filter((entity) => names.has(entity.name))
    .flatMap((entity) => keysIn(entity, index));
  if (members.length === 0) return false;
  const span = spanAll(members.map(({ sort }) => spanOf(sort)));
  const around = [
    ...ofTable.filter((other) => !names.has(other.name)).flatMap((other) => keysIn(other, index)),
    ...guardKeysIn(ofTable, table, index),
  ];
  return around.some(
    (keys) =>
      members.some((member) => canMeet(member.partition, keys.partition, table)) &&
      spansMeet(span, spanOf(keys.sort)),
  );
}
