import { defineCollection, defineEntity, defineTable, key, many } from "monotable";
import { z } from "zod";

export const shop = defineTable("shop", {
  partitionKey: "pk",
  indexes: { g1: { partitionKey: "g1" } },
  entityAttribute: false,
});
const schema = z.object({ id: z.string() });

export const Account = defineEntity("Account", {
  table: shop,
  schema,
  key: (a) => ({ partition: key`A#${a.id}` }),
});
export const Order = defineEntity("Order", {
  table: shop,
  schema,
  key: (o) => ({ partition: key`O#${o.id}` }),
  indexes: (o) => ({
    put: { index: "g1", partition: key`O#${o.id}` },
    "by-id": { index: "g1", partition: key`O#${o.id}` },
  }),
});
export const OrderKey = defineEntity("OrderKey", {
  table: shop,
  schema,
  key: (o) => ({ partition: key`K#${o.id}` }),
});
export const Order2 = defineEntity("Order", {
  table: shop,
  schema,
  key: (o) => ({ partition: key`2#${o.id}` }),
});
export const Index = defineEntity("Index", {
  table: shop,
  schema,
  key: (o) => ({ partition: key`I#${o.id}` }),
});
export const Query = defineEntity("Query", {
  table: shop,
  schema,
  key: (o) => ({ partition: key`Q#${o.id}` }),
});
export const odd = defineEntity("odd name", {
  table: shop,
  schema,
  key: (o) => ({ partition: key`S#${o.id}` }),
});
export const scan = defineEntity("Scan", {
  table: shop,
  schema,
  key: (o) => ({ partition: key`N#${o.id}` }),
});
export const account = defineCollection("account", { accounts: many(Account) });
export const ShopTable = defineEntity("ShopTable", {
  table: shop,
  schema,
  key: (s) => ({ partition: key`T#${s.id}` }),
});
