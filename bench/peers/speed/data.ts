import type { Order, User } from "../contestants/contestant.js";

/** Users and orders that differ in their values and not in their size. */
export const userOf = (number: number): User => ({
  id: `u-${digits(number)}`,
  email: `ada.lovelace.${digits(number)}@example.com`,
  name: "Ada Lovelace",
  age: 36,
  role: "editor",
  tags: ["mathematics", "engines", "poetry"],
  address: { street: "12 St James's Square", city: "London", zip: "SW1Y 4JH", country: "GB" },
  createdAt: "2026-01-02T03:04:05.678Z",
});

/** About 1 KB on the wire. */
export const orderOf = (userId: string, number: number): Order => ({
  userId,
  orderId: `o-${digits(number)}`,
  status: (["pending", "paid", "shipped"] as const)[number % 3] ?? "pending",
  total: 149.75 + number,
  items: Array.from({ length: 5 }, (_, line) => ({
    sku: `sku-${digits(number * 5 + line)}`,
    title: "A teapot of blue enamel, 1.2 litres",
    quantity: 1 + line,
    price: 19.95 + line,
  })),
  placedAt: "2026-01-02T03:04:05.678Z",
});

export const ordersOf = (userId: string, count: number): Order[] =>
  Array.from({ length: count }, (_, number) => orderOf(userId, number));

const digits = (number: number) => `${number}`.padStart(6, "0");
