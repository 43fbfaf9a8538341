import { isTemplate } from "../../src/keys/encode-key.js";
import { GUARD_SORT_KEY, guardPrefix, OWNER_ATTRIBUTE } from "../../src/keys/guard-key.js";
import type {
  AttributeModel,
  EntityModel,
  IndexModel,
  KeyAttribute,
  KeyPart,
  TableModel,
  ValueType,
} from "../../src/model/model.js";
import type { CapacityModel, ThroughputModel } from "../../src/model/table-settings.js";
import type { Document } from "../../src/values/document.js";
import { wireJson } from "../../src/wire/attribute-value-json.js";
import type { Samples } from "../samples/items.js";

const NO_SOURCE = { MySql: {} };

/** A table with a facet for each of its entities; the items of a single entity are the table's own. */
export function workbenchTable(
  table: TableModel,
  entities: readonly EntityModel[],
  samples: Samples,
  tableName: string,
): WorkbenchTable {
  const items = new Map(
    entities.map(({ name }) => [name, (samples.get(name)?.documents ?? []).map(workbenchItem)] as const),
  );
  const guards = entities.flatMap((entity) => guardFacets(entity, table, samples));
  const attributes = [
    ...nonKeyAttributes(table, entities, [...items.values()].flat()),
    ...(guards.length > 0 ? [{ AttributeName: OWNER_ATTRIBUTE, AttributeType: "M" }] : []),
  ];
  const faceted = entities.length + guards.length > 1;
  const indexes = table.indexes.filter(hasPlace).map(workbenchIndex);
  return {
    TableName: tableName,
    KeyAttributes: workbenchKey([table.partitionKey], table.sortKey === undefined ? [] : [table.sortKey]),
    NonKeyAttributes: attributes,
    ...(faceted && {
      TableFacets: [
        ...entities.map((entity) => facetOf(entity, table, items.get(entity.name) ?? [])),
        ...guards,
      ],
    }),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    ...(!faceted && { TableData: [...items.values()].flat() }),
    DataAccess: NO_SOURCE,
    ...billing(table.settings?.throughput),
  };
}

/** Returns true if the format can hold an index: only global ones whose keys are one attribute each. */
export function hasPlace({ type, partitionKey, sortKey }: IndexModel): boolean {
  return type === "global" && partitionKey.length === 1 && sortKey.length <= 1;
}

function workbenchItem(document: Document): WorkbenchItem {
  // The text is of what `wireJson` has just written: a type assertion to the format's types.
  return (JSON.parse(wireJson(document).toString()) as { readonly M: WorkbenchItem }).M;
}

function workbenchKey(partition: readonly KeyAttribute[], sort: readonly KeyAttribute[]): WorkbenchKey {
  const [hash = { name: "", type: "S" }] = partition;
  const [range] = sort;
  return {
    PartitionKey: { AttributeName: hash.name, AttributeType: hash.type },
    ...(range && { SortKey: { AttributeName: range.name, AttributeType: range.type } }),
  };
}

function workbenchIndex({ name, partitionKey, sortKey, projection }: IndexModel): WorkbenchIndex {
  return {
    IndexName: name,
    KeyAttributes: workbenchKey(partitionKey, sortKey),
    Projection:
      typeof projection === "string"
        ? { ProjectionType: projection }
        : { ProjectionType: "INCLUDE", NonKeyAttributes: projection },
  };
}

