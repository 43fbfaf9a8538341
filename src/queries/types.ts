import type { UnreadablePolicy } from "../errors.js";
import type { MaybeCondition } from "../expressions/condition.js";
import type { ConditionBuilder } from "../operations/condition.js";
import type { Plan } from "../requests/operation.js";
import type { Bounds } from "./budget.js";
import type { ParallelScan } from "./parallel-scan.js";
import type { AllOptions, PageOptions, ReadOptions } from "./read.js";
import type { Page } from "./readable.js";

/*
 * Queries and scans of one entity as generated repositories give them; the classes of the same names do what these say.
 * They are flat as those of operations are, and for the same reason, so that what both have stands here twice.
 */

/**
 * Reads the items of one partition of a global index, or a range of them, in sort order. Nothing is read until one of its
 * ends is called: `page`, `pages`, `all`, `first`, `count`, `items`, or `for await`. Its modifiers return new values.
 */
export interface GlobalQuery<Item, Paths> {
  /** Reads these attributes alone. The cost stays that of the whole items. */
  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): GlobalQuery<Pick<Item, Name>, Paths>;
  /** Reads from the end of the sort order. */
  descending(): this;
  /** Gives the items of which this holds. It is applied after reading: what does not match is paid for. */
  filter<Returned extends MaybeCondition>(condition: ConditionBuilder<Paths, Returned>): this;
  /** Gives also items that have expired and that DynamoDB has not deleted yet. */
  includeExpired(): this;
  /**
   * The treatment of items that do not have the types of the schema: `error` (the default) rejects with `UnreadableItem`,
   * whose `items` and `cursor` say what was read before it and where to go on; `skip` leaves them out, and a function
   * leaves them out and is told of each.
   */
  unreadable(policy: UnreadablePolicy): this;
  /**
   * The cursor that goes on after an item, whether or not the item is still there. The item must have the attributes
   * that make its key and, where an index is read, the index's.
   */
  cursorOf(item: Item): string;
  /** One page: exactly `size` matches, or fewer at the end; what one request reads unless `size` is given. */
  page(options?: PageOptions): Promise<Page<Item>>;
  /** Page after page, to the end. */
  pages(options?: PageOptions): AsyncGenerator<Page<Item>>;
  /** Every match, in as many requests as it takes; or `limit` of them, or within `maxRequests` or `maxUnits`. */
  all(options?: AllOptions): Promise<Item[]>;
  /** The first match, `undefined` if there is none. */
  first(options?: Bounds): Promise<Item | undefined>;
  /** The number of matches. It costs as much as reading them. */
  count(options?: Bounds): Promise<number>;
  /** Each match, as `for await` over the query or scan itself gives them, with options. */
  items(options?: ReadOptions): AsyncGenerator<Item>;
  [Symbol.asyncIterator](): AsyncGenerator<Item>;
  /** The first request that would be sent, with the index it uses and what it costs at the most. Nothing is sent. */
  plan(options?: Pick<PageOptions, "size">): Plan;
}

/** Reads the items of one partition of the table or of a local index, or a range of them, in sort order. */
export interface Query<Item, Paths> extends GlobalQuery<Item, Paths> {
  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): Query<Pick<Item, Name>, Paths>;
  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): this;
}

/** Reads a whole global index for the items of one entity: every item in it is paid for. There is no order. */
export interface GlobalScan<Item, Paths> {
  /** Reads these attributes alone. The cost stays that of the whole items. */
  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): GlobalScan<Pick<Item, Name>, Paths>;
  /**
   * Reads in so many segments at once: sooner done, at the same cost.
   *
   * @param segments 1 to 1,000,000; DynamoDB's capacity and the client's connections (50 unless it says otherwise) bound
   *   what many of them gain
   */
  parallel(segments: number): ParallelScan<Item>;
  /** Gives the items of which this holds. It is applied after reading: what does not match is paid for. */
  filter<Returned extends MaybeCondition>(condition: ConditionBuilder<Paths, Returned>): this;
  /** Gives also items that have expired and that DynamoDB has not deleted yet. */
  includeExpired(): this;
  /**
   * The treatment of items that do not have the types of the schema: `error` (the default) rejects with `UnreadableItem`,
   * whose `items` and `cursor` say what was read before it and where to go on; `skip` leaves them out, and a function
   * leaves them out and is told of each.
   */
  unreadable(policy: UnreadablePolicy): this;
  /**
   * The cursor that goes on after an item, whether or not the item is still there. The item must have the attributes
   * that make its key and, where an index is read, the index's.
   */
  cursorOf(item: Item): string;
  /** One page: exactly `size` matches, or fewer at the end; what one request reads unless `size` is given. */
  page(options?: PageOptions): Promise<Page<Item>>;
  /** Page after page, to the end. */
  pages(options?: PageOptions): AsyncGenerator<Page<Item>>;
  /** Every match, in as many requests as it takes; or `limit` of them, or within `maxRequests` or `maxUnits`. */
  all(options?: AllOptions): Promise<Item[]>;
  /** The first match, `undefined` if there is none. */
  first(options?: Bounds): Promise<Item | undefined>;
  /** The number of matches. It costs as much as reading them. */
  count(options?: Bounds): Promise<number>;
  /** Each match, as `for await` over the query or scan itself gives them, with options. */
  items(options?: ReadOptions): AsyncGenerator<Item>;
  [Symbol.asyncIterator](): AsyncGenerator<Item>;
  /** The first request that would be sent, with the index it uses and what it costs at the most. Nothing is sent. */
  plan(options?: Pick<PageOptions, "size">): Plan;
}

/** Reads the whole table, or a whole local index, for the items of one entity: every item in it is paid for. */
export interface Scan<Item, Paths> extends GlobalScan<Item, Paths> {
  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): Scan<Pick<Item, Name>, Paths>;
  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): this;
}
