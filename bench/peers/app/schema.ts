import { defineEntity, defineTable, key } from "monotable";
import { orderShape, userShape } from "./shapes.js";

/** The table of the comparison: its logical name is replaced by each contestant's own. */
export const app = defineTable("app", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: { gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" } },
});

export const User = defineEntity("User", {
  table: app,
  schema: userShape,
  key: (u) => ({ partition: key`USER#${u.id}`, sort: key`PROFILE` }),
  indexes: (u) => ({ byEmail: { index: "gsi1", partition: key`EMAIL#${u.email}`, sort: key`USER` } }),
});

export const Order = defineEntity("Order", {
  table: app,
  schema: orderShape,
  key: (o) => ({ partition: key`USER#${o.userId}`, sort: key`ORDER#${o.orderId}` }),
  indexes: (o) => ({
    byStatus: {
      index: "gsi1",
      partition: key`STATUS#${o.status}`,
      sort: key`${o.placedAt}#${o.orderId}`,
    },
  }),
  // Four partitions of that index: every contestant has the same.
  accept: ["hot-partition"],
});
