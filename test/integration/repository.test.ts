import {
  createItem,
  filters,
  getItem,
  openRepository,
  putItem,
  queryItems,
  scanItems,
} from "monotable/repository";
import { beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { tables } from "../../examples/shop/generated/index.js";
import { type Order, type OrderRepository, orderSpec } from "../../examples/shop/generated/order.js";
import { Order as OrderEntity } from "../../examples/shop/schema.js";
import { paymentSpec } from "../golden/values/generated/payment.js";
import { type Connection, connect } from "../support/connect.js";

let connection: Connection;

beforeAll(async () => {
  connection = await connect(tables);
});

const { schema } = OrderEntity;
const order = { userId: "ann", orderDate: "2026-11-21", orderId: "o1", total: 1200, items: [] };
const { items: _, total: __, ...key } = order;

describe("a repository of some methods", () => {
  it("does with each of them what the whole database does", async () => {
    const orders = openRepository(connection.client, orderSpec, [createItem, getItem, queryItems], {
      schema,
    });
    connection.sent();

    const created = await orders.create(order);

    expect(created).toEqual({ ...order, status: "PENDING" });
    expect(connection.sent()).toEqual([
      {
        operation: "PutItem",
        input: {
          TableName: "shop",
          Item: { pk: "USER#ann", sk: "ORDER#2026-11-21#o1", _entity: "Order", ...created },
          ConditionExpression: "attribute_not_exists(#pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          ExpressionAttributeNames: { "#pk": "pk" },
        },
      },
    ]);
    expect(await orders.get(key)).toEqual(created);
    expect(await orders.query({ userId: "ann" }).all()).toEqual([created]);
    expect(await orders.byStatus({ status: "PENDING" }).all()).toEqual([created]);
  });

  it("has no other method", () => {
    const orders = openRepository(connection.client, orderSpec, [getItem], { schema });
    expect(Object.keys(orders)).toEqual(["get"]);
    expectTypeOf(orders).toEqualTypeOf<Readonly<Pick<OrderRepository, "get">>>();
    // @ts-expect-error queryItems was not given
    expect(orders.query).toBeUndefined();
  });

  it("gives a query for each access pattern", () => {
    const orders = openRepository(connection.client, orderSpec, [queryItems, filters], { schema });
    expect(Object.keys(orders)).toEqual(["query", "byStatus"]);
    expectTypeOf(orders).toEqualTypeOf<Readonly<Pick<OrderRepository, "query" | "byStatus">>>();
  });

  it("filters with filters alone", async () => {
    const plain = openRepository(connection.client, orderSpec, [queryItems], { schema });
    const userId = "ann";
    // @ts-expect-error filters was not given
    const query = plain.query({ userId }).filter((o) => o.total.gt(1));
    const message = "filters is not among the methods of Order";
    await expect(query.all()).rejects.toThrow(message);
    const backwards = plain.byStatus({ status: "PAID" }).descending();
    // @ts-expect-error filters was not given, for an index either
    expect(() => backwards.filter((o) => o.total.gt(1)).plan()).toThrow(message);
    expectTypeOf(await plain.query({ userId }).all()).toEqualTypeOf<Order[]>();
    const filtered = openRepository(connection.client, orderSpec, [filters, queryItems], { schema });
    expect(
      filtered
        .query({ userId })
        .filter((o) => o.total.gt(1))
        .plan().request,
    ).toMatchObject({
      FilterExpression: expect.stringContaining("#total > "),
    });
    // Whoever scans filters.
    const scanned = openRepository(connection.client, orderSpec, [scanItems], { schema });
    expect(
      scanned
        .scan()
        .filter((o) => o.total.gt(1))
        .plan().request,
    ).toHaveProperty("FilterExpression");
  });

  it("reads and writes the table of its environment", async () => {
    const options = { schema, tables: { shop: "shop-elsewhere" } };
    const orders = openRepository(connection.client, orderSpec, [getItem], options);
    expect(orders.get(key).plan().request).toMatchObject({ TableName: "shop-elsewhere" });
  });

  it("refuses the name of a table that its entity is not in", () => {
    const options = { schema, tables: { store: "shop-elsewhere" } };
    expect(() => openRepository(connection.client, orderSpec, [getItem], options)).toThrow(
      expect.objectContaining({ code: "InvalidOptions" }),
    );
  });

  it("asks for the schema where the spec says that zod is needed", () => {
    expect(paymentSpec.zod).toBeDefined();
    expect(() => openRepository(connection.client, paymentSpec, [getItem])).toThrow(
      expect.objectContaining({ code: "InvalidOptions", message: expect.stringContaining("Payment") }),
    );
  });

  it("validates what it writes", async () => {
    const orders = openRepository(connection.client, orderSpec, [putItem], { schema });
    const broken = { ...order, total: -1 } satisfies Partial<Order> as never;
    await expect(orders.put(broken)).rejects.toMatchObject({ code: "InvalidItem" });
  });
});
