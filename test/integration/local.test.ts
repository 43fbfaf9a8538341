import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { isMonotableError } from "monotable";
import { createTables, type DynamoDBLocal, startDynamoDBLocal } from "monotable/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { TableModel } from "../../src/model/model.js";

const shop: TableModel = {
  name: "shop",
  partitionKey: { name: "pk", type: "S" },
  sortKey: { name: "sk", type: "S" },
  indexes: [
    {
      name: "byStatus",
      type: "global",
      partitionKey: [
        { name: "tenant", type: "S" },
        { name: "status", type: "S" },
      ],
      sortKey: [
        { name: "placedAt", type: "S" },
        { name: "rank", type: "N" },
      ],
      projection: ["total"],
    },
    {
      name: "byTotal",
      type: "local",
      partitionKey: [{ name: "pk", type: "S" }],
      sortKey: [{ name: "total", type: "N" }],
      projection: "KEYS_ONLY",
    },
  ],
  keyEncoding: "ordered",
  delimiter: "#",
  timeToLive: "expiresAt",
  stream: "NEW_IMAGE",
};
const plain: TableModel = {
  name: "plain",
  partitionKey: { name: "id", type: "N" },
  indexes: [],
  keyEncoding: "plain",
  delimiter: "|",
};

async function tableNames(client: DynamoDBClient): Promise<string[] | undefined> {
  return (await client.send(new ListTablesCommand({}))).TableNames;
}

/** Whether a server answers at an endpoint. */
async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

describe("a database", () => {
  let local: DynamoDBLocal;
  beforeAll(async () => {
    local = await startDynamoDBLocal();
  });
  afterAll(() => local.stop());

  it("has the tables and is nobody else's", async () => {
    const [one, other] = await Promise.all([local.database([shop, plain]), local.database([plain])]);
    expect(await tableNames(one)).toEqual(["plain", "shop"]);
    expect(await tableNames(other)).toEqual(["plain"]);
    expect(await tableNames(local.client())).toEqual([]);
  });

  it("is shared by clients of one access key id", async () => {
    await createTables(local.client("together"), [plain]);
    expect(await tableNames(local.client("together"))).toEqual(["plain"]);
  });

  it("has its indexes, its stream and its time to live", async () => {
    const client = await local.database([shop]);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "shop" }));
    expect(Table).toMatchObject({
      TableStatus: "ACTIVE",
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
      GlobalSecondaryIndexes: [{ IndexName: "byStatus", IndexStatus: "ACTIVE" }],
      LocalSecondaryIndexes: [{ IndexName: "byTotal" }],
    });
    expect(await client.send(new DescribeTimeToLiveCommand({ TableName: "shop" }))).toMatchObject({
      TimeToLiveDescription: { AttributeName: "expiresAt", TimeToLiveStatus: "ENABLED" },
    });
  });

  it("answers a query on a multi-attribute index", async () => {
    const client = await local.database([shop]);
    const order = {
      pk: { S: "A" },
      sk: { S: "B" },
      tenant: { S: "t" },
      status: { S: "PAID" },
      placedAt: { S: "2026-01-01" },
      rank: { N: "1" },
      total: { N: "12" },
      note: { S: "not projected" },
    };
    await client.send(new PutItemCommand({ TableName: "shop", Item: order }));
    const { Items } = await client.send(
      new QueryCommand({
        TableName: "shop",
        IndexName: "byStatus",
        KeyConditionExpression: "tenant = :t AND #s = :s AND placedAt = :p AND #r > :r",
        ExpressionAttributeNames: { "#s": "status", "#r": "rank" },
        ExpressionAttributeValues: {
          ":t": { S: "t" },
          ":s": { S: "PAID" },
          ":p": { S: "2026-01-01" },
          ":r": { N: "0" },
        },
      }),
    );
    const { note: _, ...projected } = order;
    expect(Items).toEqual([projected]);
  });
});

