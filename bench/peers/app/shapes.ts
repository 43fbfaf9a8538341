import { z } from "zod";

/** What both libraries that take zod schemas are given. */
export const userShape = z.object({
  id: z.string(),
  email: z.email(),
  name: z.string().min(1),
  age: z.int().min(0),
  role: z.enum(["admin", "editor", "viewer"]),
  tags: z.array(z.string()),
  address: z.object({ street: z.string(), city: z.string(), zip: z.string(), country: z.string() }),
  createdAt: z.iso.datetime(),
});

export const orderShape = z.object({
  userId: z.string(),
  orderId: z.string(),
  status: z.enum(["pending", "paid", "shipped", "cancelled"]),
  total: z.number().min(0),
  items: z.array(z.object({ sku: z.string(), title: z.string(), quantity: z.int(), price: z.number() })),
  placedAt: z.iso.datetime(),
});
