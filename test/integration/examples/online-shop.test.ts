import { beforeAll, describe, expect, it } from "vitest";
import * as shop from "../../../examples/online-shop/access-patterns.js";
import { createDatabase, tables } from "../../../examples/online-shop/generated/index.js";
import { main, ordered } from "../../../examples/online-shop/main.js";
import { connect, type Sent } from "../../support/connect.js";

let lines: string[];

const connection = await connect(tables);
const db = createDatabase(connection.client);

beforeAll(async () => {
  lines = await main(db);
});

const TableName = "OnlineShop";
const get = (key: string) => ({ operation: "GetItem", input: { TableName, Key: { PK: key, SK: key } } });
/** The index, the key condition and its values of the one Query that was sent. */
function queried(sent: readonly Sent[]): unknown {
  expect(sent).toHaveLength(1);
  expect(sent[0]?.operation).toBe("Query");
  const input = sent[0]?.input as {
    IndexName?: string;
    KeyConditionExpression: string;
    ExpressionAttributeNames: object;
    ExpressionAttributeValues: object;
    FilterExpression?: string;
  };
  // Names with hyphens are never expression text, and nothing is filtered: the keys alone say what is read.
  expect(input.KeyConditionExpression).not.toContain("-");
  expect(input.FilterExpression).toBeUndefined();
  return [
    input.IndexName,
    Object.values(input.ExpressionAttributeNames),
    Object.values(input.ExpressionAttributeValues),
  ];
}
const table = ["PK", "SK"];
const gsi1 = ["GSI1-PK", "GSI1-SK"];
const gsi2 = ["GSI2-PK", "GSI2-SK"];
const june = ["2020-06-01T00:00:00Z", "2020-06-30T23:59:59Z"] as const;

