import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Entity, Service } from "electrodb";
import type { Contestant, Open } from "./contestant.js";

/** ElectroDB with its defaults: keys by `composite`, entities in a service. */
export const electrodb: Open = (config, table): Contestant => {
  const client = new DynamoDBClient(config);
  const user = new Entity(
    {
      model: { entity: "user", version: "1", service: "app" },
      attributes: {
        id: { type: "string", required: true },
        email: { type: "string", required: true },
        name: { type: "string", required: true },
        age: { type: "number", required: true },
        role: { type: ["admin", "editor", "viewer"] as const, required: true },
        tags: { type: "list", items: { type: "string" }, required: true },
        address: {
          type: "map",
          properties: {
            street: { type: "string", required: true },
            city: { type: "string", required: true },
            zip: { type: "string", required: true },
            country: { type: "string", required: true },
          },
          required: true,
        },
        createdAt: { type: "string", required: true },
      },
      indexes: {
        profile: { pk: { field: "pk", composite: ["id"] }, sk: { field: "sk", composite: [] } },
        byEmail: {
          index: "gsi1",
          pk: { field: "gsi1pk", composite: ["email"] },
          sk: { field: "gsi1sk", composite: [] },
        },
      },
    },
    { client, table },
  );
  const order = new Entity(
    {
      model: { entity: "order", version: "1", service: "app" },
      attributes: {
        userId: { type: "string", required: true },
        orderId: { type: "string", required: true },
        status: { type: ["pending", "paid", "shipped", "cancelled"] as const, required: true },
        total: { type: "number", required: true },
        items: {
          type: "list",
          items: {
            type: "map",
            properties: {
              sku: { type: "string", required: true },
              title: { type: "string", required: true },
              quantity: { type: "number", required: true },
              price: { type: "number", required: true },
            },
          },
          required: true,
        },
        placedAt: { type: "string", required: true },
      },
      indexes: {
        ofUser: { pk: { field: "pk", composite: ["userId"] }, sk: { field: "sk", composite: ["orderId"] } },
        byStatus: {
          index: "gsi1",
          pk: { field: "gsi1pk", composite: ["status"] },
          sk: { field: "gsi1sk", composite: ["placedAt", "orderId"] },
        },
      },
    },
    { client, table },
  );
  const service = new Service({ user, order }, { client, table });
  return {
    getUser: async (id) => (await user.get({ id }).go()).data ?? undefined,
    putUser: (item) => user.put(item).go(),
    updateUser: async (id, { name, role }, years) => {
      // `patch` is the update of an item that must exist.
      const changed = await user
        .patch({ id })
        .set({ name, role })
        .add({ age: years })
        .go({ response: "all_new" });
      return changed.data;
    },
    ordersOf: async (userId) => (await order.query.ofUser({ userId }).go({ pages: "all" })).data,
    usersOf: async (ids) => (await user.get(ids.map((id) => ({ id }))).go()).data,
    createOrders: async (orders) => {
      const { canceled } = await service.transaction
        .write(({ order }) => orders.map((item) => order.create(item).commit()))
        .go();
      if (canceled) throw new Error("canceled");
    },
  };
};
