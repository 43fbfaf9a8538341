import type { Fixtures } from "monotable";
import type { Database } from "./generated/index.js";

/** Two customers, what they bought, and what they think of it: for pictures of the design, and to fill a table. */
export default {
  user: [
    {
      userId: "ann",
      email: "ann@example.com",
      name: "Ann",
      age: 34,
      preferences: { theme: "dark", notifications: true },
      createdAt: "2026-01-05T09:30:00.000Z",
    },
    { userId: "bob", email: "bob@example.com", name: "Bob", createdAt: "2026-01-12T16:04:00.000Z" },
  ],
  order: [
    {
      userId: "ann",
      orderDate: "2026-02-01",
      orderId: "o-1001",
      status: "SHIPPED",
      total: 2499,
      items: [{ productId: "lamp", quantity: 1, price: 2499 }],
    },
    {
      userId: "ann",
      orderDate: "2026-03-15",
      orderId: "o-1002",
      status: "PAID",
      total: 798,
      items: [{ productId: "bulb", quantity: 2, price: 399 }],
    },
    {
      userId: "ann",
      orderDate: "2026-03-15",
      orderId: "o-1003",
      total: 1599,
      items: [{ productId: "shade", quantity: 1, price: 1599 }],
    },
    {
      userId: "bob",
      orderDate: "2026-03-02",
      orderId: "o-1004",
      status: "PAID",
      total: 4098,
      items: [
        { productId: "lamp", quantity: 1, price: 2499 },
        { productId: "shade", quantity: 1, price: 1599 },
      ],
    },
  ],
  product: [
    { productId: "lamp", name: "Lamp", price: 2499, stock: 5 },
    { productId: "bulb", name: "Bulb", price: 399, stock: 100 },
    { productId: "shade", name: "Shade", price: 1599, stock: 1 },
  ],
  review: [
    {
      productId: "lamp",
      reviewId: "r-1",
      userId: "ann",
      rating: 5,
      text: "Bright.",
      createdAt: "2026-02-09T08:00:00.000Z",
    },
    {
      productId: "lamp",
      reviewId: "r-2",
      userId: "bob",
      rating: 3,
      text: "It is a lamp.",
      createdAt: "2026-03-09T19:30:00.000Z",
    },
  ],
  session: [
    { sessionId: "s-77", userId: "ann", data: { cart: "bulb" }, expiresAt: 4102444800 },
    { sessionId: "s-78", userId: "bob", expiresAt: 4102448400 },
  ],
} satisfies Fixtures<Database>;
