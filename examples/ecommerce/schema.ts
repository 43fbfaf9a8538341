import { defineCollection, defineEntity, defineTable, key, many, one } from "monotable";
import { z } from "zod";

/** Customers with their orders, and orders with their items. */
export const ecommerce = defineTable("ecommerce", {
  partitionKey: "PK",
  sortKey: "SK",
  indexes: { GSI1: { partitionKey: "GSI1PK", sortKey: "GSI1SK" } },
});

/** A customer. No two have one username, nor one e-mail address: `CustomerEmail` sees to the latter. */
export const Customer = defineEntity("Customer", {
  table: ecommerce,
  schema: z.object({
    username: z.string().min(1),
    name: z.string().min(1),
    email: z.email(),
    /** By the label that the customer gave it: any text. */
    addresses: z
      .record(z.string(), z.object({ street: z.string(), city: z.string(), state: z.string() }))
      .default({}),
  }),
  key: (c) => ({ partition: key`CUSTOMER#${c.username}`, sort: key`CUSTOMER#${c.username}` }),
});

/** Says that an e-mail address is taken, and by whom. */
export const CustomerEmail = defineEntity("CustomerEmail", {
  table: ecommerce,
  schema: z.object({ email: z.email(), username: z.string() }),
  key: (e) => ({ partition: key`CUSTOMEREMAIL#${e.email}`, sort: key`CUSTOMEREMAIL#${e.email}` }),
});

/** An order of a customer. `#` sorts before every letter, so that orders lie before their customer. */
export const Order = defineEntity("Order", {
  table: ecommerce,
  schema: z.object({
    username: z.string(),
    /** A KSUID: ids sort by the time at which they were made. */
    orderId: z.string().length(27),
    createdAt: z.iso.datetime({ precision: 3 }),
    numberOfItems: z.int().min(1),
    /** In dollars. */
    amount: z.number().min(0),
    status: z.enum(["ACCEPTED", "SHIPPED", "CANCELED", "DELIVERED"]).default("ACCEPTED"),
  }),
  key: (o) => ({ partition: key`CUSTOMER#${o.username}`, sort: key`#ORDER#${o.orderId}` }),
  indexes: (o) => ({
    byOrderId: { index: "GSI1", partition: key`ORDER#${o.orderId}`, sort: key`ORDER#${o.orderId}` },
  }),
});

/** One line of an order. */
export const OrderItem = defineEntity("OrderItem", {
  table: ecommerce,
  schema: z.object({
    orderId: z.string().length(27),
    itemId: z.string(),
    description: z.string(),
    /** In dollars. */
    price: z.number().min(0),
  }),
  key: (i) => ({
    partition: key`ORDER#${i.orderId}#ITEM#${i.itemId}`,
    sort: key`ORDER#${i.orderId}#ITEM#${i.itemId}`,
  }),
  indexes: (i) => ({
    byOrder: { index: "GSI1", partition: key`ORDER#${i.orderId}`, sort: key`ITEM#${i.itemId}` },
  }),
});

/** A customer with all orders: one Query. Backwards the customer comes first, then the newest orders. */
export const customerPage = defineCollection("customerPage", {
  customer: one(Customer),
  orders: many(Order),
});

/** An order with its items: one Query of GSI1. */
export const orderPage = defineCollection(
  "orderPage",
  { orders: many(Order), items: many(OrderItem) },
  { index: "GSI1" },
);
