import type { IndexModel, Model, TableModel } from "../../src/model/model.js";
import type { ReplicaModel, ThroughputModel } from "../../src/model/table-settings.js";
import { createTableInput } from "../../src/tables/create-table-input.js";
import { indexSettingsOf, scalingsOf, settingsOf, streamOf } from "../model-facts/table-settings.js";
import {
  type Block,
  type Comment,
  Expression,
  type HclEntry,
  type HclValue,
  JsonText,
  printHcl,
  printHclJson,
} from "./hcl.js";
import { GENERATED_BY, type Target, type TargetOptions, tableNameOf, uniqueNames } from "./target.js";

/** Tables for Terraform and OpenTofu, with what the AWS provider keeps in resources of its own. */
export const terraform: Target<"hcl" | "json"> = {
  title: "Terraform configuration of the tables",
  formats: ["hcl", "json"],
  files: (model, options = {}) => {
    const blocks = blocksOf(model, options);
    return options.format === "json"
      ? new Map([["tables.tf.json", printHclJson(blocks)]])
      : new Map([["tables.tf", printHcl(blocks)]]);
  },
};

/** The version of the provider that knows `key_schema` and a region for each resource. */
const PROVIDER =
  "hashicorp/aws 6.37 or later (removing one index makes an earlier one delete and rebuild all of them)";

function blocksOf(model: Model, options: TargetOptions): (Block | Comment)[] {
  const unique = uniqueNames("_");
  const label = (...parts: readonly string[]): string => unique(parts.map(identifier).join("_"));
  return [
    { comment: `${GENERATED_BY}\nIt needs ${PROVIDER}.` },
    ...model.tables.flatMap((table) => tableBlocks(table, label, options)),
  ];
}

/** A name of a resource: letters, digits, `_` and `-`, and no digit in front. */
function identifier(name: string, position: number): string {
  const text = name.replaceAll(/[^A-Za-z\d_-]/g, "_");
  return position === 0 && /^[\d-]/.test(text) ? `_${text}` : text;
}

/** Gives a resource its name in Terraform, which none before has. */
type Label = (...parts: readonly string[]) => string;

/** A table, and what the provider keeps beside it: capacity that is scaled, replicas, insights, policies. */
function tableBlocks(table: TableModel, label: Label, options: TargetOptions): (Block | Comment)[] {
  const { replicas } = settingsOf(table);
  const name = label(table.name);
  const address = `aws_dynamodb_table.${name}`;
  const scaling = scalingBlocks(table, address, label);
  const policies = scaling.filter(({ labels }) => labels?.[0] === "aws_appautoscaling_policy");
  return [
    ...kmsKey(settingsOf(table).encryption, name),
    resource("aws_dynamodb_table", name, tableBody(table, name, options)),
    ...scaling,
    ...insightsBlocks(table, address, label),
    ...policyBlocks(settingsOf(table).resourcePolicy, name, `${address}.arn`),
    ...replicas.flatMap((replica) => {
      const replicaLabel = label(table.name, replica.region);
      return replicaBlocks(table, replica, { replicaLabel, address, label, policies });
    }),
  ];
}

function resource(type: string, name: string, body: readonly (HclEntry | undefined)[]): Block {
  return { block: "resource", labels: [type, name], body: body.filter((entry) => entry !== undefined) };
}

function block(type: string, ...body: readonly (HclEntry | undefined)[]): Block {
  return { block: type, body: body.filter((entry) => entry !== undefined) };
}

/** An argument, where it has a value. */
function argument(name: string, value: HclValue | undefined): HclEntry | undefined {
  return value === undefined ? undefined : [name, value];
}

const reference = (text: string): Expression => new Expression(text);

