import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll } from "vitest";
import type { TableModel } from "../../src/model/model.js";
import { startDynamoDBLocal } from "../../src/testing/index.js";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.js";

/** A test file's own database, behind a proxy that fails on demand and beside it. */
export interface Faulty {
  readonly proxy: FaultProxy;
  /** Goes through the proxy, and waits half a second for an answer. */
  readonly client: DynamoDBClient;
  /** Goes past the proxy. */
  readonly direct: DynamoDBClient;
}

/** Creates tables in a database that no other test file sees, and a proxy in front of it. */
export async function connectFaulty(tables: readonly TableModel[]): Promise<Faulty> {
  const local = await startDynamoDBLocal();
  const direct = await local.database(tables);
  const proxy = await startFaultProxy(local.endpoint);
  const client = new DynamoDBClient({
    endpoint: proxy.endpoint,
    region: "local",
    credentials: direct.config.credentials,
    requestHandler: { requestTimeout: 500, throwOnRequestTimeout: true },
  });
  afterAll(async () => {
    client.destroy();
    await proxy.stop();
    await local.stop();
  });
  return { proxy, client, direct };
}
