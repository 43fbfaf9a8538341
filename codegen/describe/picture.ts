import { matchesKeyPart } from "../../src/keys/decode-key.js";
import { guardPrefix, OWNER_ATTRIBUTE } from "../../src/keys/guard-key.js";
import { compareKeyValues } from "../../src/keys/key-order.js";
import type { EntityModel, IndexModel, TableModel } from "../../src/model/model.js";
import type { Item } from "../database/open-model.js";
import { valueText } from "./value-text.js";

/** A table or one of its indexes as a diagram, with items in it. */
export interface PictureView {
  /** Absent: the table itself. */
  readonly index?: string;
  readonly partitionKey: readonly string[];
  readonly sortKey: readonly string[];
  readonly partitions: readonly PicturePartition[];
  readonly count: number;
}

export interface PicturePartition {
  /** The values of the partition key. */
  readonly key: readonly string[];
  /** In the order of the sort key. */
  readonly items: readonly PictureItem[];
}

export interface PictureItem {
  /** Absent: an item of no entity of the schema. */
  readonly entity?: string;
  /** The unique constraint of that entity whose values it guards. */
  readonly guards?: string;
  readonly sort: readonly string[];
  /** All else that the view holds of it. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

/** The views of a table that holds these items, as they are stored: the table, then each index. */
export function pictureViews(
  table: TableModel,
  entities: readonly EntityModel[],
  items: readonly Item[],
): PictureView[] {
  const named = items.map((item): Stored => {
    const guarded = guardedBy(item, table, entities);
    const entity = guarded?.entity ?? entityOf(item, table, entities);
    return {
      item,
      ...(entity !== undefined && { entity }),
      ...(guarded !== undefined && { guards: guarded.constraint }),
    };
  });
  const sortKey = table.sortKey === undefined ? [] : [table.sortKey.name];
  const primary = viewOf(named, { partitionKey: [table.partitionKey.name], sortKey }, table, entities);
  const indexes = table.indexes.map((index) => {
    const keys = {
      partitionKey: index.partitionKey.map(({ name }) => name),
      sortKey: index.sortKey.map(({ name }) => name),
    };
    return { index: index.name, ...viewOf(named, keys, table, entities, index) };
  });
  return [primary, ...indexes];
}

interface Stored {
  readonly item: Item;
  readonly entity?: string;
  readonly guards?: string;
}

interface Keys {
  readonly partitionKey: readonly string[];
  readonly sortKey: readonly string[];
}

/** The items that have every key attribute of a view, by partition. The partitions keep the order of the items. */
function viewOf(
  items: readonly Stored[],
  keys: Keys,
  table: TableModel,
  entities: readonly EntityModel[],
  index?: IndexModel,
): PictureView {
  const all = [...keys.partitionKey, ...keys.sortKey];
  const held = items.filter(({ item }) =>
    all.every((name) => item[name] !== undefined && item[name] !== null),
  );
  const partitions = new Map<string, Stored[]>();
  for (const stored of held) {
    const key = JSON.stringify(keys.partitionKey.map((name) => valueText(stored.item[name])));
    partitions.set(key, [...(partitions.get(key) ?? []), stored]);
  }
  return {
    ...keys,
    count: held.length,
    partitions: [...partitions].map(([key, stored]) => ({
      key: JSON.parse(key) as string[],
      items: stored
        .toSorted((a, b) => compareSort(a.item, b.item, keys.sortKey))
        .map(({ item, entity, guards }) => ({
          ...(entity !== undefined && { entity }),
          ...(guards !== undefined && { guards }),
          sort: keys.sortKey.map((name) => valueText(item[name])),
          attributes: attributesOf(item, all, table, index, ownAttributes(entities, entity)),
        })),
    })),
  };
}

/** The names in DynamoDB of an entity's own attributes. */
function ownAttributes(entities: readonly EntityModel[], name: string | undefined): ReadonlySet<string> {
  const attributes = entities.find((entity) => entity.name === name)?.attributes ?? [];
  return new Set(attributes.map((attribute) => attribute.storedAs ?? attribute.name));
}

function compareSort(a: Item, b: Item, sortKey: readonly string[]): number {
  for (const name of sortKey) {
    const order = compareKeyValues(a[name], b[name]);
    if (order !== 0) return order;
  }
  return 0;
}

/**
 * Without what the view shows already: its keys and the entity's name. The keys that are composed come last; an index
 * does not show those of other indexes.
 */
function attributesOf(
  item: Item,
  shown: readonly string[],
  table: TableModel,
  index: IndexModel | undefined,
  own: ReadonlySet<string>,
): [string, string][] {
  const primary = [table.partitionKey.name, ...(table.sortKey === undefined ? [] : [table.sortKey.name])];
  const others = table.indexes.flatMap((each) => [...each.partitionKey, ...each.sortKey]);
  const composed = new Set([...primary, ...others.map(({ name }) => name)].filter((name) => !own.has(name)));
  const hidden = new Set([...shown, ...(table.entityAttribute === undefined ? [] : [table.entityAttribute])]);
  const projected = index === undefined || index.projection === "ALL" ? undefined : projection(table, index);
  const isShown = (name: string): boolean => {
    if (hidden.has(name) || projected?.has(name) === false) return false;
    return index === undefined || primary.includes(name) || !composed.has(name);
  };
  const entries = Object.entries(item).filter(([name, value]) => value !== undefined && isShown(name));
  const [last, first] = [true, false].map((is) => entries.filter(([name]) => composed.has(name) === is));
  return [...(first ?? []), ...(last ?? [])].map(([name, value]) => [name, valueText(value)]);
}

/** Returns the attributes that an index projects besides its own keys. */
function projection(table: TableModel, { projection: held }: IndexModel): ReadonlySet<string> {
  const keys = [table.partitionKey.name, ...(table.sortKey === undefined ? [] : [table.sortKey.name])];
  return new Set([...keys, ...(typeof held === "string" ? [] : held)]);
}

/** The unique constraint whose values an item guards, and its entity. */
function guardedBy(
  item: Item,
  { partitionKey }: TableModel,
  entities: readonly EntityModel[],
): { readonly entity: string; readonly constraint: string } | undefined {
  const key = item[partitionKey.name];
  if (item[OWNER_ATTRIBUTE] === undefined || typeof key !== "string") return undefined;
  return entities
    .flatMap(({ name, storedAs = name, unique = [] }) =>
      unique.map((each) => ({ entity: name, storedAs, constraint: each.name })),
    )
    .find(({ storedAs, constraint }) => key.startsWith(guardPrefix(storedAs, constraint)));
}

/** By the attribute that names it, or by the keys that only its items have. */
function entityOf(item: Item, table: TableModel, entities: readonly EntityModel[]): string | undefined {
  const { entityAttribute, keyEncoding, delimiter } = table;
  const name = entityAttribute === undefined ? undefined : item[entityAttribute];
  if (name !== undefined)
    return entities.find(
      (entity) =>
        (entity.storedAs ?? entity.name) === name &&
        Object.entries(entity.constants ?? {}).every(([constant, value]) => item[constant] === value),
    )?.name;
  const format = { keyEncoding, delimiter };
  return entities.find(({ primaryKey }) =>
    [...primaryKey.partition, ...primaryKey.sort].every((part) =>
      matchesKeyPart(part, item[part.name], format),
    ),
  )?.name;
}
