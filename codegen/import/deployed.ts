import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { IndexModel, KeyAttribute, KeyAttributeType } from "../../src/model/model.js";
import type { ImportedTable, WireItem } from "./imported-table.js";

/** A deployed table's description and some of its items, as a table to import. */
export function readDeployed(
  description: TableDescription,
  items: readonly WireItem[],
  timeToLive: string | undefined,
): ImportedTable {
  const types = new Map(
    (description.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) => [
      AttributeName,
      AttributeType as KeyAttributeType,
    ]),
  );
  const keys = (schema: TableDescription["KeySchema"], type: "HASH" | "RANGE"): KeyAttribute[] =>
    (schema ?? []).flatMap(({ AttributeName = "", KeyType }) =>
      KeyType === type ? [{ name: AttributeName, type: types.get(AttributeName) ?? "S" }] : [],
    );
  const indexesOf = (
    type: "global" | "local",
    found: TableDescription["GlobalSecondaryIndexes"] | TableDescription["LocalSecondaryIndexes"],
  ): IndexModel[] =>
    (found ?? []).map(({ IndexName = "", KeySchema, Projection }) => ({
      name: IndexName,
      type,
      partitionKey: keys(KeySchema, "HASH"),
      sortKey: keys(KeySchema, "RANGE"),
      projection:
        Projection?.ProjectionType === "INCLUDE"
          ? [...(Projection.NonKeyAttributes ?? [])].sort()
          : Projection?.ProjectionType === "KEYS_ONLY"
            ? "KEYS_ONLY"
            : "ALL",
    }));
  const byName = (a: IndexModel, b: IndexModel): number => (a.name < b.name ? -1 : 1);
  const [partitionKey = { name: "pk", type: "S" as const }] = keys(description.KeySchema, "HASH");
  const [sortKey] = keys(description.KeySchema, "RANGE");
  const stream = description.StreamSpecification?.StreamEnabled
    ? description.StreamSpecification.StreamViewType
    : undefined;
  return {
    name: description.TableName ?? "table",
    partitionKey,
    ...(sortKey === undefined ? {} : { sortKey }),
    // DynamoDB lists them in no order.
    indexes: [
      ...indexesOf("global", description.GlobalSecondaryIndexes).sort(byName),
      ...indexesOf("local", description.LocalSecondaryIndexes).sort(byName),
    ],
    ...(timeToLive === undefined ? {} : { timeToLive }),
    ...(stream === undefined ? {} : { stream }),
    items,
  };
}
