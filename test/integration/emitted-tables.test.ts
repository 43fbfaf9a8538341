import { CreateTableCommand, DescribeTableCommand, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { targets } from "../../codegen/targets/index.js";
import { connect } from "../support/connect.js";
import { designs, modelOf } from "../support/infrastructure/designs.js";

test.each(designs)("DynamoDB creates the tables of %s as they are emitted", async (_, schema) => {
  const model = await modelOf(schema);
  const { client } = await connect([]);
  const files = [...targets.sdk.files(model)];
  expect(files.map(([path]) => path)).toEqual(model.tables.map(({ name }) => `${name}.json`));
  for (const [, text] of files) {
    const request = JSON.parse(text);
    await client.send(new CreateTableCommand(request));
    const { TableName } = request;
    await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 0.05, maxDelay: 0.2 }, { TableName });
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const byName = (one: { IndexName?: string }, other: { IndexName?: string }) =>
      (one.IndexName ?? "") < (other.IndexName ?? "") ? -1 : 1;
    const indexes = (
      list: readonly { IndexName?: string; KeySchema?: unknown; Projection?: unknown }[] = [],
    ) =>
      list
        .toSorted(byName)
        .map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
    expect(Table?.KeySchema).toEqual(request.KeySchema);
    expect(indexes(Table?.GlobalSecondaryIndexes)).toEqual(indexes(request.GlobalSecondaryIndexes));
    expect(indexes(Table?.LocalSecondaryIndexes)).toEqual(indexes(request.LocalSecondaryIndexes));
    expect(new Set(Table?.AttributeDefinitions)).toEqual(new Set(request.AttributeDefinitions));
    expect(Table?.StreamSpecification).toEqual(request.StreamSpecification);
    expect(Table?.ProvisionedThroughput?.ReadCapacityUnits).toBe(
      request.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
    );
  }
});
