import type { AccessPatternModel, KeyPart, TableModel } from "../model/model.js";
import { holdsValue } from "./derivation.js";
import { piecesOf } from "./key-part.js";

type Keys = Pick<AccessPatternModel, "partition" | "sort">;

/**
 * The names in DynamoDB of what an index holds of each item: what it projects, its own keys and those of the table;
 * `undefined` if it holds the whole item, as the table does.
 */
export function projectedNames(
  { partitionKey, sortKey, indexes }: TableModel,
  indexName: string | undefined,
): ReadonlySet<string> | undefined {
  const index = indexes.find(({ name }) => name === indexName);
  if (index === undefined || index.projection === "ALL") return undefined;
  const keys = [partitionKey, ...(sortKey ? [sortKey] : []), ...index.partitionKey, ...index.sortKey];
  const included = index.projection === "KEYS_ONLY" ? [] : index.projection;
  return new Set([...keys.map(({ name }) => name), ...included]);
}

/** The attributes whose values keys tell, each with the first key attribute that does. */
export function toldBy(...keys: readonly Keys[]): ReadonlyMap<string, KeyPart> {
  const told = new Map<string, KeyPart>();
  for (const part of keys.flatMap(({ partition, sort }) => [...partition, ...sort])) {
    for (const piece of piecesOf(part))
      if (holdsValue(piece) && !told.has(piece.attribute)) told.set(piece.attribute, part);
  }
  return told;
}
