import { describe, expect, it } from "vitest";
import { createDatabase, tables } from "../golden/features/generated/index.js";
import { connect } from "../support/connect.js";
import { scriptedClient } from "../support/scripted-client.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

describe("db.raw.send", () => {
  it("sends an operation that no method sends, by the client of the database, and gives its answer", async () => {
    const { Table } = await db.raw.send("DescribeTable", { TableName: db.raw.tableName("sensors") });
    expect(Table?.TableName).toBe("sensors");
    expect(connection.sent()).toEqual([{ operation: "DescribeTable", input: { TableName: "sensors" } }]);
    const { TableNames = [] } = await db.raw.send("ListTables", {});
    expect(TableNames).toContain("app");
    expect(connection.sent()).toEqual([{ operation: "ListTables", input: {} }]);
  });

  for (const send of ["direct", "document"] as const) {
    it(`sends every operation of the installed SDK, by send: "${send}" too`, async () => {
      const { client, attempts, reply } = scriptedClient();
      const scripted = createDatabase(client, { send });
      reply({ body: { SearchResults: [{ Item: { pk: { S: "a" } } }] } });
      const found = await scripted.raw.send("SearchVectors", {
        TableName: "app",
        IndexName: "vectors",
        SearchVector: [1, 0.5],
        SearchLimit: 3,
      } as never);
      expect(found.SearchResults?.[0]?.Item).toEqual({ pk: "a" });
      reply({ body: {} });
      await scripted.raw.send("ExportTableToPointInTime", {
        TableArn: "arn:aws:dynamodb:eu-central-1:1:table/app",
        S3Bucket: "exports",
        ExportTime: new Date(1_700_000_000_000),
      });
      await scripted.raw.send("StartBulkPutItems", { TableName: "app" } as never).catch(() => undefined);
      const sent = attempts().map(({ headers, body }) => [headers["x-amz-target"], JSON.parse(body)]);
      expect(sent.map(([target]) => target)).toEqual([
        "DynamoDB_20120810.SearchVectors",
        "DynamoDB_20120810.ExportTableToPointInTime",
        "DynamoDB_20120810.StartBulkPutItems",
      ]);
      expect(sent[0]?.[1]).toMatchObject({ IndexName: "vectors", SearchVector: [{ N: "1" }, { N: "0.5" }] });
      expect(sent[1]?.[1]).toMatchObject({ S3Bucket: "exports", ExportTime: 1_700_000_000 });
    });
  }

  it("rejects an operation that the installed SDK does not have, with InvalidOptions and nothing sent", async () => {
    const sent = db.raw.send("DropEverything" as "ListTables", {});
    await expect(sent).rejects.toMatchObject({
      code: "InvalidOptions",
      message: expect.stringContaining("has no operation DropEverything"),
    });
    expect(connection.sent()).toEqual([]);
  });

  it("gives an error of DynamoDB as it does for every other request", async () => {
    await expect(db.raw.send("DescribeTable", { TableName: "absent" })).rejects.toMatchObject({
      name: "MonotableError",
      code: "TableNotFound",
    });
  });
});
