import { GUARD_SORT_KEY, guardPrefix } from "../../src/keys/guard-key.js";
import type { TableModel, UniqueModel } from "../../src/model/model.js";
import type { Part } from "../model-facts/overlap.js";

/** The key attributes of a unique constraint's guards, the partition key first. */
export function guardParts(
  entity: string,
  { name }: UniqueModel,
  { partitionKey, sortKey }: TableModel,
): [Part, ...Part[]] {
  // Their values are encoded in a way of their own, so of a plain table's delimiter they can hold any number.
  return [
    { name: partitionKey.name, begins: guardPrefix(entity, name) },
    ...(sortKey === undefined ? [] : [{ name: sortKey.name, template: [GUARD_SORT_KEY] }]),
  ];
}
