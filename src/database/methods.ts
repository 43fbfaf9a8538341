import type { AnyAction } from "../client/action.js";
import * as actions from "../client/actions.js";
import { keyGet, keyQuery } from "../client/key-reads.js";
import { type AccessPatternSpec, keyAttributesOf, managedOf } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import type { Values } from "../keys/key-format.js";
import { type BatchGetOptions, batchGet } from "../operations/batch-get.js";
import { type BatchWriteOptions, type Many, writeMany } from "../operations/batch-write.js";
import { Check } from "../operations/check.js";
import { buildCondition, type ConditionBuilder } from "../operations/condition.js";
import { Delete } from "../operations/delete.js";
import { Get } from "../operations/get.js";
import { type Modifier, Modify } from "../operations/modify.js";
import { Move } from "../operations/move.js";
import { Create, newItem, Put } from "../operations/put.js";
import type { RepositoryContext } from "../operations/repository-context.js";
import { Update } from "../operations/update.js";
import { Upsert } from "../operations/upsert.js";
import { GlobalQuery, plainReading, Query } from "../queries/query.js";
import { GlobalScan, Scan } from "../queries/scan.js";
import { documentOf } from "../raw/items.js";
import { describeValue } from "../values/describe-value.js";
import { type ReadingFilters, readingFilters } from "./reading-filters.js";

/**
 * A method of repositories, made for one entity. Each stands alone, so that a bundle has what its repositories use and
 * nothing else: `openRepository` takes some of them, `createDatabase` has all.
 */
export interface Method<Name extends string> {
  /** Its name in a repository; `query` stands for the query of each access pattern. */
  readonly name: Name;
  /** @internal The actions that it sends. */
  readonly sends: (filters?: ReadingFilters) => readonly AnyAction[];
  /** @internal Builds the conditions of `.filter` of its queries; `filters` has both. */
  readonly buildCondition?: typeof buildCondition;
  /** @internal */
  readonly readingFilters?: ReadingFilters;
  /** @internal */
  readonly open?: (context: RepositoryContext, pattern: AccessPatternSpec) => unknown;
}

/** A singleton's methods take no key. */
function keyed<Result>({ entity }: RepositoryContext, operation: (key: Values, argument: unknown) => Result) {
  return keyAttributesOf(entity).size === 0
    ? (argument?: unknown) => operation({}, argument)
    : (key: Values = {}, argument?: unknown) => operation(key, argument);
}

/** Ignores the second argument of an entity without a version: `keys.map(db.order.delete)` passes a position. */
function versioned({ entity }: RepositoryContext, read: unknown): unknown {
  return managedOf(entity).version === undefined ? undefined : read;
}

/** The actions of a write that keeps unique constraints: it reads, and is a transaction. */
const guarded = [actions.getItem, actions.batchGetItem, actions.transactWriteItems];

export const getItem: Method<"get"> = {
  name: "get",
  sends: () => [keyGet],
  open:
    (context) =>
    (key: Values = {}) =>
      Get.of(context, key),
};

export const createItem: Method<"create"> = {
  name: "create",
  sends: () => [actions.putItem, ...guarded],
  open: (context) => (item: unknown) => Create.of(context, item),
};

export const putItem: Method<"put"> = {
  name: "put",
  sends: () => [actions.putItem, ...guarded],
  open: (context) => (item: unknown, read?: unknown) => Put.of(context, item, versioned(context, read)),
};

export const updateItem: Method<"update"> = {
  name: "update",
  sends: () => [actions.updateItem, ...guarded],
  open: (context) => keyed(context, (key, read) => Update.of(context, key, versioned(context, read))),
};

export const upsertItem: Method<"upsert"> = {
  name: "upsert",
  sends: () => [actions.updateItem, ...guarded],
  open: (context) => (item: unknown) => new Upsert(context, item),
};