function tableBody(table: TableModel, name: string, options: TargetOptions): (HclEntry | undefined)[] {
  const settings = settingsOf(table);
  const { throughput, encryption, recoveryDays, tags, deletionProtection } = settings;
  const stream = streamOf(table);
  const scaled = scalingsOf(table);
  const ignored = [
    ...scaled.filter(({ index }) => index === undefined).map(({ side }) => `${side.toLowerCase()}_capacity`),
    ...(settings.replicas.length > 0 ? ["replica"] : []),
  ];
  return [
    ["name", tableNameOf(table.name, options)],
    ["billing_mode", throughput.mode === "provisioned" ? "PROVISIONED" : "PAY_PER_REQUEST"],
    ...capacity(throughput),
    ["hash_key", table.partitionKey.name],
    argument("range_key", table.sortKey?.name),
    ["table_class", settings.tableClass],
    ["deletion_protection_enabled", deletionProtection],
    ["stream_enabled", stream !== undefined],
    argument("stream_view_type", stream),
    argument("tags", Object.keys(tags).length > 0 ? tags : undefined),
    ...(createTableInput(table).AttributeDefinitions ?? []).map(
      ({ AttributeName = "", AttributeType = "" }) =>
        block("attribute", ["name", AttributeName], ["type", AttributeType]),
    ),
    onDemand(throughput),
    ...table.indexes.filter(({ type }) => type === "global").map((index) => globalIndex(table, index)),
    ...table.indexes.filter(({ type }) => type === "local").map(localIndex),
    ...(table.timeToLive === undefined
      ? []
      : [block("ttl", ["attribute_name", table.timeToLive], ["enabled", true])]),
    block(
      "point_in_time_recovery",
      ["enabled", recoveryDays !== undefined],
      argument("recovery_period_in_days", recoveryDays),
    ),
    block(
      "server_side_encryption",
      ["enabled", encryption.key !== "AWS_OWNED"],
      argument("kms_key_arn", encryption.key === "CUSTOMER" ? keyArn(encryption.kmsKey, name) : undefined),
    ),
    ...(scaled.some(({ index }) => index !== undefined)
      ? [
          {
            comment:
              "The capacity of an index is scaled, and Terraform cannot ignore it there alone: a plan may show it as a change\nback to its minimum.",
          },
        ]
      : []),
    ...(ignored.length > 0 || deletionProtection
      ? [
          block(
            "lifecycle",
            argument("prevent_destroy", deletionProtection || undefined),
            argument("ignore_changes", ignored.length > 0 ? ignored.map(reference) : undefined),
          ),
        ]
      : []),
  ];
}

/** Capacity that is scaled begins at its minimum. */
function capacity(throughput: ThroughputModel): HclEntry[] {
  if (throughput.mode === "onDemand") return [];
  return [
    ["read_capacity", throughput.read.minimum],
    ["write_capacity", throughput.write.minimum],
  ];
}

function onDemand(throughput: ThroughputModel): Block | undefined {
  if (throughput.mode === "provisioned") return undefined;
  const { maximumRead, maximumWrite } = throughput;
  if (maximumRead === undefined && maximumWrite === undefined) return undefined;
  return block(
    "on_demand_throughput",
    argument("max_read_request_units", maximumRead),
    argument("max_write_request_units", maximumWrite),
  );
}

function globalIndex(table: TableModel, index: IndexModel): Block {
  const { throughput } = indexSettingsOf(table, index.name);
  const keys = [
    ...index.partitionKey.map(({ name }) => [name, "HASH"] as const),
    ...index.sortKey.map(({ name }) => [name, "RANGE"] as const),
  ];
  return block(
    "global_secondary_index",
    ["name", index.name],
    ...projection(index),
    ...capacity(throughput),
    ...keys.map(([name, type]) => block("key_schema", ["attribute_name", name], ["key_type", type])),
    onDemand(throughput),
  );
}

function localIndex(index: IndexModel): Block {
  return block(
    "local_secondary_index",
    ["name", index.name],
    argument("range_key", index.sortKey[0]?.name),
    ...projection(index),
  );
}

function projection({ projection: projected }: IndexModel): HclEntry[] {
  if (projected === "ALL" || projected === "KEYS_ONLY") return [["projection_type", projected]];
  return [
    ["projection_type", "INCLUDE"],
    ["non_key_attributes", [...projected]],
  ];
}

/** The provider takes ARNs; it finds those of an id or an alias itself. */
function keyArn(key: string, name: string): HclValue {
  return key.startsWith("arn:") ? key : reference(`data.aws_kms_key.${name}.arn`);
}

function kmsKey(
  encryption: { readonly key: string; readonly kmsKey?: string },
  name: string,
  region?: string,
): Block[] {
  const key = encryption.kmsKey;
  if (key === undefined || key.startsWith("arn:")) return [];
  return [
    {
      block: "data",
      labels: ["aws_kms_key", name],
      body: [...(region === undefined ? [] : [["region", region] as const]), ["key_id", key]],
    },
  ];
}

