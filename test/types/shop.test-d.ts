import { describe, expectTypeOf, it } from "vitest";
import type { Database, Order, Product, Review, User } from "../../examples/shop/generated/index.js";

declare const db: Database;
const key = { userId: "u", orderDate: "2026-01-01", orderId: "o" };

describe("a key of the shop", () => {
  it("is given whole", () => {
    db.order.get(key);
    // @ts-expect-error orderId is missing
    db.order.get({ userId: "u", orderDate: "2026-01-01" });
    // @ts-expect-error not an attribute of the key
    db.user.get({ userId: "u", email: "a@example.com" });
    // @ts-expect-error of another type
    db.user.get({ userId: 1 });
  });

  it("is queried from the left", () => {
    db.order.query({ userId: "u" });
    db.order.query({ userId: "u", orderDate: { between: ["2026-01-01", "2026-02-01"] } });
    db.order.query({ userId: "u", orderDate: "2026-01-01", orderId: { beginsWith: "o" } });
    // @ts-expect-error orderDate is skipped
    db.order.query({ userId: "u", orderId: "o" });
    // @ts-expect-error nothing can follow a range
    db.order.query({ userId: "u", orderDate: { gt: "2026-01-01" }, orderId: "o" });
    // @ts-expect-error the partition key is missing
    db.order.query({ orderDate: "2026-01-01" });
    // @ts-expect-error one operator alone
    db.order.query({ userId: "u", orderDate: { above: "2026-01-01" } });
    // @ts-expect-error not one of the statuses
    db.order.byStatus({ status: "LOST" });
  });
});

describe("an item of the shop", () => {
  it("needs what has no default", () => {
    db.order.create({ ...key, total: 1, items: [] });
    // @ts-expect-error total is missing
    db.order.create({ ...key, items: [] });
    // @ts-expect-error unknown attribute
    db.order.create({ ...key, total: 1, items: [], colour: "red" });
    // @ts-expect-error not one of the statuses
    db.order.put({ ...key, total: 1, items: [], status: "LOST" });
  });

  it("is what the schema gives", () => {
    expectTypeOf(db.order.create({ ...key, total: 1, items: [] })).resolves.toEqualTypeOf<Order>();
    expectTypeOf(db.order.get(key)).resolves.toEqualTypeOf<Order | undefined>();
    expectTypeOf(db.order.query({ userId: "u" }).all()).resolves.toEqualTypeOf<Order[]>();
    expectTypeOf(db.user.byEmail({ email: "e" }).first()).resolves.toEqualTypeOf<User | undefined>();
    expectTypeOf(db.order.delete(key)).resolves.toEqualTypeOf<void>();
    expectTypeOf(db.order.delete(key).returning("old")).resolves.toEqualTypeOf<Order | undefined>();
    expectTypeOf<Order["status"]>().toEqualTypeOf<"PENDING" | "PAID" | "SHIPPED" | "CANCELLED">();
  });

  it("has the selected attributes alone", async () => {
    const [order] = await db.order.query({ userId: "u" }).select("orderId", "total").all();
    expectTypeOf(order).toEqualTypeOf<Pick<Order, "orderId" | "total"> | undefined>();
    // @ts-expect-error status was not selected
    order?.status;
    const user = await db.user.get({ userId: "u" }).select("name");
    // @ts-expect-error email was not selected
    user?.email;
    // @ts-expect-error unknown attribute
    db.order.query({ userId: "u" }).select("colour");
    // @ts-expect-error nothing is selected
    db.order.query({ userId: "u" }).select();
  });

  it("is changed by what its attributes allow", () => {
    db.order.update(key).set({ status: "PAID" }).add({ total: 1 });
    db.user.update({ userId: "u" }).remove("age", "preferences");
    // @ts-expect-error a part of the key
    db.order.update(key).set({ orderId: "x" });
    // @ts-expect-error unknown attribute
    db.order.update(key).set({ colour: "red" });
    // @ts-expect-error of another type
    db.order.update(key).set({ total: "1" });
    // @ts-expect-error not a number
    db.order.update(key).add({ status: 1 });
    // @ts-expect-error required
    db.user.update({ userId: "u" }).remove("name");
    // @ts-expect-error an order has nothing that is optional
    db.order.update(key).remove("total");
  });
});

