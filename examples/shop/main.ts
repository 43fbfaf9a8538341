import { isMonotableError } from "monotable";
import * as shop from "./access-patterns.js";
import type { Database } from "./generated/index.js";

/** Receives what each step wrote or read. */
export type Show = (title: string, rows: readonly object[]) => void;

const compact = (...rows: readonly (object | undefined)[]): object[] =>
  rows.filter((row) => row !== undefined);

/** Fills the shop, then runs its access patterns one by one. */
export async function main(db: Database, show: Show): Promise<void> {
  await store(db);
  await visit(db, show);
  await browse(db, show);
  await change(db, show);
}

async function store(db: Database): Promise<void> {
  const createdAt = "2026-01-05T09:30:00.000Z";
  await db.user.create({
    userId: "u1",
    email: "Ann@example.com",
    name: "Ann",
    age: 34,
    preferences: { theme: "dark", notifications: true },
    createdAt,
  });
  await db.user.create({ userId: "u2", email: "bob@example.com", name: "Bob", createdAt });

  const order = (orderDate: string, orderId: string, total: number) =>
    db.order.create({
      userId: "u1",
      orderDate,
      orderId,
      total,
      items: [{ productId: "p1", quantity: 1, price: total }],
    });
  await order("2026-02-01", "o-1001", 2499);
  // Two orders of one day are two items: the id is a part of the key.
  await order("2026-03-15", "o-1002", 999);
  await order("2026-03-15", "o-1003", 12900);
  await order("2026-04-02", "o-1004", 4500);

  await db.product.create({ productId: "p1", name: "Lamp", price: 2499, stock: 5 });
  const review = { productId: "p1", createdAt };
  await db.review.create({ ...review, reviewId: "r1", userId: "u1", rating: 5, text: "Bright." });
  await db.review.create({ ...review, reviewId: "r2", userId: "u2", rating: 3, text: "It is a lamp." });
}

async function visit(db: Database, show: Show): Promise<void> {
  const inAnHour = Math.floor(Date.now() / 1000) + 3600;
  await shop.startSession(db, { sessionId: "s1", userId: "u1", data: { cart: "p1" }, expiresAt: inAnHour });
  await shop.startSession(db, { sessionId: "s2", userId: "u2", expiresAt: inAnHour - 7200 });
  show("1. Session s1", compact(await shop.sessionById(db, "s1")));
  show("1. Session s2, which has expired", compact(await shop.sessionById(db, "s2")));
}

async function browse(db: Database, show: Show): Promise<void> {
  show(
    "3. Orders of u1, newest first",
    await shop.ordersOfUser(db, "u1").select("orderDate", "orderId", "total").all(),
  );

  const march = shop.ordersBetween(db, "u1", "2026-03-01", "2026-03-15");
  show("4. Orders of u1 from 1 to 15 March", await march.select("orderDate", "orderId", "total").all());

  const { profile, orders } = await shop.accountOf(db, "u1").all();
  show("5. Profile of u1 with orders: one Query", [
    { entity: "User", id: profile?.userId, what: profile?.name },
    ...orders.map(({ orderId, orderDate }) => ({ entity: "Order", id: orderId, what: orderDate })),
  ]);

  show(
    "6. User with the e-mail Ann@example.com",
    compact(await shop.userByEmail(db, "Ann@example.com").first()),
  );

  const { product, reviews } = await shop.productWithReviews(db, "p1").all();
  show("7. Product p1 with reviews: one Query", [
    { entity: "Product", id: product?.productId, what: product?.name },
    ...reviews.map(({ reviewId, text }) => ({ entity: "Review", id: reviewId, what: text })),
  ]);

  show(
    "8. Reviews of p1 with 4 stars and more",
    await shop
      .reviewsOf(db, "p1")
      .filter((r) => r.rating.gte(4))
      .all(),
  );
}

async function change(db: Database, show: Show): Promise<void> {
  const key = { userId: "u1", orderDate: "2026-04-02", orderId: "o-1004" };
  await db.order
    .update(key)
    .set({ status: "PAID" })
    .if((o) => o.status.eq("PENDING"));
  show(
    "9. Orders that are PAID",
    await shop.ordersWithStatus(db, "PAID").select("orderId", "status", "total").all(),
  );

  show("10. Users older than 30", await shop.usersOlderThan(db, 30).select("userId", "name", "age").all());

  await shop.loadProducts(db, [
    { productId: "p2", name: "Bulb", price: 399, stock: 100 },
    { productId: "p3", name: "Shade", price: 1599, stock: 1 },
  ]);
  show("11. Products loaded, together with p1", compact(...(await products(db))));

  const order = (orderId: string) => ({
    userId: "u2",
    orderDate: "2026-05-01",
    orderId,
    total: 4098,
    items: [
      { productId: "p1", quantity: 1, price: 2499 },
      { productId: "p3", quantity: 1, price: 1599 },
    ],
  });
  await shop.placeOrder(db, order("o-1005"));
  show("12. Products after an order of a lamp and a shade", compact(...(await products(db))));
  const refused = await shop.placeOrder(db, order("o-1006")).catch((error: unknown) => {
    if (isMonotableError(error, "TransactionCanceled")) return error;
    throw error;
  });
  show(
    "12. Why the next order is refused: the lamp that was left stays",
    refused?.details.reasons.flatMap((reason) => (reason ? [{ why: reason.message }] : [])) ?? [],
  );
}

const products = (db: Database) =>
  db.product.getMany([{ productId: "p1" }, { productId: "p2" }, { productId: "p3" }]);