/** Every attribute but the table's key: the keys of indexes, the entity's name, and those of the entities. */
function nonKeyAttributes(
  table: TableModel,
  entities: readonly EntityModel[],
  items: readonly WorkbenchItem[],
): WorkbenchAttribute[] {
  const found = new Map<string, string>();
  for (const { name, type } of table.indexes.flatMap(({ partitionKey, sortKey }) => [
    ...partitionKey,
    ...sortKey,
  ])) {
    found.set(name, type);
  }
  if (table.entityAttribute !== undefined) found.set(table.entityAttribute, "S");
  for (const [name, value] of entities.flatMap(({ constants = {} }) => Object.entries(constants)))
    found.set(name, typeof value === "number" ? "N" : "S");
  for (const attribute of entities.flatMap(({ attributes }) => attributes)) {
    const stored = storedName(attribute);
    if (!found.has(stored)) found.set(stored, attributeType(attribute.value, stored, items));
  }
  const keys = new Set([table.partitionKey.name, table.sortKey?.name]);
  return [...found]
    .filter(([name]) => !keys.has(name))
    .map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

function storedName({ name, storedAs }: AttributeModel): string {
  return storedAs ?? name;
}

/** DynamoDB's type of an attribute: that of a sample where there is one, for sets and codecs say no more than that. */
function attributeType(value: ValueType, stored: string, items: readonly WorkbenchItem[]): string {
  const types = items.flatMap((item) => Object.keys(item[stored] ?? {}));
  return types.find((type) => type !== "NULL") ?? typeOfValue(value);
}

function typeOfValue(value: ValueType): string {
  const kind = typeof value === "string" ? value : value.kind;
  switch (kind) {
    case "number":
    case "bigint":
    case "dateInSeconds":
    case "dateInMilliseconds":
      return "N";
    case "boolean":
      return "BOOL";
    case "null":
      return "NULL";
    case "binary":
    case "compressed":
      return "B";
    case "list":
    case "tuple":
      return "L";
    case "map":
    case "record":
      return "M";
    case "set":
      return "SS";
    case "nullable":
      return typeof value === "object" && value.kind === "nullable" ? typeOfValue(value.of) : "S";
    default:
      return "S";
  }
}

/** An entity as a facet: its items, and what its keys are made of. */
function facetOf(entity: EntityModel, table: TableModel, items: readonly WorkbenchItem[]): WorkbenchFacet {
  const { primaryKey, attributes } = entity;
  const [partition] = primaryKey.partition;
  const [sort] = primaryKey.sort;
  const keys = new Set([table.partitionKey.name, table.sortKey?.name]);
  const names = [
    ...entity.indexes.flatMap((pattern) => [...pattern.partition, ...pattern.sort].map(({ name }) => name)),
    ...(table.entityAttribute === undefined ? [] : [table.entityAttribute]),
    ...Object.keys(entity.constants ?? {}),
    ...attributes.filter(({ stored }) => stored !== false).map(storedName),
  ];
  return {
    FacetName: entity.name,
    KeyAttributeAlias: {
      PartitionKeyAlias: aliasOf(partition),
      ...(sort === undefined ? {} : { SortKeyAlias: aliasOf(sort) }),
    },
    TableData: items,
    NonKeyAttributes: [...new Set(names)].filter((name) => !keys.has(name)),
    DataAccess: NO_SOURCE,
  };
}

/** The guards of an entity's unique values, a facet for each constraint: they are items of the table as all others. */
function guardFacets(
  { name, storedAs = name, unique = [] }: EntityModel,
  { entityAttribute, sortKey }: TableModel,
  samples: Samples,
): WorkbenchFacet[] {
  return unique.map((constraint) => {
    const prefix = guardPrefix(storedAs, constraint.name);
    const items = (samples.get(name)?.guards ?? []).map(workbenchItem);
    const pieces = constraint.pieces.map(({ attribute }) => `{${attribute}}`);
    return {
      FacetName: `${name}.${constraint.name}`,
      KeyAttributeAlias: {
        PartitionKeyAlias: `${prefix}${pieces.join("#")}`,
        ...(sortKey !== undefined && { SortKeyAlias: GUARD_SORT_KEY }),
      },
      TableData: items.filter((item) =>
        Object.values(item).some(({ S: text }) => String(text).startsWith(prefix)),
      ),
      NonKeyAttributes: [...(entityAttribute === undefined ? [] : [entityAttribute]), OWNER_ATTRIBUTE],
      DataAccess: NO_SOURCE,
    };
  });
}

/** A key as a person reads it: `USER#{userId}`. */
function aliasOf(part: KeyPart | undefined): string {
  if (part === undefined) return "";
  if (!isTemplate(part)) return part.natural.attribute;
  return part.template.map((piece) => (typeof piece === "string" ? piece : `{${piece.attribute}}`)).join("");
}

function billing(
  throughput: ThroughputModel | undefined,
): Pick<WorkbenchTable, "BillingMode" | "ProvisionedCapacitySettings"> {
  if (throughput?.mode !== "provisioned") return { BillingMode: "PAY_PER_REQUEST" };
  const { read, write } = throughput;
  return {
    BillingMode: "PROVISIONED",
    ProvisionedCapacitySettings: {
      ProvisionedThroughput: { ReadCapacityUnits: read.minimum, WriteCapacityUnits: write.minimum },
      ...scaling("AutoScalingRead", read),
      ...scaling("AutoScalingWrite", write),
    },
  };
}

const SERVICE_ROLE = "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";

function scaling(
  name: "AutoScalingRead" | "AutoScalingWrite",
  { minimum, maximum, targetPercent }: CapacityModel,
): Pick<WorkbenchCapacity, "AutoScalingRead" | "AutoScalingWrite"> {
  if (targetPercent === undefined) return {};
  const rule: WorkbenchScaling = {
    ScalableTargetRequest: { MinCapacity: minimum, MaxCapacity: maximum, ServiceRole: SERVICE_ROLE },
    ScalingPolicyConfiguration: { TargetValue: targetPercent },
  };
  return { [name]: rule };
}

/**
 * The file of a data model in NoSQL Workbench, as far as it is known from models that it exported. Its makers publish no
 * schema of it.
 */
export interface WorkbenchModel {
  readonly ModelName: string;
  readonly ModelMetadata: {
    readonly Author: string;
    /** As in `Jun 24, 2020, 04:06 PM`. */
    readonly DateCreated: string;
    readonly DateLastModified: string;
    readonly Description: string;
    readonly AWSService: "Amazon DynamoDB";
    readonly Version: "3.0";
  };
  readonly DataModel: readonly WorkbenchTable[];
}

export interface WorkbenchTable {
  readonly TableName: string;
  readonly KeyAttributes: WorkbenchKey;
  readonly NonKeyAttributes: readonly WorkbenchAttribute[];
  readonly TableFacets?: readonly WorkbenchFacet[];
  readonly GlobalSecondaryIndexes?: readonly WorkbenchIndex[];
  /** The items of a table without facets; facets hold the items otherwise. */
  readonly TableData?: readonly WorkbenchItem[];
  readonly DataAccess: { readonly MySql: Readonly<Record<string, never>> };
  readonly BillingMode: "PAY_PER_REQUEST" | "PROVISIONED";
  readonly ProvisionedCapacitySettings?: WorkbenchCapacity;
}

export interface WorkbenchKey {
  readonly PartitionKey: WorkbenchAttribute;
  readonly SortKey?: WorkbenchAttribute;
}

export interface WorkbenchAttribute {
  readonly AttributeName: string;
  /** One of DynamoDB's types: `S`, `N`, `M`, `SS`. */
  readonly AttributeType: string;
}

export interface WorkbenchFacet {
  readonly FacetName: string;
  readonly KeyAttributeAlias: { readonly PartitionKeyAlias: string; readonly SortKeyAlias?: string };
  readonly TableData: readonly WorkbenchItem[];
  readonly NonKeyAttributes: readonly string[];
  readonly DataAccess: { readonly MySql: Readonly<Record<string, never>> };
}

export interface WorkbenchIndex {
  readonly IndexName: string;
  readonly KeyAttributes: WorkbenchKey;
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

export interface WorkbenchCapacity {
  readonly ProvisionedThroughput: {
    readonly ReadCapacityUnits: number;
    readonly WriteCapacityUnits: number;
  };
  readonly AutoScalingRead?: WorkbenchScaling;
  readonly AutoScalingWrite?: WorkbenchScaling;
}

export interface WorkbenchScaling {
  readonly ScalableTargetRequest: {
    readonly MinCapacity: number;
    readonly MaxCapacity: number;
    readonly ServiceRole: string;
  };
  readonly ScalingPolicyConfiguration: { readonly TargetValue: number };
}

/** An item in DynamoDB JSON: `{ "pk": { "S": "USER#1" } }`. */
export type WorkbenchItem = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
