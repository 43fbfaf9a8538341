import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { TableModel } from "../../src/model/model.js";
import { createTableInput, encryptionInput } from "../../src/tables/create-table-input.js";
import { settingsOf, streamOf } from "../model-facts/table-settings.js";
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
  const stream = streamOf(table);
  const settings = settingsOf(table);
  const run = { ...table, settings, ...(stream && { stream }) };
  return {
    ...createTableInput(run, tableNameOf(table.name, options)),
    // A request that stands in a file says its defaults.
    TableClass: settings.tableClass,
    DeletionProtectionEnabled: settings.deletionProtection,
    SSESpecification: encryptionInput(settings.encryption),
  };
}
