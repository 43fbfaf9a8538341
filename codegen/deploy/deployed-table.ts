import type { ScalableTarget, ScalingPolicy } from "@aws-sdk/client-application-auto-scaling";
import type {
  ContinuousBackupsDescription,
  DescribeContributorInsightsCommandOutput,
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  LocalSecondaryIndexDescription,
  OnDemandThroughput,
  ProvisionedThroughputDescription,
  SSEDescription,
  TableDescription,
  Tag,
  TimeToLiveDescription,
} from "@aws-sdk/client-dynamodb";
import type { KeyAttribute } from "../../src/model/model.js";
import type { ContributorInsightsMode } from "../../src/model/table-settings.js";
import type { ControlPlane } from "../../src/tables/control-plane.js";
import { isNamed } from "../database/failure.js";
import { arnIn } from "./diff-replicas.js";
import { scalingOf } from "./scaling.js";
import type {
  EncryptionState,
  IndexState,
  ReplicaState,
  TableState,
  ThroughputState,
} from "./table-state.js";

/** The answers from which a table is known. What was not asked, since the endpoint does not know it, is absent. */
export interface TableDescriptions {
  readonly table: TableDescription;
  readonly timeToLive?: TimeToLiveDescription | undefined;
  readonly backups?: ContinuousBackupsDescription | undefined;
  readonly tags?: readonly Tag[];
  readonly policy?: string | undefined;
  readonly insights?: Insights | undefined;
  /** By the name of the index. */
  readonly indexInsights?: Readonly<Record<string, Insights>>;
  readonly scaling?: {
    readonly targets: readonly ScalableTarget[];
    readonly policies: readonly ScalingPolicy[];
  };
  /** The answers of the regions that have a copy. */
  readonly replicas?: Readonly<Record<string, Omit<TableDescriptions, "replicas" | "scaling">>>;
}

type Insights = Pick<
  DescribeContributorInsightsCommandOutput,
  "ContributorInsightsStatus" | "ContributorInsightsMode"
>;

