/** Fixed capacity units, or a range in which autoscaling keeps the part in use at a target, 70 percent unless given. */
export type CapacityOptions =
  | number
  | { readonly minimum: number; readonly maximum: number; readonly targetPercent?: number };

/** Billed by request, within maxima if there are any, or by capacity that is provisioned. In units per second. */
export type ThroughputOptions =
  | { readonly mode: "onDemand"; readonly maximumRead?: number; readonly maximumWrite?: number }
  | { readonly mode: "provisioned"; readonly read: CapacityOptions; readonly write: CapacityOptions };

export type TableClass = "STANDARD" | "STANDARD_INFREQUENT_ACCESS";

/** Which keys CloudWatch Contributor Insights counts: all that are accessed, or those that are throttled. */
export type ContributorInsights = "ACCESSED_AND_THROTTLED_KEYS" | "THROTTLED_KEYS";

/** A key of DynamoDB itself, the account's key `aws/dynamodb`, or one of its own by ARN, id or alias. */
export type EncryptionOptions = "AWS_OWNED" | "AWS_MANAGED" | { readonly kmsKey: string };

/** A copy of the table in another region. What it leaves out is as in the table, but for the resource policy. */
export interface ReplicaOptions {
  /** As in `eu-central-1`. */
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
 * How a table is run: nothing of it changes what is stored. Infrastructure and `monotable table` are made of it; the
 * runtime does not read it.
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

/** How a global index is run, where it differs from its table. */
export interface IndexSettings {
  /** As the table's unless given; without maxima where the table is billed by request. */
  readonly throughput?: ThroughputOptions;
  readonly contributorInsights?: ContributorInsights;
}
