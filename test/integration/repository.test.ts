import {
  createItem,
  deleteItem,
  filters,
  getItem,
  getManyItems,
  type Method,
  modifyItem,
  moveItem,
  openRepository,
  putItem,
  queryItems,
  scanItems,
  updateItem,
  upsertItem,
} from "monotable/repository";
import { describe, expect, expectTypeOf, it } from "vitest";
import { tables } from "../../examples/shop/generated/index.js";
import type { Order, OrderRepository } from "../../examples/shop/generated/order.js";
import { orderSpec } from "../../examples/shop/generated/order.storage.js";
import { sessionSpec } from "../../examples/shop/generated/session.storage.js";
import { Order as OrderEntity } from "../../examples/shop/schema.js";
import { tables as memberTables } from "../golden/unique/generated/index.js";
import { memberSpec } from "../golden/unique/generated/member.storage.js";
import { paymentSpec } from "../golden/values/generated/payment.storage.js";
import { connect } from "../support/connect.js";

const connection = await connect(tables);
const members = await connect(memberTables);

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
    // What expires is left out without it.
    const sessions = openRepository(connection.client, sessionSpec, [queryItems]);
    const ofAnn = sessions.query({ sessionId: "s1" });
    expect(ofAnn.plan().request).toHaveProperty("FilterExpression");
    expect(ofAnn.includeExpired().plan().request).not.toHaveProperty("FilterExpression");
    const { filters: ___, ...older } = sessionSpec;
    const outdated = openRepository(connection.client, older, [queryItems]).query({ sessionId: "s1" });
    expect(() => outdated.plan()).toThrow("does not name readingFilters: run `npx monotable generate`");
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

describe("a method that is given alone", () => {
  const member = {
    memberId: "m1",
    email: "m1@x.org",
    firstName: "Mia",
    lastName: "One",
    settings: { theme: "dark" },
  };
  const { memberId } = member;
  const { client, sent } = members;
  const open = <const Given extends Method<string>>(method: Given) =>
    openRepository(client, memberSpec, [method]);

  it("sends all that it has to where there are unique constraints", async () => {
    await open(createItem).create(member);
    await open(putItem).put({ ...member, email: "m2@x.org" });
    await open(updateItem).update({ memberId }).set({ email: "m3@x.org" });
    await open(upsertItem).upsert({ ...member, email: "m4@x.org" });
    await open(modifyItem).modify({ memberId }, () => ({ email: "m5@x.org" }));
    await open(modifyItem).modify({ memberId }, () => ({ points: 5 }));
    await open(moveItem).move({ memberId }, { memberId: "m2" });
    await open(moveItem).move({ memberId: "m2" }, { points: 6 });
    expect(await open(getManyItems).getMany([{ memberId: "m2" }])).toMatchObject([
      { email: "m5@x.org", points: 6 },
    ]);
    expect(await open(scanItems).scan().all()).toHaveLength(1);
    await open(deleteItem).delete({ memberId: "m2" });
    expect(await open(getItem).get({ memberId: "m2" })).toBeUndefined();
    expect(new Set(sent().map(({ operation }) => operation))).toContain("TransactWriteItems");
  });
});
