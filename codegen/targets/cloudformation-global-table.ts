import type { TableModel } from "../../src/model/model.js";
import type { CapacityModel, ReplicaModel, ThroughputModel } from "../../src/model/table-settings.js";
import { FIXED_TARGET, indexSettingsOf, settingsOf, streamOf } from "../model-facts/table-settings.js";
import type { Properties } from "./cloudformation.js";
import { insights, keysOf, recovery, tags, timeToLive } from "./cloudformation-table.js";
import { type TargetOptions, tableNameOf } from "./target.js";

/**
 * The properties of an `AWS::DynamoDB::GlobalTable`. The region of the stack has a replica of its own; what differs by
 * region, reading among it, is said there.
 */
export function globalTableProperties(table: TableModel, options: TargetOptions): Properties {
  const settings = settingsOf(table);
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes, ...keys } = keysOf(table);
  const stream = streamOf(table);
  const own: ReplicaModel = {
    ...settings,
    region: "",
    ...(settings.encryption.key === "CUSTOMER" && { kmsKey: settings.encryption.kmsKey }),
  };
  return {
    TableName: tableNameOf(table.name, options),
    ...keys,
    BillingMode: settings.throughput.mode === "provisioned" ? "PROVISIONED" : "PAY_PER_REQUEST",
    ...writing(settings.throughput),
    ...(GlobalSecondaryIndexes.length > 0 && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => ({
        ...index,
        ...writing(indexSettingsOf(table, index.IndexName ?? "").throughput),
      })),
    }),
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes }),
    SSESpecification:
      settings.encryption.key === "AWS_OWNED" ? { SSEEnabled: false } : { SSEEnabled: true, SSEType: "KMS" },
    ...timeToLive(table),
    ...(stream && { StreamSpecification: { StreamViewType: stream } }),
    Replicas: [
      replica(table, own, { Ref: "AWS::Region" }),
      ...settings.replicas.map((model) => replica(table, model, model.region)),
    ],
  };
}

function replica(table: TableModel, model: ReplicaModel, region: unknown): Properties {
  const global = table.indexes.filter(({ type }) => type === "global");
  return {
    Region: region,
    ...reading(settingsOf(table).throughput),
    ...(global.length > 0 && {
      GlobalSecondaryIndexes: global.map(({ name }) => {
        const { throughput, contributorInsights } = indexSettingsOf(table, name);
        return { IndexName: name, ...reading(throughput), ...insights(contributorInsights) };
      }),
    }),
    TableClass: model.tableClass,
    DeletionProtectionEnabled: model.deletionProtection,
    ...(model.kmsKey !== undefined && { SSESpecification: { KMSMasterKeyId: model.kmsKey } }),
    PointInTimeRecoverySpecification: recovery(model.recoveryDays),
    ...insights(model.contributorInsights),
    ...(model.resourcePolicy && { ResourcePolicy: { PolicyDocument: model.resourcePolicy } }),
    ...tags(model.tags),
  };
}

/** Writes are the same in all regions, and their capacity is always scaled. */
function writing(throughput: ThroughputModel): Properties {
  if (throughput.mode === "provisioned") {
    return {
      WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: scaling(throughput.write) },
    };
  }
  const { maximumWrite } = throughput;
  return maximumWrite === undefined
    ? {}
    : { WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: maximumWrite } };
}

function reading(throughput: ThroughputModel): Properties {
  if (throughput.mode === "provisioned") {
    const { read } = throughput;
    return {
      ReadProvisionedThroughputSettings:
        read.targetPercent === undefined
          ? { ReadCapacityUnits: read.minimum }
          : { ReadCapacityAutoScalingSettings: scaling(read) },
    };
  }
  const { maximumRead } = throughput;
  return maximumRead === undefined
    ? {}
    : { ReadOnDemandThroughputSettings: { MaxReadRequestUnits: maximumRead } };
}

/** The seed is what a table begins with that has been billed by request. */
function scaling({ minimum, maximum, targetPercent = FIXED_TARGET }: CapacityModel): Properties {
  return {
    MinCapacity: minimum,
    MaxCapacity: maximum,
    SeedCapacity: minimum,
    TargetTrackingScalingPolicyConfiguration: { TargetValue: targetPercent },
  };
}
