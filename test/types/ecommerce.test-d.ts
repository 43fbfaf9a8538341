import { describe, expectTypeOf, it } from "vitest";
import * as shop from "../../examples/ecommerce/access-patterns.js";
import type { Customer, Database, Order, OrderItem } from "../../examples/ecommerce/generated/index.js";

declare const db: Database;

describe("the shop of the book", () => {
  it("gives a page of a collection by its members", async () => {
    const { items, cursor } = await shop.customerWithLatestOrders(db, "ann");
    expectTypeOf(items).toEqualTypeOf<{ customer: Customer | undefined; orders: Order[] }>();
    expectTypeOf(cursor).toEqualTypeOf<string | undefined>();
    const order = await shop.orderWithItems(db, "id").all();
    expectTypeOf(order).toEqualTypeOf<{ orders: Order[]; items: OrderItem[] }>();
    // @ts-expect-error a collection of a global index is not read consistently
    db.orderPage({ orderId: "id" }).consistent();
  });

  it("takes whole addresses, by any label", () => {
    const address = { street: "1 Main St.", city: "Omaha", state: "NE" };
    shop.putAddress(db, "ann", "my.office-2", address);
    // @ts-expect-error the state is missing
    shop.putAddress(db, "ann", "home", { street: "1 Main St.", city: "Omaha" });
    // @ts-expect-error it is called addresses
    db.customer.update({ username: "ann" }).set({ address: { home: address } });
  });

  it("refuses statuses that there are not, and what has no default", () => {
    shop.changeStatus(db, { username: "ann", orderId: "id" }, "SHIPPED");
    // @ts-expect-error not one of the statuses
    shop.changeStatus(db, { username: "ann", orderId: "id" }, "PROCESSING");
    // @ts-expect-error the e-mail address is missing
    shop.createCustomer(db, { username: "ann", name: "Ann" });
    // @ts-expect-error an e-mail address is the whole key of its guard
    db.customerEmail.get({ username: "ann" });
  });
});
