import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, describe, expect, it } from "vitest";
import { createDatabase } from "../../golden/features/generated/index.js";

/** Called when a half of an answer has left. */
let onHalf = () => {};
let status = 200;

const server = createServer((_, response) => {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0", "content-length": "1000" });
  response.write('{"Item":{"pk":{"S":"a', () => setTimeout(onHalf, 20));
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const client = new DynamoDBClient({
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  region: "local",
  credentials: { accessKeyId: "a", secretAccessKey: "s" },
});

afterAll(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

const TASK = { projectId: "p", number: 1, title: "Task" };

describe.each(["direct", "document"] as const)("with send: %s", (send) => {
  const db = createDatabase(client, { send });

  it.each([200, 400])(
    "a read that is aborted while the body of a %s is read is Aborted",
    async (answered) => {
      status = answered;
      const controller = new AbortController();
      onHalf = () => controller.abort(new Error("enough"));
      await expect(db.task.get(TASK).execute({ signal: controller.signal })).rejects.toMatchObject({
        code: "Aborted",
        cause: { message: "enough" },
      });
    },
  );

  it("a write that is aborted while the body is read is Aborted, and may have been carried out", async () => {
    status = 200;
    const controller = new AbortController();
    onHalf = () => controller.abort();
    await expect(db.task.put(TASK).execute({ signal: controller.signal })).rejects.toMatchObject({
      code: "Aborted",
      details: { uncertain: true },
    });
  });
});
