import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
// By their own paths, as its documentation advises for small bundles.
import { Entity } from "dynamodb-toolbox/entity";
import { GetItemCommand } from "dynamodb-toolbox/entity/actions/get";
import { item } from "dynamodb-toolbox/schema/item";
import { list } from "dynamodb-toolbox/schema/list";
import { map } from "dynamodb-toolbox/schema/map";
import { number } from "dynamodb-toolbox/schema/number";
import { string } from "dynamodb-toolbox/schema/string";
import { Table } from "dynamodb-toolbox/table";
import { QueryCommand } from "dynamodb-toolbox/table/actions/query";

const table = new Table({
  name: "app",
  documentClient: DynamoDBDocumentClient.from(new DynamoDBClient({ region: "us-east-1" })),
  partitionKey: { name: "pk", type: "string" },
  sortKey: { name: "sk", type: "string" },
});
const user = new Entity({
  name: "User",
  table,
  schema: item({
    id: string().key(),
    email: string(),
    name: string(),
    age: number(),
    role: string().enum("admin", "editor", "viewer"),
    tags: list(string()),
    address: map({ street: string(), city: string(), zip: string(), country: string() }),
    createdAt: string(),
  }),
  computeKey: ({ id }) => ({ pk: `USER#${id}`, sk: "PROFILE" }),
});
const order = new Entity({
  name: "Order",
  table,
  schema: item({
    userId: string().key(),
    orderId: string().key(),
    status: string().enum("pending", "paid", "shipped", "cancelled"),
    total: number(),
    items: list(map({ sku: string(), title: string(), quantity: number(), price: number() })),
    placedAt: string(),
  }),
  computeKey: ({ userId, orderId }) => ({ pk: `USER#${userId}`, sk: `ORDER#${orderId}` }),
});

export async function handler(id: string): Promise<unknown> {
  const query = table
    .build(QueryCommand)
    .entities(order)
    .query({ partition: `USER#${id}`, range: { beginsWith: "ORDER#" } });
  return [await user.build(GetItemCommand).key({ id }).send(), await query.send()];
}
