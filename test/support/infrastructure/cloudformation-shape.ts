import { at, each, type Json, members } from "./json.js";
import { type CapacityShape, keysOf, type RegionShape, type TableShape } from "./table-shape.js";

/** The tables of a template: of CloudFormation, or as the CDK synthesises it. By their names. */
export function templateShapes(template: Json): ReadonlyMap<unknown, TableShape> {
  const shapes = new Map<unknown, TableShape>();
  for (const [id, resource] of members(at(template, "Resources"))) {
    const properties = at(resource, "Properties");
    const type = at(resource, "Type");
    if (type === "AWS::DynamoDB::Table") {
      shapes.set(at(properties, "TableName"), tableShape(properties, scalingOf(template, id)));
    } else if (type === "AWS::DynamoDB::GlobalTable") {
      shapes.set(at(properties, "TableName"), globalTableShape(properties));
    }
  }
  return shapes;
}

function shared(properties: Json) {
  return {
    name: at(properties, "TableName"),
    keys: keySchema(properties),
    attributeTypes: Object.fromEntries(
      each(at(properties, "AttributeDefinitions")).map((one) => [
        at(one, "AttributeName"),
        at(one, "AttributeType"),
      ]),
    ),
    billing: at(properties, "BillingMode"),
    stream: at(properties, "StreamSpecification", "StreamViewType"),
    timeToLive:
      at(properties, "TimeToLiveSpecification", "Enabled") === true
        ? at(properties, "TimeToLiveSpecification", "AttributeName")
        : undefined,
    encryption:
      at(properties, "SSESpecification", "SSEEnabled") === true
        ? at(properties, "SSESpecification", "SSEType")
        : "AWS_OWNED",
  };
}

function keySchema(properties: Json) {
  return keysOf(
    each(at(properties, "KeySchema")).map((one) => [at(one, "AttributeName"), at(one, "KeyType")]),
  );
}

function indexesOf(
  properties: Json,
  capacities: (index: Json) => { read: CapacityShape; write: CapacityShape },
) {
  const indexShape = (type: "global" | "local") => (index: Json) =>
    [
      String(at(index, "IndexName")),
      {
        type,
        keys: keySchema(index),
        projection: at(index, "Projection", "ProjectionType"),
        attributes: at(index, "Projection", "NonKeyAttributes"),
        ...(type === "global" ? capacities(index) : { read: {}, write: {} }),
      },
    ] as const;
  return Object.fromEntries([
    ...each(at(properties, "GlobalSecondaryIndexes")).map(indexShape("global")),
    ...each(at(properties, "LocalSecondaryIndexes")).map(indexShape("local")),
  ]);
}

