import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { getItem, openRepository, queryItems } from "monotable/repository";
import { orderSpec } from "../../app/generated/order.storage.js";
import { userSpec } from "../../app/generated/user.storage.js";

const client = new DynamoDBClient({ region: "us-east-1" });
const users = openRepository(client, userSpec, [getItem]);
const orders = openRepository(client, orderSpec, [queryItems]);

export async function handler(id: string): Promise<unknown> {
  return [await users.get({ id }), await orders.query({ userId: id }).all()];
}
