import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { beginsWith, DynamoEntity, DynamoTable, Get, key, Query } from "dynamo-document-builder";
import { orderShape, userShape } from "../../app/shapes.js";

const table = new DynamoTable({
  tableName: "app",
  documentClient: DynamoDBDocumentClient.from(new DynamoDBClient({ region: "us-east-1" })),
  keyNames: { partitionKey: "pk", sortKey: "sk" },
});
const user = new DynamoEntity({
  table,
  schema: userShape,
  partitionKey: ({ id }) => key("USER", id),
  sortKey: () => "PROFILE",
});
const order = new DynamoEntity({
  table,
  schema: orderShape,
  partitionKey: ({ userId }) => key("USER", userId),
  sortKey: ({ orderId }) => key("ORDER", orderId),
});

export async function handler(id: string): Promise<unknown> {
  const query = new Query<typeof orderShape>({
    key: { userId: id },
    sortKeyCondition: { sk: beginsWith("ORDER#") },
  });
  return [await user.send(new Get({ key: { id } })), await order.send(query)];
}
