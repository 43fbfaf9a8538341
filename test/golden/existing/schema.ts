/** Designs of tables that existed before: stored names, constants, and several keys of one index. */
import { defineCollection, defineEntity, defineTable, descending, key, many, padded } from "monotable";
import { z } from "zod";

export const hosting = defineTable("hosting", {
  partitionKey: "PK",
  sortKey: "SK",
  keyEncoding: "plain",
  entityAttribute: "type",
  indexes: { GSI1: { partitionKey: "GSI1PK", sortKey: "GSI1SK" } },
});

export const Issue = defineEntity("Issue", {
  table: hosting,
  storedAs: "repo-issue",
  schema: z.object({
    repo: z.string(),
    number: z.int().min(0).max(9999),
    status: z.enum(["Open", "Closed", "Draft"]),
    title: z.string(),
  }),
  key: (i) => ({ partition: key`REPO#${i.repo}`, sort: key`ISSUE#${padded(i.number, 4)}` }),
  indexes: (i) => ({
    open: {
      index: "GSI1",
      partition: key`REPO#${i.repo}`,
      sort: key`ISSUE#OPEN#${descending(i.number)}`,
      when: { status: "Open" },
    },
    /** Closed issues, and drafts. */
    closed: {
      index: "GSI1",
      partition: key`REPO#${i.repo}`,
      sort: key`ISSUE#CLOSED#${padded(i.number, 4)}`,
      when: { status: { not: "Open" } },
    },
  }),
});

/** The table of ElectroDB: the name of the entity and its version in two attributes. */
export const electro = defineTable("electro", {
  partitionKey: "pk",
  sortKey: "sk",
  keyEncoding: "plain",
  entityAttribute: "__edb_e__",
});

const order = { orderId: z.string(), total: z.number() };

export const OrderV1 = defineEntity("OrderV1", {
  table: electro,
  storedAs: "order",
  constants: { __edb_v__: "1" },
  schema: z.object({ account: z.string(), ...order }),
  key: (o) => ({ partition: key`$shop#account_${o.account}`, sort: key`$order_1#orderid_${o.orderId}` }),
  unique: (o) => ({ orderId: o.orderId }),
});

export const OrderV2 = defineEntity("OrderV2", {
  table: electro,
  storedAs: "order",
  constants: { __edb_v__: "2" },
  schema: z.object({ account: z.string(), ...order, currency: z.string() }),
  key: (o) => ({ partition: key`$shop#account_${o.account}`, sort: key`$order_2#orderid_${o.orderId}` }),
});

export const orders = defineCollection("orders", { old: many(OrderV1), current: many(OrderV2) });
