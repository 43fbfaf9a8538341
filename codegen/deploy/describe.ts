import type { TableDescription, Tag } from "@aws-sdk/client-dynamodb";
import type { ControlPlane } from "../../src/tables/control-plane.js";
import { isNamed } from "../database/failure.js";
import type { TableDescriptions } from "./deployed-table.js";
import { arnIn } from "./diff-replicas.js";

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
 * Whether an endpoint knows more of a table than its keys, indexes, stream, time to live and units: DynamoDB does, and
 * DynamoDB Local does not. The table need not be there.
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
  const own = table.TableArn?.split(":")[3];
  const regions = (table.Replicas ?? []).flatMap(({ RegionName: region = own, ReplicaStatus: status }) =>
    region === own || region === undefined || status === "DELETING" ? [] : [region],
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
  const found = await Promise.all(
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
    targets: found.flatMap(({ targets }) => targets),
    policies: found.flatMap(({ policies }) => policies),
  };
}

/** What is found, or nothing if the error of that name says that there is none. */
async function unless<T>(name: string, find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (isNamed(error, name)) return undefined;
    throw error;
  }
}
