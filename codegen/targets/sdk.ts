import type { CreateTableCommandInput, SSESpecification } from "@aws-sdk/client-dynamodb";
import { createTableInput } from "../../src/model/create-table-input.js";
import type { TableModel } from "../../src/model/model.js";
import type { EncryptionModel, ThroughputModel } from "../../src/model/settings.js";
import { indexSettingsOf, settingsOf, streamOf } from "./table-run.js";
import { type Target, type TargetOptions, tableNameOf } from "./target.js";

/** CreateTable requests, as `aws dynamodb create-table --cli-input-json` and the SDK take them. */
export const sdk: Target<"json"> = {
  title: "the CreateTable request of each table, as JSON",
  formats: ["json"],
  files: (model, options = {}) =>
    new Map(
      model.tables.map((table) => [
        `${table.name}.json`,
        `${JSON.stringify(createTableRequest(table, options), undefined, 2)}\n`,
      ]),
    ),
};

/**
 * The whole CreateTable request of a table: keys, indexes, throughput, class, stream, encryption, tags, policy. What is
 * switched on once the table is there has requests of its own: time to live, backups, insights, scaling, replicas.
 */
function createTableRequest(table: TableModel, options: TargetOptions): CreateTableCommandInput {
  const settings = settingsOf(table);
  const { GlobalSecondaryIndexes: global, ...input } = createTableInput(
    table,
    tableNameOf(table.name, options),
  );
  const stream = streamOf(table);
  const tags = Object.entries(settings.tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    ...input,
    ...(global && {
      GlobalSecondaryIndexes: global.map((index) => ({
        ...index,
        ...units(indexSettingsOf(table, index.IndexName ?? "").throughput),
      })),
    }),
    BillingMode: settings.throughput.mode === "provisioned" ? "PROVISIONED" : "PAY_PER_REQUEST",
    ...units(settings.throughput),
    ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: stream } }),
    TableClass: settings.tableClass,
    DeletionProtectionEnabled: settings.deletionProtection,
    SSESpecification: encryption(settings.encryption),
    ...(settings.resourcePolicy && { ResourcePolicy: JSON.stringify(settings.resourcePolicy) }),
    ...(tags.length > 0 && { Tags: tags }),
  };
}

/** Capacity that is scaled begins at its minimum. */
function units(
  throughput: ThroughputModel,
): Pick<CreateTableCommandInput, "ProvisionedThroughput" | "OnDemandThroughput"> {
  if (throughput.mode === "provisioned") {
    const { read, write } = throughput;
    return { ProvisionedThroughput: { ReadCapacityUnits: read.minimum, WriteCapacityUnits: write.minimum } };
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

function encryption(model: EncryptionModel): SSESpecification {
  if (model.key === "AWS_OWNED") return { Enabled: false };
  return { Enabled: true, SSEType: "KMS", ...(model.key === "CUSTOMER" && { KMSMasterKeyId: model.kmsKey }) };
}
