import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as actions from "../../src/client/actions.js";
import { openTransport } from "../../src/client/open-transport.js";
import { createSender } from "../../src/client/sender.js";
import { type ControlContext, controlTable } from "../../src/control/control-table.js";
import type { TableModel } from "../../src/model/model.js";

/** A table of two text keys, whose control rows the tests use. */
export const rows: TableModel = {
  name: "rows",
  partitionKey: { name: "pk", type: "S" },
  sortKey: { name: "sk", type: "S" },
  indexes: [],
  keyEncoding: "ordered",
  delimiter: "#",
};

/** The way to the control rows of {@link rows}. */
export function controlContext(client: DynamoDBClient): ControlContext {
  const table = controlTable(rows);
  return {
    sender: createSender(client, openTransport(client, {}), Object.values(actions)),
    table,
    tableName: table.name,
  };
}
