import { DynamoDB } from "@aws-sdk/client-dynamodb";
import dynamoose from "dynamoose";
import type { Item } from "dynamoose/dist/Item.js";
import type { Contestant, Open, Order, User } from "./contestant.js";

interface Keys {
  pk: string;
  sk: string;
  gsi1pk: string;
  gsi1sk: string;
}

/** dynamoose: it has no composed keys, so they are written by hand, as its documentation of single tables does. */
export const dynamooseModels: Open = (config, name): Contestant => {
  // The default instance: transactions have no other.
  dynamoose.aws.ddb.set(new DynamoDB(config));
  const keys = {
    pk: { type: String, hashKey: true },
    sk: { type: String, rangeKey: true },
    gsi1pk: { type: String, index: { name: "gsi1", type: "global", rangeKey: "gsi1sk" } },
    gsi1sk: String,
  } as const;
  const required = <T>(type: T) => ({ type, required: true });
  const UserModel = dynamoose.model<Keys & User & Item>(
    `${name}-User`,
    new dynamoose.Schema({
      ...keys,
      id: required(String),
      email: required(String),
      name: required(String),
      age: required(Number),
      role: { type: String, required: true, enum: ["admin", "editor", "viewer"] },
      tags: { type: Array, required: true, schema: [String] },
      address: {
        type: Object,
        required: true,
        schema: {
          street: required(String),
          city: required(String),
          zip: required(String),
          country: required(String),
        },
      },
      createdAt: required(String),
    }),
  );
  const line = {
    sku: required(String),
    title: required(String),
    quantity: required(Number),
    price: required(Number),
  };
  const OrderModel = dynamoose.model<Keys & Order & Item>(
    `${name}-Order`,
    new dynamoose.Schema({
      ...keys,
      userId: required(String),
      orderId: required(String),
      status: { type: String, required: true, enum: ["pending", "paid", "shipped", "cancelled"] },
      total: required(Number),
      items: { type: Array, required: true, schema: [{ type: Object, schema: line }] },
      placedAt: required(String),
    }),
  );
  new dynamoose.Table(name, [UserModel, OrderModel], { create: false, waitForActive: false });

  const userKey = (id: string) => ({ pk: `USER#${id}`, sk: "PROFILE" });
  const exists = () => new dynamoose.Condition().attribute("pk").exists();
  return {
    getUser: async (id) => toUser(await UserModel.get(userKey(id))),
    putUser: (user) =>
      UserModel.create(
        { ...userKey(user.id), gsi1pk: `EMAIL#${user.email}`, gsi1sk: "USER", ...user },
        { overwrite: true },
      ),
    updateUser: async (id, changes, years) => {
      const update = { $SET: { ...changes }, $ADD: { age: years } };
      return toUser(await UserModel.update(userKey(id), update, { condition: exists() }));
    },
    ordersOf: async (userId) => {
      const query = OrderModel.query("pk").eq(`USER#${userId}`).where("sk").beginsWith("ORDER#");
      return (await query.all().exec()).map(toOrder);
    },
    usersOf: async (ids) => (await UserModel.batchGet(ids.map(userKey))).map(toUser),
    createOrders: (orders) =>
      dynamoose.transaction(
        orders.map((order) =>
          OrderModel.transaction.create({
            pk: `USER#${order.userId}`,
            sk: `ORDER#${order.orderId}`,
            gsi1pk: `STATUS#${order.status}`,
            gsi1sk: `${order.placedAt}#${order.orderId}`,
            ...order,
          }),
        ),
      ),
  };
};

function toUser(user: User): User {
  const { id, email, name, age, role, tags, address, createdAt } = user;
  return { id, email, name, age, role, tags, address, createdAt };
}

function toOrder(order: Order): Order {
  const { userId, orderId, status, total, items, placedAt } = order;
  return { userId, orderId, status, total, items, placedAt };
}
