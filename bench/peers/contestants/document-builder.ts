import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  add,
  BatchGet,
  beginsWith,
  ConditionalPut,
  ConditionalUpdate,
  DynamoEntity,
  DynamoTable,
  exists,
  Get,
  indexKey,
  key,
  notExists,
  Put,
  Query,
  TransactWrite,
} from "dynamo-document-builder";
import { orderShape, userShape } from "../app/shapes.js";
import type { Contestant, Open, Order } from "./contestant.js";

/** dynamo-document-builder, with the zod schemas that monotable has: it validates what it reads too. */
export const documentBuilder: Open = (config, tableName): Contestant => {
  const table = new DynamoTable({
    tableName,
    documentClient: DynamoDBDocumentClient.from(new DynamoDBClient(config)),
    keyNames: {
      partitionKey: "pk",
      sortKey: "sk",
      globalSecondaryIndexes: { gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" } },
    },
  });
  const user = new DynamoEntity({
    table,
    schema: userShape,
    partitionKey: ({ id }) => key("USER", id),
    sortKey: () => "PROFILE",
    globalSecondaryIndexes: {
      gsi1: { partitionKey: ({ email }) => indexKey("EMAIL", email), sortKey: () => "USER" },
    },
  });
  const order = new DynamoEntity({
    table,
    schema: orderShape,
    partitionKey: ({ userId }) => key("USER", userId),
    sortKey: ({ orderId }) => key("ORDER", orderId),
    globalSecondaryIndexes: {
      gsi1: {
        partitionKey: ({ status }) => indexKey("STATUS", status),
        sortKey: ({ placedAt, orderId }) => indexKey(placedAt, orderId),
      },
    },
  });
  return {
    getUser: async (id) => (await user.send(new Get({ key: { id } }))).item,
    putUser: (item) => user.send(new Put({ item })),
    updateUser: async (id, changes, years) => {
      const update = new ConditionalUpdate<typeof userShape>({
        key: { id },
        update: { ...changes, age: add(years) },
        condition: { pk: exists() },
        returnValues: "ALL_NEW",
      });
      return (await user.send(update)).updatedItem;
    },
    ordersOf: async (userId) => {
      const query = new Query<typeof orderShape>({
        key: { userId },
        sortKeyCondition: { sk: beginsWith("ORDER#") },
      });
      const orders: Order[] = [];
      for await (const { items } of order.paginate(query)) orders.push(...items);
      return orders;
    },
    usersOf: async (ids) => (await user.send(new BatchGet({ keys: ids.map((id) => ({ id })) }))).items,
    createOrders: (orders) => {
      const writes = orders.map(
        (item) => new ConditionalPut<typeof orderShape>({ item, condition: { pk: notExists() } }),
      );
      return order.send(new TransactWrite({ writes }));
    },
  };
};
