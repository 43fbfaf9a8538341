import type { AnyAction } from "../client/action.js";
import * as actions from "../client/actions.js";
import { keyGet, keyQuery } from "../client/key-reads.js";
import { type AccessPatternSpec, keyAttributesOf, managedOf } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import type { Values } from "../keys/key-format.js";
import { batchGet } from "../operations/batch-get.js";
import { type BatchWriteOptions, type Many, writeMany } from "../operations/batch-write.js";
import { Check } from "../operations/check.js";
import { buildCondition, type ConditionBuilder } from "../operations/condition.js";
import { Delete } from "../operations/delete.js";
import { Get } from "../operations/get.js";
import { type Modifier, Modify } from "../operations/modify.js";
import { Move } from "../operations/move.js";
import { Create, newItem, Put } from "../operations/put.js";
import type { Target } from "../operations/repository-context.js";
import { Update } from "../operations/update.js";
import { Upsert } from "../operations/upsert.js";
import { GlobalQuery, plainReading, Query } from "../queries/query.js";
import { GlobalScan, Scan } from "../queries/scan.js";
import { documentOf } from "../raw/items.js";
import type { RunOptions } from "../requests/operation.js";
import { type ReadingFilters, readingFilters } from "./reading-filters.js";

/**
 * A method of repositories, made for one entity. Each stands alone, so that a bundle has what its repositories use and
 * nothing else: `openRepository` takes some of them, `createDatabase` has all.
 */
export interface Method<Name extends string> {
  /** Its name in a repository; `query` stands for the query of each access pattern. */
  readonly name: Name;
  /** @internal What it sends. */
  readonly sends: (filters?: ReadingFilters) => readonly AnyAction[];
  /** @internal What `.filter` of its queries needs; `filters` has both. */
  readonly buildCondition?: typeof buildCondition;
  /** @internal */
  readonly readingFilters?: ReadingFilters;
  /** @internal */
  readonly open?: (target: Target, pattern: AccessPatternSpec) => unknown;
}

/** A singleton's methods take no key. */
function keyed<Result>({ entity }: Target, operation: (key: Values, argument: unknown) => Result) {
  return keyAttributesOf(entity).size === 0
    ? (argument?: unknown) => operation({}, argument)
    : (key: Values = {}, argument?: unknown) => operation(key, argument);
}

/** Where there is no version, nothing is demanded: `keys.map(db.order.delete)` hands a position over. */
function versioned({ entity }: Target, read: unknown): unknown {
  return managedOf(entity).version === undefined ? undefined : read;
}

/** What a write becomes that depends on what is there, as where it keeps unique constraints: it reads, and is a transaction. */
const guarded = [actions.getItem, actions.batchGetItem, actions.transactWriteItems];

export const getItem: Method<"get"> = {
  name: "get",
  sends: () => [keyGet],
  open:
    (target) =>
    (key: Values = {}) =>
      Get.of(target, key),
};

export const createItem: Method<"create"> = {
  name: "create",
  sends: () => [actions.putItem, ...guarded],
  open: (target) => (item: unknown) => Create.of(target, item),
};

export const putItem: Method<"put"> = {
  name: "put",
  sends: () => [actions.putItem, ...guarded],
  open: (target) => (item: unknown, read?: unknown) => Put.of(target, item, versioned(target, read)),
};

export const updateItem: Method<"update"> = {
  name: "update",
  sends: () => [actions.updateItem, ...guarded],
  open: (target) => keyed(target, (key, read) => Update.of(target, key, versioned(target, read))),
};

export const upsertItem: Method<"upsert"> = {
  name: "upsert",
  sends: () => [actions.updateItem, ...guarded],
  open: (target) => (item: unknown) => new Upsert(target, item),
};

export const deleteItem: Method<"delete"> = {
  name: "delete",
  sends: () => [actions.deleteItem, ...guarded],
  open: (target) => keyed(target, (key, read) => Delete.of(target, key, versioned(target, read))),
};

export const checkItem: Method<"check"> = {
  name: "check",
  sends: () => [],
  open: (target) =>
    keyed(target, (key, condition) => Check.of(target, key, condition as ConditionBuilder<unknown>)),
};

export const modifyItem: Method<"modify"> = {
  name: "modify",
  sends: () => [actions.updateItem, ...guarded],
  open: (target) =>
    keyed(target, (key, modifier) => new Modify(target, key, modifier as Modifier<unknown, unknown>)),
};

export const moveItem: Method<"move"> = {
  name: "move",
  sends: () => [actions.updateItem, ...guarded],
  open: (target) => (key: Values, changes: Values) => new Move(target, key, changes),
};

export const getManyItems: Method<"getMany"> = {
  name: "getMany",
  sends: () => [actions.batchGetItem],
  open: (target) => (keys: readonly Values[], options?: RunOptions) =>
    batchGet(
      target.sender,
      keys.map((key) => Get.of(target, key)),
      options,
    ),
};

export const putManyItems: Method<"putMany"> = {
  name: "putMany",
  sends: () => [actions.batchWriteItem],
  open: (target) => (items: Many<unknown>, options?: BatchWriteOptions) =>
    writeMany(target.sender, items, (item) => Put.of(target, item), options),
};

export const deleteManyItems: Method<"deleteMany"> = {
  name: "deleteMany",
  sends: () => [actions.batchWriteItem],
  open: (target) => (keys: Many<Values>, options?: BatchWriteOptions) =>
    writeMany(target.sender, keys, (key) => Delete.of(target, key), options),
};

export const encodeItem: Method<"encode"> = {
  name: "encode",
  sends: () => [],
  open: (target) => (item: unknown) => newItem(target.entity, item).document,
};

export const decodeItem: Method<"decode"> = {
  name: "decode",
  sends: () => [],
  open: (target) => (stored: Readonly<Record<string, unknown>>) =>
    fromDocument(target.entity, documentOf([target.entity], stored)),
};

export const queryItems: Method<"query"> = {
  name: "query",
  sends: (filters) => [filters?.query ?? keyQuery],
  open:
    (target, pattern) =>
    (key: Values = {}) => {
      const state = GlobalQuery.start(pattern, key);
      return isGlobal(target, pattern) ? new GlobalQuery(target, state) : new Query(target, state);
    },
};

/** `.filter` of queries: without it they have none. Scans always do. */
export const filters: Method<"filters"> = {
  name: "filters",
  sends: () => [],
  buildCondition,
  readingFilters,
};

export const scanItems: Method<"scan"> = {
  name: "scan",
  sends: () => [actions.scan],
  open: (target) => (name?: string) => startScan(target, name),
};

/** A scan of the table, or of the index of an access pattern. */
function startScan(target: Target, name = "query"): GlobalScan<unknown, unknown> {
  const { entity } = target;
  const patterns = [entity.spec.primaryKey, ...entity.spec.indexes];
  const pattern = patterns.find((each) => each.name === name);
  if (pattern === undefined) {
    const reason = `it has no access pattern "${name}" to scan; it has ${patterns.map((each) => each.name).join(", ")}`;
    throw entity.error("InvalidQuery", `${entity.name}: ${reason}`, { accessPattern: "scan", reason });
  }
  const Class = isGlobal(target, pattern) ? GlobalScan : Scan;
  // It can always be filtered.
  return new Class({ ...target, buildCondition }, plainReading(pattern));
}

function isGlobal({ entity }: Target, { index }: AccessPatternSpec): boolean {
  return entity.table.indexes.some(({ name, type }) => name === index && type === "global");
}