export const deleteItem: Method<"delete"> = {
  name: "delete",
  sends: () => [actions.deleteItem, ...guarded],
  open: (context) => keyed(context, (key, read) => Delete.of(context, key, versioned(context, read))),
};

export const checkItem: Method<"check"> = {
  name: "check",
  sends: () => [],
  open: (context) =>
    keyed(context, (key, condition) => Check.of(context, key, condition as ConditionBuilder<unknown>)),
};

export const modifyItem: Method<"modify"> = {
  name: "modify",
  sends: () => [actions.updateItem, ...guarded],
  open: (context) =>
    keyed(context, (key, modifier) => new Modify(context, key, modifier as Modifier<unknown, unknown>)),
};

export const moveItem: Method<"move"> = {
  name: "move",
  sends: () => [actions.updateItem, ...guarded],
  open: (context) => (key: Values, changes: Values) => new Move(context, key, changes),
};

/** Returns the keys that `getMany` was given. */
function manyOf({ entity }: RepositoryContext, keys: readonly Values[]): readonly Values[] {
  if (Array.isArray(keys)) return keys;
  const reason = `getMany takes a list of keys, got ${describeValue(keys)}`;
  throw entity.error("InvalidBatch", `${entity.name}: ${reason}`, { reason });
}

export const getManyItems: Method<"getMany"> = {
  name: "getMany",
  sends: () => [actions.batchGetItem],
  open: (context) => async (keys: readonly Values[], options?: BatchGetOptions) =>
    batchGet(
      context.sender,
      manyOf(context, keys).map((key) => Get.of(context, key)),
      options,
    ),
};

export const putManyItems: Method<"putMany"> = {
  name: "putMany",
  sends: () => [actions.batchWriteItem],
  open: (context) => (items: Many<unknown>, options?: BatchWriteOptions) =>
    writeMany(context.sender, items, (item) => Put.of(context, item), options),
};

export const deleteManyItems: Method<"deleteMany"> = {
  name: "deleteMany",
  sends: () => [actions.batchWriteItem],
  open: (context) => (keys: Many<Values>, options?: BatchWriteOptions) =>
    writeMany(context.sender, keys, (key) => Delete.of(context, key), options),
};

export const encodeItem: Method<"encode"> = {
  name: "encode",
  sends: () => [],
  open: (context) => (item: unknown) => newItem(context.entity, item).document,
};

export const decodeItem: Method<"decode"> = {
  name: "decode",
  sends: () => [],
  open: (context) => (stored: Readonly<Record<string, unknown>>) =>
    fromDocument(context.entity, documentOf([context.entity], stored)),
};

export const queryItems: Method<"query"> = {
  name: "query",
  sends: (filters) => [filters?.query ?? keyQuery],
  open:
    (context, pattern) =>
    (key: Values = {}) => {
      const state = GlobalQuery.start(pattern, key);
      return isGlobal(context, pattern) ? new GlobalQuery(context, state) : new Query(context, state);
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
  open: (context) => (name?: string) => startScan(context, name),
};

/** A scan of the table, or of the index of an access pattern. */
function startScan(context: RepositoryContext, name = "query"): GlobalScan<unknown, unknown> {
  const { entity } = context;
  const patterns = [entity.spec.primaryKey, ...entity.spec.indexes];
  const pattern = patterns.find((each) => each.name === name);
  if (pattern === undefined) {
    const reason = `it has no access pattern "${name}" to scan; it has ${patterns.map((each) => each.name).join(", ")}`;
    throw entity.error("InvalidQuery", `${entity.name}: ${reason}`, { accessPattern: "scan", reason });
  }
  const Class = isGlobal(context, pattern) ? GlobalScan : Scan;
  // It can always be filtered.
  return new Class({ ...context, buildCondition }, plainReading(pattern));
}

function isGlobal({ entity }: RepositoryContext, { index }: AccessPatternSpec): boolean {
  return entity.table.indexes.some(({ name, type }) => name === index && type === "global");
}
