import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { connect } from "../support/connect.js";

/** The proxy that other tests rely on, with requests of the SDK alone. */

const TableName = "counters";
const connection = await connect([
  {
    name: TableName,
    partitionKey: { name: "id", type: "S" },
    indexes: [],
    keyEncoding: "ordered",
    delimiter: "#",
  },
]);
const { proxy, client } = await connection.faulty({ maxAttempts: 3 });
const documents = DynamoDBDocumentClient.from(client);

beforeEach(() => {
  proxy.heal();
  proxy.arrived();
  proxy.answered();
});

const increment = (id: string) =>
  documents.send(
    new UpdateCommand({
      TableName,
      Key: { id },
      UpdateExpression: "ADD n :one",
      ExpressionAttributeValues: { ":one": 1 },
    }),
  );
const create = (id: string) =>
  documents.send(
    new PutCommand({ TableName, Item: { id }, ConditionExpression: "attribute_not_exists(id)" }),
  );

/** Past the proxy. */
async function stored(id: string) {
  const { Item } = await connection.documents.send(
    new GetCommand({ TableName, Key: { id }, ConsistentRead: true }),
  );
  return Item;
}

describe("the proxy of tests", () => {
  it("carries a late request out when it is told to, after its retry", async () => {
    proxy.fail("UpdateItem", "late");
    await increment("late");
    expect(await stored("late")).toEqual({ id: "late", n: 1 });
    expect([proxy.arrived(), proxy.answered()]).toEqual([{ UpdateItem: 2 }, { UpdateItem: 1 }]);

    expect(await proxy.deliver()).toEqual([{ operation: "UpdateItem", status: 200, body: {} }]);
    expect(await stored("late")).toEqual({ id: "late", n: 2 });
    expect(await proxy.deliver()).toEqual([]);
  });

  it("shows that a late request was refused because of its retry", async () => {
    proxy.fail("PutItem", "late");
    await create("refused");
    expect(await proxy.deliver()).toMatchObject([
      {
        operation: "PutItem",
        status: 400,
        body: { __type: expect.stringContaining("ConditionalCheckFailedException") },
      },
    ]);
  });

  it("carries a request out whose reply it drops", async () => {
    proxy.fail("PutItem", "dropped reply");
    await expect(create("dropped")).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
    expect([proxy.arrived(), proxy.answered()]).toEqual([{ PutItem: 2 }, { PutItem: 1 }]);
  });

  it("throttles every request of an operation and no other, until it heals", async () => {
    proxy.failAlways("UpdateItem", "ThrottlingException");
    for (const _ of [1, 2]) {
      await expect(increment("throttled")).rejects.toMatchObject({ name: "ThrottlingException" });
      expect([proxy.arrived(), proxy.answered()]).toEqual([{ UpdateItem: 3 }, { UpdateItem: 3 }]);
    }
    await create("throttled");
    proxy.heal();
    await increment("throttled");
    expect(await stored("throttled")).toEqual({ id: "throttled", n: 1 });
    expect(proxy.answered()).toEqual({ PutItem: 1, UpdateItem: 1 });
  });

  it("counts no attempt as answered whose reply does not arrive whole", async () => {
    proxy.fail("UpdateItem", "reset", "truncated body", "pass");
    await increment("partial");
    expect([proxy.arrived(), proxy.answered()]).toEqual([{ UpdateItem: 3 }, { UpdateItem: 1 }]);
    // What arrived in part was carried out.
    expect(await stored("partial")).toEqual({ id: "partial", n: 2 });
  });
});
