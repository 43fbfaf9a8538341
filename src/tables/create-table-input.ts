import type {
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  Projection,
} from "@aws-sdk/client-dynamodb";
import type { IndexModel, KeyAttribute, TableModel } from "../model/model.js";
import type { EncryptionModel, TableSettingsModel, ThroughputModel } from "../model/table-settings.js";

/**
 * The CreateTable request of a table: as its settings say, or billed on demand where it has none. DynamoDB takes time to
 * live, backups, contributor insights, autoscaling and replicas in requests of their own, once the table exists.
 *
 * @param physicalName The table's name in DynamoDB; the logical name by default.
 */
export function createTableInput(
  table: TableModel,
  physicalName: string = table.name,
): CreateTableCommandInput {
  const partitionKey = [table.partitionKey];
  const sortKey = table.sortKey === undefined ? [] : [table.sortKey];
  const global = table.indexes
    .filter((index) => index.type === "global")
    .map((index) => globalIndexInput(index, table.settings?.indexes[index.name]?.throughput));
  const local = table.indexes.filter((index) => index.type === "local").map(indexInput);
  return {
    TableName: physicalName,
    ...billing(table.settings?.throughput ?? { mode: "onDemand" }),
    AttributeDefinitions: attributeDefinitions(table),
    KeySchema: keySchema(partitionKey, sortKey),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(table.stream !== undefined && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream },
    }),
    ...(table.settings && settingsInput(table.settings)),
  };
}

/** Returns the settings that are not DynamoDB's defaults. */
function settingsInput(settings: TableSettingsModel): Partial<CreateTableCommandInput> {
  const { tableClass, encryption, deletionProtection, tags, resourcePolicy } = settings;
  const named = Object.entries(tags);
  return {
    ...(tableClass !== "STANDARD" && { TableClass: tableClass }),
    ...(encryption.key !== "AWS_OWNED" && { SSESpecification: encryptionInput(encryption) }),
    ...(deletionProtection && { DeletionProtectionEnabled: true }),
    ...(named.length > 0 && { Tags: named.map(([Key, Value]) => ({ Key, Value })) }),
    ...(resourcePolicy && { ResourcePolicy: JSON.stringify(resourcePolicy) }),
  };
}

/** The encryption of a table or its change; without a key of your own it is DynamoDB's or the account's. */
export function encryptionInput(encryption: EncryptionModel) {
  if (encryption.key === "AWS_OWNED") return { Enabled: false };
  const key = encryption.key === "CUSTOMER" ? { KMSMasterKeyId: encryption.kmsKey } : {};
  return { Enabled: true, SSEType: "KMS" as const, ...key };
}

function billing(throughput: ThroughputModel) {
  const mode = throughput.mode === "onDemand" ? ("PAY_PER_REQUEST" as const) : ("PROVISIONED" as const);
  return { BillingMode: mode, ...throughputInput(throughput) };
}

/** The units of a table or index when it is made: maxima if there are any, or the least that is provisioned. */
export function throughputInput(
  throughput: ThroughputModel,
): Pick<GlobalSecondaryIndex, "OnDemandThroughput" | "ProvisionedThroughput"> {
  if (throughput.mode === "provisioned") {
    const { read, write } = throughput;
    return {
      ProvisionedThroughput: { ReadCapacityUnits: read.minimum, WriteCapacityUnits: write.minimum },
    };
  }
  const { maximumRead, maximumWrite } = throughput;
  if (maximumRead === undefined && maximumWrite === undefined) return {};
  return {
    OnDemandThroughput: {
      ...(maximumRead !== undefined && { MaxReadRequestUnits: maximumRead }),
      ...(maximumWrite !== undefined && { MaxWriteRequestUnits: maximumWrite }),
    },
  };
}

/** A global index, of a table that is created or of one that exists. */
export function globalIndexInput(index: IndexModel, throughput?: ThroughputModel): GlobalSecondaryIndex {
  return { ...indexInput(index), ...(throughput && throughputInput(throughput)) };
}

function indexInput(index: IndexModel): LocalSecondaryIndex {
  return {
    IndexName: index.name,
    KeySchema: keySchema(index.partitionKey, index.sortKey),
    Projection: projection(index.projection),
  };
}

/** A natural multi-attribute key is several elements of one key type, in the order of the key. */
function keySchema(
  partitionKey: readonly KeyAttribute[],
  sortKey: readonly KeyAttribute[],
): KeySchemaElement[] {
  return [
    ...partitionKey.map(({ name }) => ({ AttributeName: name, KeyType: "HASH" as const })),
    ...sortKey.map(({ name }) => ({ AttributeName: name, KeyType: "RANGE" as const })),
  ];
}

function projection(projected: IndexModel["projection"]): Projection {
  if (projected === "ALL" || projected === "KEYS_ONLY") return { ProjectionType: projected };
  return { ProjectionType: "INCLUDE", NonKeyAttributes: [...projected] };
}

/** Each key attribute once, whichever keys it is part of: DynamoDB rejects repeated and unused definitions. */
export function attributeDefinitions(table: Pick<TableModel, "partitionKey" | "sortKey" | "indexes">) {
  const keys = [
    table.partitionKey,
    ...(table.sortKey === undefined ? [] : [table.sortKey]),
    ...table.indexes.flatMap((index) => [...index.partitionKey, ...index.sortKey]),
  ];
  const types = new Map(keys.map(({ name, type }) => [name, type]));
  return [...types].map(([name, type]) => ({ AttributeName: name, AttributeType: type }));
}
