import type {
  DeregisterScalableTargetCommandInput,
  DescribeScalableTargetsCommandInput,
  DescribeScalableTargetsCommandOutput,
  DescribeScalingPoliciesCommandInput,
  DescribeScalingPoliciesCommandOutput,
  PutScalingPolicyCommandInput,
  RegisterScalableTargetCommandInput,
} from "@aws-sdk/client-application-auto-scaling";
import type {
  CreateTableCommandInput,
  DeleteResourcePolicyCommandInput,
  DeleteTableCommandInput,
  DescribeContinuousBackupsCommandInput,
  DescribeContinuousBackupsCommandOutput,
  DescribeContributorInsightsCommandInput,
  DescribeContributorInsightsCommandOutput,
  DescribeTableCommandInput,
  DescribeTableCommandOutput,
  DescribeTimeToLiveCommandInput,
  DescribeTimeToLiveCommandOutput,
  GetResourcePolicyCommandInput,
  GetResourcePolicyCommandOutput,
  ListTablesCommandInput,
  ListTablesCommandOutput,
  ListTagsOfResourceCommandInput,
  ListTagsOfResourceCommandOutput,
  PutResourcePolicyCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
  UpdateContinuousBackupsCommandInput,
  UpdateContributorInsightsCommandInput,
  UpdateTableCommandInput,
  UpdateTimeToLiveCommandInput,
} from "@aws-sdk/client-dynamodb";

/** The requests that look, each with its input and its answer. */
export interface Questions {
  ListTables: [ListTablesCommandInput, ListTablesCommandOutput];
  DescribeTable: [DescribeTableCommandInput, DescribeTableCommandOutput];
  DescribeTimeToLive: [DescribeTimeToLiveCommandInput, DescribeTimeToLiveCommandOutput];
  DescribeContinuousBackups: [DescribeContinuousBackupsCommandInput, DescribeContinuousBackupsCommandOutput];
  DescribeContributorInsights: [
    DescribeContributorInsightsCommandInput,
    DescribeContributorInsightsCommandOutput,
  ];
  ListTagsOfResource: [ListTagsOfResourceCommandInput, ListTagsOfResourceCommandOutput];
  GetResourcePolicy: [GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput];
  DescribeScalableTargets: [DescribeScalableTargetsCommandInput, DescribeScalableTargetsCommandOutput];
  DescribeScalingPolicies: [DescribeScalingPoliciesCommandInput, DescribeScalingPoliciesCommandOutput];
}

/** The requests that change something, each with its input. Their answers tell nothing that is not looked up anyway. */
export interface Changes {
  CreateTable: CreateTableCommandInput;
  UpdateTable: UpdateTableCommandInput;
  DeleteTable: DeleteTableCommandInput;
  UpdateTimeToLive: UpdateTimeToLiveCommandInput;
  UpdateContinuousBackups: UpdateContinuousBackupsCommandInput;
  UpdateContributorInsights: UpdateContributorInsightsCommandInput;
  TagResource: TagResourceCommandInput;
  UntagResource: UntagResourceCommandInput;
  PutResourcePolicy: PutResourcePolicyCommandInput;
  DeleteResourcePolicy: DeleteResourcePolicyCommandInput;
  RegisterScalableTarget: RegisterScalableTargetCommandInput;
  DeregisterScalableTarget: DeregisterScalableTargetCommandInput;
  PutScalingPolicy: PutScalingPolicyCommandInput;
}

/** A request that changes something, as a value. */
export type Change = {
  readonly [O in keyof Changes]: {
    readonly operation: O;
    readonly input: Changes[O];
    /** The region of a replica; absent: the table's own. */
    readonly region?: string;
  };
}[keyof Changes];

/** Whom the requests are sent to. */
export interface ControlPlane {
  ask<O extends keyof Questions>(
    operation: O,
    input: Questions[O][0],
    region?: string,
  ): Promise<Questions[O][1]>;
  change(change: Change): Promise<void>;
  /** Whether requests about autoscaling can be sent: their client is a package of its own. */
  canScale(): Promise<boolean>;
}
