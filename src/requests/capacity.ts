import type { Entity } from "../entities/entity.js";
import { MAXIMUM_ITEM, MAXIMUM_PAGE, readUnits, worstWriteUnits, writeUnits } from "../model/capacity.js";
import type { Document } from "../values/document.js";
import { itemSize } from "../values/item-size.js";
import type { Capacity } from "./operation.js";

/** A GetItem, whose item may have any size that DynamoDB stores. */
export function readCapacity(consistent: boolean): Capacity {
  return { readUnits: readUnits(MAXIMUM_ITEM, consistent) };
}

/** One Query or Scan request, which reads `limit` items or 1 MB, whichever is less. */
export function pageCapacity(limit: number | undefined, consistent: boolean): { readonly readUnits: number } {
  const bytes = limit === undefined ? MAXIMUM_PAGE : Math.min(limit * MAXIMUM_ITEM, MAXIMUM_PAGE);
  return { readUnits: readUnits(bytes, consistent) };
}

/** The units that an answer says were consumed, summed over its tables; `undefined` if it does not say. */
export function consumedUnits(output: { readonly ConsumedCapacity?: unknown }): number | undefined {
  const { ConsumedCapacity: consumed } = output;
  if (consumed === undefined) return undefined;
  const parts = (Array.isArray(consumed) ? consumed : [consumed]) as readonly { CapacityUnits?: number }[];
  return parts.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

/** A new item: one write unit for each KB, once for the table and once for each index that it enters. */
export function createCapacity(entity: Entity, item: Document): Capacity {
  return { writeUnits: writeUnits(itemSize(item)) * (1 + entity.spec.indexes.length) };
}

/** A write over an item of any size; each index may have to delete an entry and to put another. */
export function writeCapacity(entity: Entity): Capacity {
  return { writeUnits: worstWriteUnits(MAXIMUM_ITEM, entity.spec.indexes.length) };
}
