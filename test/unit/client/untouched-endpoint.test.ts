import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeEach, expect, it, onTestFinished } from "vitest";
import { createDatabase } from "../../golden/features/generated/index.js";
import { answerAll, callAll } from "../../support/all-verbs.js";
import { WAYS } from "../../support/replaced-clients.js";

/** The requests that arrived at the endpoint of every client of this file. */
let arrived = 0;

const server = createServer((_, response) => {
  arrived += 1;
  response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
  response.end("{}");
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const config = {
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  region: "local",
  credentials: { accessKeyId: "a", secretAccessKey: "s" },
};

beforeEach(() => {
  arrived = 0;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it("a client as it is published reaches the endpoint", async () => {
  const client = new DynamoDBClient(config);
  onTestFinished(() => client.destroy());
  await createDatabase(client).task.get({ projectId: "p", number: 1 });
  expect(arrived).toBe(1);
});

it.each(WAYS)("with %s nothing reaches the endpoint", async (_, open) => {
  const { client, restore } = open(config, answerAll);
  onTestFinished(() => restore?.());
  await callAll(createDatabase(client));
  await callAll(createDatabase(client, { send: "document" }));
  expect(arrived).toBe(0);
});
