import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeEach } from "vitest";
import type { TableModel } from "../../src/model/model.js";
import { startDynamoDBLocal } from "../../src/testing/index.js";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.js";

/** A request as it left: DynamoDB's operation and its input in document form. */
export interface Sent {
  readonly operation: string;
  readonly input: unknown;
}

/** A client whose requests pass a proxy that fails on demand. */
export interface Faulty {
  readonly proxy: FaultProxy;
  readonly client: DynamoDBClient;
}

export interface FaultyOptions {
  /** After how many milliseconds the client gives up an attempt. */
  readonly timeout?: number;
  readonly maxAttempts?: number;
}

/** A test file's own database, and everything that was sent to it. */
export interface Connection {
  /** The client to open a database with: its requests are recorded. */
  readonly client: DynamoDBClient;
  /** Reads and writes past the mapper; its requests are not recorded. */
  readonly documents: DynamoDBDocumentClient;
  /** The requests since the last call or the beginning of the test; each call forgets them. */
  sent(): Sent[];
  /** Reads items as they are stored, past the mapper. */
  stored(tableName: string): Promise<Readonly<Record<string, unknown>>[]>;
  /** Opens a client of the same database that goes through a proxy of its own. */
  faulty(options?: FaultyOptions): Promise<Faulty>;
  close(): Promise<void>;
}

/**
 * Opens the database of a test file, at the file's top level: `const connection = await connect(tables)`. What was sent is
 * forgotten before each test, and the database is closed after all of them.
 */
export async function connect(tables: readonly TableModel[]): Promise<Connection> {
  const connection = await openConnection(tables);
  beforeEach(() => void connection.sent());
  afterAll(() => connection.close());
  return connection;
}

/** Creates tables in a database that nobody else sees, and records what is sent to it; who opens it closes it. */
export async function openConnection(tables: readonly TableModel[]): Promise<Connection> {
  const local = await startDynamoDBLocal();
  const client = await local.database(tables);
  const { credentials } = client.config;
  const clients: DynamoDBClient[] = [];
  const proxies: FaultProxy[] = [];
  // A database is its access key id: another client with the same credentials sees the same tables.
  const open = (endpoint: string, { timeout, maxAttempts }: FaultyOptions = {}): DynamoDBClient => {
    const opened = new DynamoDBClient({
      endpoint,
      region: "local",
      credentials,
      ...(maxAttempts !== undefined && { maxAttempts }),
      ...(timeout !== undefined && {
        requestHandler: { requestTimeout: timeout, throwOnRequestTimeout: true },
      }),
    });
    clients.push(opened);
    return opened;
  };

  let requests: Sent[] = [];
  client.middlewareStack.add(
    (next, context) => (args) => {
      requests.push({ operation: String(context.commandName).replace(/Command$/, ""), input: args.input });
      return next(args);
    },
    { step: "initialize", name: "recordRequests" },
  );

  const documents = DynamoDBDocumentClient.from(open(local.endpoint), {
    marshallOptions: { allowImpreciseNumbers: true },
  });
  return {
    client,
    documents,
    sent() {
      const sent = requests;
      requests = [];
      return sent;
    },
    async stored(tableName) {
      const { Items = [] } = await documents.send(
        new ScanCommand({ TableName: tableName, ConsistentRead: true }),
      );
      return Items;
    },
    async faulty(options) {
      const proxy = await startFaultProxy(local.endpoint);
      proxies.push(proxy);
      return { proxy, client: open(proxy.endpoint, options) };
    },
    async close() {
      for (const opened of clients) opened.destroy();
      for (const proxy of proxies) await proxy.stop();
      await local.stop();
    },
  };
}
