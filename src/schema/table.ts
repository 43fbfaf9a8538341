import type { TableAdvice } from "./advice.js";
import { type Definition, definition } from "./definition.js";
import type { IndexSettings, TableSettings } from "./table-settings.js";

/** A global secondary index. A list of attributes is a natural multi-attribute key: nothing synthetic is written for it. */
export interface GlobalIndexOptions extends IndexSettings {
  readonly type?: "global";
  readonly partitionKey: string | readonly string[];
  readonly sortKey?: string | readonly string[];
  readonly projection?: ProjectionOptions;
}

/** A local secondary index: the table's partition key with another sort key. */
export interface LocalIndexOptions {
  readonly type: "local";
  readonly sortKey: string;
  readonly projection?: ProjectionOptions;
}

/** Which attributes an index holds: all of them (the default), the keys alone, or the keys and those listed, by their names in DynamoDB. */
export type ProjectionOptions = "ALL" | "KEYS_ONLY" | readonly string[];

export type IndexOptions = GlobalIndexOptions | LocalIndexOptions;
export type IndexesOptions = Readonly<Record<string, IndexOptions>>;

export type StreamView = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

export interface TableOptions<
  PartitionKey extends string = string,
  SortKey extends string = string,
  Indexes extends IndexesOptions = IndexesOptions,
> extends TableSettings {
  /** The name of the attribute that holds the partition key. Any name is allowed (`pk`, `GSI1-PK`, `userId`). */
  readonly partitionKey: PartitionKey;
  /** The name of the attribute that holds the sort key. Leave it out for a table without one. */
  readonly sortKey?: SortKey;
  readonly indexes?: Indexes;
  /**
   * How key templates become text. `ordered` (the default) allows every value, is injective and keeps the order of
   * values. `plain` is conventional concatenation, for a table that exists already: a value that holds the delimiter is refused.
   */
  readonly keyEncoding?: "ordered" | "plain";
  /** What separates the pieces of a key: `#` unless the encoding is `plain` and says otherwise. */
  readonly delimiter?: string;
  /** The attribute that holds the entity's name in each item: `_entity` by default, `false` for none. */
  readonly entityAttribute?: string | false;
  /**
   * The name in DynamoDB of the attribute of its time to live: a number of seconds since 1970, or a `z.date()` that is
   * stored so. Expired items are not returned.
   */
  readonly timeToLive?: string;
  readonly stream?: StreamView;
  /** Warnings of the generator that do not apply here. */
  readonly accept?: readonly TableAdvice[];
}

export interface TableDefinition<
  PartitionKey extends string = string,
  SortKey extends string = string,
  Indexes extends IndexesOptions = IndexesOptions,
> extends Definition<"table"> {
  readonly options: TableOptions<PartitionKey, SortKey, Indexes>;
}

/**
 * Declares a table with its key attributes and indexes. Its name is logical: `createDatabase(client, { tables })` maps
 * it to the table's name in an environment.
 *
 * @example
 * const shop = defineTable("shop", {
 *   partitionKey: "pk",
 *   sortKey: "sk",
 *   indexes: { gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" } },
 * });
 */
export function defineTable<
  const PartitionKey extends string,
  const SortKey extends string = never,
  const Indexes extends IndexesOptions = Record<never, never>,
>(
  name: string,
  options: TableOptions<PartitionKey, SortKey, Indexes>,
): TableDefinition<PartitionKey, SortKey, Indexes> {
  return { [definition]: "table", name, options };
}
