import type { IndexModel, TableModel } from "../../../src/model/model.js";
import type {
  CapacityModel,
  ReplicaModel,
  TableSettingsModel,
  ThroughputModel,
} from "../../../src/model/table-settings.js";
import {
  type CapacityShape,
  type IndexShape,
  keysOf,
  type RegionShape,
  type TableShape,
} from "./table-shape.js";

/** What a table must be, by the Model. */
export function modelShape(table: TableModel): TableShape {
  const { settings } = table;
  if (settings === undefined) throw new Error("a loaded table has settings");
  const { encryption } = settings;
  const kmsKey = encryption.key === "CUSTOMER" ? encryption.kmsKey : undefined;
  const all = [
    table.partitionKey,
    ...(table.sortKey ? [table.sortKey] : []),
    ...table.indexes.flatMap(({ partitionKey, sortKey }) => [...partitionKey, ...sortKey]),
  ];
  return {
    name: table.name,
    keys: keys([table.partitionKey], table.sortKey ? [table.sortKey] : []),
    attributeTypes: Object.fromEntries(all.map(({ name, type }) => [name, type])),
    billing: settings.throughput.mode === "provisioned" ? "PROVISIONED" : "PAY_PER_REQUEST",
    ...capacities(settings.throughput),
    indexes: Object.fromEntries(table.indexes.map((index) => [index.name, indexShape(index, settings)])),
    stream: table.stream,
    timeToLive: table.timeToLive,
    encryption: encryption.key === "AWS_OWNED" ? "AWS_OWNED" : "KMS",
    regions: {
      own: regionShape(table, { ...settings, region: "own", ...(kmsKey && { kmsKey }) }),
      ...Object.fromEntries(
        settings.replicas.map((replica) => [replica.region, regionShape(table, replica)]),
      ),
    },
  };
}

function keys(partition: readonly { name: string }[], sort: readonly { name: string }[]) {
  return keysOf([
    ...partition.map(({ name }) => [name, "HASH"] as const),
    ...sort.map(({ name }) => [name, "RANGE"] as const),
  ]);
}

function indexShape(index: IndexModel, settings: TableSettingsModel): IndexShape {
  const listed = Array.isArray(index.projection);
  const run = settings.indexes[index.name];
  return {
    type: index.type,
    keys: keys(index.partitionKey, index.sortKey),
    projection: listed ? "INCLUDE" : index.projection,
    attributes: listed ? index.projection : undefined,
    ...(run === undefined ? { read: {}, write: {} } : capacities(run.throughput)),
  };
}

function capacities(throughput: ThroughputModel): { read: CapacityShape; write: CapacityShape } {
  if (throughput.mode === "onDemand") {
    return {
      read: { onDemandMaximum: throughput.maximumRead },
      write: { onDemandMaximum: throughput.maximumWrite },
    };
  }
  return { read: capacity(throughput.read), write: capacity(throughput.write) };
}

function capacity({ minimum, maximum, targetPercent }: CapacityModel): CapacityShape {
  return { minimum, maximum, target: targetPercent };
}

function regionShape(table: TableModel, model: ReplicaModel): RegionShape {
  const indexInsights = Object.entries(table.settings?.indexes ?? {}).map(([name, index]) => [
    name,
    index.contributorInsights,
  ]);
  return {
    tableClass: model.tableClass,
    deletionProtection: model.deletionProtection,
    recoveryDays: model.recoveryDays,
    kmsKey: model.kmsKey,
    insights: model.contributorInsights,
    indexInsights: Object.fromEntries(indexInsights),
    tags: model.tags,
    policy: model.resourcePolicy,
  };
}
