import { DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient({ region: "us-east-1" });

export async function handler(id: string): Promise<unknown> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: "app", Key: { pk: { S: `USER#${id}` }, sk: { S: "PROFILE" } } }),
  );
  const { Items } = await client.send(
    new QueryCommand({
      TableName: "app",
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
      ExpressionAttributeValues: { ":pk": { S: `USER#${id}` }, ":sk": { S: "ORDER#" } },
    }),
  );
  return [Item, Items];
}
