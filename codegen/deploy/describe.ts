import type { TableDescription, Tag } from "@aws-sdk/client-dynamodb";
import type { TableDescriptions } from "./deployed-table.js";
import { arnIn } from "./diff-replicas.js";
import { isNamed } from "./failure.js";
import type { Endpoint } from "./operations.js";

/** The description of a table, if there is one. */
export async function describeTable(
  endpoint: Endpoint,
  name: string,
  region?: string,
): Promise<TableDescription | undefined> {
  return unless("ResourceNotFoundException", async () => {
    const { Table } = await endpoint.ask("DescribeTable", { TableName: name }, region);
    return Table;
  });
}

/**
 * Whether an endpoint knows more of a table than its keys, indexes, stream, time to live and units: DynamoDB does, and
 * DynamoDB Local does not. The table need not be there.
 */
export async function isComplete(endpoint: Endpoint, name: string): Promise<boolean> {
  try {
    await endpoint.ask("DescribeContinuousBackups", { TableName: name });
    return true;
  } catch (error) {
    if (isNamed(error, "TableNotFoundException", "ResourceNotFoundException")) return true;
    if (isNamed(error, "UnknownOperationException")) return false;
    throw error;
  }
}

/** All that is to know of a table that is there; `complete` as in {@link isComplete}, `scaling`: ask for autoscaling too. */
export async function describeWhole(
  endpoint: Endpoint,
  table: TableDescription,
  { complete, scaling }: { readonly complete: boolean; readonly scaling: boolean },
): Promise<TableDescriptions> {
  const name = table.TableName ?? "";
  if (!complete) return { table, timeToLive: await timeToLive(endpoint, name) };
  const own = table.TableArn?.split(":")[3];
  const regions = (table.Replicas ?? []).flatMap(({ RegionName: region = own, ReplicaStatus: status }) =>
    region === own || region === undefined || status === "DELETING" ? [] : [region],
  );
  const copies = await Promise.all(
    regions.map(async (region): Promise<[string, TableDescriptions][]> => {
      const copy = await describeTable(endpoint, name, region);
      if (copy === undefined) return [];
      const arn = copy.TableArn ?? arnIn(table.TableArn ?? "", region);
      return [[region, await describeRegion(endpoint, { ...copy, TableArn: arn }, region)]];
    }),
  );
  const policy = await unless("PolicyNotFoundException", async () => {
    const answer = await endpoint.ask("GetResourcePolicy", { ResourceArn: table.TableArn });
    return answer.Policy;
  });
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(({ IndexName = "" }) => IndexName);
  const insights = await Promise.all(
    indexes.map(async (index) => {
      const asked = { TableName: name, IndexName: index };
      return [index, await endpoint.ask("DescribeContributorInsights", asked)] as const;
    }),
  );
  return {
    ...(await describeRegion(endpoint, table)),
    timeToLive: await timeToLive(endpoint, name),
    policy,
    indexInsights: Object.fromEntries(insights),
    ...(scaling && { scaling: await describeScaling(endpoint, name, indexes) }),
    replicas: Object.fromEntries(copies.flat()),
  };
}

async function describeRegion(
  endpoint: Endpoint,
  table: TableDescription,
  region?: string,
): Promise<TableDescriptions> {
  const name = table.TableName ?? "";
  const [{ ContinuousBackupsDescription: backups }, insights, tags] = await Promise.all([
    endpoint.ask("DescribeContinuousBackups", { TableName: name }, region),
    endpoint.ask("DescribeContributorInsights", { TableName: name }, region),
    tagsOf(endpoint, table.TableArn, region),
  ]);
  return { table, backups, insights, tags };
}

async function timeToLive(endpoint: Endpoint, name: string) {
  return (await endpoint.ask("DescribeTimeToLive", { TableName: name })).TimeToLiveDescription;
}

async function tagsOf(endpoint: Endpoint, arn: string | undefined, region?: string): Promise<Tag[]> {
  const tags: Tag[] = [];
  let token: string | undefined;
  do {
    const page = await endpoint.ask("ListTagsOfResource", { ResourceArn: arn, NextToken: token }, region);
    tags.push(...(page.Tags ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return tags;
}

async function describeScaling(endpoint: Endpoint, name: string, indexes: readonly string[]) {
  const ids = [`table/${name}`, ...indexes.map((index) => `table/${name}/index/${index}`)];
  const found = await Promise.all(
    ids.map(async (id) => {
      const targets = await endpoint.ask("DescribeScalableTargets", {
        ServiceNamespace: "dynamodb",
        ResourceIds: [id],
      });
      const policies = await endpoint.ask("DescribeScalingPolicies", {
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
