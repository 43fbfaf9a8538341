import { describe, expect, it } from "vitest";
import type { TableModel } from "../../../src/model/model.js";
import { createTableInput } from "../../../src/tables/create-table-input.js";

const base: TableModel = {
  name: "shop",
  partitionKey: { name: "pk", type: "S" },
  indexes: [],
  keyEncoding: "ordered",
  delimiter: "#",
};

describe("createTableInput", () => {
  it("has nothing that the table does not need", () => {
    expect(createTableInput(base)).toEqual({
      TableName: "shop",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    });
  });

  it("has indexes of every kind and each attribute once", () => {
    const table: TableModel = {
      ...base,
      sortKey: { name: "sk", type: "N" },
      stream: "NEW_AND_OLD_IMAGES",
      timeToLive: "expiresAt",
      indexes: [
        {
          name: "natural",
          type: "global",
          partitionKey: [
            { name: "tenant", type: "S" },
            { name: "region", type: "S" },
          ],
          sortKey: [
            { name: "placedAt", type: "S" },
            { name: "rank", type: "N" },
          ],
          projection: "KEYS_ONLY",
        },
        {
          name: "inverted",
          type: "global",
          partitionKey: [{ name: "sk", type: "N" }],
          sortKey: [{ name: "pk", type: "S" }],
          projection: ["total", "status"],
        },
        {
          name: "byDate",
          type: "local",
          partitionKey: [{ name: "pk", type: "S" }],
          sortKey: [{ name: "placedAt", type: "S" }],
          projection: "ALL",
        },
      ],
    };
    expect(createTableInput(table, "shop-test")).toEqual({
      TableName: "shop-test",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "N" },
        { AttributeName: "tenant", AttributeType: "S" },
        { AttributeName: "region", AttributeType: "S" },
        { AttributeName: "placedAt", AttributeType: "S" },
        { AttributeName: "rank", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "natural",
          KeySchema: [
            { AttributeName: "tenant", KeyType: "HASH" },
            { AttributeName: "region", KeyType: "HASH" },
            { AttributeName: "placedAt", KeyType: "RANGE" },
            { AttributeName: "rank", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
        {
          IndexName: "inverted",
          KeySchema: [
            { AttributeName: "sk", KeyType: "HASH" },
            { AttributeName: "pk", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["total", "status"] },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: "byDate",
          KeySchema: [
            { AttributeName: "pk", KeyType: "HASH" },
            { AttributeName: "placedAt", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    });
  });
});
