import type { CreateTableCommandInput, KeySchemaElement, Projection } from "@aws-sdk/client-dynamodb";
import type { IndexModel, KeyAttribute, TableModel } from "./model.js";

/**
 * The CreateTable request of a table, billed on demand. Time to live is not part of it: DynamoDB takes that in a request
 * of its own, once the table is there.
 *
 * @param physicalName The table's name in DynamoDB; the logical name by default.
 */
export function createTableInput(
  table: TableModel,
  physicalName: string = table.name,
): CreateTableCommandInput {
  const partitionKey = [table.partitionKey];
  const sortKey = table.sortKey === undefined ? [] : [table.sortKey];
  const global = table.indexes.filter((index) => index.type === "global").map(indexInput);
  const local = table.indexes.filter((index) => index.type === "local").map(indexInput);
  return {
    TableName: physicalName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributeDefinitions(table),
    KeySchema: keySchema(partitionKey, sortKey),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(table.stream !== undefined && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream },
    }),
  };
}

function indexInput(index: IndexModel) {
  return {
    IndexName: index.name,
    KeySchema: keySchema(index.partitionKey, index.sortKey),
    Projection: projection(index.projection),
  };
}

/** A natural multi-attribute key is several elements of one key type, in the order of the key. */
function keySchema(
  partitionKey: readonly KeyAttribute[],
  sortKey: readonly KeyAttribute[],
): KeySchemaElement[] {
  return [
    ...partitionKey.map(({ name }) => ({ AttributeName: name, KeyType: "HASH" as const })),
    ...sortKey.map(({ name }) => ({ AttributeName: name, KeyType: "RANGE" as const })),
  ];
}

function projection(projected: IndexModel["projection"]): Projection {
  if (projected === "ALL" || projected === "KEYS_ONLY") return { ProjectionType: projected };
  return { ProjectionType: "INCLUDE", NonKeyAttributes: [...projected] };
}

/** Each key attribute once, whichever keys it is part of: DynamoDB refuses repeated and unused definitions. */
function attributeDefinitions(table: TableModel) {
  const keys = [
    table.partitionKey,
    ...(table.sortKey === undefined ? [] : [table.sortKey]),
    ...table.indexes.flatMap((index) => [...index.partitionKey, ...index.sortKey]),
  ];
  const types = new Map(keys.map(({ name, type }) => [name, type]));
  return [...types].map(([name, type]) => ({ AttributeName: name, AttributeType: type }));
}
