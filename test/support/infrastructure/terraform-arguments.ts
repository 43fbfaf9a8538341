import { each, type Json, members } from "./json.js";

/** What an argument of the AWS provider is: a value of this kind, or a block with arguments of its own. */
type Argument = "string" | "number" | "boolean" | "list" | "map" | { readonly [name: string]: Argument };

const throughput = { max_read_request_units: "number", max_write_request_units: "number" } as const;
const lifecycle = { prevent_destroy: "boolean", ignore_changes: "list" } as const;

/** The arguments of the provider's resources, as its documentation of version 6 lists them; `!` marks required ones. */
const ARGUMENTS: Readonly<Record<string, { readonly [name: string]: Argument }>> = {
  aws_dynamodb_table: {
    "name!": "string",
    billing_mode: "string",
    hash_key: "string",
    range_key: "string",
    read_capacity: "number",
    write_capacity: "number",
    table_class: "string",
    deletion_protection_enabled: "boolean",
    stream_enabled: "boolean",
    stream_view_type: "string",
    tags: "map",
    attribute: { "name!": "string", "type!": "string" },
    on_demand_throughput: throughput,
    global_secondary_index: {
      "name!": "string",
      "projection_type!": "string",
      non_key_attributes: "list",
      read_capacity: "number",
      write_capacity: "number",
      key_schema: { "attribute_name!": "string", "key_type!": "string" },
      on_demand_throughput: throughput,
    },
    local_secondary_index: {
      "name!": "string",
      "range_key!": "string",
      "projection_type!": "string",
      non_key_attributes: "list",
    },
    ttl: { attribute_name: "string", enabled: "boolean" },
    point_in_time_recovery: { "enabled!": "boolean", recovery_period_in_days: "number" },
    server_side_encryption: { "enabled!": "boolean", kms_key_arn: "string" },
    lifecycle,
  },
  aws_dynamodb_table_replica: {
    region: "string",
    "global_table_arn!": "string",
    kms_key_arn: "string",
    point_in_time_recovery: "boolean",
    table_class_override: "string",
    deletion_protection_enabled: "boolean",
    tags: "map",
    depends_on: "list",
  },
  aws_dynamodb_contributor_insights: {
    region: "string",
    "table_name!": "string",
    index_name: "string",
    mode: "string",
    depends_on: "list",
  },
  aws_dynamodb_resource_policy: { region: "string", "resource_arn!": "string", "policy!": "string" },
  aws_appautoscaling_target: {
    "service_namespace!": "string",
    "resource_id!": "string",
    "scalable_dimension!": "string",
    "min_capacity!": "number",
    "max_capacity!": "number",
  },
  aws_appautoscaling_policy: {
    "name!": "string",
    policy_type: "string",
    "service_namespace!": "string",
    "resource_id!": "string",
    "scalable_dimension!": "string",
    target_tracking_scaling_policy_configuration: {
      "target_value!": "number",
      predefined_metric_specification: { "predefined_metric_type!": "string" },
    },
  },
  aws_kms_key: { region: "string", "key_id!": "string" },
};

/** What the provider would refuse in a parsed configuration: unknown and missing arguments, values of another kind. */
export function configurationFaults(configuration: Json): string[] {
  return members(configuration).flatMap(([kind, types]) => {
    if (kind === "//") return [];
    if (kind !== "resource" && kind !== "data") return [`there is a block ${kind}`];
    return members(types).flatMap(([type, named]) => {
      const known = ARGUMENTS[type];
      if (known === undefined) return [`this test does not know ${type}`];
      return members(named).flatMap(([name, bodies]) =>
        (Array.isArray(bodies) ? bodies : [bodies]).flatMap((body) =>
          bodyFaults(body, known, `${type}.${name}`),
        ),
      );
    });
  });
}

function bodyFaults(body: Json, known: { readonly [name: string]: Argument }, path: string): string[] {
  const given = members(body).filter(([name]) => name !== "//");
  const missing = Object.keys(known)
    .filter((name) => name.endsWith("!") && !given.some(([argument]) => `${argument}!` === name))
    .map((name) => `${path} lacks ${name.slice(0, -1)}`);
  const wrong = given.flatMap(([name, value]) => {
    const argument = known[name] ?? known[`${name}!`];
    if (argument === undefined) return [`${path} has no ${name}`];
    if (typeof argument === "object") {
      if (!Array.isArray(value)) return [`${path}.${name} is no block`];
      return each(value).flatMap((one) => bodyFaults(one, argument, `${path}.${name}`));
    }
    return kindOf(value) === argument ? [] : [`${path}.${name} is no ${argument}`];
  });
  return [...missing, ...wrong];
}

function kindOf(value: Json): string {
  if (Array.isArray(value)) return "list";
  return typeof value === "object" ? "map" : typeof value;
}
