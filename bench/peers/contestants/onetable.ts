import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Table } from "dynamodb-onetable";
import { Dynamo } from "dynamodb-onetable/Dynamo";
import type { Contestant, Open, Order, User } from "./contestant.js";

/** OneTable: keys by value templates. */
export const onetable: Open = (config, name): Contestant => {
  const schema = {
    format: "onetable:1.1.0",
    version: "0.0.1",
    indexes: {
      primary: { hash: "pk", sort: "sk" },
      gsi1: { hash: "gsi1pk", sort: "gsi1sk", project: "all" },
    },
    models: {
      User: {
        pk: { type: String, value: "USER#${id}" },
        sk: { type: String, value: "PROFILE" },
        gsi1pk: { type: String, value: "EMAIL#${email}" },
        gsi1sk: { type: String, value: "USER" },
        id: { type: String, required: true },
        email: { type: String, required: true },
        name: { type: String, required: true },
        age: { type: Number, required: true },
        role: { type: String, required: true, enum: ["admin", "editor", "viewer"] },
        tags: { type: Array, required: true, items: { type: String } },
        address: {
          type: Object,
          required: true,
          schema: {
            street: { type: String, required: true },
            city: { type: String, required: true },
            zip: { type: String, required: true },
            country: { type: String, required: true },
          },
        },
        createdAt: { type: String, required: true },
      },
      Order: {
        pk: { type: String, value: "USER#${userId}" },
        sk: { type: String, value: "ORDER#${orderId}" },
        gsi1pk: { type: String, value: "STATUS#${status}" },
        gsi1sk: { type: String, value: "${placedAt}#${orderId}" },
        userId: { type: String, required: true },
        orderId: { type: String, required: true },
        status: { type: String, required: true, enum: ["pending", "paid", "shipped", "cancelled"] },
        total: { type: Number, required: true },
        items: {
          type: Array,
          required: true,
          items: {
            type: Object,
            schema: {
              sku: { type: String, required: true },
              title: { type: String, required: true },
              quantity: { type: Number, required: true },
              price: { type: Number, required: true },
            },
          },
        },
        placedAt: { type: String, required: true },
      },
    },
  } as const;
  const table = new Table({
    client: new Dynamo({ client: new DynamoDBClient(config) }),
    name,
    schema,
    logger: false,
    partial: false,
  });
  const user = table.getModel("User");
  const order = table.getModel("Order");
  return {
    getUser: async (id) => (await user.get({ id })) as User | undefined,
    putUser: (item) => user.create({ ...item }, { exists: null }),
    updateUser: async (id, { name, role }, years) =>
      (await user.update({ id, name, role }, { add: { age: years } })) as User | undefined,
    ordersOf: async (userId) => (await order.find({ userId })) as Order[],
    usersOf: async (ids) => {
      const batch = {};
      for (const id of ids) await user.get({ id }, { batch });
      return (await table.batchGet(batch, { parse: true })) as User[];
    },
    createOrders: async (orders) => {
      const transaction = {};
      for (const item of orders) await order.create({ ...item }, { transaction });
      await table.transact("write", transaction);
    },
  };
};
