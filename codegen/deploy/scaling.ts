import type { ScalableTarget, ScalingPolicy } from "@aws-sdk/client-application-auto-scaling";
import type { CapacityModel } from "../../src/model/table-settings.js";
import type { Change } from "../../src/tables/control-plane.js";
import type { ScalingState } from "./table-state.js";

/** The read or the write capacity of a table or a global index, which autoscaling moves. */
export interface Scaled {
  /** Its name in DynamoDB. */
  readonly table: string;
  readonly index?: string | undefined;
  readonly side: "read" | "write";
}

/** Returns the names that Application Auto Scaling uses for it. */
function targetOf({ table, index, side }: Scaled) {
  const of = index === undefined ? "table" : "index";
  return {
    ServiceNamespace: "dynamodb",
    ResourceId: index === undefined ? `table/${table}` : `table/${table}/index/${index}`,
    ScalableDimension: `dynamodb:${of}:${side === "read" ? "Read" : "Write"}CapacityUnits`,
  } as const;
}

/** The range of a capacity, and the part in use that its policy aims at; nothing where autoscaling leaves it alone. */
export function scalingOf(
  {
    targets,
    policies,
  }: { readonly targets: readonly ScalableTarget[]; readonly policies: readonly ScalingPolicy[] },
  scaled: Scaled,
): ScalingState | undefined {
  const { ResourceId, ScalableDimension } = targetOf(scaled);
  const of = (found: ScalableTarget | ScalingPolicy): boolean =>
    found.ResourceId === ResourceId && found.ScalableDimension === ScalableDimension;
  const target = targets.find(of);
  if (target === undefined) return undefined;
  const policy = policies.find(of);
  const percent = policy?.TargetTrackingScalingPolicyConfiguration?.TargetValue;
  return {
    minimum: target.MinCapacity ?? 0,
    maximum: target.MaxCapacity ?? 0,
    ...(percent !== undefined && { targetPercent: percent }),
    ...(policy?.PolicyName !== undefined && { policyName: policy.PolicyName }),
  };
}

/**
 * The requests with which autoscaling keeps a capacity in its range: the range, then the policy. One that is there, by
 * whichever name, is changed: two would pull the capacity to and fro.
 */
export function scaleChanges(
  scaled: Scaled,
  { minimum, maximum, targetPercent }: CapacityModel,
  before?: ScalingState,
): Change[] {
  const target = targetOf(scaled);
  const metric =
    scaled.side === "read" ? "DynamoDBReadCapacityUtilization" : "DynamoDBWriteCapacityUtilization";
  const range: Change = {
    operation: "RegisterScalableTarget",
    input: { ...target, MinCapacity: minimum, MaxCapacity: maximum },
  };
  if (targetPercent === undefined) return [range];
  const policy: Change = {
    operation: "PutScalingPolicy",
    input: {
      ...target,
      PolicyName: before?.policyName ?? `${target.ResourceId}-${scaled.side}`,
      PolicyType: "TargetTrackingScaling",
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: targetPercent,
        PredefinedMetricSpecification: { PredefinedMetricType: metric },
      },
    },
  };
  return [range, policy];
}

/** The request with which autoscaling lets go of a capacity; its policy goes too. */
export function unscaleChange(scaled: Scaled): Change {
  return { operation: "DeregisterScalableTarget", input: targetOf(scaled) };
}
