import {
  type AttributeValue,
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Contestant, Open, Order, User } from "./contestant.js";
import { orderItem, toOrder, toUser, userItem, userKey } from "./lib.js";

type Item = Record<string, AttributeValue>;

/** By hand with @aws-sdk/client-dynamodb, and marshall and unmarshall of @aws-sdk/util-dynamodb. */
export const raw: Open = (config, table): Contestant => {
  const client = new DynamoDBClient(config);
  return {
    async getUser(id) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: marshall(userKey(id)) }),
      );
      return Item && toUser(unmarshall(Item));
    },
    putUser: (user) => client.send(new PutItemCommand({ TableName: table, Item: written(userItem(user)) })),
    async updateUser(id, { name, role }, years) {
      const update = new UpdateItemCommand({
        TableName: table,
        Key: marshall(userKey(id)),
        UpdateExpression: "SET #name = :name, #role = :role ADD #age :years",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: { "#name": "name", "#role": "role", "#age": "age" },
        ExpressionAttributeValues: marshall({ ":name": name, ":role": role, ":years": years }),
        ReturnValues: "ALL_NEW",
      });
      const { Attributes } = await client.send(update);
      return Attributes && toUser(unmarshall(Attributes));
    },
    async ordersOf(userId) {
      const orders: Order[] = [];
      let start: Item | undefined;
      do {
        const page = new QueryCommand({
          TableName: table,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
          ExpressionAttributeValues: marshall({ ":pk": `USER#${userId}`, ":sk": "ORDER#" }),
          ExclusiveStartKey: start,
        });
        const { Items = [], LastEvaluatedKey } = await client.send(page);
        for (const item of Items) orders.push(toOrder(unmarshall(item)));
        start = LastEvaluatedKey;
      } while (start !== undefined);
      return orders;
    },
    async usersOf(ids) {
      const users: User[] = [];
      let rest: Record<string, KeysAndAttributes> | undefined = {
        [table]: { Keys: ids.map((id) => marshall(userKey(id))) },
      };
      while (rest !== undefined && Object.keys(rest).length > 0) {
        const page: BatchGetItemCommand = new BatchGetItemCommand({ RequestItems: rest });
        const { Responses, UnprocessedKeys } = await client.send(page);
        for (const item of Responses?.[table] ?? []) users.push(toUser(unmarshall(item)));
        rest = UnprocessedKeys;
      }
      return users;
    },
    createOrders(orders) {
      const puts = orders.map((order) => ({
        Put: {
          TableName: table,
          Item: written(orderItem(order)),
          ConditionExpression: "attribute_not_exists(pk)",
        },
      }));
      return client.send(new TransactWriteItemsCommand({ TransactItems: puts }));
    },
  };
};

const written = (item: object): Item => marshall(item, { removeUndefinedValues: true });
