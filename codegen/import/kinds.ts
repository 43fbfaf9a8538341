import { type ImportedKind, type ImportedTable, textOf, type WireItem } from "./imported-table.js";
import { freshName, pascalCase } from "./names.js";

/** The kinds of items found in the items of a table. */
export interface FoundKinds {
  readonly kinds: readonly ImportedKind[];
  readonly delimiter: string;
  /** The attribute that names the kind of each item, if there is one. */
  readonly entityAttribute?: string;
}

/** Names that designs give to the attribute of an item's kind. */
const ENTITY_ATTRIBUTE =
  /^_{0,2}(entity|entityType|entity_type|type|itemType|item_type|kind|typename|edb_e__|et)_{0,2}$/i;
const DELIMITERS = ["#", "::", "|", "~", "/", ":"];

/** Groups items by what names their kind: a facet, an attribute, or the shape of their keys. */
export function findKinds(table: ImportedTable): FoundKinds {
  const items = table.items.filter((item) => !isGuard(item, table));
  const delimiter = findDelimiter(table, items);
  const attribute = entityAttributeOf(items);
  if (attribute !== undefined) {
    const byName = groupBy(items, (item) => textOf(item[attribute]) ?? "");
    return {
      kinds: [...byName].map(([name, members]) => ({ name, items: members })),
      delimiter,
      entityAttribute: attribute,
    };
  }
  const taken = new Set<string>();
  if (table.kinds !== undefined) {
    const namedKinds = table.kinds.filter(
      (kind) => kind.items.length === 0 || !kind.items.every((item) => isGuard(item, table)),
    );
    const kinds = namedKinds.flatMap((kind) => {
      const shapes = [...groupBy(kind.items, (item) => shapeOf(item, table, delimiter)).values()];
      return (shapes.length === 0 ? [[]] : shapes).map((members) => ({
        name: freshName(pascalCase(kind.name), taken),
        items: members,
      }));
    });
    return { kinds, delimiter };
  }
  const byShape = groupBy(items, (item) => shapeOf(item, table, delimiter));
  const kinds = [...byShape.values()].map((members) => ({
    name: freshName(nameOf(members, table, delimiter), taken),
    items: members,
  }));
  return { kinds: kinds.length > 0 ? kinds : [{ name: pascalCase(table.name), items: [] }], delimiter };
}

/** The guard of a unique constraint is no item of an entity. */
function isGuard(item: WireItem, { partitionKey }: ImportedTable): boolean {
  return item["_owner"] !== undefined && (textOf(item[partitionKey.name]) ?? "").startsWith("UNIQUE#");
}

function groupBy(items: readonly WireItem[], keyOf: (item: WireItem) => string): Map<string, WireItem[]> {
  const groups = new Map<string, WireItem[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** An attribute that each item has, and whose few values are names of kinds. */
function entityAttributeOf(items: readonly WireItem[]): string | undefined {
  const [first] = items;
  if (first === undefined) return undefined;
  return Object.keys(first).find((name) => {
    if (!ENTITY_ATTRIBUTE.test(name)) return false;
    const values = items.map((item) => textOf(item[name]));
    return values.every((value) => value !== undefined && /^[A-Za-z][A-Za-z0-9]{0,60}$/.test(value));
  });
}

/** Returns the usual delimiter that separates the pieces of most keys. */
function findDelimiter({ partitionKey, sortKey }: ImportedTable, items: readonly WireItem[]): string {
  const keys = items.flatMap((item) =>
    [partitionKey.name, sortKey?.name].flatMap((name) =>
      name === undefined ? [] : (textOf(item[name]) ?? []),
    ),
  );
  const isTime = /^\d{4}-\d\d-\d\dT/;
  const counts = DELIMITERS.map((delimiter) => {
    return { delimiter, count: keys.filter((key) => key.includes(delimiter) && !isTime.test(key)).length };
  });
  const most = Math.max(...counts.map(({ count }) => count));
  return most === 0 ? "#" : (counts.find(({ count }) => count === most)?.delimiter ?? "#");
}

/**
 * Returns the shape that distinguishes the keys of one kind from those of another: their leading words, and their
 * number of pieces.
 */
function shapeOf(item: WireItem, { partitionKey, sortKey }: ImportedTable, delimiter: string): string {
  return JSON.stringify(
    [partitionKey.name, ...(sortKey === undefined ? [] : [sortKey.name])].map((name) => {
      const pieces = (textOf(item[name]) ?? "").split(delimiter);
      return [literalStart(pieces), pieces.length];
    }),
  );
}

/** The word that a key begins with, if it is one that stands for the kind. */
export function literalStart(pieces: readonly string[]): string | undefined {
  const [first = "", second = ""] = pieces;
  if (pieces.length === 1) return /^[A-Z][A-Z_]+$/.test(first) ? first : undefined;
  if (first === "") return second;
  return /^[A-Za-z][A-Za-z_-]*$/.test(first) ? first : undefined;
}

/** The name of a kind after its keys: of the sort key, if that says more than the partition key. */
function nameOf(members: readonly WireItem[], table: ImportedTable, delimiter: string): string {
  const starts = [table.sortKey, table.partitionKey].flatMap((key) => {
    const text = key === undefined ? undefined : textOf(members[0]?.[key.name]);
    return (text === undefined ? undefined : literalStart(text.split(delimiter))) ?? [];
  });
  const distinctive = starts.find((start) => !/^(meta|metadata|profile|details?|info|data|a)$/i.test(start));
  return pascalCase(distinctive ?? starts[0] ?? table.name);
}
