import type { Entity } from "../entities/entity.js";
import { readCapacity } from "../operations/capacity.js";
import { getRequest } from "../operations/get.js";
import { type Capacity, type Plan, planOf } from "../operations/operation.js";
import { guardDocument } from "../operations/unique-guards.js";
import type { Guarding } from "../uniqueness/guarding.js";
import { itemSize } from "../values/item-size.js";
import { type Composition, composeTransaction } from "./composition.js";
import type { Part } from "./part.js";

/**
 * The plan of a write that keeps unique constraints: its transaction, without the token that each sending has of its own;
 * or where the transaction follows from what the item is, the read before it.
 */
export function planOfGuarded(part: Part, { key: values, known }: Guarding, alone: Capacity): Plan {
  const { entity } = part;
  if (known === undefined) {
    const key = entity.key(values);
    const request = getRequest(entity, { key: () => key, consistent: true, includeExpired: true });
    return { ...planOf(entity, request, readCapacity(true)), followedBy: ["TransactWriteItems"] };
  }
  const { request, guards } = composeTransaction([part], new Map(), new Set(), undefined);
  return planOf(entity, request, transactionCapacity(entity, alone, guards));
}

/** A transaction costs twice what its writes do; a guard costs its own size, in the table and in each index that holds it. */
function transactionCapacity({ table }: Entity, alone: Capacity, guards: Composition["guards"]): Capacity {
  const keys = new Set([table.partitionKey.name, table.sortKey?.name]);
  const holding = table.indexes.filter(({ partitionKey, sortKey }) =>
    [...partitionKey, ...sortKey].every(({ name }) => keys.has(name)),
  );
  const kilobytes = guards.map(({ guard, taken }) =>
    Math.ceil(itemSize(guardDocument(guard, taken?.owner ?? {})) / 1024),
  );
  const units = kilobytes.reduce((total, size) => total + size * (1 + holding.length), 0);
  return { writeUnits: 2 * (units + ("writeUnits" in alone ? alone.writeUnits : 0)) };
}