/** A table as DynamoDB describes it, in the words of the Model. What it leaves out is as it is by default. */
export function deployedTable(descriptions: TableDescriptions): TableState {
  const { table, scaling } = descriptions;
  const types = new Map(
    table.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const keys = (schema: readonly KeySchemaElement[] = [], kind: "HASH" | "RANGE"): KeyAttribute[] =>
    schema.flatMap(({ AttributeName = "", KeyType }) =>
      KeyType === kind ? [{ name: AttributeName, type: types.get(AttributeName) ?? "S" }] : [],
    );
  const name = table.TableName ?? "";
  const mode = table.BillingModeSummary?.BillingMode ?? "PROVISIONED";
  const throughput = (of: Units, index?: string): ThroughputState =>
    mode === "PAY_PER_REQUEST" ? onDemand(of.OnDemandThroughput) : provisioned(of, name, index, scaling);
  const index = (
    described: LocalSecondaryIndexDescription | GlobalSecondaryIndexDescription,
  ): Omit<IndexState, "type" | "status"> => ({
    name: described.IndexName ?? "",
    items: described.ItemCount ?? 0,
    bytes: described.IndexSizeBytes ?? 0,
    partitionKey: keys(described.KeySchema, "HASH"),
    sortKey: keys(described.KeySchema, "RANGE"),
    projection:
      described.Projection?.ProjectionType === "INCLUDE"
        ? (described.Projection.NonKeyAttributes ?? [])
        : (described.Projection?.ProjectionType ?? "ALL"),
  });
  const [partitionKey = { name: "", type: "S" }] = keys(table.KeySchema, "HASH");
  const [sortKey] = keys(table.KeySchema, "RANGE");
  const ttl = descriptions.timeToLive;
  const expires = ttl?.TimeToLiveStatus === "ENABLED" || ttl?.TimeToLiveStatus === "ENABLING";
  return {
    name,
    items: table.ItemCount ?? 0,
    bytes: table.TableSizeBytes ?? 0,
    partitionKey,
    ...(sortKey && { sortKey }),
    indexes: [
      ...(table.GlobalSecondaryIndexes ?? []).map((described) => ({
        ...index(described),
        type: "global" as const,
        status: described.IndexStatus ?? "ACTIVE",
        throughput: throughput(described, described.IndexName),
        ...insightsOf(descriptions.indexInsights?.[described.IndexName ?? ""]),
      })),
      ...(table.LocalSecondaryIndexes ?? []).map((described) => ({
        ...index(described),
        type: "local" as const,
        status: "ACTIVE",
      })),
    ],
    ...(expires && ttl.AttributeName !== undefined && { timeToLive: ttl.AttributeName }),
    ...(table.StreamSpecification?.StreamEnabled &&
      table.StreamSpecification.StreamViewType && { stream: table.StreamSpecification.StreamViewType }),
    throughput: throughput(table),
    ...regional(descriptions),
    replicas: Object.entries(descriptions.replicas ?? {}).map(
      ([region, described]): ReplicaState => ({ region, ...regional(described) }),
    ),
  };
}

/** Reads the settings that each region of a global table has of its own. */
function regional(
  descriptions: Omit<TableDescriptions, "replicas" | "scaling">,
): Omit<ReplicaState, "region"> {
  const { table, backups, tags = [], policy } = descriptions;
  const recovery = backups?.PointInTimeRecoveryDescription;
  return {
    arn: table.TableArn ?? "",
    status: table.TableStatus ?? "ACTIVE",
    tableClass: table.TableClassSummary?.TableClass ?? "STANDARD",
    ...(recovery?.PointInTimeRecoveryStatus === "ENABLED" && {
      recoveryDays: recovery.RecoveryPeriodInDays ?? 35,
    }),
    encryption: encryptionOf(table.SSEDescription),
    deletionProtection: table.DeletionProtectionEnabled ?? false,
    ...insightsOf(descriptions.insights),
    ...(policy !== undefined && { resourcePolicy: policy }),
    // Those of AWS itself cannot be changed.
    tags: Object.fromEntries(
      tags.flatMap(({ Key = "", Value = "" }) => (Key.startsWith("aws:") ? [] : [[Key, Value]])),
    ),
  };
}

interface Units {
  readonly OnDemandThroughput?: OnDemandThroughput | undefined;
  readonly ProvisionedThroughput?: ProvisionedThroughputDescription | undefined;
}

/** DynamoDB says -1 where there is no maximum. */
function onDemand({
  MaxReadRequestUnits: read = -1,
  MaxWriteRequestUnits: write = -1,
}: OnDemandThroughput = {}): ThroughputState {
  return {
    mode: "onDemand",
    ...(read > 0 && { maximumRead: read }),
    ...(write > 0 && { maximumWrite: write }),
  };
}

function provisioned(
  { ProvisionedThroughput: units }: Units,
  table: string,
  index: string | undefined,
  scaling: TableDescriptions["scaling"],
): ThroughputState {
  const capacity = (side: "read" | "write", now = 0) => {
    const range = scaling && scalingOf(scaling, { table, index, side });
    return { units: now, ...(range && { scaling: range }) };
  };
  return {
    mode: "provisioned",
    read: capacity("read", units?.ReadCapacityUnits),
    write: capacity("write", units?.WriteCapacityUnits),
  };
}

function encryptionOf(description: SSEDescription | undefined): EncryptionState {
  const { Status: status, KMSMasterKeyArn: arn } = description ?? {};
  const on = status === "ENABLED" || status === "ENABLING" || status === "UPDATING";
  return on ? { key: "KMS", ...(arn !== undefined && { arn }) } : { key: "AWS_OWNED" };
}

function insightsOf(description: Insights | undefined): { contributorInsights?: ContributorInsightsMode } {
  const { ContributorInsightsStatus: status, ContributorInsightsMode: mode } = description ?? {};
  if (status !== "ENABLED" && status !== "ENABLING") return {};
  return { contributorInsights: mode ?? "ACCESSED_AND_THROTTLED_KEYS" };
}

/** The description of a table, if there is one. */
export async function describeTable(
  plane: ControlPlane,
  name: string,
  region?: string,
): Promise<TableDescription | undefined> {
  return unless("ResourceNotFoundException", async () => {
    const { Table } = await plane.ask("DescribeTable", { TableName: name }, region);
    return Table;
  });
}

/**
 * Returns true if an endpoint knows more of a table than its keys, indexes, stream, time to live and units: DynamoDB
 * does, and DynamoDB Local does not. The table need not exist.
 */
export async function isComplete(plane: ControlPlane, name: string): Promise<boolean> {
  try {
    await plane.ask("DescribeContinuousBackups", { TableName: name });
    return true;
  } catch (error) {
    if (isNamed(error, "TableNotFoundException", "ResourceNotFoundException")) return true;
    if (isNamed(error, "UnknownOperationException")) return false;
    throw error;
  }
}

/** All that is to know of a table that is there; `complete` as in {@link isComplete}, `scaling`: ask for autoscaling too. */
export async function describeWhole(
  plane: ControlPlane,
  table: TableDescription,
  { complete, scaling }: { readonly complete: boolean; readonly scaling: boolean },
): Promise<TableDescriptions> {
  const name = table.TableName ?? "";
  if (!complete) return { table, timeToLive: await timeToLive(plane, name) };
  const tableRegion = table.TableArn?.split(":")[3];
  const regions = (table.Replicas ?? []).flatMap(
    ({ RegionName: region = tableRegion, ReplicaStatus: status }) =>
      region === tableRegion || region === undefined || status === "DELETING" ? [] : [region],
  );
  const copies = await Promise.all(
    regions.map(async (region): Promise<[string, TableDescriptions][]> => {
      const copy = await describeTable(plane, name, region);
      if (copy === undefined) return [];
      const arn = copy.TableArn ?? arnIn(table.TableArn ?? "", region);
      return [[region, await describeRegion(plane, { ...copy, TableArn: arn }, region)]];
    }),
  );
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(({ IndexName = "" }) => IndexName);
  const insights = await Promise.all(
    indexes.map(async (index) => {
      const asked = { TableName: name, IndexName: index };
      return [index, await plane.ask("DescribeContributorInsights", asked)] as const;
    }),
  );
  return {
    ...(await describeRegion(plane, table)),
    timeToLive: await timeToLive(plane, name),
    indexInsights: Object.fromEntries(insights),
    ...(scaling && { scaling: await describeScaling(plane, name, indexes) }),
    replicas: Object.fromEntries(copies.flat()),
  };
}

async function describeRegion(
  plane: ControlPlane,
  table: TableDescription,
  region?: string,
): Promise<TableDescriptions> {
  const name = table.TableName ?? "";
  const [{ ContinuousBackupsDescription: backups }, insights, tags, policy] = await Promise.all([
    plane.ask("DescribeContinuousBackups", { TableName: name }, region),
    plane.ask("DescribeContributorInsights", { TableName: name }, region),
    tagsOf(plane, table.TableArn, region),
    unless("PolicyNotFoundException", async () => {
      return (await plane.ask("GetResourcePolicy", { ResourceArn: table.TableArn }, region)).Policy;
    }),
  ]);
  return { table, backups, insights, tags, policy };
}

async function timeToLive(plane: ControlPlane, name: string) {
  return (await plane.ask("DescribeTimeToLive", { TableName: name })).TimeToLiveDescription;
}

async function tagsOf(plane: ControlPlane, arn: string | undefined, region?: string): Promise<Tag[]> {
  const tags: Tag[] = [];
  let token: string | undefined;
  do {
    const page = await plane.ask("ListTagsOfResource", { ResourceArn: arn, NextToken: token }, region);
    tags.push(...(page.Tags ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return tags;
}

async function describeScaling(plane: ControlPlane, name: string, indexes: readonly string[]) {
  const ids = [`table/${name}`, ...indexes.map((index) => `table/${name}/index/${index}`)];
  const scalings = await Promise.all(
    ids.map(async (id) => {
      const targets = await plane.ask("DescribeScalableTargets", {
        ServiceNamespace: "dynamodb",
        ResourceIds: [id],
      });
      const policies = await plane.ask("DescribeScalingPolicies", {
        ServiceNamespace: "dynamodb",
        ResourceId: id,
      });
      return { targets: targets.ScalableTargets ?? [], policies: policies.ScalingPolicies ?? [] };
    }),
  );
  return {
    targets: scalings.flatMap(({ targets }) => targets),
    policies: scalings.flatMap(({ policies }) => policies),
  };
}

/** Returns the answer of a request, or `undefined` if it fails with the error that means "not found". */
async function unless<T>(name: string, find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (isNamed(error, name)) return undefined;
    throw error;
  }
}
