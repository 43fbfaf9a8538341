import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Contestant, Open, Order, User } from "./contestant.js";

type Item = Readonly<Record<string, unknown>>;

/** What a careful engineer writes by hand with @aws-sdk/lib-dynamodb, without validation: 1 in every table. */
export const lib: Open = (config, table): Contestant => {
  const options = { marshallOptions: { removeUndefinedValues: true } };
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(config), options);
  return {
    async getUser(id) {
      const { Item } = await documents.send(new GetCommand({ TableName: table, Key: userKey(id) }));
      return Item && toUser(Item);
    },
    putUser: (user) => documents.send(new PutCommand({ TableName: table, Item: userItem(user) })),
    async updateUser(id, { name, role }, years) {
      const update = new UpdateCommand({
        TableName: table,
        Key: userKey(id),
        UpdateExpression: "SET #name = :name, #role = :role ADD #age :years",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: { "#name": "name", "#role": "role", "#age": "age" },
        ExpressionAttributeValues: { ":name": name, ":role": role, ":years": years },
        ReturnValues: "ALL_NEW",
      });
      const { Attributes } = await documents.send(update);
      return Attributes && toUser(Attributes);
    },
    async ordersOf(userId) {
      const orders: Order[] = [];
      let start: Item | undefined;
      do {
        const page = new QueryCommand({
          TableName: table,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
          ExpressionAttributeValues: { ":pk": `USER#${userId}`, ":sk": "ORDER#" },
          ExclusiveStartKey: start,
        });
        const { Items = [], LastEvaluatedKey } = await documents.send(page);
        for (const item of Items) orders.push(toOrder(item));
        start = LastEvaluatedKey;
      } while (start !== undefined);
      return orders;
    },
    async usersOf(ids) {
      const users: User[] = [];
      let rest: BatchGetCommandInput["RequestItems"] = { [table]: { Keys: ids.map(userKey) } };
      while (rest !== undefined && Object.keys(rest).length > 0) {
        const page: BatchGetCommandOutput = await documents.send(new BatchGetCommand({ RequestItems: rest }));
        for (const item of page.Responses?.[table] ?? []) users.push(toUser(item));
        rest = page.UnprocessedKeys;
      }
      return users;
    },
    createOrders(orders) {
      const puts = orders.map((order) => ({
        Put: {
          TableName: table,
          Item: orderItem(order),
          ConditionExpression: "attribute_not_exists(pk)",
        },
      }));
      return documents.send(new TransactWriteCommand({ TransactItems: puts }));
    },
  };
};

export const userKey = (id: string) => ({ pk: `USER#${id}`, sk: "PROFILE" });

export const userItem = (user: User) => ({
  ...userKey(user.id),
  gsi1pk: `EMAIL#${user.email}`,
  gsi1sk: "USER",
  type: "User",
  ...user,
});

export const orderItem = (order: Order) => ({
  pk: `USER#${order.userId}`,
  sk: `ORDER#${order.orderId}`,
  gsi1pk: `STATUS#${order.status}`,
  gsi1sk: `${order.placedAt}#${order.orderId}`,
  type: "Order",
  ...order,
});

/** Without the keys, which are nobody else's business. */
export function toUser(item: Item): User {
  const { id, email, name, age, role, tags, address, createdAt } = item as unknown as User;
  return { id, email, name, age, role, tags, address, createdAt };
}

export function toOrder(item: Item): Order {
  const { userId, orderId, status, total, items, placedAt } = item as unknown as Order;
  return { userId, orderId, status, total, items, placedAt };
}
