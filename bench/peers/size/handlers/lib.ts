import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "us-east-1" }));

export async function handler(id: string): Promise<unknown> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: "app", Key: { pk: `USER#${id}`, sk: "PROFILE" } }),
  );
  const { Items } = await documents.send(
    new QueryCommand({
      TableName: "app",
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
      ExpressionAttributeValues: { ":pk": `USER#${id}`, ":sk": "ORDER#" },
    }),
  );
  return [Item, Items];
}
