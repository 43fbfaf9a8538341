import type { MaybeCondition } from "../expressions/condition.js";
import type { Change } from "../expressions/update.js";
import type { Plan, RunOptions } from "../requests/operation.js";
import type { Check } from "./check.js";
import type { ConditionBuilder } from "./condition.js";

/*
 * Operations as generated repositories return them; the classes of the same names implement them. They are interfaces
 * with few bases, since the compiler instantiates a generic class, and each of its bases, once more for each entity. They
 * extend Promise, so that linters see a statement that forgets to await one.
 */

/**
 * Reads one item by its primary key. Gives `undefined` if there is none. Await it and it runs, again each time; its
 * modifiers return new values.
 */
export interface Get<Item> extends Promise<Item | undefined> {
  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): this;
  /** Reads these attributes alone. The cost stays that of the whole item. */
  select<Name extends keyof Item & string>(...attributes: readonly [Name, ...Name[]]): Get<Pick<Item, Name>>;
  /** Gives the item even if it has expired and DynamoDB has not deleted it yet. */
  includeExpired(): this;
  /** Returns the request, its index and its maximum cost. Nothing is sent. */
  plan(): Plan;
  /**
   * Runs the operation, as awaiting it does, with options.
   *
   * @example await db.customer.get({ customerId }).execute({ signal: AbortSignal.timeout(500) });
   */
  execute(options?: RunOptions): Promise<Item | undefined>;
}

/**
 * Stores an item, replacing the one with its key. Await it and it runs, again each time, or let it take part in a
 * transaction or a batch.
 *
 * @typeParam Kind says whether it can be a part of a batch: not where it keeps unique constraints
 */
export interface Put<Item, Paths, Kind extends string = "put"> extends Promise<Item> {
  readonly kind: Kind;
  /**
   * Puts only if the item that is there now is so; rejects with `ConditionFailed` otherwise. Several must all hold. Where
   * the answer of an attempt was lost, an item that is found equal to this one is this one: the put succeeded.
   */
  if<Returned extends MaybeCondition>(condition: ConditionBuilder<Paths, Returned>): this;
  /**
   * Writes the timestamps that the item has, which monotable sets otherwise: to restore or to copy an item as it was read.
   * Rejects with `InvalidItem` if it has none.
   */
  keepTimestamps(): this;
  /** Returns the requests and their maximum cost. Nothing is sent. */
  plan(): Plan;
  /** Runs the operation, as awaiting it does, with options. */
  execute(options?: RunOptions): Promise<Item>;
}

/** The types of an entity's updates: generated for each. Those of methods have their names. */
export interface UpdateTypes {
  /** The whole item. */
  item: unknown;
  /** The attributes in conditions. */
  paths: unknown;
  set: unknown;
  setIfAbsent: unknown;
  remove: string;
  add: unknown;
  /** `append` and `prepend`. */
  append: unknown;
  /** `addTo` and `deleteFrom`. */
  addTo: unknown;
  change: unknown;
}

/**
 * Changes attributes of an item and gives the whole item as it is then. Rejects with `NotFound` if there is none. Every
 * index key follows: attributes that make one index key are set together. Await it and it runs, again each time, or let it
 * take part in a transaction.
 *
 * @typeParam Result what it gives
 */
