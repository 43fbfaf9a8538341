import type { IndexModel, KeyAttribute, TableModel } from "../../src/model/model.js";
import type { ContributorInsightsMode, TableSettingsModel } from "../../src/model/table-settings.js";

/** A table as it is deployed, in the words of the Model. */
export interface TableState {
  /** Its name in DynamoDB. */
  readonly name: string;
  readonly arn: string;
  /** ACTIVE, UPDATING and the like. */
  readonly status: string;
  readonly items: number;
  readonly bytes: number;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly indexes: readonly IndexState[];
  readonly timeToLive?: string;
  readonly stream?: NonNullable<TableModel["stream"]>;
  readonly throughput: ThroughputState;
  readonly tableClass: TableSettingsModel["tableClass"];
  readonly recoveryDays?: number;
  readonly encryption: EncryptionState;
  readonly deletionProtection: boolean;
  readonly contributorInsights?: ContributorInsightsMode;
  readonly tags: Readonly<Record<string, string>>;
  readonly replicas: readonly ReplicaState[];
  /** The text of the policy document. */
  readonly resourcePolicy?: string;
}

export interface IndexState extends IndexModel {
  readonly status: string;
  readonly items: number;
  readonly bytes: number;
  /** Of a global index. */
  readonly throughput?: ThroughputState;
  readonly contributorInsights?: ContributorInsightsMode;
}

export type ThroughputState =
  | { readonly mode: "onDemand"; readonly maximumRead?: number; readonly maximumWrite?: number }
  | { readonly mode: "provisioned"; readonly read: CapacityState; readonly write: CapacityState };

/** The units that are provisioned now, and the range in which autoscaling moves them. */
export interface CapacityState {
  readonly units: number;
  readonly scaling?: ScalingState;
}

export interface ScalingState {
  readonly minimum: number;
  readonly maximum: number;
  /** Absent where a range is registered without a policy. */
  readonly targetPercent?: number;
  readonly policyName?: string;
}

/** DynamoDB tells the ARN of a key alone: whether it is the account's own or a customer's, KMS would have to be asked. */
export type EncryptionState = { readonly key: "AWS_OWNED" } | { readonly key: "KMS"; readonly arn?: string };

/** A copy in another region, as far as it is run otherwise than the table may be. */
export interface ReplicaState
  extends Pick<
    TableState,
    | "arn"
    | "status"
    | "tableClass"
    | "encryption"
    | "recoveryDays"
    | "deletionProtection"
    | "contributorInsights"
    | "tags"
    | "resourcePolicy"
  > {
  readonly region: string;
}
