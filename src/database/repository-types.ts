import type { MaybeCondition } from "../expressions/condition.js";
import type { BatchGetOptions } from "../operations/batch-get.js";
import type { BatchWriteOptions, Many } from "../operations/batch-write.js";
import type { Check } from "../operations/check.js";
import type { ConditionBuilder } from "../operations/condition.js";
import type { Delete } from "../operations/delete.js";
import type { Get, Put, Update, UpdateTypes } from "../operations/interfaces.js";
import type { Modifier, Modify } from "../operations/modify.js";
import type { Move } from "../operations/move.js";
import type { Create } from "../operations/put.js";
import type { Upsert } from "../operations/upsert.js";
import type { Scan } from "../queries/types.js";

/*
 * The methods that the repositories of all entities have, which generated repositories extend. Each takes the types of its
 * entity as one type parameter: the compiler instantiates a method only where a program calls it.
 */

/** The types of one entity, generated for it: what the methods of its repository take and return. */
export interface RepositoryTypes extends UpdateTypes {
  /** The item that `create`, `put` and `upsert` take. */
  input: unknown;
  /** The primary key. */
  key: unknown;
  /** The changes that the function of `modify` returns. */
  modify: unknown;
  /** The changes that `move` takes: attributes of the primary key, and others. */
  move: unknown;
}

/** The types of an entity with a version attribute. */
export interface VersionedTypes extends RepositoryTypes {
  /** The version of an item that was read, or that item. */
  read: unknown;
}

/** The methods of every repository with keys: `KeyedRepository` has them, too. */
export interface KeyedOperations<Types extends RepositoryTypes> {
  /** Reads an item by its primary key: one GetItem. */
  get(key: Types["key"]): Get<Types["item"]>;
  /** Creates a condition on an item, as a part of a transaction that does not change the item. */
  check<Returned extends MaybeCondition>(
    key: Types["key"],
    condition: ConditionBuilder<Types["paths"], Returned>,
  ): Check;
  /**
   * Changes an item depending on its attributes: reads it, and writes the changes that the function returns if nobody has
   * written the item since; otherwise it tries again.
   */
  modify(key: Types["key"], modifier: Modifier<Types["item"], Types["modify"]>): Modify<Types["item"]>;
  /**
   * Changes the primary key of an item, and other attributes with it: one GetItem, and one transaction that deletes the
   * item and puts it under its new key.
   */
  move(key: Types["key"], changes: Types["move"]): Move<Types["item"]>;
  /** Reads all items of this entity, in no order: reads the whole table. */
  scan(): Scan<Types["item"], Types["paths"]>;
  /** Reads items by their keys, in the order of the keys: BatchGetItem, 100 keys with each request. */
  getMany(keys: readonly Types["key"][], options?: BatchGetOptions): Promise<(Types["item"] | undefined)[]>;
  /** Encodes a new item as `create` would store it, validated, with all of its keys. Nothing is sent. */
  encode(item: Types["input"]): Record<string, unknown>;
  /** Decodes a stored item: of a stream, an export or a raw answer. */
  decode(stored: Readonly<Record<string, unknown>>): Types["item"];
}

/** The repository of an entity with keys. It has no base, which the compiler would instantiate for each entity. */
export interface KeyedRepository<Types extends RepositoryTypes> {
  /** Reads an item by its primary key: one GetItem. */
  get(key: Types["key"]): Get<Types["item"]>;
  /** Creates a condition on an item, as a part of a transaction that does not change the item. */
  check<Returned extends MaybeCondition>(
    key: Types["key"],
    condition: ConditionBuilder<Types["paths"], Returned>,
  ): Check;
  /**
   * Changes an item depending on its attributes: reads it, and writes the changes that the function returns if nobody has
   * written the item since; otherwise it tries again.
   */
  modify(key: Types["key"], modifier: Modifier<Types["item"], Types["modify"]>): Modify<Types["item"]>;
  /**
   * Changes the primary key of an item, and other attributes with it: one GetItem, and one transaction that deletes the
   * item and puts it under its new key.
   */
  move(key: Types["key"], changes: Types["move"]): Move<Types["item"]>;
  /** Reads all items of this entity, in no order: reads the whole table. */
  scan(): Scan<Types["item"], Types["paths"]>;
  /** Reads items by their keys, in the order of the keys: BatchGetItem, 100 keys with each request. */
  getMany(keys: readonly Types["key"][], options?: BatchGetOptions): Promise<(Types["item"] | undefined)[]>;
  /** Encodes a new item as `create` would store it, validated, with all of its keys. Nothing is sent. */
  encode(item: Types["input"]): Record<string, unknown>;
  /** Decodes a stored item: of a stream, an export or a raw answer. */
  decode(stored: Readonly<Record<string, unknown>>): Types["item"];
  /** Stores a new item. Rejects with `AlreadyExists` if there is one with its key: one conditional PutItem. */
  create(item: Types["input"]): Create<Types["item"]>;
  /** Stores an item, replacing the one with its key: one PutItem. */
  put(item: Types["input"]): Put<Types["item"], Types["paths"]>;
  /** Changes attributes of an item. Rejects with `NotFound` if there is none: one UpdateItem. */
  update(key: Types["key"]): Update<Types["item"], Types>;
  /** Creates an item, or merges into the one with its key; defaults apply at creation only: one UpdateItem. */
  upsert(item: Types["input"]): Upsert<Types["item"]>;
  /** Deletes an item if there is one: one DeleteItem. */
  delete(key: Types["key"]): Delete<Types["item"], Types["paths"]>;
  /** Stores items, replacing those with their keys: BatchWriteItem, 25 items with each request. */
  putMany(items: Many<Types["input"]>, options?: BatchWriteOptions): Promise<void>;
  /** Deletes items by their keys: BatchWriteItem, 25 keys with each request. */
  deleteMany(keys: Many<Types["key"]>, options?: BatchWriteOptions): Promise<void>;
}

