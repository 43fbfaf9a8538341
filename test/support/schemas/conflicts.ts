import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const shop = defineTable("shop", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    status: { partitionKey: "state", sortKey: "total" },
    sparse: { partitionKey: ["userId"] },
  },
  timeToLive: "expiresAt",
});

export const Order = defineEntity("Order", {
  table: shop,
  schema: z.object({ userId: z.string(), orderId: z.string(), state: z.string(), total: z.number() }),
  key: (o) => ({ partition: key`USER#${o.userId}`, sort: key`ORDER#${o.orderId}` }),
  indexes: (o) => ({
    byOrder: { index: "gsi1", partition: key`ORDER#${o.orderId}`, sort: key`ORDER` },
    byUser: { index: "gsi1", partition: key`USER#${o.userId}`, sort: key`ORDER` },
    byState: { index: "status", partition: o.state, sort: o.total },
    ofUser: { index: "sparse" },
  }),
});

export const Meeting = defineEntity("Meeting", {
  table: shop,
  schema: z.object({
    id: z.string(),
    kind: z.enum(["ORDER", "BILL"]),
    number: z.string(),
    total: z.string(),
  }),
  key: (m) => ({ partition: key`USER#${m.id}`, sort: key`${m.kind}#${m.number}` }),
  indexes: (m) => ({ byKind: { index: "status", partition: m.kind, sort: m.total } }),
});

export const Silent = defineEntity("Silent", {
  table: shop,
  schema: z.object({
    userId: z.string(),
    expiresAt: z.date(),
    pk: z.string(),
    _entity: z.string(),
    valueOf: z.string(),
  }),
  key: (s) => ({ partition: key`SILENT#${s.userId}`, sort: key`SILENT` }),
});
