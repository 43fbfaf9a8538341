import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { createTableInput } from "../../src/model/create-table-input.js";
import type { TableModel } from "../../src/model/model.js";
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

function createTableRequest(table: TableModel, options: TargetOptions): CreateTableCommandInput {
  return createTableInput(table, tableNameOf(table.name, options));
}
