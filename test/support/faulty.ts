import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll } from "vitest";
import type { TableModel } from "../../src/model/model.js";
import { startDynamoDBLocal } from "../../src/testing/index.js";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.js";

/** A way to the database through a proxy that fails on demand. */
export interface Faulty {
  readonly proxy: FaultProxy;
  readonly client: DynamoDBClient;
}

/** A test file's own database. */
export interface FaultyDatabase {
  /** Goes past every proxy. */
  readonly direct: DynamoDBClient;
  /** Opens a way of its own, whose client gives up an attempt after `timeout` milliseconds, if that is given. */
  open(options?: { readonly timeout?: number; readonly maxAttempts?: number }): Promise<Faulty>;
}

/** Creates tables in a database that no other test file sees, with any number of proxies in front of it. */
export async function connectFaulty(tables: readonly TableModel[]): Promise<FaultyDatabase> {
  const local = await startDynamoDBLocal();
  const direct = await local.database(tables);
  const opened: Faulty[] = [];
  afterAll(async () => {
    for (const { client, proxy } of opened) {
      client.destroy();
      await proxy.stop();
    }
    await local.stop();
  });
  return {
    direct,
    async open({ timeout, maxAttempts } = {}) {
      const proxy = await startFaultProxy(local.endpoint);
      const client = new DynamoDBClient({
        endpoint: proxy.endpoint,
        region: "local",
        credentials: direct.config.credentials,
        ...(maxAttempts !== undefined && { maxAttempts }),
        ...(timeout !== undefined && {
          requestHandler: { requestTimeout: timeout, throwOnRequestTimeout: true },
        }),
      });
      opened.push({ proxy, client });
      return { proxy, client };
    },
  };
}
