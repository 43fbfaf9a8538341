import { parse } from "@cdktf/hcl2json";
import { at, each, type Json, members } from "./json.js";
import { type CapacityShape, keysOf, type RegionShape, type TableShape } from "./table-shape.js";

/** A configuration as Terraform's parser reads it. */
export async function parseHcl(text: string): Promise<Json> {
  return (await parse("tables.tf", text)) as Json;
}

/** The text that a string of the parser stands for, which keeps the escapes of templates. */
export function evaluated(value: Json): Json {
  if (typeof value !== "string") return value;
  return value.replaceAll(/\$\{"([$%])"\}|([$%])\2\{/g, (_, alone?: string, escaped?: string) =>
    alone === undefined ? `${escaped}{` : alone,
  );
}

/** The tables of a configuration by their names. */
export async function terraformShapes(configuration: Json): Promise<ReadonlyMap<unknown, TableShape>> {
  const shapes = new Map<unknown, TableShape>();
  for (const [name, [table]] of resources(configuration, "aws_dynamodb_table")) {
    shapes.set(evaluated(at(table, "name")), await tableShape(configuration, name, table));
  }
  return shapes;
}

/** The resources of a type: the parser gives a list of bodies for each name. */
export function resources(
  configuration: Json,
  type: string,
): (readonly [name: string, bodies: readonly Json[]])[] {
  return members(at(configuration, "resource", type)).map(([name, bodies]) => [
    name,
    Array.isArray(bodies) ? bodies : [bodies],
  ]);
}

async function tableShape(configuration: Json, name: string, table: Json): Promise<TableShape> {
  const address = `aws_dynamodb_table.${name}`;
  const capacity = (of: Json, index: Json, side: "read" | "write"): CapacityShape => {
    const units = at(of, `${side}_capacity`);
    if (units === undefined) {
      return { onDemandMaximum: at(of, "on_demand_throughput", 0, `max_${side}_request_units`) };
    }
    const scaled = scaling(configuration, address, index, side);
    if (scaled !== undefined && scaled.minimum !== units) throw new Error(`${name}: begins at ${units}`);
    return scaled ?? { minimum: units, maximum: units };
  };
  const capacities = (of: Json, index: Json) => ({
    read: capacity(of, index, "read"),
    write: capacity(of, index, "write"),
  });
  const indexes = [
    ...each(at(table, "global_secondary_index")).map((index) => [
      at(index, "name"),
      {
        type: "global",
        keys: keysOf(
          each(at(index, "key_schema")).map((one) => [at(one, "attribute_name"), at(one, "key_type")]),
        ),
        projection: at(index, "projection_type"),
        attributes: at(index, "non_key_attributes"),
        ...capacities(index, at(index, "name")),
      },
    ]),
    ...each(at(table, "local_secondary_index")).map((index) => [
      at(index, "name"),
      {
        type: "local",
        keys: keysOf([
          [at(table, "hash_key"), "HASH"],
          [at(index, "range_key"), "RANGE"],
        ]),
        projection: at(index, "projection_type"),
        attributes: at(index, "non_key_attributes"),
        read: {},
        write: {},
      },
    ]),
  ];
  const replicas = resources(configuration, "aws_dynamodb_table_replica").filter(
    ([, [replica]]) => at(replica, "global_table_arn") === `\${${address}.arn}`,
  );
  const sortKey = at(table, "range_key");
  return {
    name: evaluated(at(table, "name")),
    keys: keysOf([[at(table, "hash_key"), "HASH"], ...(sortKey ? [[sortKey, "RANGE"] as const] : [])]),
    attributeTypes: Object.fromEntries(
      each(at(table, "attribute")).map((one) => [at(one, "name"), at(one, "type")]),
    ),
    billing: at(table, "billing_mode"),
    ...capacities(table, undefined),
    indexes: Object.fromEntries(indexes),
    stream: at(table, "stream_enabled") === true ? at(table, "stream_view_type") : undefined,
    timeToLive: at(table, "ttl", 0, "enabled") === true ? at(table, "ttl", 0, "attribute_name") : undefined,
    encryption: at(table, "server_side_encryption", 0, "enabled") === true ? "KMS" : "AWS_OWNED",
    regions: {
      own: {
        tableClass: at(table, "table_class"),
        deletionProtection: at(table, "deletion_protection_enabled"),
        recoveryDays:
          at(table, "point_in_time_recovery", 0, "enabled") === true
            ? at(table, "point_in_time_recovery", 0, "recovery_period_in_days")
            : undefined,
        kmsKey: kmsKey(configuration, at(table, "server_side_encryption", 0, "kms_key_arn")),
        ...insights(configuration, address, undefined),
        tags: tags(at(table, "tags")),
        policy: await policy(configuration, address),
      },
      ...Object.fromEntries(
        await Promise.all(
          replicas.map(async ([own, [replica]]) => {
            const region = String(at(replica, "region"));
            const shape: RegionShape = {
              tableClass: at(replica, "table_class_override"),
              deletionProtection: at(replica, "deletion_protection_enabled"),
              recoveryDays: at(replica, "point_in_time_recovery") === true ? 35 : undefined,
              kmsKey: kmsKey(configuration, at(replica, "kms_key_arn")),
              ...insights(configuration, address, region),
              tags: tags(at(replica, "tags")),
              policy: await policy(configuration, `aws_dynamodb_table_replica.${own}`),
            };
            return [region, shape] as const;
          }),
        ),
      ),
    },
  };
}

function scaling(
  configuration: Json,
  address: string,
  index: Json,
  side: "read" | "write",
): CapacityShape | undefined {
  const resourceId = `table/\${${address}.name}${index === undefined ? "" : `/index/${index}`}`;
  const word = side === "read" ? "Read" : "Write";
  const dimension = `dynamodb:${index === undefined ? "table" : "index"}:${word}CapacityUnits`;
  const found = resources(configuration, "aws_appautoscaling_target").find(
    ([, [target]]) =>
      at(target, "service_namespace") === "dynamodb" &&
      at(target, "resource_id") === resourceId &&
      at(target, "scalable_dimension") === dimension,
  );
  if (found === undefined) return undefined;
  const [name, [target]] = found;
  const policy = resources(configuration, "aws_appautoscaling_policy").find(
    ([, [one]]) => at(one, "resource_id") === `\${aws_appautoscaling_target.${name}.resource_id}`,
  )?.[1][0];
  const tracking = at(policy, "target_tracking_scaling_policy_configuration", 0);
  const metric = at(tracking, "predefined_metric_specification", 0, "predefined_metric_type");
  if (metric !== `DynamoDB${word}CapacityUtilization`) throw new Error(`${name} is scaled by ${metric}`);
  return {
    minimum: at(target, "min_capacity"),
    maximum: at(target, "max_capacity"),
    target: at(tracking, "target_value"),
  };
}

function insights(configuration: Json, address: string, region: string | undefined) {
  const found = resources(configuration, "aws_dynamodb_contributor_insights")
    .map(([, [body]]) => body)
    .filter((body) => at(body, "table_name") === `\${${address}.name}` && at(body, "region") === region);
  const modeOf = (index: Json) =>
    at(
      found.find((body) => at(body, "index_name") === index),
      "mode",
    );
  const indexes = found.map((body) => at(body, "index_name")).filter((index) => index !== undefined);
  return {
    insights: modeOf(undefined),
    indexInsights: Object.fromEntries(indexes.map((index) => [index, modeOf(index)])),
  };
}

/** A key as it was declared: an ARN, or what the data source looks up. */
function kmsKey(configuration: Json, arn: Json): Json {
  const name = /^\$\{data\.aws_kms_key\.([\w-]+)\.arn\}$/.exec(String(arn))?.[1];
  return name === undefined ? arn : at(configuration, "data", "aws_kms_key", name, 0, "key_id");
}

function tags(json: Json): Record<string, Json> {
  return Object.fromEntries(members(json).map(([name, value]) => [name, evaluated(value)]));
}

async function policy(configuration: Json, address: string): Promise<Json> {
  const found = resources(configuration, "aws_dynamodb_resource_policy").find(
    ([, [body]]) => at(body, "resource_arn") === `\${${address}.arn}`,
  );
  const text = at(found?.[1][0], "policy");
  if (text === undefined) return undefined;
  const inner = /^\$\{jsonencode\((.*)\)\}$/s.exec(String(text))?.[1];
  if (inner === undefined) throw new Error(`a policy is ${text}`);
  return deepEvaluated(at(await parseHcl(`value = ${inner}\n`), "value"));
}

function deepEvaluated(json: Json): Json {
  if (Array.isArray(json)) return json.map(deepEvaluated);
  if (typeof json !== "object" || json === null) return evaluated(json);
  return Object.fromEntries(members(json).map(([name, value]) => [name, deepEvaluated(value)]));
}