describe("the online shop", () => {
  it("reads a customer, a product and a warehouse by id (access patterns 1, 2 and 3)", async () => {
    expect(await shop.customerById(db, "34567")).toEqual({
      customerId: "34567",
      name: "Sam",
      email: "sam@example.com",
    });
    expect(await shop.productById(db, "99887")).toMatchObject({
      price: 10000,
      detail: { description: "Blue" },
    });
    expect(await shop.warehouseById(db, "12376")).toMatchObject({ address: { country: "USA" } });
    expect(connection.sent()).toEqual([get("c#34567"), get("p#99887"), get("w#12376")]);
  });

  it("reads the inventory of a product, without the product (access pattern 4)", async () => {
    expect(await shop.inventoryOfProduct(db, "99887").all()).toEqual([
      { productId: "99887", warehouseId: "12345", quantity: 40 },
      { productId: "99887", warehouseId: "12376", quantity: 9 },
    ]);
    expect(queried(connection.sent())).toEqual([undefined, table, ["p#99887", "w#"]]);
  });

  it("reads everything of an order, five types, with one Query; and the order by its id alone (access pattern 5)", async () => {
    const { orders, items, invoices, shipments, shipmentItems } = await shop
      .everythingOfOrder(db, "12345")
      .all();
    expect([orders, items, invoices, shipments, shipmentItems].map((all) => all.length)).toEqual([
      1, 2, 1, 2, 3,
    ]);
    expect(queried(connection.sent())).toEqual([undefined, table, ["o#12345", "c#", "shp$"]]);

    expect(await shop.orderById(db, "12345")).toEqual(orders[0]);
    expect(queried(connection.sent())).toEqual([undefined, table, ["o#12345", "c#"]]);
    expect(await shop.orderById(db, "none")).toBeUndefined();
  });

  it("reads the products, the invoice and the shipments of an order (access patterns 6, 7 and 8)", async () => {
    const items = await shop.productsOfOrder(db, "12345").all();
    expect(items.map(({ productId, quantity }) => [productId, quantity])).toEqual([
      ["12345", 1],
      ["99887", 2],
    ]);
    expect(queried(connection.sent())).toEqual([undefined, table, ["o#12345", "p#"]]);
    expect(await shop.invoicesOfOrder(db, "12345").all()).toMatchObject([
      { invoiceId: "55443", amount: 70000 },
    ]);
    expect(queried(connection.sent())).toEqual([undefined, table, ["o#12345", "i#"]]);
    // `sh#` is not the beginning of `shp#`.
    const shipments = await shop.shipmentsOfOrder(db, "12345").all();
    expect(shipments.map(({ shipmentId }) => shipmentId)).toEqual(["88899", "98765"]);
    expect(queried(connection.sent())).toEqual([undefined, table, ["o#12345", "sh#"]]);
  });

  it("reads the orders of a product between two times, however many are of one second (access pattern 9)", async () => {
    const item = { productId: "lamp", customerId: "c9", price: 1, quantity: 1 };
    const times = [
      "2020-05-31T23:59:59Z",
      ...Array.from({ length: 30 }, () => ordered),
      "2020-07-01T00:00:00Z",
    ];
    await db.orderItem.putMany(times.map((date, number) => ({ ...item, orderId: `lamp-${number}`, date })));
    connection.sent();
    expect(await shop.ordersOfProduct(db, "lamp", ...june).all()).toHaveLength(30);
    expect(queried(connection.sent())).toEqual(["GSI1", gsi1, ["p#lamp", ...june]]);

    // The sort keys are alike, so a page goes on from the whole key of its last item.
    const found = new Set<string>();
    for await (const { items } of shop.ordersOfProduct(db, "lamp", ...june).pages({ size: 7 })) {
      for (const { orderId } of items) found.add(orderId);
    }
    expect(found.size).toBe(30);
    const second = connection.sent()[1]?.input as { ExclusiveStartKey: object };
    expect(Object.keys(second.ExclusiveStartKey).toSorted()).toEqual(["GSI1-PK", "GSI1-SK", "PK", "SK"]);
    expect(await shop.ordersOfProduct(db, "12345", ...june).all()).toMatchObject([{ orderId: "12345" }]);
  });

  it("reads an invoice and its payments by its id alone (access patterns 10 and 11)", async () => {
    const invoice = await shop.invoiceById(db, "55443");
    expect(invoice).toMatchObject({ orderId: "12345", customerId: "34567" });
    expect(queried(connection.sent())).toEqual(["GSI1", gsi1, ["i#55443", "i#55443"]]);
    expect(await shop.paymentsOf(db, "55443")).toEqual(invoice?.payments);
    expect(connection.sent()).toMatchObject([
      { input: { ProjectionExpression: "#payments, #EntityType, #PK, #SK, #0, #1" } },
    ]);
    expect(await shop.paymentsOf(db, "none")).toEqual([]);
  });

  it("reads a shipment with its items (access pattern 12)", async () => {
    const { shipments, items } = await shop.shipmentWithItems(db, "88899").all();
    expect(shipments).toMatchObject([{ shipmentId: "88899", warehouseId: "12345" }]);
    expect(items.map(({ productId }) => productId)).toEqual(["12345", "99887"]);
    expect(queried(connection.sent())).toEqual(["GSI1", gsi1, ["sh#88899", "p#", "sh#88899"]]);
  });

  it("reads the shipments and the inventory of a warehouse, which share a partition (access patterns 13 and 14)", async () => {
    expect(await shop.shipmentsOfWarehouse(db, "12376").all()).toMatchObject([{ shipmentId: "98765" }]);
    expect(queried(connection.sent())).toEqual(["GSI2", gsi2, ["w#12376", "sh#"]]);
    expect(await shop.inventoryOfWarehouse(db, "12376").all()).toMatchObject([
      { productId: "99887", quantity: 9 },
    ]);
    expect(queried(connection.sent())).toEqual(["GSI2", gsi2, ["w#12376", "p#"]]);
  });

  it("reads the invoices and the products of a customer between two times, which share a partition (access patterns 15 and 16)", async () => {
    expect(await shop.invoicesOfCustomer(db, "34567", ...june).all()).toMatchObject([{ invoiceId: "55443" }]);
    expect(queried(connection.sent())).toEqual(["GSI2", gsi2, ["c#34567", `i#${june[0]}`, `i#${june[1]}`]]);
    const products = await shop.productsOfCustomer(db, "34567", ...june).all();
    expect(new Set(products.map(({ productId }) => productId))).toEqual(new Set(["12345", "99887"]));
    expect(queried(connection.sent())).toEqual(["GSI2", gsi2, ["c#34567", `p#${june[0]}`, `p#${june[1]}`]]);

    const july = ["2020-07-01T00:00:00Z", "2020-07-31T23:59:59Z"] as const;
    expect(await shop.invoicesOfCustomer(db, "34567", ...july).all()).toEqual([]);
    expect(await shop.productsOfCustomer(db, "34567", ...july).all()).toEqual([]);
  });

  it("stores numbers as numbers: 9 is less than 40", async () => {
    const few = await shop
      .inventoryOfProduct(db, "99887")
      .filter((item) => item.quantity.lt(10))
      .all();
    expect(few.map(({ warehouseId }) => warehouseId)).toEqual(["12376"]);
  });

  it("names the type of every item, and gives every inventory the keys of its warehouse", async () => {
    const rows = await connection.stored(TableName);
    expect(rows.every(({ EntityType }) => typeof EntityType === "string")).toBe(true);
    const inventory = rows.filter(({ EntityType }) => EntityType === "WarehouseItem");
    expect(inventory).toHaveLength(3);
    for (const row of inventory) {
      expect(row).toMatchObject({ "GSI2-PK": row["SK"], "GSI2-SK": row["PK"] });
    }
  });

  it("merges the shipments of two orders only where they have one id", async () => {
    const shipment = { warehouseId: "w9", date: ordered, address: { street: "s", city: "c", country: "d" } };
    await db.shipment.create({ ...shipment, orderId: "o-a", shipmentId: "s-1" });
    await db.shipment.create({ ...shipment, orderId: "o-b", shipmentId: "s-1" });
    await db.shipment.create({ ...shipment, orderId: "o-b", shipmentId: "s-10" });
    const { shipments } = await shop.shipmentWithItems(db, "s-1").all();
    expect(new Set(shipments.map(({ orderId }) => orderId))).toEqual(new Set(["o-a", "o-b"]));
    expect((await shop.shipmentWithItems(db, "s-10").all()).shipments).toHaveLength(1);
  });

  it.each(["2020-06-21", "2020-06-21T19:10:00", "2020-06-21T19:10:00.000Z"])(
    "refuses the date %s: only one format sorts by time",
    async (date) => {
      const item = { orderId: "o", productId: "p", customerId: "c", date, price: 1, quantity: 1 };
      await expect(db.orderItem.create(item)).rejects.toMatchObject({ code: "InvalidItem" });
      expect(connection.sent()).toEqual([]);
    },
  );

  it("runs its program from beginning to end", () => {
    expect(lines).toEqual([
      "2 products, invoiced for 70000, in 2 shipments",
      "shipment 88899: 12345, 99887",
      "in warehouse 12376: 1 products",
    ]);
  });
});
