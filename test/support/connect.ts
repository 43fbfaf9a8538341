import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll } from "vitest";
import type { TableModel } from "../../src/model/model.js";
import { startDynamoDBLocal } from "../../src/testing/index.js";

/** A request as it left: DynamoDB's operation and its input in document form. */
export interface Sent {
  readonly operation: string;
  readonly input: unknown;
}

/** A test file's own database, and everything that was sent to it. */
export interface Connection {
  readonly client: DynamoDBClient;
  /** The requests since the last call, which forgets them. */
  sent(): Sent[];
  /** Reads items as they are stored, past the mapper. */
  stored(tableName: string): Promise<Readonly<Record<string, unknown>>[]>;
}

/** Creates tables in a database that no other test file sees, and records what is sent. */
export async function connect(tables: readonly TableModel[]): Promise<Connection> {
  const local = await startDynamoDBLocal();
  const client = await local.database(tables);
  afterAll(() => local.stop());
  let requests: Sent[] = [];
  client.middlewareStack.add(
    (next, context) => (args) => {
      requests.push({ operation: String(context.commandName).replace(/Command$/, ""), input: args.input });
      return next(args);
    },
    { step: "initialize", name: "recordRequests" },
  );
  // A database is its access key id: another client with the same credentials sees the same tables.
  const raw = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: local.endpoint, region: "local", credentials: client.config.credentials }),
  );
  return {
    client,
    sent() {
      const sent = requests;
      requests = [];
      return sent;
    },
    async stored(tableName) {
      const { Items = [] } = await raw.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
      return Items;
    },
  };
}