describe("createTables", () => {
  let local: DynamoDBLocal;
  beforeAll(async () => {
    local = await startDynamoDBLocal();
  });
  afterAll(() => local.stop());

  it("leaves a table that exists as it is", async () => {
    const client = await local.database([shop]);
    await createTables(client, [shop, plain]);
    expect(await tableNames(client)).toEqual(["plain", "shop"]);
  });

  it("takes the names of an environment", async () => {
    const client = local.client();
    await createTables(client, [shop, plain], { shop: "shop-test" });
    expect(await tableNames(client)).toEqual(["plain", "shop-test"]);
  });
});

describe("startDynamoDBLocal", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("starts a server of its own and ends it", async () => {
    vi.stubEnv("DYNAMODB_ENDPOINT", undefined);
    const listeners = process.listenerCount("SIGTERM");
    const local = await startDynamoDBLocal();
    expect(await tableNames(await local.database([plain]))).toEqual(["plain"]);
    expect(process.listenerCount("SIGTERM")).toBe(listeners + 1);
    await local.stop();
    expect(await answers(local.endpoint)).toBe(false);
    expect(process.listenerCount("SIGTERM")).toBe(listeners);
    // Twice does no harm.
    await local.stop();
  });

  it("does not stop a server that it did not start", async () => {
    const local = await startDynamoDBLocal();
    expect(local.endpoint).toBe(process.env.DYNAMODB_ENDPOINT);
    await local.stop();
    expect(await answers(local.endpoint)).toBe(true);
  });

  it("destroys its clients", async () => {
    const local = await startDynamoDBLocal();
    const destroy = vi.spyOn(local.client(), "destroy");
    await local.stop();
    expect(destroy).toHaveBeenCalledOnce();
  });

  it("says that nothing answers at DYNAMODB_ENDPOINT", async () => {
    vi.stubEnv("DYNAMODB_ENDPOINT", "http://127.0.0.1:9");
    const error = await startDynamoDBLocal().catch((reason: unknown) => reason);
    expect(isMonotableError(error, "LocalUnavailable")).toBe(true);
    expect(String(error)).toContain("nothing answers at DYNAMODB_ENDPOINT=http://127.0.0.1:9");
  });

  it("says that the port is in use", async () => {
    vi.stubEnv("DYNAMODB_ENDPOINT", undefined);
    const other = createServer().listen(0);
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(startDynamoDBLocal({ port })).rejects.toMatchObject({
      code: "LocalUnavailable",
      details: { reason: `port ${port} is in use; choose another one, or leave it out` },
    });
    other.close();
  });
});

describe("a program that forgets its server", () => {
  const programs: ChildProcess[] = [];
  afterEach(() => {
    for (const program of programs.splice(0)) program.kill("SIGKILL");
  });

  /** Starts a program with a server. */
  async function start(ending: string) {
    const program = spawn(process.execPath, ["--import", "tsx", "test/support/start-local.ts", ending], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    programs.push(program);
    const ended = once(program, "exit");
    const [printed] = await once(program.stdout, "data");
    return { program, ended, endpoint: String(printed).trim() };
  }

  it.each(["SIGTERM", "SIGINT"] as const)("ends by %s, and its server with it", async (signal) => {
    const { program, ended, endpoint } = await start("waits");
    expect(await answers(endpoint)).toBe(true);
    program.kill(signal);
    expect(await ended).toEqual([null, signal]);
    await expect.poll(() => answers(endpoint)).toBe(false);
  });

  it("handles a signal itself", async () => {
    const { program, ended, endpoint } = await start("listens");
    program.kill("SIGTERM");
    expect(await ended).toEqual([7, null]);
    await expect.poll(() => answers(endpoint)).toBe(false);
  });

  it.each([
    ["exits", 3],
    ["throws", 1],
  ])("%s, and its server ends", async (ending, code) => {
    const { ended, endpoint } = await start(ending);
    expect(await ended).toEqual([code, null]);
    await expect.poll(() => answers(endpoint)).toBe(false);
  });
});
