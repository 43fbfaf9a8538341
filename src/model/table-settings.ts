/** The operational settings of a table, with every default filled in. They do not change the stored items. */
export interface TableSettingsModel {
  readonly throughput: ThroughputModel;
  readonly tableClass: "STANDARD" | "STANDARD_INFREQUENT_ACCESS";
  /** The days for which backups are kept; absent: none are made. */
  readonly recoveryDays?: number;
  readonly encryption: EncryptionModel;
  readonly deletionProtection: boolean;
  readonly contributorInsights?: ContributorInsightsMode;
  readonly tags: Readonly<Record<string, string>>;
  readonly replicas: readonly ReplicaModel[];
  /** An IAM policy document. */
  readonly resourcePolicy?: Readonly<Record<string, unknown>>;
  /** The settings of global indexes, by name: each global index has an entry. */
  readonly indexes: Readonly<Record<string, IndexSettingsModel>>;
}

export interface IndexSettingsModel {
  readonly throughput: ThroughputModel;
  readonly contributorInsights?: ContributorInsightsMode;
}

export type ContributorInsightsMode = "ACCESSED_AND_THROTTLED_KEYS" | "THROTTLED_KEYS";

/** Capacity in units per second. */
export type ThroughputModel =
  | { readonly mode: "onDemand"; readonly maximumRead?: number; readonly maximumWrite?: number }
  | { readonly mode: "provisioned"; readonly read: CapacityModel; readonly write: CapacityModel };

/** Fixed where it has no target: minimum and maximum are the same then. */
export interface CapacityModel {
  readonly minimum: number;
  readonly maximum: number;
  /** The part in use at which autoscaling keeps it. */
  readonly targetPercent?: number;
}

export type EncryptionModel =
  | { readonly key: "AWS_OWNED" | "AWS_MANAGED" }
  | { readonly key: "CUSTOMER"; readonly kmsKey: string };

export interface ReplicaModel {
  readonly region: string;
  readonly tableClass: "STANDARD" | "STANDARD_INFREQUENT_ACCESS";
  readonly kmsKey?: string;
  readonly recoveryDays?: number;
  readonly deletionProtection: boolean;
  readonly contributorInsights?: ContributorInsightsMode;
  readonly tags: Readonly<Record<string, string>>;
  /** An IAM policy document: the table's own is not copied, as it may name its region. */
  readonly resourcePolicy?: Readonly<Record<string, unknown>>;
}
