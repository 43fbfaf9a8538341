import { type Definition, definition, type TableAdvice } from "./definition.js";

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

/** The attributes that an index has: all of them (the default), the keys alone, or the keys and those listed, by their names in DynamoDB. */
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
   * The encoding of key templates as text. `ordered` (the default) allows every value, gives different values different
   * keys, and keeps their order. `plain` is conventional concatenation, for a table that exists already: a value that
   * contains the delimiter is rejected.
   */
  readonly keyEncoding?: "ordered" | "plain";
  /** The text between the pieces of a key: `#` unless the encoding is `plain` and this says otherwise. */
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

/** Fixed capacity units, or a range in which autoscaling keeps the part in use at a target, 70 percent unless given. */
export type CapacityOptions =
  | number
  | { readonly minimum: number; readonly maximum: number; readonly targetPercent?: number };

/** Billed by request, within maxima if there are any, or by capacity that is provisioned. In units per second. */
export type ThroughputOptions =
  | { readonly mode: "onDemand"; readonly maximumRead?: number; readonly maximumWrite?: number }
  | { readonly mode: "provisioned"; readonly read: CapacityOptions; readonly write: CapacityOptions };

export type TableClass = "STANDARD" | "STANDARD_INFREQUENT_ACCESS";

/** The keys that CloudWatch Contributor Insights counts: all that are accessed, or those that are throttled. */
export type ContributorInsights = "ACCESSED_AND_THROTTLED_KEYS" | "THROTTLED_KEYS";

/** A key of DynamoDB itself, the account's key `aws/dynamodb`, or one of its own by ARN, id or alias. */
export type EncryptionOptions = "AWS_OWNED" | "AWS_MANAGED" | { readonly kmsKey: string };

/** A copy of the table in another region. What it leaves out is as in the table, but for the resource policy. */
export interface ReplicaOptions {
  /** The name of the region, as in `eu-central-1`. */
  readonly region: string;
  readonly tableClass?: TableClass;
  /** The key of that region, where the table has one of its own. */
  readonly kmsKey?: string;
  readonly pointInTimeRecovery?: boolean | { readonly days: number };
  readonly deletionProtection?: boolean;
  readonly contributorInsights?: ContributorInsights | false;
  readonly tags?: Readonly<Record<string, string>>;
  /** The replica's own policy: none unless given, since a policy may name its region. */
  readonly resourcePolicy?: Readonly<Record<string, unknown>>;
}

/**
 * The operational settings of a table: they do not change the stored items. Infrastructure and `monotable table` use them;
 * the runtime does not.
 */
export interface TableSettings {
  /** On demand without maxima unless given. */
  readonly throughput?: ThroughputOptions;
  readonly tableClass?: TableClass;
  /** Continuous backups: for 35 days, or for 1 to 35. */
  readonly pointInTimeRecovery?: boolean | { readonly days: number };
  readonly encryption?: EncryptionOptions;
  /** The table cannot be deleted while it is on. */
  readonly deletionProtection?: boolean;
  readonly contributorInsights?: ContributorInsights;
  readonly tags?: Readonly<Record<string, string>>;
  /** Regions that have a copy: a global table. */
  readonly replicas?: readonly (string | ReplicaOptions)[];
  /** The table's policy: an IAM policy document. */
  readonly resourcePolicy?: Readonly<Record<string, unknown>>;
}

/** The operational settings of a global index, where they differ from its table's. */
export interface IndexSettings {
  /** The table's throughput unless given; without maxima where the table is billed by request. */
  readonly throughput?: ThroughputOptions;
  readonly contributorInsights?: ContributorInsights;
}
