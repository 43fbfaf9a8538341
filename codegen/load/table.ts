import type {
  EntityModel,
  IndexModel,
  KeyAttribute,
  KeyAttributeType,
  TableModel,
  ValueType,
} from "../../src/model/model.js";
import type {
  CapacityModel,
  EncryptionModel,
  IndexSettingsModel,
  ReplicaModel,
  TableSettingsModel,
  ThroughputModel,
} from "../../src/model/table-settings.js";
import type {
  CapacityOptions,
  EncryptionOptions,
  IndexOptions,
  ReplicaOptions,
  TableDefinition,
  TableOptions,
  TableSettings,
  ThroughputOptions,
} from "../../src/schema/table.js";
import { keyAttributeType } from "../model-facts/key-pieces.js";

/** A table as it is declared. What its key attributes hold is not known yet: they count as strings. */
export function readTable({ name, options }: TableDefinition): TableModel {
  const { partitionKey, sortKey, indexes = {}, keyEncoding = "ordered", delimiter = "#" } = options;
  const { entityAttribute = "_entity", timeToLive, stream, accept } = options;
  return {
    name,
    partitionKey: text(partitionKey),
    ...(sortKey === undefined ? {} : { sortKey: text(sortKey) }),
    indexes: Object.entries(indexes).map(([index, indexOptions]) =>
      readIndex(index, indexOptions, partitionKey),
    ),
    keyEncoding,
    delimiter,
    ...(entityAttribute === false ? {} : { entityAttribute }),
    ...(timeToLive === undefined ? {} : { timeToLive }),
    ...(stream === undefined ? {} : { stream }),
    settings: readSettings(options),
    ...(accept === undefined ? {} : { accept }),
  };
}

function readIndex(name: string, options: IndexOptions, tablePartitionKey: string): IndexModel {
  const local = options.type === "local";
  return {
    name,
    type: local ? "local" : "global",
    partitionKey: local ? [text(tablePartitionKey)] : attributes(options.partitionKey),
    sortKey: attributes(options.sortKey ?? []),
    projection: options.projection ?? "ALL",
  };
}

function attributes(names: string | readonly string[]): KeyAttribute[] {
  return (typeof names === "string" ? [names] : names).map(text);
}

function text(name: string): KeyAttribute {
  return { name, type: "S" };
}

/** The table with the types that its entities give to key attributes; one that no entity writes is a string. */
export function typeTable(table: TableModel, entities: readonly EntityModel[]): TableModel {
  const tableEntities = entities.filter((entity) => entity.table === table.name);
  const parts = tableEntities.flatMap(({ primaryKey, indexes }) =>
    [primaryKey, ...indexes].flatMap(({ partition, sort }) => [...partition, ...sort]),
  );
  const typed = ({ name }: KeyAttribute): KeyAttribute => {
    const part = parts.find((candidate) => candidate.name === name);
    if (part !== undefined) return { name, type: keyAttributeType(part) };
    const attribute = tableEntities
      .flatMap((entity) => entity.attributes)
      .find((candidate) => (candidate.storedAs ?? candidate.name) === name);
    return { name, type: attribute === undefined ? "S" : (storedType(attribute.value) ?? "S") };
  };
  return {
    ...table,
    ...(tableEntities.some(({ unique }) => unique !== undefined) && { guards: true as const }),
    partitionKey: typed(table.partitionKey),
    ...(table.sortKey === undefined ? {} : { sortKey: typed(table.sortKey) }),
    indexes: table.indexes.map((index) => ({
      ...index,
      partitionKey: index.partitionKey.map(typed),
      sortKey: index.sortKey.map(typed),
    })),
  };
}

function storedType(value: ValueType): KeyAttributeType | undefined {
  switch (value) {
    case "number":
    case "bigint":
    case "dateInSeconds":
    case "dateInMilliseconds":
      return "N";
    case "binary":
      return "B";
    case "string":
    case "date":
      return "S";
    default:
      return undefined;
  }
}

/** For how long DynamoDB keeps continuous backups unless it is told otherwise. */
const RECOVERY_DAYS = 35;

/** The part of its capacity in use at which autoscaling keeps a table unless it is told otherwise. */
const TARGET_PERCENT = 70;

/** Reads the settings of a table and fills in every default. */
function readSettings(options: TableOptions): TableSettingsModel {
  const throughput = readThroughput(options.throughput ?? { mode: "onDemand" });
  const { tableClass = "STANDARD", deletionProtection = false, tags = {} } = options;
  const tableSettings = {
    tableClass,
    deletionProtection,
    tags,
    ...recovery(options.pointInTimeRecovery),
    ...insights(options.contributorInsights),
  };
  return {
    ...tableSettings,
    throughput,
    encryption: readEncryption(options.encryption ?? "AWS_OWNED"),
    replicas: (options.replicas ?? []).map((replica) => readReplica(replica, tableSettings)),
    ...(options.resourcePolicy && { resourcePolicy: options.resourcePolicy }),
    indexes: Object.fromEntries(
      Object.entries(options.indexes ?? {})
        .filter(([, { type }]) => type !== "local")
        .map(([name, index]) => [name, readIndexSettings(index, throughput)]),
    ),
  };
}

function readIndexSettings(index: IndexOptions, ofTable: ThroughputModel): IndexSettingsModel {
  if (index.type === "local") return { throughput: ofTable };
  const inherited: ThroughputModel = ofTable.mode === "provisioned" ? ofTable : { mode: "onDemand" };
  const throughput = index.throughput === undefined ? inherited : readThroughput(index.throughput);
  return { throughput, ...insights(index.contributorInsights) };
}

function readThroughput(options: ThroughputOptions): ThroughputModel {
  if (options.mode === "onDemand") return options;
  return { mode: "provisioned", read: readCapacity(options.read), write: readCapacity(options.write) };
}

function readCapacity(options: CapacityOptions): CapacityModel {
  if (typeof options === "number") return { minimum: options, maximum: options };
  return { targetPercent: TARGET_PERCENT, ...options };
}

function readEncryption(options: EncryptionOptions): EncryptionModel {
  return typeof options === "string" ? { key: options } : { key: "CUSTOMER", kmsKey: options.kmsKey };
}

function recovery(option: TableSettings["pointInTimeRecovery"]): { readonly recoveryDays?: number } {
  if (option === undefined || option === false) return {};
  return { recoveryDays: option === true ? RECOVERY_DAYS : option.days };
}

function insights(
  mode: ReplicaOptions["contributorInsights"],
): Pick<IndexSettingsModel, "contributorInsights"> {
  return mode === undefined || mode === false ? {} : { contributorInsights: mode };
}

/** A replica is as its table where it does not say otherwise. */
function readReplica(
  replica: string | ReplicaOptions,
  ofTable: Omit<ReplicaModel, "region" | "kmsKey">,
): ReplicaModel {
  if (typeof replica === "string") return { ...ofTable, region: replica };
  const { region, tableClass, kmsKey, pointInTimeRecovery, deletionProtection, contributorInsights, tags } =
    replica;
  const { resourcePolicy } = replica;
  const { recoveryDays, contributorInsights: mode, ...rest } = ofTable;
  return {
    ...rest,
    region,
    ...(tableClass && { tableClass }),
    ...(deletionProtection !== undefined && { deletionProtection }),
    ...(tags && { tags }),
    ...(kmsKey && { kmsKey }),
    ...(pointInTimeRecovery === undefined
      ? recoveryDays !== undefined && { recoveryDays }
      : recovery(pointInTimeRecovery)),
    ...insights(contributorInsights ?? mode),
    ...(resourcePolicy && { resourcePolicy }),
  };
}
