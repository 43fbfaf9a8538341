import { defineCollection, defineEntity, defineTable, key, many, one } from "monotable";
import { z } from "zod";

export const shop = defineTable("shop", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: { gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" } },
});
export const other = defineTable("other", { partitionKey: "pk", sortKey: "sk" });
const schema = z.object({ userId: z.string(), id: z.string() });

export const User = defineEntity("User", {
  table: shop,
  schema,
  key: (u) => ({ partition: key`USER#${u.userId}`, sort: key`PROFILE` }),
  indexes: (u) => ({ byId: { index: "gsi1", partition: key`ID#${u.id}`, sort: key`USER` } }),
});
export const Order = defineEntity("Order", {
  table: shop,
  schema,
  key: (o) => ({ partition: key`USER#${o.userId}`, sort: key`ORDER#${o.id}` }),
});
export const Product = defineEntity("Product", {
  table: shop,
  schema,
  key: (p) => ({ partition: key`PRODUCT#${p.id}`, sort: key`PRODUCT` }),
});
export const Elsewhere = defineEntity("Elsewhere", {
  table: other,
  schema,
  key: (e) => ({ partition: key`USER#${e.userId}`, sort: key`ELSEWHERE` }),
});
const Hidden = defineEntity("Hidden", {
  table: shop,
  schema,
  key: (h) => ({ partition: key`USER#${h.userId}`, sort: key`HIDDEN` }),
});

export const sound = defineCollection("sound", { user: one(User), orders: many(Order) });
export const partitions = defineCollection("partitions", { user: one(User), products: many(Product) });
export const tables = defineCollection("bothTables", { user: one(User), elsewhere: one(Elsewhere) });
export const single = defineCollection("single", { user: one(User), order: one(Order) });
export const onIndex = defineCollection(
  "onIndex",
  { users: many(User), orders: many(Order) },
  { index: "gsi1" },
);
export const hidden = defineCollection("hidden", { user: one(User), hidden: one(Hidden) });
export const twice = defineCollection("twice", { first: many(Order), second: many(Order) });
// @ts-expect-error no such index
export const noIndex = defineCollection("noIndex", { users: many(User) }, { index: "gsi2" });
