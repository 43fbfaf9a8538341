import { isMonotableError } from "monotable";
import * as shop from "./access-patterns.js";
import type { Database } from "./generated/index.js";

/** A customer who orders twice, and another who wants the same e-mail address. */
export async function main(db: Database): Promise<string[]> {
  const lines: string[] = [];
  await shop.createCustomer(db, { username: "alexdebrie", name: "Alex DeBrie", email: "alex@example.com" });
  await shop
    .createCustomer(db, { username: "somebody", name: "Somebody Else", email: "alex@example.com" })
    .catch((error: unknown) => {
      if (!isMonotableError(error, "TransactionCanceled")) throw error;
      const [username, email] = error.details.reasons;
      if (username) lines.push("That username is taken.");
      if (email) lines.push("That e-mail address is taken.");
    });

  await shop.putAddress(db, "alexdebrie", "home", {
    street: "1 Main St.",
    city: "Omaha",
    state: "NE",
  });
  const first = { username: "alexdebrie", orderId: "1VwVAvJk1GvBFfpTAjm0KG7Cg9d" };
  await shop.placeOrder(db, { ...first, createdAt: "2020-01-03T00:00:00.000Z" }, [
    { itemId: "book", description: "A book", price: 29.95 },
    { itemId: "lamp", description: "A lamp", price: 37.48 },
  ]);
  const second = { username: "alexdebrie", orderId: "1W1akaA7mhB6HrBLqPrqWaVTEhG" };
  await shop.placeOrder(db, { ...second, createdAt: "2020-01-06T12:00:00.000Z" }, [
    { itemId: "pen", description: "A pen", price: 1.2 },
  ]);
  await shop.changeStatus(db, first, "SHIPPED");

  const { items } = await shop.customerWithLatestOrders(db, "alexdebrie");
  lines.push(`${items.customer?.name} lives in ${items.customer?.addresses["home"]?.city}.`);
  for (const { orderId, amount, status } of items.orders) lines.push(`${orderId}: ${amount}, ${status}`);
  const bought = await shop.orderWithItems(db, first.orderId).all();
  lines.push(...bought.items.map(({ description, price }) => `${description} for ${price}`));
  return lines;
}
