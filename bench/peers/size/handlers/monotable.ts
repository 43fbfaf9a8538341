import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDatabase } from "../../app/generated/index.js";

const db = createDatabase(new DynamoDBClient({ region: "us-east-1" }));

export async function handler(id: string): Promise<unknown> {
  return [await db.user.get({ id }), await db.order.query({ userId: id }).all()];
}
