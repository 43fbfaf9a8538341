import type { Entity } from "../entities/entity.js";
import { refuseTransaction } from "../requests/limits.js";
import type { Subject } from "../requests/request.js";
import { ByKey } from "../values/by-key.js";

/** DynamoDB's limit of operations in one transaction. */
const MAXIMUM_OPERATIONS = 100;

/** A part of a transaction, as far as its limits go: the item that it is about. */
export interface TransactionItem {
  readonly entity: Entity;
  /** Its primary key, or all of it. */
  readonly item: Readonly<Record<string, unknown>>;
}

/**
 * Refuses a transaction that DynamoDB would refuse: empty, too long, or with two operations on one item.
 *
 * @param guards the number of operations on guards of unique constraints besides
 */
export function checkLimits(items: readonly TransactionItem[], guards = 0): void {
  const total = items.length + guards;
  if (total === 0) refuseTransaction("it has no operation");
  if (total > MAXIMUM_OPERATIONS) {
    const besides = guards === 0 ? "" : `, ${guards} of them on the guards of unique constraints`;
    refuseTransaction(`it has ${total} operations${besides}; DynamoDB allows ${MAXIMUM_OPERATIONS}`);
  }
  const tables = new Map<string, ByKey<number>>();
  let position = 0;
  for (const { entity, item } of items) {
    let seen = tables.get(entity.tableName);
    if (seen === undefined) {
      seen = new ByKey(keyNames(entity));
      tables.set(entity.tableName, seen);
    }
    const first = seen.get(item);
    if (first !== undefined) {
      const key = Object.fromEntries(keyNames(entity).map((name) => [name, item[name]]));
      refuseTransaction(
        `operations ${first + 1} and ${position + 1} are on one item of ${entity.name} (${JSON.stringify(key)}); DynamoDB allows one operation on each item`,
      );
    }
    seen.set(item, position);
    position += 1;
  }
}

/** The attributes of the primary key. */
function keyNames({ table: { partitionKey, sortKey } }: Entity): readonly string[] {
  return sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name];
}

/** Several entities as what one request is about. */
export function subjectOf(entities: readonly Entity[]): Subject {
  const [first] = entities;
  if (first !== undefined && entities.every((entity) => entity === first)) return first;
  const unique = (names: readonly string[]) => [...new Set(names)].join(", ");
  return {
    name: unique(entities.map(({ name }) => name)),
    table: { name: unique(entities.map(({ table }) => table.name)) },
    tableName: unique(entities.map(({ tableName }) => tableName)),
  };
}
