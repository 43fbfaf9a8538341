import type { Database, OrderInput, ProductInput, SessionInput } from "./generated/index.js";

// Each access pattern of the shop, by number. Up to 10 each is an operation as a value: await it, or look at its plan.

/** 1. A session by its id. An expired one is absent, even while DynamoDB has not deleted it yet. */
export const sessionById = (db: Database, sessionId: string) => db.session.get({ sessionId });

/** 2. A new session that expires. */
export const startSession = (db: Database, session: SessionInput) => db.session.create(session);

/** 3. All orders of a user, newest first. */
export const ordersOfUser = (db: Database, userId: string) => db.order.query({ userId }).descending();

/** 4. The orders of a user between two days, both included whole. */
export const ordersBetween = (db: Database, userId: string, from: string, to: string) =>
  db.order.query({ userId, orderDate: { between: [from, to] } });

/** 5. A user's profile and orders together. */
export const accountOf = (db: Database, userId: string) => db.account({ userId });

/** 6. The user with an e-mail address. */
export const userByEmail = (db: Database, email: string) => db.user.byEmail({ email });

/** 7. A product with its reviews. */
export const productWithReviews = (db: Database, productId: string) => db.productPage({ productId });

/** 8. The reviews of a product alone. */
export const reviewsOf = (db: Database, productId: string) => db.review.query({ productId });

/** 9. The orders with a status, by day. */
export const ordersWithStatus = (db: Database, status: OrderInput["status"] & string) =>
  db.order.byStatus({ status });

/** 10. The users older than that. A scan reads the whole table, whatever it finds. */
export const usersOlderThan = (db: Database, years: number) => db.user.scan().filter((u) => u.age.gt(years));

/** 11. Stores any number of products, 25 with a request. */
export const loadProducts = (db: Database, products: Iterable<ProductInput>) => db.product.putMany(products);

/** 12. An order, if there is enough of everything in it: no stock ever falls below zero. */
export const placeOrder = (db: Database, order: OrderInput) =>
  db.transactWrite([
    db.order.create(order),
    ...quantities(order).map(([productId, quantity]) =>
      db.product
        .update({ productId })
        .add({ stock: -quantity })
        .if((p) => p.stock.gte(quantity)),
    ),
  ]);

/** How much of each product an order takes: a transaction changes an item once, however many lines name it. */
function quantities({ items }: OrderInput): [productId: string, quantity: number][] {
  const sums = new Map<string, number>();
  for (const { productId, quantity } of items) sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  return [...sums];
}
