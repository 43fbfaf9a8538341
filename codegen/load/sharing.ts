import type {
  AccessPatternModel,
  CollectionModel,
  EntityModel,
  IndexModel,
  TableModel,
} from "../../src/model/model.js";
import { canLieWithin, canMeet, spanAll, spanOf, spansMeet } from "../rules/overlap.js";
import type { PatternDraft } from "./access-pattern.js";
import type { EntityDraft } from "./entity.js";

type Keys = Pick<PatternDraft, "partition" | "sort">;

/** What an entity writes to an index of its table, or to the table itself; nothing if its items are not in the index. */
function keysIn(entity: EntityDraft, index: IndexModel | undefined): Keys | undefined {
  if (index === undefined) return entity.primaryKey;
  const declared = entity.indexes.find((pattern) => pattern.index === index.name);
  if (declared !== undefined) return declared;
  // An index of the table's own key attributes holds every item.
  const parts = [...entity.primaryKey.partition, ...entity.primaryKey.sort];
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
    const shared = others.some((other) => {
      const keys = keysIn(other, indexOf(table, pattern.index));
      if (keys === undefined || !canMeet(pattern.partition, keys.partition, table)) return false;
      return canLieWithin(keys.sort, pattern.sort, table);
    });
    return { ...pattern, shared };
  };
  return { ...entity, primaryKey: share(entity.primaryKey), indexes: entity.indexes.map(share) };
}

/** Whether items of entities that are no members may lie in the range that a collection reads. */
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
    .flatMap((entity) => keysIn(entity, index) ?? []);
  if (members.length === 0) return false;
  const span = spanAll(members.map(({ sort }) => spanOf(sort)));
  return ofTable.some((other) => {
    if (names.has(other.name)) return false;
    const keys = keysIn(other, index);
    if (keys === undefined || !members.some((member) => canMeet(member.partition, keys.partition, table)))
      return false;
    return spansMeet(span, spanOf(keys.sort));
  });
}
