import type { Get, Page, Query, TransactionPart } from "monotable";
import { describe, expectTypeOf, it } from "vitest";
import type { Database, Order, OrderKey, OrderPaths, User } from "../../examples/shop/generated/index.js";

declare const db: Database;

/** A helper for every repository. */
async function getOrThrow<Key, Item>(repository: { get(key: Key): Get<Item> }, key: Key): Promise<Item> {
  const item = await repository.get(key);
  if (item === undefined) throw new Error("not found");
  return item;
}

/** A helper for everything that has pages. */
async function allPages<Item>(read: {
  page(options: { size: number; after?: string }): Promise<Page<Item>>;
}) {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page: Page<Item> = await read.page({ size: 10, ...(after !== undefined && { after }) });
    items.push(...page.items);
    after = page.cursor;
  } while (after !== undefined);
  return items;
}

describe("the types that monotable exports", () => {
  it("say what a helper takes and gives, for every repository", () => {
    expectTypeOf(getOrThrow(db.user, { userId: "u" })).resolves.toEqualTypeOf<User>();
    // @ts-expect-error not its key
    getOrThrow(db.user, { orderId: "o" });
    expectTypeOf(allPages(db.order.query({ userId: "u" }))).resolves.toEqualTypeOf<Order[]>();
  });

  it("say what a port of an application has, which a repository is and a fake can be", () => {
    interface Orders {
      get(key: OrderKey): Get<Order>;
      query(key: { readonly userId: string }): Query<Order, OrderPaths>;
    }
    const orders: Orders = db.order;
    expectTypeOf(orders.get).returns.resolves.toEqualTypeOf<Order | undefined>();
    const parts: TransactionPart[] = [db.order.delete({ userId: "u", orderDate: "d", orderId: "o" })];
    db.transactWrite(parts);
  });
});