function scalingBlocks(table: TableModel, address: string, label: Label): Block[] {
  return scalingsOf(table).flatMap(({ index, side, capacity: { minimum, maximum, targetPercent } }) => {
    const name = label(...[table.name, ...(index === undefined ? [] : [index]), side.toLowerCase()]);
    const target = `aws_appautoscaling_target.${name}`;
    const path = index === undefined ? "" : `/index/${index}`;
    return [
      resource("aws_appautoscaling_target", name, [
        ["service_namespace", "dynamodb"],
        ["resource_id", reference(`"table/\${${address}.name}${path}"`)],
        ["scalable_dimension", `dynamodb:${index === undefined ? "table" : "index"}:${side}CapacityUnits`],
        ["min_capacity", minimum],
        ["max_capacity", maximum],
      ]),
      resource("aws_appautoscaling_policy", name, [
        ["name", name],
        ["policy_type", "TargetTrackingScaling"],
        ["service_namespace", reference(`${target}.service_namespace`)],
        ["resource_id", reference(`${target}.resource_id`)],
        ["scalable_dimension", reference(`${target}.scalable_dimension`)],
        block(
          "target_tracking_scaling_policy_configuration",
          ["target_value", targetPercent],
          block("predefined_metric_specification", [
            "predefined_metric_type",
            `DynamoDB${side}CapacityUtilization`,
          ]),
        ),
      ]),
    ];
  });
}

/** Insights of the table and of its global indexes, in a replica's region or the provider's. */
function insightsBlocks(table: TableModel, address: string, label: Label, replica?: ReplicaModel): Block[] {
  const { contributorInsights } = replica ?? settingsOf(table);
  const global = table.indexes.filter(({ type }) => type === "global");
  const modes = [
    [undefined, contributorInsights] as const,
    ...global.map(({ name }) => [name, indexSettingsOf(table, name).contributorInsights] as const),
  ];
  const region = replica === undefined ? [] : [replica.region];
  return modes.flatMap(([index, mode]) => {
    if (mode === undefined) return [];
    const name = label(table.name, ...region, ...(index === undefined ? [] : [index]), "insights");
    return [
      resource("aws_dynamodb_contributor_insights", name, [
        argument("region", replica?.region),
        ["table_name", reference(`${address}.name`)],
        argument("index_name", index),
        ["mode", mode],
      ]),
    ];
  });
}

function policyBlocks(
  policy: Readonly<Record<string, unknown>> | undefined,
  name: string,
  arn: string,
  region?: string,
): Block[] {
  if (policy === undefined) return [];
  return [
    resource("aws_dynamodb_resource_policy", name, [
      argument("region", region),
      ["resource_arn", reference(arn)],
      ["policy", new JsonText(policy)],
    ]),
  ];
}

interface ReplicaContext {
  readonly replicaLabel: string;
  readonly address: string;
  readonly label: Label;
  readonly policies: readonly Block[];
}

/**
 * A replica as a resource of its replicaLabel, not as a block of the table: it has tags and a table class there, and it can wait
 * for the scaling of writes, without which DynamoDB makes no replica of a table with provisioned capacity.
 */
function replicaBlocks(
  table: TableModel,
  replica: ReplicaModel,
  { replicaLabel, address, label, policies }: ReplicaContext,
): Block[] {
  const { region, tags, kmsKey: key, recoveryDays } = replica;
  const waits = policies.map(({ labels = [] }) => reference(labels.join(".")));
  const insights = insightsBlocks(table, address, label, replica);
  const days =
    recoveryDays !== undefined && recoveryDays !== 35
      ? [
          {
            comment: `The provider cannot say that backups are kept for ${recoveryDays} days here: it is 35.`,
          },
        ]
      : [];
  return [
    ...kmsKey({ key: "CUSTOMER", ...(key !== undefined && { kmsKey: key }) }, replicaLabel, region),
    resource("aws_dynamodb_table_replica", replicaLabel, [
      ["region", region],
      ["global_table_arn", reference(`${address}.arn`)],
      argument("kms_key_arn", key === undefined ? undefined : keyArn(key, replicaLabel)),
      ["point_in_time_recovery", recoveryDays !== undefined],
      ["table_class_override", replica.tableClass],
      ["deletion_protection_enabled", replica.deletionProtection],
      argument("tags", Object.keys(tags).length > 0 ? tags : undefined),
      argument("depends_on", waits.length > 0 ? waits : undefined),
      ...days,
    ]),
    ...insights.map((one) => ({
      ...one,
      body: [...one.body, ["depends_on", [reference(`aws_dynamodb_table_replica.${replicaLabel}`)]] as const],
    })),
    ...policyBlocks(
      replica.resourcePolicy,
      replicaLabel,
      `aws_dynamodb_table_replica.${replicaLabel}.arn`,
      region,
    ),
  ];
}