/** The repository of an entity with a version attribute. */
export interface VersionedRepository<Types extends VersionedTypes> extends KeyedOperations<Types> {
  /** Stores a new item. Rejects with `AlreadyExists` if there is one with its key: one conditional PutItem. */
  create(item: Types["input"]): Create<Types["item"]>;
  /**
   * Replaces an item if nobody has written it since it was read: one conditional PutItem.
   *
   * @param read the item as it was read, or its version
   */
  put(item: Types["input"], read: Types["read"]): Put<Types["item"], Types["paths"]>;
  /**
   * Changes attributes of an item. Rejects with `NotFound` if there is none: one UpdateItem.
   *
   * @param read the item as it was read, or its version: the item is changed only if nobody has written it since
   */
  update(key: Types["key"], read?: Types["read"]): Update<Types["item"], Types>;
  /** Creates an item, or merges into the one with its key; defaults apply at creation only: one UpdateItem. */
  upsert(item: Types["input"]): Upsert<Types["item"]>;
  /**
   * Deletes an item if there is one: one DeleteItem.
   *
   * @param read the item as it was read, or its version: the item is deleted only if nobody has written it since
   */
  delete(key: Types["key"], read?: Types["read"]): Delete<Types["item"], Types["paths"]>;
  /** Deletes items by their keys: BatchWriteItem, 25 keys with each request. */
  deleteMany(keys: Many<Types["key"]>, options?: BatchWriteOptions): Promise<void>;
}

/** The methods of repositories that keep unique constraints, with a version attribute or without. */
export interface UniqueOperations<Types extends RepositoryTypes> extends KeyedOperations<Types> {
  /**
   * Stores a new item: one transaction with its guards. Rejects with `AlreadyExists` if there is one with its key, and
   * with `NotUnique` if another item has one of its unique values.
   */
  create(item: Types["input"]): Create<Types["item"]>;
  /**
   * Creates an item, or merges into the one with its key; defaults apply at creation only: one GetItem, and one
   * transaction with its guards. Rejects with `NotUnique` if another item has one of its unique values.
   */
  upsert(item: Types["input"]): Upsert<Types["item"]>;
}

/** The repository of an entity with unique constraints. Batches cannot keep them. */
export interface UniqueRepository<Types extends RepositoryTypes> extends UniqueOperations<Types> {
  /**
   * Stores an item, replacing the one with its key: one GetItem, and one transaction with its guards. Rejects with
   * `NotUnique` if another item has one of its unique values.
   */
  put(item: Types["input"]): Put<Types["item"], Types["paths"], "guarded">;
  /**
   * Changes attributes of an item: one UpdateItem, or where it changes a unique value, one GetItem, and one transaction
   * with its guards. Rejects with `NotFound` if there is none, and with `NotUnique` if another item has the unique value.
   */
  update(key: Types["key"]): Update<Types["item"], Types>;
  /** Deletes an item if there is one: one GetItem, and one transaction with its guards. */
  delete(key: Types["key"]): Delete<Types["item"], Types["paths"], void, "guarded">;
}

/** The repository of an entity with unique constraints and a version attribute. Batches cannot keep them. */
export interface VersionedUniqueRepository<Types extends VersionedTypes> extends UniqueOperations<Types> {
  /**
   * Replaces an item if nobody has written it since it was read: one GetItem, and one transaction with its guards.
   * Rejects with `NotUnique` if another item has one of its unique values.
   *
   * @param read the item as it was read, or its version
   */
  put(item: Types["input"], read: Types["read"]): Put<Types["item"], Types["paths"], "guarded">;
  /**
   * Changes attributes of an item: one UpdateItem, or where it changes a unique value, one GetItem, and one transaction
   * with its guards. Rejects with `NotFound` if there is none, and with `NotUnique` if another item has the unique value.
   *
   * @param read the item as it was read, or its version: the item is changed only if nobody has written it since
   */
  update(key: Types["key"], read?: Types["read"]): Update<Types["item"], Types>;
  /**
   * Deletes an item if there is one: one GetItem, and one transaction with its guards.
   *
   * @param read the item as it was read, or its version: the item is deleted only if nobody has written it since
   */
  delete(key: Types["key"], read?: Types["read"]): Delete<Types["item"], Types["paths"], void, "guarded">;
}

