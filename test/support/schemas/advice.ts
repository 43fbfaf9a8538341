import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const shop = defineTable("shop", {
  partitionKey: "pk",
  sortKey: "sk",
  timeToLive: "expiresAt",
  indexes: {
    byState: { partitionKey: ["status", "urgent"] },
    thin: { partitionKey: "thinpk", projection: ["total", "totel"] },
    nobody: { partitionKey: "nobody" },
  },
});

const schema = z.object({
  id: z.string(),
  status: z.enum(["OPEN", "CLOSED"]).default("OPEN"),
  urgent: z.boolean(),
  total: z.number(),
  expiresAt: z.int(),
});

export const Order = defineEntity("Order", {
  table: shop,
  schema,
  key: (o) => ({
    partition: key`ORDER`,
    sort: key`${o.status}#${o.id}#${o.expiresAt}`,
  }),
  indexes: (o) => ({
    byState: { index: "byState" },
    thin: { index: "thin", partition: key`THIN#${o.id}` },
  }),
});

/** Says that it knows: nothing is said of it. */
export const Known = defineEntity("Known", {
  table: shop,
  schema,
  key: (o) => ({ partition: key`KNOWN`, sort: key`${o.status}#${o.id}` }),
  accept: ["hot-partition", "mutable-key"],
});

/** A singleton has one partition, and one item. */
export const Settings = defineEntity("Settings", {
  table: shop,
  schema: z.object({ theme: z.string() }),
  key: () => ({ partition: key`SETTINGS`, sort: key`SETTINGS` }),
});
