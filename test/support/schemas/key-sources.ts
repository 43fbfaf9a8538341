import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

const shop = defineTable("shop", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: { gsi1: { partitionKey: "gsi1pk", sortKey: "sk" } },
});
const schema = z.object({ userId: z.string(), address: z.object({ city: z.string() }) });

export const Text = defineEntity("Text", {
  table: shop,
  schema,
  // @ts-expect-error a text is no key
  key: (o) => ({ partition: `USER#${o.userId}`, sort: key`TEXT` }),
});

export const Part = defineEntity("Part", {
  table: shop,
  schema,
  // @ts-expect-error a part of an attribute is no attribute
  key: (o) => ({ partition: key`PART#${o.address.city}`, sort: key`PART` }),
});

export const Throwing = defineEntity("Throwing", {
  table: shop,
  schema,
  key: () => {
    throw new Error("not now");
  },
});

export const Index = defineEntity("Indexed", {
  table: shop,
  schema,
  key: (o) => ({ partition: key`INDEXED#${o.userId}`, sort: key`INDEXED` }),
  // @ts-expect-error no such index, and no partition
  indexes: () => ({
    byEmail: { index: "gsi2", partition: key`X` },
    byUser: { index: "gsi1" },
  }),
});

export const Unsorted = defineEntity("Unsorted", {
  table: shop,
  schema,
  // @ts-expect-error the sort key is missing
  key: (o) => ({ partition: key`UNSORTED#${o.userId}` }),
});
