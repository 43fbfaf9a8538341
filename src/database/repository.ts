import { batchGet } from "../batches/batch-get.js";
import { type BatchWriteOptions, type Many, writeMany } from "../batches/batch-write.js";
import type { Entity } from "../entities/entity.js";
import type { Values } from "../keys/key-part.js";
import type { AccessPatternSpec } from "../model/spec.js";
import { Check } from "../operations/check.js";
import type { ConditionBuilder } from "../operations/condition.js";
import { Delete } from "../operations/delete.js";
import { Get } from "../operations/get.js";
import type { RunOptions, Target } from "../operations/operation.js";
import { Create, newItem, Put } from "../operations/put.js";
import { Update } from "../operations/update.js";
import { Upsert } from "../operations/upsert.js";
import type { Sender } from "../operations/wire.js";
import { GlobalQuery, Query } from "../queries/query.js";
import { plainReading } from "../queries/reading.js";
import { GlobalScan, Scan } from "../queries/scan.js";
import { documentOf } from "../raw/stored-items.js";
import { type Modifier, Modify } from "../revisions/modify.js";
import { Move } from "../revisions/move.js";

/**
 * The methods of an entity's repository, by name: its operations, and a query for each access pattern. Generated code
 * gives them their types. A singleton's key is empty.
 */
export function createRepository(entity: Entity, sender: Sender): Readonly<Record<string, unknown>> {
  const target: Target = { entity, sender };
  /** A singleton's methods take no key. */
  const keyed = <Result>(operation: (key: Values, argument: unknown) => Result) =>
    entity.keyAttributes.size === 0
      ? (argument?: unknown) => operation({}, argument)
      : (key: Values = {}, argument?: unknown) => operation(key, argument);
  /** Where there is no version, nothing is demanded: `keys.map(db.order.delete)` hands a position over. */
  const versioned = (read: unknown) => (entity.managed.version === undefined ? undefined : read);
  const operations = {
    get: (key: Values = {}) => Get.of(target, key),
    create: (item: unknown) => Create.of(target, item),
    put: (item: unknown, read?: unknown) => Put.of(target, item, versioned(read)),
    update: keyed((key, read) => Update.of(target, key, versioned(read))),
    upsert: (item: unknown) => new Upsert(target, item),
    modify: keyed((key, modifier) => new Modify(target, key, modifier as Modifier<unknown, unknown>)),
    move: (key: Values, changes: Values) => new Move(target, key, changes),
    delete: keyed((key, read) => Delete.of(target, key, versioned(read))),
    check: keyed((key, condition) => Check.of(entity, key, condition as ConditionBuilder<unknown>)),
    getMany: (keys: readonly Values[], options?: RunOptions) =>
      batchGet(
        sender,
        keys.map((key) => Get.of(target, key)),
        options,
      ),
    putMany: (items: Many<unknown>, options?: BatchWriteOptions) =>
      writeMany(sender, items, (item) => Put.of(target, item), options),
    deleteMany: (keys: Many<Values>, options?: BatchWriteOptions) =>
      writeMany(sender, keys, (key) => Delete.of(target, key), options),
    scan: (pattern?: string) => startScan(target, pattern),
    encode: (item: unknown) => newItem(entity, item).document,
    decode: (stored: Readonly<Record<string, unknown>>) => entity.decode(documentOf([entity], stored)),
  };
  const patterns = [entity.spec.primaryKey, ...entity.spec.indexes];
  const queries = patterns.map((pattern) => [
    pattern.name,
    (key: Values = {}) => startQuery(target, pattern, key),
  ]);
  return { ...operations, ...Object.fromEntries(queries) };
}

/** A scan of the table, or of the index of an access pattern. */
function startScan(target: Target, name = "query"): GlobalScan<unknown, unknown> {
  const { entity } = target;
  const patterns = [entity.spec.primaryKey, ...entity.spec.indexes];
  const pattern = patterns.find((each) => each.name === name);
  if (pattern === undefined) {
    const reason = `it has no access pattern "${name}" to scan; it has ${patterns.map((each) => each.name).join(", ")}`;
    throw entity.error("InvalidQuery", `${entity.name}: ${reason}`, { accessPattern: "scan", reason });
  }
  return isGlobal(target, pattern)
    ? new GlobalScan(target, plainReading(pattern))
    : new Scan(target, plainReading(pattern));
}

function isGlobal({ entity }: Target, { index }: AccessPatternSpec): boolean {
  return entity.table.indexes.some(({ name, type }) => name === index && type === "global");
}

function startQuery(target: Target, pattern: AccessPatternSpec, key: Values): GlobalQuery<unknown, unknown> {
  const state = GlobalQuery.start(pattern, key);
  return isGlobal(target, pattern) ? new GlobalQuery(target, state) : new Query(target, state);
}
