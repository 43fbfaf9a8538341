import type { Database, OrderInput, SessionInput } from "./generated/index.js";

// Each access pattern of the shop, by number. Every one is an operation as a value: await it, or look at its plan.

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
