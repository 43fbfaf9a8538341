import { defineCollection, defineEntity, defineTable, key, many, one } from "monotable";
import { z } from "zod";

/** Sessions, customers, orders, products and reviews in one table. */
export const shop = defineTable("shop", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    EmailIndex: { partitionKey: "email" },
    StatusIndex: { partitionKey: ["status"], sortKey: ["orderDate", "orderId"] },
  },
  timeToLive: "expiresAt",
});

/** A visitor's session. DynamoDB deletes it some time after it has expired. */
export const Session = defineEntity("Session", {
  table: shop,
  schema: z.object({
    sessionId: z.string(),
    userId: z.string(),
    data: z.record(z.string(), z.string()).default({}),
    /** Seconds since 1970. */
    expiresAt: z.int().positive(),
  }),
  key: (s) => ({ partition: key`SESSION#${s.sessionId}`, sort: key`SESSION` }),
});

/** A customer's profile. */
export const User = defineEntity("User", {
  table: shop,
  schema: z.object({
    userId: z.string(),
    /** Kept as given: it is found by exact case only. */
    email: z.email(),
    name: z.string().min(1),
    age: z.int().min(0).optional(),
    preferences: z.object({ theme: z.enum(["light", "dark"]), notifications: z.boolean() }).optional(),
    createdAt: z.iso.datetime({ precision: 3 }),
  }),
  key: (u) => ({ partition: key`USER#${u.userId}`, sort: key`PROFILE` }),
  indexes: (u) => ({ byEmail: { index: "EmailIndex", partition: u.email } }),
});

/** An order. Its id makes two orders of one day two items. */
export const Order = defineEntity("Order", {
  table: shop,
  schema: z.object({
    userId: z.string(),
    orderDate: z.iso.date(),
    orderId: z.string(),
    status: z.enum(["PENDING", "PAID", "SHIPPED", "CANCELLED"]).default("PENDING"),
    /** In cents. */
    total: z.int().min(0),
    items: z.array(z.object({ productId: z.string(), quantity: z.int().min(1), price: z.int().min(0) })),
  }),
  key: (o) => ({ partition: key`USER#${o.userId}`, sort: key`ORDER#${o.orderDate}#${o.orderId}` }),
  indexes: () => ({ byStatus: { index: "StatusIndex" } }),
  // Four partitions of that index: enough for a shop of this size.
  accept: ["hot-partition"],
});

export const Product = defineEntity("Product", {
  table: shop,
  schema: z.object({
    productId: z.string(),
    name: z.string().min(1),
    /** In cents. */
    price: z.int().min(0),
    stock: z.int().min(0).default(0),
  }),
  key: (p) => ({ partition: key`PRODUCT#${p.productId}`, sort: key`DETAILS` }),
});

export const Review = defineEntity("Review", {
  table: shop,
  schema: z.object({
    productId: z.string(),
    reviewId: z.string(),
    userId: z.string(),
    rating: z.int().min(1).max(5),
    text: z.string(),
    createdAt: z.iso.datetime({ precision: 3 }),
  }),
  key: (r) => ({ partition: key`PRODUCT#${r.productId}`, sort: key`REVIEW#${r.reviewId}` }),
});

/** A user's profile with all orders: one Query. */
export const account = defineCollection("account", { profile: one(User), orders: many(Order) });

/** A product with its reviews: one Query. */
export const productPage = defineCollection("productPage", { product: one(Product), reviews: many(Review) });
