import {
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import type { TableModel } from "../model/model.js";
import { createTableInput } from "./create-table-input.js";

/** The time until a table must be ACTIVE, in seconds. */
const creationTimeout = 300;

/**
 * Creates tables, waits until they are ACTIVE and switches their time to live on. A table that exists already stays as
 * it is, so that several processes may do this at once.
 *
 * @param names The name in DynamoDB of each table by its logical name; a table that is left out has its logical name.
 * @throws The SDK's error if DynamoDB rejects a request or is not reached.
 */
export async function createTables(
  client: DynamoDBClient,
  tables: readonly TableModel[],
  names: Readonly<Record<string, string | undefined>> = {},
): Promise<void> {
  await Promise.all(tables.map((table) => createTable(client, table, names[table.name] ?? table.name)));
}

async function createTable(client: DynamoDBClient, table: TableModel, tableName: string): Promise<void> {
  const status = await requestTable(client, table, tableName);
  if (status !== "ACTIVE") {
    await waitUntilTableExists(
      { client, minDelay: 1, maxWaitTime: creationTimeout },
      { TableName: tableName },
    );
  }
  if (table.timeToLive !== undefined) await enableTimeToLive(client, tableName, table.timeToLive);
}

async function requestTable(
  client: DynamoDBClient,
  table: TableModel,
  tableName: string,
): Promise<string | undefined> {
  try {
    const { TableDescription } = await client.send(
      new CreateTableCommand(createTableInput(table, tableName)),
    );
    return TableDescription?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceInUseException) return undefined;
    throw error;
  }
}

/** Enables time to live unless it is enabled: DynamoDB rejects a second request. */
async function enableTimeToLive(client: DynamoDBClient, tableName: string, attribute: string): Promise<void> {
  const { TimeToLiveDescription } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: tableName }),
  );
  const status = TimeToLiveDescription?.TimeToLiveStatus;
  if (status === "ENABLED" || status === "ENABLING") return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: tableName,
      TimeToLiveSpecification: { AttributeName: attribute, Enabled: true },
    }),
  );
}
