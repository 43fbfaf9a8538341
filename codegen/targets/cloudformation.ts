import { stringify } from "yaml";
import type { Model, TableModel } from "../../src/model/model.js";
import type {
  CapacityModel,
  ContributorInsightsMode,
  EncryptionModel,
  ReplicaModel,
  ThroughputModel,
} from "../../src/model/table-settings.js";
import { createTableInput } from "../../src/tables/create-table-input.js";
import {
  FIXED_TARGET,
  indexSettingsOf,
  scalingsOf,
  settingsOf,
  streamOf,
} from "../model-facts/table-settings.js";
import {
  asciiPascalCase,
  GENERATED_BY,
  type Target,
  type TargetOptions,
  tableIdentifier,
  tableNameOf,
  uniqueNames,
} from "./target.js";

/** A part of a template, as JSON has it. */
type Properties = Readonly<Record<string, unknown>>;

/** A resource of a template. */
interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: "Retain";
  readonly UpdateReplacePolicy?: "Retain";
  readonly Properties: Properties;
}

/**
 * One template with all tables: `AWS::DynamoDB::Table`, with Application Auto Scaling beside it where capacity is scaled,
 * and `AWS::DynamoDB::GlobalTable`, which scales by itself, for tables with replicas.
 */
export const cloudformation: Target<"yaml" | "json"> = {
  title: "a CloudFormation template with the tables",
  formats: ["yaml", "json"],
  files: (model, options = {}) => {
    const template = templateOf(model, options);
    return options.format === "json"
      ? new Map([["template.json", `${JSON.stringify(template, undefined, 2)}\n`]])
      : new Map([
          [
            "template.yaml",
            `# ${GENERATED_BY}\n${stringify(template, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" })}`,
          ],
        ]);
  },
};

function templateOf(model: Model, options: TargetOptions): Properties {
  // A logical id has letters and digits alone, and so has what makes it another one.
  const unique = uniqueNames("x");
  const logicalId = (...parts: readonly string[]): string => unique(parts.map(asciiPascalCase).join(""));
  const tables = model.tables.map((table) => [unique(tableIdentifier(table.name)), table] as const);
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: GENERATED_BY,
    Resources: Object.fromEntries(
      tables.flatMap(([id, table]) => Object.entries(resourcesOf(id, table, logicalId, options))),
    ),
    Outputs: Object.fromEntries(
      tables.flatMap(([id, table]) => [
        [`${id}Name`, { Description: `The name of the table "${table.name}".`, Value: { Ref: id } }],
        [`${id}Arn`, { Value: { "Fn::GetAtt": [id, "Arn"] } }],
        ...(streamOf(table) === undefined
          ? []
          : [[`${id}StreamArn`, { Value: { "Fn::GetAtt": [id, "StreamArn"] } }]]),
      ]),
    ),
  };
}

function resourcesOf(
  id: string,
  table: TableModel,
  logicalId: (...parts: readonly string[]) => string,
  options: TargetOptions,
): Readonly<Record<string, Resource>> {
  if (options.globalTable === true || settingsOf(table).replicas.length > 0) {
    return { [id]: retained("AWS::DynamoDB::GlobalTable", globalTableProperties(table, options)) };
  }
  return {
    [id]: retained("AWS::DynamoDB::Table", tableProperties(table, options)),
    ...scalingResources(id, table, (index, side, kind) => logicalId(table.name, index, side, kind)),
  };
}

/** A table outlives its stack, as one made by the CDK does: what it holds is in no template. */
function retained(type: string, properties: Properties): Resource {
  return { Type: type, DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain", Properties: properties };
}

/** The properties of an `AWS::DynamoDB::Table`. */
function tableProperties(table: TableModel, options: TargetOptions): Properties {
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
function keysOf(table: TableModel) {
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
  const keyId = model.key === "CUSTOMER" ? { KMSMasterKeyId: model.kmsKey } : {};
  return { SSEEnabled: true, SSEType: "KMS", ...keyId };
}

function recovery(days: number | undefined): Properties {
  return days === undefined
    ? { PointInTimeRecoveryEnabled: false }
    : { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: days };
}

function insights(mode: ContributorInsightsMode | undefined): Properties {
  return {
    ContributorInsightsSpecification: mode === undefined ? { Enabled: false } : { Enabled: true, Mode: mode },
  };
}

function timeToLive({ timeToLive: attribute }: TableModel): Properties {
  return attribute === undefined
    ? {}
    : { TimeToLiveSpecification: { AttributeName: attribute, Enabled: true } };
}

function tags(model: Readonly<Record<string, string>>): Properties {
  const entries = Object.entries(model);
  return entries.length === 0 ? {} : { Tags: entries.map(([Key, Value]) => ({ Key, Value })) };
}

/** Returns the resources that scale the capacity of a table and its indexes: a target and a policy for each. */
function scalingResources(
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

/**
 * The properties of an `AWS::DynamoDB::GlobalTable`. The region of the stack has a replica of its own; what differs by
 * region, reading among it, is said there.
 */
function globalTableProperties(table: TableModel, options: TargetOptions): Properties {
  const settings = settingsOf(table);
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes, ...keys } = keysOf(table);
  const stream = streamOf(table);
  const stackReplica: ReplicaModel = {
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
      replica(table, stackReplica, { Ref: "AWS::Region" }),
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
