import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  $add,
  BatchGetCommand,
  BatchGetRequest,
  Entity,
  executeBatchGet,
  executeTransactWrite,
  GetItemCommand,
  item,
  list,
  map,
  number,
  PutItemCommand,
  PutTransaction,
  QueryCommand,
  string,
  Table,
  UpdateItemCommand,
} from "dynamodb-toolbox";
import type { Contestant, Open, User } from "./contestant.js";

/** dynamodb-toolbox: keys by `computeKey`, index keys by `link`. Its own time stamps are off: nobody else writes any. */
export const toolbox: Open = (config, name): Contestant => {
  const table = new Table({
    name,
    documentClient: DynamoDBDocumentClient.from(new DynamoDBClient(config)),
    partitionKey: { name: "pk", type: "string" },
    sortKey: { name: "sk", type: "string" },
    indexes: {
      gsi1: {
        type: "global",
        partitionKey: { name: "gsi1pk", type: "string" },
        sortKey: { name: "gsi1sk", type: "string" },
      },
    },
  });
  const user = new Entity({
    name: "User",
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      email: string(),
      name: string(),
      age: number(),
      role: string().enum("admin", "editor", "viewer"),
      tags: list(string()),
      address: map({ street: string(), city: string(), zip: string(), country: string() }),
      createdAt: string(),
    }).and((previous) => ({
      gsi1pk: string()
        .hidden()
        .link<typeof previous>(({ email }) => `EMAIL#${email}`),
      gsi1sk: string().hidden().default("USER"),
    })),
    computeKey: ({ id }) => ({ pk: `USER#${id}`, sk: "PROFILE" }),
  });
  const order = new Entity({
    name: "Order",
    table,
    timestamps: false,
    schema: item({
      userId: string().key(),
      orderId: string().key(),
      status: string().enum("pending", "paid", "shipped", "cancelled"),
      total: number(),
      items: list(map({ sku: string(), title: string(), quantity: number(), price: number() })),
      placedAt: string(),
    }).and((previous) => ({
      gsi1pk: string()
        .hidden()
        .link<typeof previous>(({ status }) => `STATUS#${status}`),
      gsi1sk: string()
        .hidden()
        .link<typeof previous>(({ placedAt, orderId }) => `${placedAt}#${orderId}`),
    })),
    computeKey: ({ userId, orderId }) => ({ pk: `USER#${userId}`, sk: `ORDER#${orderId}` }),
  });
  return {
    getUser: async (id) => (await user.build(GetItemCommand).key({ id }).send()).Item,
    putUser: (values) => user.build(PutItemCommand).item(values).send(),
    updateUser: async (id, { name, role }, years) => {
      const changed = await user
        .build(UpdateItemCommand)
        .item({ id, name, role, age: $add(years) })
        .options({ condition: { attr: "id", exists: true }, returnValues: "ALL_NEW" })
        .send();
      return changed.Attributes as User | undefined;
    },
    ordersOf: async (userId) => {
      const query = table
        .build(QueryCommand)
        .entities(order)
        .query({ partition: `USER#${userId}`, range: { beginsWith: "ORDER#" } });
      return (await query.options({ maxPages: Number.POSITIVE_INFINITY }).send()).Items ?? [];
    },
    usersOf: async (ids) => {
      const requests = ids.map((id) => user.build(BatchGetRequest).key({ id }));
      const { Responses } = await executeBatchGet(table.build(BatchGetCommand).requests(...requests));
      return (Responses?.[0] ?? []) as (User | undefined)[];
    },
    createOrders: (orders) =>
      executeTransactWrite(
        ...orders.map((values) =>
          order
            .build(PutTransaction)
            .item(values)
            .options({ condition: { attr: "userId", exists: false } }),
        ),
      ),
  };
};