describe("a condition of the shop", () => {
  const orders = db.order.query({ userId: "u" });

  it("has the operators of its attribute's type", () => {
    orders.filter((o) => o.total.gt(100).and(o.status.in("PENDING", "PAID"), o.orderId.beginsWith("o")));
    orders.filter((o) => o.items.size().gte(1).or(o.status.eq("PAID").not()));
    db.user.query({ userId: "u" }).filter((u) => u.age.exists());
    // @ts-expect-error unknown attribute
    orders.filter((o) => o.colour.eq("red"));
    // @ts-expect-error numbers do not begin with anything
    orders.filter((o) => o.total.beginsWith("1"));
    // @ts-expect-error a list has no order
    orders.filter((o) => o.items.gt(1));
    // @ts-expect-error of another type
    orders.filter((o) => o.total.eq("100"));
    // @ts-expect-error not one of the statuses
    orders.filter((o) => o.status.eq("LOST"));
    // @ts-expect-error no value at all
    orders.filter((o) => o.status.in());
    orders.filter((o) => o.status.in([] as readonly "PENDING"[]).or(o.total.in([1, 2])));
    // @ts-expect-error not a list of statuses
    orders.filter((o) => o.status.in(["LOST"]));
    // @ts-expect-error not a condition
    orders.filter((o) => o.total);
    const update = db.order.update(key).set({ total: 1 });
    // @ts-expect-error unknown attribute
    update.if((o) => o.colour.exists());
  });
});

describe("a reading of the shop", () => {
  it("is consistent only where DynamoDB can be", () => {
    db.order.query({ userId: "u" }).consistent();
    db.account({ userId: "u" }).consistent();
    // @ts-expect-error not on a global index
    db.order.byStatus({ status: "PAID" }).consistent();
  });

  it("is not awaited: it has ends", () => {
    expectTypeOf(db.order.query({ userId: "u" })).not.toHaveProperty("then");
    expectTypeOf(db.order.get(key)).toHaveProperty("then");
  });

  it("groups a collection by its members", async () => {
    const account = await db.account({ userId: "u" }).all();
    expectTypeOf(account).toEqualTypeOf<{ profile: User | undefined; orders: Order[] }>();
    const { items } = await db.productPage({ productId: "p" }).page({ size: 10 });
    expectTypeOf(items).toEqualTypeOf<{ product: Product | undefined; reviews: Review[] }>();
    for await (const entry of db.account({ userId: "u" })) {
      if (entry.member === "orders") expectTypeOf(entry.item).toEqualTypeOf<Order>();
      else expectTypeOf(entry.item).toEqualTypeOf<User>();
    }
    // @ts-expect-error another key
    db.account({ productId: "p" });
  });
});

describe("an operation of the shop", () => {
  it("is a promise of its result to what takes one", async () => {
    const reading: Promise<Order | undefined> = db.order.get(key);
    const writings: readonly Promise<unknown>[] = [
      db.order.create({ ...key, total: 1, items: [] }),
      db.order.put({ ...key, total: 1, items: [] }),
      db.order.update(key).set({ total: 2 }),
      db.order.upsert({ ...key, total: 1, items: [] }),
      db.order.delete(key),
      db.order.modify(key, () => ({ total: 2 })),
      db.order.move(key, { orderId: "p" }),
    ];
    expectTypeOf(await reading).toEqualTypeOf<Order | undefined>();
    expectTypeOf(await Promise.all([db.order.get(key), db.user.get({ userId: "u" })])).toEqualTypeOf<
      [Order | undefined, User | undefined]
    >();
    expectTypeOf(await db.order.get(key).finally(() => writings)).toEqualTypeOf<Order | undefined>();
    expectTypeOf(await db.order.get(key).catch(() => "failed")).toEqualTypeOf<Order | string | undefined>();
  });
});