/** The methods of every repository of a singleton: an entity of which there is one item at the most. */
export interface SingletonOperations<Types extends RepositoryTypes> {
  /** Reads the item: one GetItem. */
  get(): Get<Types["item"]>;
  /** Creates a condition on the item, as a part of a transaction that does not change the item. */
  check<Returned extends MaybeCondition>(condition: ConditionBuilder<Types["paths"], Returned>): Check;
  /**
   * Changes the item depending on its attributes: reads it, and writes the changes that the function returns if nobody has
   * written the item since; otherwise it tries again.
   */
  modify(modifier: Modifier<Types["item"], Types["modify"]>): Modify<Types["item"]>;
  /** Stores the item. Rejects with `AlreadyExists` if it is there: one conditional PutItem. */
  create(item: Types["input"]): Create<Types["item"]>;
  /** Creates the item, or merges into the one that is there; defaults apply at creation only: one UpdateItem. */
  upsert(item: Types["input"]): Upsert<Types["item"]>;
  /** Encodes a new item as `create` would store it, validated, with all of its keys. Nothing is sent. */
  encode(item: Types["input"]): Record<string, unknown>;
  /** Decodes the stored item: of a stream, an export or a raw answer. */
  decode(stored: Readonly<Record<string, unknown>>): Types["item"];
}

/** The repository of a singleton. */
export interface SingletonRepository<Types extends RepositoryTypes> extends SingletonOperations<Types> {
  /** Stores the item, replacing the one that is there: one PutItem. */
  put(item: Types["input"]): Put<Types["item"], Types["paths"]>;
  /** Changes attributes of the item. Rejects with `NotFound` if it is not there: one UpdateItem. */
  update(): Update<Types["item"], Types>;
  /** Deletes the item if it is there: one DeleteItem. */
  delete(): Delete<Types["item"], Types["paths"]>;
}

/** The repository of a singleton with a version attribute. */
export interface VersionedSingletonRepository<Types extends VersionedTypes>
  extends SingletonOperations<Types> {
  /**
   * Replaces the item if nobody has written it since it was read: one conditional PutItem.
   *
   * @param read the item as it was read, or its version
   */
  put(item: Types["input"], read: Types["read"]): Put<Types["item"], Types["paths"]>;
  /**
   * Changes attributes of the item. Rejects with `NotFound` if it is not there: one UpdateItem.
   *
   * @param read the item as it was read, or its version: the item is changed only if nobody has written it since
   */
  update(read?: Types["read"]): Update<Types["item"], Types>;
  /**
   * Deletes the item if it is there: one DeleteItem.
   *
   * @param read the item as it was read, or its version: the item is deleted only if nobody has written it since
   */
  delete(read?: Types["read"]): Delete<Types["item"], Types["paths"]>;
}

/** The repository of a singleton with unique constraints. */
export interface UniqueSingletonRepository<Types extends RepositoryTypes> extends SingletonOperations<Types> {
  /**
   * Stores the item, replacing the one that is there: one GetItem, and one transaction with its guards. Rejects with
   * `NotUnique` if another item has one of its unique values.
   */
  put(item: Types["input"]): Put<Types["item"], Types["paths"], "guarded">;
  /**
   * Changes attributes of the item: one UpdateItem, or where it changes a unique value, one GetItem, and one transaction
   * with its guards. Rejects with `NotFound` if it is not there, and with `NotUnique` if another item has the unique value.
   */
  update(): Update<Types["item"], Types>;
  /** Deletes the item if it is there: one GetItem, and one transaction with its guards. */
  delete(): Delete<Types["item"], Types["paths"], void, "guarded">;
}

/** The repository of a singleton with unique constraints and a version attribute. */
export interface VersionedUniqueSingletonRepository<Types extends VersionedTypes>
  extends SingletonOperations<Types> {
  /**
   * Replaces the item if nobody has written it since it was read: one GetItem, and one transaction with its guards.
   * Rejects with `NotUnique` if another item has one of its unique values.
   *
   * @param read the item as it was read, or its version
   */
  put(item: Types["input"], read: Types["read"]): Put<Types["item"], Types["paths"], "guarded">;
  /**
   * Changes attributes of the item: one UpdateItem, or where it changes a unique value, one GetItem, and one transaction
   * with its guards. Rejects with `NotFound` if it is not there, and with `NotUnique` if another item has the unique value.
   *
   * @param read the item as it was read, or its version: the item is changed only if nobody has written it since
   */
  update(read?: Types["read"]): Update<Types["item"], Types>;
  /**
   * Deletes the item if it is there: one GetItem, and one transaction with its guards.
   *
   * @param read the item as it was read, or its version: the item is deleted only if nobody has written it since
   */
  delete(read?: Types["read"]): Delete<Types["item"], Types["paths"], void, "guarded">;
}