function regionShape(properties: Json, kmsKey: Json): RegionShape {
  const insights = (of: Json) =>
    at(of, "ContributorInsightsSpecification", "Enabled") === true
      ? at(of, "ContributorInsightsSpecification", "Mode")
      : undefined;
  return {
    tableClass: at(properties, "TableClass"),
    deletionProtection: at(properties, "DeletionProtectionEnabled"),
    recoveryDays:
      at(properties, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled") === true
        ? at(properties, "PointInTimeRecoverySpecification", "RecoveryPeriodInDays")
        : undefined,
    kmsKey,
    insights: insights(properties),
    indexInsights: Object.fromEntries(
      each(at(properties, "GlobalSecondaryIndexes")).map((index) => [
        at(index, "IndexName"),
        insights(index),
      ]),
    ),
    tags: Object.fromEntries(each(at(properties, "Tags")).map((tag) => [at(tag, "Key"), at(tag, "Value")])),
    policy: at(properties, "ResourcePolicy", "PolicyDocument"),
  };
}

type ScalingOf = (index: Json, side: "Read" | "Write") => CapacityShape | undefined;

/** What the template scales of a table, by its logical id: the resource and the dimension of each target, and its policy. */
function scalingOf(template: Json, tableId: string): ScalingOf {
  const resources = members(at(template, "Resources"));
  return (index, side) => {
    const resourceId = `table/\${${tableId}}${index === undefined ? "" : `/index/${index}`}`;
    const dimension = `dynamodb:${index === undefined ? "table" : "index"}:${side}CapacityUnits`;
    const target = resources.find(
      ([, resource]) =>
        at(resource, "Type") === "AWS::ApplicationAutoScaling::ScalableTarget" &&
        at(resource, "Properties", "ServiceNamespace") === "dynamodb" &&
        at(resource, "Properties", "ResourceId", "Fn::Sub") === resourceId &&
        at(resource, "Properties", "ScalableDimension") === dimension,
    );
    if (target === undefined) return undefined;
    const [id, { Properties: properties } = {}] = target as unknown as [string, { Properties?: Json }];
    const policy = resources.find(([, one]) => at(one, "Properties", "ScalingTargetId", "Ref") === id)?.[1];
    const tracking = at(policy, "Properties", "TargetTrackingScalingPolicyConfiguration");
    const metric = at(tracking, "PredefinedMetricSpecification", "PredefinedMetricType");
    if (metric !== `DynamoDB${side}CapacityUtilization`) throw new Error(`${id} is scaled by ${metric}`);
    return {
      minimum: at(properties, "MinCapacity"),
      maximum: at(properties, "MaxCapacity"),
      target: at(tracking, "TargetValue"),
    };
  };
}

/** An `AWS::DynamoDB::Table`, with what scales it. */
function tableShape(properties: Json, scaling: ScalingOf): TableShape {
  const capacity = (of: Json, index: Json, side: "Read" | "Write"): CapacityShape => {
    const units = at(of, "ProvisionedThroughput", `${side}CapacityUnits`);
    if (units === undefined)
      return { onDemandMaximum: at(of, "OnDemandThroughput", `Max${side}RequestUnits`) };
    return scaling(index, side) ?? { minimum: units, maximum: units };
  };
  const capacities = (of: Json, index: Json) => ({
    read: capacity(of, index, "Read"),
    write: capacity(of, index, "Write"),
  });
  return {
    ...shared(properties),
    ...capacities(properties, undefined),
    indexes: indexesOf(properties, (index) => capacities(index, at(index, "IndexName"))),
    regions: { own: regionShape(properties, at(properties, "SSESpecification", "KMSMasterKeyId")) },
  };
}

/** An `AWS::DynamoDB::GlobalTable`: the replica in the region of the stack says how the table is read. */
function globalTableShape(properties: Json): TableShape {
  const replicas = each(at(properties, "Replicas"));
  const isOwn = (replica: Json) =>
    at(replica, "Region", "Ref") === "AWS::Region" || at(replica, "Region") === STACK_REGION;
  const own = replicas.find(isOwn);
  const capacities = (writing: Json, reading: Json) => ({
    read: side(reading, "Read"),
    write: side(writing, "Write"),
  });
  return {
    ...shared(properties),
    ...capacities(properties, own),
    indexes: indexesOf(properties, (index) =>
      capacities(
        index,
        each(at(own, "GlobalSecondaryIndexes")).find(
          (one) => at(one, "IndexName") === at(index, "IndexName"),
        ),
      ),
    ),
    regions: Object.fromEntries(
      replicas.map((replica) => [
        isOwn(replica) ? "own" : String(at(replica, "Region")),
        regionShape(replica, at(replica, "SSESpecification", "KMSMasterKeyId")),
      ]),
    ),
  };
}

/** Where the stacks of the tests are. */
export const STACK_REGION = "eu-west-1";

function side(of: Json, name: "Read" | "Write"): CapacityShape {
  const provisioned = at(of, `${name}ProvisionedThroughputSettings`);
  const units = at(provisioned, `${name}CapacityUnits`);
  if (units !== undefined) return { minimum: units, maximum: units };
  const scaled = at(provisioned, `${name}CapacityAutoScalingSettings`);
  if (scaled === undefined) {
    return { onDemandMaximum: at(of, `${name}OnDemandThroughputSettings`, `Max${name}RequestUnits`) };
  }
  return {
    minimum: at(scaled, "MinCapacity"),
    maximum: at(scaled, "MaxCapacity"),
    target: at(scaled, "TargetTrackingScalingPolicyConfiguration", "TargetValue"),
  };
}
