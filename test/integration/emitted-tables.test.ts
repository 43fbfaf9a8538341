import { CreateTableCommand, DescribeTableCommand, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { targets } from "../../codegen/targets/index.js";
import { openConnection } from "../support/connect.js";
import { designs, modelOf } from "../support/infrastructure/designs.js";

interface Index {
  readonly IndexName?: string | undefined;
  readonly KeySchema?: unknown;
  readonly Projection?: unknown;
}

/** What indexes are asked to be, in the order of their names. */
function indexes(list: readonly Index[] = []) {
  return list
    .map(({ IndexName = "", KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }))
    .sort((one, other) => (one.IndexName < other.IndexName ? -1 : 1));
}

test.each(designs)("DynamoDB creates the tables of %s as they are emitted", async (_, schema) => {
  const model = await modelOf(schema);
  const { client, close } = await openConnection([]);
  onTestFinished(close);
  const files = [...targets.sdk.files(model)];
  expect(files.map(([path]) => path)).toEqual(model.tables.map(({ name }) => `${name}.json`));
  for (const [, text] of files) {
    const request = JSON.parse(text);
    // DynamoDB takes one maximum alone; DynamoDB Local wants both.
    const maxima = request.OnDemandThroughput && {
      MaxWriteRequestUnits: 1000,
      ...request.OnDemandThroughput,
    };
    await client.send(new CreateTableCommand({ ...request, ...(maxima && { OnDemandThroughput: maxima }) }));
    const { TableName } = request;
    await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 0.05, maxDelay: 0.2 }, { TableName });
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
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
