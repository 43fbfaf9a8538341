import { describe, expectTypeOf, it } from "vitest";
import type { Database, Order, ShopTableItem, User } from "../../examples/shop/generated/index.js";
import type { Database as Features, Task } from "../golden/features/generated/index.js";

declare const db: Database;
declare const app: Features;
const account = db.account({ userId: "u" });

describe("a filter of a collection", () => {
  it("knows the attributes of each member", () => {
    account.filter({ orders: (o) => o.total.gt(100), profile: (u) => u.age.exists() });
    account.filter({ orders: () => undefined });
    account.filter((item) => item.userId.eq("u"));
    // @ts-expect-error no such member
    account.filter({ order: (o) => o.total.gt(100) });
    // @ts-expect-error an attribute of another member
    account.filter({ profile: (u) => u.total.gt(100) });
    // @ts-expect-error not an attribute of every member
    account.filter((item) => item.total.gt(100));
    // @ts-expect-error of another type
    account.filter({ orders: (o) => o.total.gt("100") });
    // @ts-expect-error not a condition
    account.filter({ orders: (o) => o.total });
  });
});

describe("a selection of a collection", () => {
  it("narrows what it names, and nothing else", async () => {
    const selected = account.select({ orders: ["orderId", "total"] });
    expectTypeOf(await selected.all()).toEqualTypeOf<{
      profile: User | undefined;
      orders: Pick<Order, "orderId" | "total">[];
    }>();
    expectTypeOf(await selected.first()).toEqualTypeOf<
      | { member: "profile"; item: User }
      | { member: "orders"; item: Pick<Order, "orderId" | "total"> }
      | undefined
    >();
    const both = account.select({ orders: ["orderId"], profile: ["name"] }).consistent();
    expectTypeOf((await both.page()).items).toEqualTypeOf<{
      profile: Pick<User, "name"> | undefined;
      orders: Pick<Order, "orderId">[];
    }>();
    // @ts-expect-error no such member
    account.select({ order: ["orderId"] });
    // @ts-expect-error no such member, beside one that there is
    account.select({ orders: ["orderId"], order: ["orderId"] });
    // @ts-expect-error an attribute of another member
    account.select({ profile: ["total"] });
    // @ts-expect-error nothing is selected
    account.select({ profile: [] });
  });
});

describe("the ends of a collection", () => {
  it("are those of a query", async () => {
    expectTypeOf(await account.count()).toEqualTypeOf<number>();
    const order = {} as Order;
    expectTypeOf(account.cursorOf("orders", order)).toEqualTypeOf<string>();
    // @ts-expect-error an item of another member
    account.cursorOf("profile", order);
    // @ts-expect-error no such member
    account.cursorOf("order", order);
    // @ts-expect-error a collection has no segments
    account.parallel(2);
  });
});

describe("a scan of a table", () => {
  it("gives a union of its entities", async () => {
    const scan = db.scan("shop");
    expectTypeOf(await scan.all()).toEqualTypeOf<ShopTableItem[]>();
    for await (const { entity, item } of scan) {
      if (entity === "Order") expectTypeOf(item).toEqualTypeOf<Order>();
    }
    expectTypeOf(await scan.entities("Order", "User").first()).toEqualTypeOf<
      { entity: "Order"; item: Order } | { entity: "User"; item: User } | undefined
    >();
    expectTypeOf(
      await scan
        .entities("Order")
        .select({ Order: ["total"] })
        .parallel(2)
        .all(),
    ).toEqualTypeOf<{ entity: "Order"; item: Pick<Order, "total"> }[]>();
    scan.filter({ Order: (o) => o.total.gt(1) });
    // @ts-expect-error no such table
    db.scan("shops");
    // @ts-expect-error no such entity
    scan.entities("Orders");
    // @ts-expect-error no such entity
    scan.filter({ order: () => undefined });
    // @ts-expect-error not one of those that are read
    scan.entities("User").filter({ Order: (o) => o.total.gt(1) });
    // @ts-expect-error a scan has no order
    scan.descending();
  });
});

describe("a scan of an index", () => {
  it("gives what the index holds", async () => {
    expectTypeOf(await app.scan("app", "including").all()).toEqualTypeOf<
      { entity: "Project"; item: { projectId: string; ownerId: string; name: string; budget: number } }[]
    >();
    expectTypeOf(await app.task.scan("byAssignee").first()).toEqualTypeOf<Task | undefined>();
    app.task.scan("byDueDate").consistent();
    app.scan("app", "byDue").consistent();
    app.project.scan("byOwner").filter((p) => p.budget.gt(1));
    // @ts-expect-error the index does not hold it
    app.project.scan("byOwner").filter((p) => p.views.gt(1n));
    // @ts-expect-error the index does not hold it
    app.project.scan("byOwner").select("views");
    // @ts-expect-error not on a global index
    app.task.scan("byAssignee").consistent();
    // @ts-expect-error not on a global index
    app.scan("app", "gsi1").consistent();
    // @ts-expect-error no such access pattern
    app.task.scan("byOwner");
    // @ts-expect-error no entity has an access pattern on it
    app.scan("legacy", "gsi1");
  });
});

describe("a bound", () => {
  it("is a number", () => {
    account.all({ maxUnits: 10, maxRequests: 2, unitsPerSecond: 5 });
    db.order.scan().parallel(2).pages({ maxUnits: 10, after: undefined });
    db.order.query({ userId: "u" }).first({ maxUnits: 1 });
    // @ts-expect-error a count has no cursor
    db.order.query({ userId: "u" }).count({ after: "x" });
    // @ts-expect-error not a number
    account.all({ maxUnits: "10" });
  });
});
