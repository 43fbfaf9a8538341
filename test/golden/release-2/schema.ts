import { defineCollection, defineEntity, defineTable, key, many, one } from "monotable";
import { z } from "zod";

/** The table of the living-table tests as the second release knows it, with an entity, an attribute and an index more. */
export const living = defineTable("living", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    gsi2: { partitionKey: "gsi2pk", sortKey: "rank" },
  },
  timeToLive: "expiresAt",
  accept: ["unused-index"],
});

/** A table whose items carry no entity attribute: their keys tell the entities apart. */
export const bare = defineTable("bare", { partitionKey: "pk", sortKey: "sk", entityAttribute: false });

/** A customer, who has a version. */
export const Customer = defineEntity("Customer", {
  table: living,
  schema: z.object({
    customerId: z.string(),
    name: z.string().default("unnamed"),
    points: z.int().min(0).max(1000).default(0),
    labels: z.set(z.string()).optional(),
    address: z.object({ city: z.string(), zip: z.string().nullable() }).optional(),
  }),
  key: (c) => ({ partition: key`CUSTOMER#${c.customerId}`, sort: key`PROFILE` }),
  version: "version",
});

/** An order, which may expire. */
export const Order = defineEntity("Order", {
  table: living,
  schema: z.object({
    customerId: z.string(),
    orderId: z.string(),
    status: z.enum(["OPEN", "PAID", "SHIPPED"]).default("OPEN"),
    total: z.number(),
    box: z.object({ width: z.number().default(1), at: z.date().optional() }).default({ width: 1 }),
    lines: z.array(z.object({ sku: z.string(), price: z.number() })).default([]),
    counts: z.record(z.string(), z.number()).default({}),
    payment: z
      .discriminatedUnion("kind", [
        z.object({ kind: z.literal("card"), digits: z.string() }),
        z.object({ kind: z.literal("cash"), paid: z.boolean() }),
      ])
      .optional(),
    photo: z.instanceof(Uint8Array).optional(),
    rank: z.string().optional(),
    team: z.string().default("none"),
    expiresAt: z.date().optional(),
  }),
  key: (o) => ({ partition: key`CUSTOMER#${o.customerId}`, sort: key`ORDER#${o.orderId}` }),
  attributes: { expiresAt: { date: "seconds" } },
  indexes: (o) => ({
    byStatus: { index: "gsi1", partition: key`STATUS#${o.status}`, sort: key`ORDER#${o.orderId}` },
    byRank: { index: "gsi2", partition: key`RANKED#${o.customerId}`, sort: o.rank },
  }),
  accept: ["hot-partition", "filtered-range"],
});

/** A line of an order, which the first release does not know. */
export const Line = defineEntity("Line", {
  table: living,
  schema: z.object({
    customerId: z.string(),
    orderId: z.string(),
    number: z.int().min(0).max(99),
    sku: z.string(),
  }),
  key: (l) => ({
    partition: key`CUSTOMER#${l.customerId}`,
    sort: key`ORDER#${l.orderId}#LINE#${l.number}`,
  }),
  accept: ["filtered-range"],
});

/** A customer with its orders. */
export const account = defineCollection(
  "account",
  { customer: one(Customer), orders: many(Order) },
  { accept: ["filtered-range"] },
);

/** A box. */
export const Box = defineEntity("Box", {
  table: bare,
  schema: z.object({ boxId: z.string(), colour: z.string().default("grey") }),
  key: (b) => ({ partition: key`BOX#${b.boxId}`, sort: key`BOX` }),
});

/** A part of a box. */
export const Part = defineEntity("Part", {
  table: bare,
  schema: z.object({ boxId: z.string(), partId: z.string(), weight: z.number().optional() }),
  key: (p) => ({ partition: key`BOX#${p.boxId}`, sort: key`PART#${p.partId}` }),
});

/** A screw of a part, which the first release does not know. */
export const Screw = defineEntity("Screw", {
  table: bare,
  schema: z.object({ boxId: z.string(), partId: z.string(), number: z.int().min(0).max(99) }),
  key: (s) => ({ partition: key`BOX#${s.boxId}`, sort: key`SCREW#${s.partId}#${s.number}` }),
});

/** A box with its parts. */
export const content = defineCollection("content", { box: one(Box), parts: many(Part) });
