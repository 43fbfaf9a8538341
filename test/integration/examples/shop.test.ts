import { beforeAll, describe, expect, it } from "vitest";
import * as shop from "../../../examples/shop/access-patterns.js";
import { createDatabase, tables } from "../../../examples/shop/generated/index.js";
import { main } from "../../../examples/shop/main.js";
import { connect } from "../../support/connect.js";

const shown = new Map<string, readonly object[]>();

const connection = await connect(tables);
const db = createDatabase(connection.client);

beforeAll(async () => {
  await main(db, (title, rows) => shown.set(title, rows));
});

const names = (...attributes: string[]) => Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
const ids = (orders: readonly { orderId: string }[]) => orders.map(({ orderId }) => orderId);

describe("the shop", () => {
  it("reads a session by its id, absent if expired (access pattern 1)", async () => {
    expect(await shop.sessionById(db, "s1")).toMatchObject({ sessionId: "s1", data: { cart: "p1" } });
    expect(await shop.sessionById(db, "s2")).toBeUndefined();
    expect(connection.sent()[0]).toEqual({
      operation: "GetItem",
      input: { TableName: "shop", Key: { pk: "SESSION#s1", sk: "SESSION" } },
    });
    // Expired, but DynamoDB Local may not have swept it yet.
    const [stored] = (await connection.stored("shop")).filter(({ pk }) => pk === "SESSION#s1");
    expect(stored?.["expiresAt"]).toSatisfy((seconds: number) => Number.isInteger(seconds) && seconds < 1e10);
  });

  it("creates a session if there is none (access pattern 2)", async () => {
    const session = { sessionId: "s3", userId: "u1", expiresAt: Math.floor(Date.now() / 1000) + 60 };
    expect(await shop.startSession(db, session)).toEqual({ ...session, data: {} });
    await expect(shop.startSession(db, session)).rejects.toMatchObject({ code: "AlreadyExists" });
    expect(connection.sent()[0]).toMatchObject({
      operation: "PutItem",
      input: {
        Item: { pk: "SESSION#s3" },
        ConditionExpression: "attribute_not_exists(#pk) OR #expiresAt <= :v0",
      },
    });
  });

  it("creates one of 50 sessions of one id (access pattern 2)", { tags: "contention" }, async () => {
    const expiresAt = Math.floor(Date.now() / 1000) + 60;
    const sessions = Array.from({ length: 50 }, (_, number) =>
      shop.startSession(db, { sessionId: "s4", userId: `user-${number}`, expiresAt }),
    );
    const results = await Promise.allSettled(sessions);
    const created = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(created).toEqual([await shop.sessionById(db, "s4")]);
  });

  it("reads all orders of a user, newest first (access pattern 3)", async () => {
    expect(ids(await shop.ordersOfUser(db, "u1").all())).toEqual(["o-1004", "o-1003", "o-1002", "o-1001"]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "shop",
          KeyConditionExpression: "#pk = :v0 AND begins_with(#sk, :v1)",
          ScanIndexForward: false,
          ExpressionAttributeNames: names("pk", "sk"),
          ExpressionAttributeValues: { ":v0": "USER#u1", ":v1": "ORDER#" },
        },
      },
    ]);
  });

  it("reads the orders between two days, with every order of the last day (access pattern 4)", async () => {
    expect(ids(await shop.ordersBetween(db, "u1", "2026-03-01", "2026-03-15").all())).toEqual([
      "o-1002",
      "o-1003",
    ]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "shop",
          KeyConditionExpression: "#pk = :v0 AND #sk BETWEEN :v1 AND :v2",
          ExpressionAttributeNames: names("pk", "sk"),
          ExpressionAttributeValues: {
            ":v0": "USER#u1",
            ":v1": "ORDER#2026-03-01",
            ":v2": "ORDER#2026-03-15$",
          },
        },
      },
    ]);
  });

  it("reads a profile and its orders with one Query, whichever sorts first (access pattern 5)", async () => {
    const forwards = await shop.accountOf(db, "u1").all();
    const backwards = await shop.accountOf(db, "u1").descending().all();
    expect(forwards.profile?.name).toBe("Ann");
    expect(backwards.profile).toEqual(forwards.profile);
    expect(backwards.orders).toEqual(forwards.orders.toReversed());
    expect(connection.sent()).toMatchObject([
      {
        operation: "Query",
        input: {
          KeyConditionExpression: "#pk = :v0 AND #sk BETWEEN :v1 AND :v2",
          ExpressionAttributeValues: { ":v0": "USER#u1", ":v1": "ORDER#", ":v2": "PROFILE" },
        },
      },
      { input: { ScanIndexForward: false } },
    ]);
  });

  it("finds a user by e-mail, in its exact case (access pattern 6)", async () => {
    expect((await shop.userByEmail(db, "Ann@example.com").first())?.userId).toBe("u1");
    expect(await shop.userByEmail(db, "ann@example.com").first()).toBeUndefined();
    expect(connection.sent()[0]).toEqual({
      operation: "Query",
      input: {
        TableName: "shop",
        IndexName: "EmailIndex",
        KeyConditionExpression: "#email = :v0",
        Limit: 1,
        ExpressionAttributeNames: names("email"),
        ExpressionAttributeValues: { ":v0": "Ann@example.com" },
      },
    });
  });

  it("reads a product with its reviews with one Query (access pattern 7)", async () => {
    const { product, reviews } = await shop.productWithReviews(db, "p1").all();
    expect(product?.name).toBe("Lamp");
    expect(reviews.map(({ reviewId }) => reviewId)).toEqual(["r1", "r2"]);
    expect(connection.sent()).toMatchObject([
      { input: { ExpressionAttributeValues: { ":v0": "PRODUCT#p1", ":v1": "DETAILS", ":v2": "REVIEW$" } } },
    ]);
  });

  it("reads the reviews alone (access pattern 8)", async () => {
    expect(await shop.reviewsOf(db, "p1").all()).toHaveLength(2);
    expect(connection.sent()).toMatchObject([
      {
        input: {
          KeyConditionExpression: "#pk = :v0 AND begins_with(#sk, :v1)",
          ExpressionAttributeValues: { ":v0": "PRODUCT#p1", ":v1": "REVIEW#" },
        },
      },
    ]);
  });

  it("reads the orders with a status, which follow every update (access pattern 9)", async () => {
    expect(ids(await shop.ordersWithStatus(db, "PAID").all())).toEqual(["o-1004"]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "shop",
          IndexName: "StatusIndex",
          KeyConditionExpression: "#status = :v0",
          ExpressionAttributeNames: names("status"),
          ExpressionAttributeValues: { ":v0": "PAID" },
        },
      },
    ]);
    expect(ids(await shop.ordersWithStatus(db, "PENDING").all())).toEqual([
      "o-1001",
      "o-1002",
      "o-1003",
      "o-1005",
    ]);
  });

  it("scans for the users older than that (access pattern 10)", async () => {
    const users = await shop.usersOlderThan(db, 30).all();
    expect(users.map(({ userId }) => userId)).toEqual(["u1"]);
    expect(await shop.usersOlderThan(db, 34).count()).toBe(0);
    expect(connection.sent()[0]).toEqual({
      operation: "Scan",
      input: {
        TableName: "shop",
        FilterExpression: expect.stringContaining("#age > "),
        ExpressionAttributeNames: expect.objectContaining(names("_entity", "age")),
        ExpressionAttributeValues: expect.objectContaining({ ":v0": "User" }),
      },
    });
  });

  it("loads products in batches of 25 (access pattern 11)", async () => {
    const products = Array.from({ length: 60 }, (_, number) => ({
      productId: `bulk-${number}`,
      name: `Thing ${number}`,
      price: number,
      stock: 1,
    }));
    await shop.loadProducts(db, products);
    const requests = connection.sent();
    expect(requests).toHaveLength(3);
    expect(requests[0]).toMatchObject({
      operation: "BatchWriteItem",
      input: {
        RequestItems: { shop: expect.arrayContaining([{ PutRequest: { Item: expect.anything() } }]) },
      },
    });
    expect(await db.product.getMany(products)).toEqual(products);
  });

  it("places an order and takes what it names out of stock, in one transaction (access pattern 12)", async () => {
    await shop.loadProducts(db, [{ productId: "p12", name: "Rug", price: 100, stock: 5 }]);
    connection.sent();
    const order = {
      userId: "u12",
      orderDate: "2026-06-01",
      orderId: "o-1",
      total: 300,
      items: [
        { productId: "p12", quantity: 1, price: 100 },
        { productId: "p12", quantity: 2, price: 100 },
      ],
    };
    await shop.placeOrder(db, order);
    expect(connection.sent()).toEqual([
      {
        operation: "TransactWriteItems",
        input: {
          ClientRequestToken: expect.any(String),
          TransactItems: [
            {
              Put: {
                TableName: "shop",
                Item: {
                  pk: "USER#u12",
                  sk: "ORDER#2026-06-01#o-1",
                  _entity: "Order",
                  ...order,
                  status: "PENDING",
                },
                ConditionExpression: "attribute_not_exists(#pk)",
                ReturnValuesOnConditionCheckFailure: "ALL_OLD",
                ExpressionAttributeNames: names("pk"),
              },
            },
            {
              Update: {
                TableName: "shop",
                Key: { pk: "PRODUCT#p12", sk: "DETAILS" },
                UpdateExpression: "ADD #stock :v0",
                ConditionExpression:
                  "attribute_exists(#pk) AND #stock >= :v1 AND #stock >= :v2 AND (#_entity = :v3 OR attribute_not_exists(#_entity))",
                ReturnValuesOnConditionCheckFailure: "ALL_OLD",
                ExpressionAttributeNames: names("pk", "stock", "_entity"),
                ExpressionAttributeValues: { ":v0": -3, ":v1": 3, ":v2": 3, ":v3": "Product" },
              },
            },
          ],
        },
      },
    ]);
    expect(await db.product.get({ productId: "p12" })).toMatchObject({ stock: 2 });

    // Too little stock, an order of the same id, or an unknown product: nothing of it happens.
    const refused = (reasons: unknown[]) => ({ code: "TransactionCanceled", details: { reasons } });
    await expect(shop.placeOrder(db, { ...order, orderId: "o-2" })).rejects.toMatchObject(
      refused([undefined, { code: "ConditionFailed", details: { item: { stock: 2 } } }]),
    );
    await expect(shop.placeOrder(db, { ...order, items: [] })).rejects.toMatchObject(
      refused([{ code: "AlreadyExists" }]),
    );
    const items = [{ productId: "nothing", quantity: 1, price: 1 }];
    await expect(shop.placeOrder(db, { ...order, orderId: "o-3", items })).rejects.toMatchObject(
      refused([undefined, { code: "NotFound" }]),
    );
    expect(ids(await shop.ordersOfUser(db, "u12").all())).toEqual(["o-1"]);
    expect(await db.product.get({ productId: "p12" })).toMatchObject({ stock: 2 });
  });

  it("never sells more than there is to 50 concurrent buyers (access pattern 12)", {
    tags: "contention",
  }, async () => {
    await shop.loadProducts(db, [{ productId: "rare", name: "Vase", price: 100, stock: 20 }]);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, buyer) =>
        shop.placeOrder(db, {
          userId: `buyer-${buyer}`,
          orderDate: "2026-06-02",
          orderId: `rare-${buyer}`,
          status: "SHIPPED",
          total: 100,
          items: [{ productId: "rare", quantity: 1, price: 100 }],
        }),
      ),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
    expect((await db.product.get({ productId: "rare" }))?.stock).toBe(0);
    const sold = await shop.ordersWithStatus(db, "SHIPPED").all();
    expect(ids(sold).filter((id) => id.startsWith("rare-"))).toHaveLength(20);
  });

  it("keeps two orders of one day apart", async () => {
    const march15 = await db.order.query({ userId: "u1", orderDate: "2026-03-15" }).all();
    expect(ids(march15)).toEqual(["o-1002", "o-1003"]);
  });

  it("shows what it stored and read", () => {
    expect(shown.get("1. Session s2, which has expired")).toEqual([]);
    expect(shown.get("9. Orders that are PAID")).toEqual([
      { orderId: "o-1004", status: "PAID", total: 4500 },
    ]);
    expect(shown.get("10. Users older than 30")).toMatchObject([{ userId: "u1" }]);
    expect(shown.get("11. Products loaded, together with p1")).toMatchObject([
      { stock: 5 },
      { stock: 100 },
      { stock: 1 },
    ]);
    expect(shown.get("12. Products after an order of a lamp and a shade")).toMatchObject([
      { stock: 4 },
      { stock: 100 },
      { stock: 0 },
    ]);
    expect(shown.get("12. Why the next order is refused: the lamp that was left stays")).toHaveLength(1);
    expect([...shown.values()].flat().length).toBeGreaterThan(15);
  });
});
