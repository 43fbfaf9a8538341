import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDatabase } from "../app/generated/index.js";
import type { Contestant, Open } from "./contestant.js";

/** monotable as its documentation does it, validation included. */
export const monotable: Open = opened({});

/** The same by lib-dynamodb's commands: what it falls back to for clients that are not the SDK's own. */
export const monotableByDocument: Open = opened({ send: "document" });

function opened(options: object): Open {
  return (config, table): Contestant => {
    const db = createDatabase(new DynamoDBClient(config), { tables: { app: table }, ...options });
    return {
      getUser: async (id) => db.user.get({ id }),
      putUser: async (user) => db.user.put(user),
      updateUser: async (id, { name, role }, years) =>
        db.user.update({ id }).set({ name, role }).add({ age: years }),
      ordersOf: (userId) => db.order.query({ userId }).all(),
      usersOf: (ids) => db.user.getMany(ids.map((id) => ({ id }))),
      createOrders: async (orders) => db.transactWrite(orders.map((order) => db.order.create(order))),
    };
  };
}