export interface Update<Result, Types extends UpdateTypes> extends Promise<Result> {
  readonly kind: "update";
  /** Sets attributes, each validated by its schema. One that is `undefined` is left as it is. */
  set(changes: Types["set"]): this;
  /** Sets attributes that the item does not have, and leaves those that it has. */
  setIfAbsent(values: Types["setIfAbsent"]): this;
  /** Removes optional attributes. An item that loses a piece of an index key leaves that index. */
  remove(...attributes: readonly [Types["remove"], ...Types["remove"][]]): this;
  /**
   * Adds to numbers, atomically; an absent one counts as 0. If an answer is lost and the SDK sends the request again, it
   * adds twice: where that matters, put the update into `transactWrite`, whose token makes it count once.
   */
  add(addends: Types["add"]): this;
  /** Adds elements at the end of lists, atomically. Each is validated by its schema; how many there are then is not. */
  append(lists: Types["append"]): this;
  /** Adds elements at the beginning of lists, atomically. */
  prepend(lists: Types["append"]): this;
  /** Adds elements to sets, atomically. Adding them twice changes nothing. */
  addTo(sets: Types["addTo"]): this;
  /** Takes elements out of sets, atomically. A set that loses its last one is absent. */
  deleteFrom(sets: Types["addTo"]): this;
  /**
   * Changes members, entries and elements below attributes, and leaves what is beside them. Below an entry or element
   * that is not there nothing can be changed: demand it with `.if`, or DynamoDB refuses the update (`RequestFailed`).
   *
   * @example
   * .change((p) => [p.preferences.theme.set("dark"), p.items.at(0).quantity.add(1), p.labels.key("x").remove()])
   */
  change(build: (attributes: Types["change"]) => readonly Change[]): this;
  /**
   * Updates only if the item is so; rejects with `ConditionFailed` otherwise. Several must all hold. `details.uncertain`
   * says that an attempt whose answer was lost may have made the change, and with it the condition false.
   */
  if<Returned extends MaybeCondition>(condition: ConditionBuilder<Types["paths"], Returned>): this;
  /** Gives the item as it is then (`new`, unless asked), as it was before, or the changed attributes as they are then. */
  returning(what: "new" | "old"): Update<Types["item"], Types>;
  returning(what: "changed"): Update<Partial<Types["item"]>, Types>;
  /** Returns the requests and their maximum cost. Nothing is sent. */
  plan(): Plan;
  /** Runs the operation, as awaiting it does, with options. */
  execute(options?: RunOptions): Promise<Result>;
}

/**
 * Creates an item, or merges into the one with its key, and gives the whole item as it is then. Defaults apply where the item has
 * no such attribute. Rejects with `AlreadyExists` if the row is of another entity. Await it and it runs, each time anew, or let
 * it take part in a transaction.
 *
 * @typeParam Result what it gives
 */
export interface Upsert<Result, Types extends UpdateTypes> extends Promise<Result> {
  readonly kind: "upsert";
  /**
   * Adds to numbers, atomically; an absent one counts as its default, or as 0. If an answer is lost and the SDK sends the request
   * again, it adds twice: where that matters, put the upsert into `transactWrite`, whose token makes it count once.
   */
  add(addends: Types["add"]): this;
  /** Adds elements at the end of lists, atomically; an absent one counts as its default, or as empty. */
  append(lists: Types["append"]): this;
  /** Adds elements to sets, atomically. Adding them twice changes nothing. */
  addTo(sets: Types["addTo"]): this;
  /** Removes optional attributes. An item that loses a piece of an index key leaves that index. */
  remove(...attributes: readonly [Types["remove"], ...Types["remove"][]]): this;
  /**
   * Writes only if the item is so; rejects with `ConditionFailed` otherwise. An absent attribute counts as its default, and one
   * that is added to as 0. Several must all hold.
   *
   * @example db.visits.upsert({ page }).add({ views: 1 }).if((v) => v.views.lt(10))
   */
  if<Returned extends MaybeCondition>(condition: ConditionBuilder<Types["paths"], Returned>): this;
  /** Gives the item as it is then (`new`, unless asked), as it was before, or the attributes that were written. */
  returning(what: "new"): Upsert<Types["item"], Types>;
  returning(what: "old"): Upsert<Types["item"] | undefined, Types>;
  returning(what: "changed"): Upsert<Partial<Types["item"]>, Types>;
  /** The request that would be sent, with its cost at the most. Nothing is sent. */
  plan(): Plan;
  /** Runs the operation, as awaiting it does, with options. */
  execute(options?: RunOptions): Promise<Result>;
}

/** A write of one item of whatever entity. */
export interface AnyWrite {
  /** Its kind; `guarded` where a put or a delete keeps unique constraints. */
  readonly kind: "create" | "put" | "update" | "upsert" | "delete" | "guarded";
  plan(): Plan;
}

/** A part of a transaction: any write of one item, or a check. */
export type TransactionPart = AnyWrite | Check;

/** A part of a batch of writes: puts and deletes without conditions. */
export interface BatchPart extends AnyWrite {
  readonly kind: "put" | "delete";
}

/** The items of reads, by position. */
export type Results<Gets extends readonly unknown[]> = {
  -readonly [Position in keyof Gets]: Gets[Position] extends Get<infer Item> ? Item | undefined : never;
};
