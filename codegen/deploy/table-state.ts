import type { IndexModel, KeyAttribute, TableModel } from "../../src/model/model.js";
import type { ContributorInsightsMode, TableSettingsModel } from "../../src/model/table-settings.js";
import type { Change } from "../../src/tables/control-plane.js";

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
  /** The capacity of a global index. */
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

/** One request that brings a table nearer to its schema, and what has to be so before the next. */
export interface Step {
  /** The table's name in DynamoDB. */
  readonly table: string;
  readonly kind: "add" | "change" | "remove";
  /** As in `create index "byEmail"`. */
  readonly description: string;
  readonly request: Change;
  /** The data or the function that is lost: such a step is sent only with `--allow-destructive`. */
  readonly destroys?: string;
  /** A further fact that people should know. */
  readonly note?: string;
  readonly until: Until;
}

/**
 * The condition that is waited for after a request. `ready`: the table, its indexes and its replicas are ACTIVE, and
 * each requested part exists or is gone, since a description may be older than the answer.
 */
export type Until =
  | { readonly for: "nothing" }
  | {
      readonly for: "ready";
      readonly index?: { readonly name: string; readonly there: boolean };
      readonly replica?: { readonly region: string; readonly there: boolean };
      /** True if a stream is to be enabled, false if it is to be disabled. */
      readonly stream?: boolean;
    }
  | { readonly for: "timeToLive"; readonly enabled: boolean }
  | { readonly for: "gone" };

/** The steps that make a table match its schema. */
export interface TablePlan {
  /** The logical name. */
  readonly table: string;
  /** The name in DynamoDB. */
  readonly name: string;
  readonly exists: boolean;
  readonly steps: readonly Step[];
  /** The differences that cannot be changed in an existing table: nothing is sent to it then. */
  readonly impossible: readonly string[];
  /** The settings of the schema that the endpoint does not support. */
  readonly unsupported: readonly string[];
}
