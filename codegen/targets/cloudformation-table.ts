import type { TableModel } from "../../src/model/model.js";
import type {
  ContributorInsightsMode,
  EncryptionModel,
  ThroughputModel,
} from "../../src/model/table-settings.js";
import { createTableInput } from "../../src/tables/create-table-input.js";
import { indexSettingsOf, scalingsOf, settingsOf } from "../model-facts/table-settings.js";
import type { Properties, Resource } from "./cloudformation.js";
import { type TargetOptions, tableNameOf } from "./target.js";

/** The properties of an `AWS::DynamoDB::Table`. */
export function tableProperties(table: TableModel, options: TargetOptions): Properties {
  const settings = settingsOf(table);
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes, ...keys } = keysOf(table);
  return {
    TableName: tableNameOf(table.name, options),
    ...keys,
    ...billing(settings.throughput),
    ...(GlobalSecondaryIndexes.length > 0 && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => {
        const { throughput, contributorInsights } = indexSettingsOf(table, index.IndexName ?? "");
        const { BillingMode: _, ...units } = billing(throughput);
        return { ...index, ...units, ...insights(contributorInsights) };
      }),
    }),
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes }),
    TableClass: settings.tableClass,
    DeletionProtectionEnabled: settings.deletionProtection,
    SSESpecification: encryption(settings.encryption),
    PointInTimeRecoverySpecification: recovery(settings.recoveryDays),
    ...timeToLive(table),
    ...(table.stream && { StreamSpecification: { StreamViewType: table.stream } }),
    ...insights(settings.contributorInsights),
    ...(settings.resourcePolicy && { ResourcePolicy: { PolicyDocument: settings.resourcePolicy } }),
    ...tags(settings.tags),
  };
}

/** Keys and indexes, as CreateTable and both resources of CloudFormation say them alike: throughput they say otherwise. */
export function keysOf(table: TableModel) {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } =
    createTableInput(table);
  return {
    AttributeDefinitions,
    KeySchema,
    ...(GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes }),
  };
}

/** Capacity that is scaled begins at its minimum. */
function billing(throughput: ThroughputModel): Properties {
  if (throughput.mode === "provisioned") {
    const { read, write } = throughput;
    return {
      BillingMode: "PROVISIONED",
      ProvisionedThroughput: { ReadCapacityUnits: read.minimum, WriteCapacityUnits: write.minimum },
    };
  }
  const { maximumRead, maximumWrite } = throughput;
  return {
    BillingMode: "PAY_PER_REQUEST",
    ...((maximumRead !== undefined || maximumWrite !== undefined) && {
      OnDemandThroughput: {
        ...(maximumRead !== undefined && { MaxReadRequestUnits: maximumRead }),
        ...(maximumWrite !== undefined && { MaxWriteRequestUnits: maximumWrite }),
      },
    }),
  };
}

function encryption(model: EncryptionModel): Properties {
  if (model.key === "AWS_OWNED") return { SSEEnabled: false };
  const own = model.key === "CUSTOMER" ? { KMSMasterKeyId: model.kmsKey } : {};
  return { SSEEnabled: true, SSEType: "KMS", ...own };
}

export function recovery(days: number | undefined): Properties {
  return days === undefined
    ? { PointInTimeRecoveryEnabled: false }
    : { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: days };
}

export function insights(mode: ContributorInsightsMode | undefined): Properties {
  return {
    ContributorInsightsSpecification: mode === undefined ? { Enabled: false } : { Enabled: true, Mode: mode },
  };
}

export function timeToLive({ timeToLive: attribute }: TableModel): Properties {
  return attribute === undefined
    ? {}
    : { TimeToLiveSpecification: { AttributeName: attribute, Enabled: true } };
}

export function tags(model: Readonly<Record<string, string>>): Properties {
  const entries = Object.entries(model);
  return entries.length === 0 ? {} : { Tags: entries.map(([Key, Value]) => ({ Key, Value })) };
}

/** What scales the capacity of a table and its indexes: a target and a policy for each. */
export function scalingResources(
  tableId: string,
  table: TableModel,
  logicalId: (index: string, side: string, kind: "Target" | "Policy") => string,
): Record<string, Resource> {
  const resources = scalingsOf(table).flatMap(({ index, side, capacity }): [string, Resource][] => {
    const dimension = `dynamodb:${index === undefined ? "table" : "index"}:${side}CapacityUnits`;
    const path = index === undefined ? "" : `/index/${index}`;
    const target = logicalId(index ?? "", side, "Target");
    const policy = logicalId(index ?? "", side, "Policy");
    return [
      [
        target,
        {
          Type: "AWS::ApplicationAutoScaling::ScalableTarget",
          Properties: {
            ServiceNamespace: "dynamodb",
            ResourceId: { "Fn::Sub": `table/\${${tableId}}${path}` },
            ScalableDimension: dimension,
            MinCapacity: capacity.minimum,
            MaxCapacity: capacity.maximum,
          },
        },
      ],
      [
        policy,
        {
          Type: "AWS::ApplicationAutoScaling::ScalingPolicy",
          Properties: {
            PolicyName: policy,
            PolicyType: "TargetTrackingScaling",
            ScalingTargetId: { Ref: target },
            TargetTrackingScalingPolicyConfiguration: {
              PredefinedMetricSpecification: {
                PredefinedMetricType: `DynamoDB${side}CapacityUtilization`,
              },
              TargetValue: capacity.targetPercent,
            },
          },
        },
      ],
    ];
  });
  return Object.fromEntries(resources);
}
