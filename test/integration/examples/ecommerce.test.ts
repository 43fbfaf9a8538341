import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import * as shop from "../../../examples/ecommerce/access-patterns.js";
import { createDatabase, tables } from "../../../examples/ecommerce/generated/index.js";
import { main } from "../../../examples/ecommerce/main.js";
import { connect } from "../../support/connect.js";

const connection = await connect(tables);
const db = createDatabase(connection.client);

let count = 0;
/** A customer whom no other test has. */
async function newCustomer() {
  count += 1;
  const username = `customer-${count}`;
  const customer = { username, name: "Ann", email: `${username}@example.com`, addresses: {} };
  await shop.createCustomer(db, customer);
  connection.sent();
  return customer;
}

const TableName = "ecommerce";
const createdAt = "2026-01-01T00:00:00.000Z";
const names = (...attributes: string[]) => Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
const orderId = (number: number) => `1Vrg${String(number).padStart(23, "0")}`;
const put = (Item: object) => ({
  Put: {
    TableName,
    Item,
    ConditionExpression: "attribute_not_exists(#PK)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    ExpressionAttributeNames: names("PK"),
  },
});
const transaction = (...TransactItems: object[]) => ({
  operation: "TransactWriteItems",
  input: { ClientRequestToken: expect.any(String), TransactItems },
});
const canceled = (reasons: readonly unknown[]) => ({ code: "TransactionCanceled", details: { reasons } });
const address = { street: "1 Main St.", city: "Omaha", state: "NE" };
const line = (itemId: string, price = 1) => ({ itemId, description: `A ${itemId}`, price });

describe("the shop of the book", () => {
  it("creates a customer and the guard of the e-mail address in one transaction (access pattern 1)", async () => {
    const ann = { username: "ann", name: "Ann", email: "ann@example.com" };
    await shop.createCustomer(db, ann);
    expect(connection.sent()).toEqual([
      transaction(
        put({ PK: "CUSTOMER#ann", SK: "CUSTOMER#ann", _entity: "Customer", ...ann, addresses: {} }),
        put({
          PK: "CUSTOMEREMAIL#ann@example.com",
          SK: "CUSTOMEREMAIL#ann@example.com",
          _entity: "CustomerEmail",
          email: "ann@example.com",
          username: "ann",
        }),
      ),
    ]);

    // A taken address leaves no customer, and the reasons say which of the two is taken.
    await expect(shop.createCustomer(db, { ...ann, username: "other" })).rejects.toMatchObject(
      canceled([undefined, { code: "AlreadyExists", details: { entity: "CustomerEmail" } }]),
    );
    expect(await db.customer.get({ username: "other" })).toBeUndefined();
    await expect(shop.createCustomer(db, { ...ann, email: "b@example.com" })).rejects.toMatchObject(
      canceled([{ code: "AlreadyExists", details: { entity: "Customer" } }, undefined]),
    );
    expect(await db.customerEmail.get({ email: "b@example.com" })).toBeUndefined();
  });

  it("gives an e-mail address to one of 50 who want it at once (access pattern 1)", {
    tags: "contention",
  }, async () => {
    const email = "everybody@example.com";
    const wishes = Array.from({ length: 50 }, (_, number) =>
      shop.createCustomer(db, { username: `wish-${number}`, name: "Bob", email }),
    );
    const results = await Promise.allSettled(wishes);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const customers = await db.customer
      .scan()
      .filter((customer) => customer.email.eq(email))
      .all();
    expect(customers).toHaveLength(1);
    expect(await db.customerEmail.get({ email })).toMatchObject({ username: customers[0]?.username });
  });

  it("changes the e-mail address with three writes in one transaction, and frees the old one (access pattern 1)", async () => {
    const customer = await newCustomer();
    const newEmail = `new-${customer.email}`;
    await shop.changeEmail(db, customer, newEmail);
    expect(connection.sent()).toEqual([
      transaction(
        {
          Delete: {
            TableName,
            Key: { PK: `CUSTOMEREMAIL#${customer.email}`, SK: `CUSTOMEREMAIL#${customer.email}` },
            ConditionExpression: "#username = :v0 AND (#_entity = :v1 OR attribute_not_exists(#_entity))",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            ExpressionAttributeNames: names("username", "_entity"),
            ExpressionAttributeValues: { ":v0": customer.username, ":v1": "CustomerEmail" },
          },
        },
        put(expect.objectContaining({ email: newEmail, username: customer.username })),
        {
          Update: {
            TableName,
            Key: { PK: `CUSTOMER#${customer.username}`, SK: `CUSTOMER#${customer.username}` },
            UpdateExpression: "SET #email = :v0",
            ConditionExpression:
              "attribute_exists(#PK) AND #email = :v1 AND (#_entity = :v2 OR attribute_not_exists(#_entity))",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            ExpressionAttributeNames: names("PK", "email", "_entity"),
            ExpressionAttributeValues: { ":v0": newEmail, ":v1": customer.email, ":v2": "Customer" },
          },
        },
      ),
    ]);
    expect(await db.customer.get(customer)).toMatchObject({ email: newEmail });
    await shop.createCustomer(db, { ...customer, username: `${customer.username}-2` });

    // Nobody takes an address that another has, and a customer read too early changes nothing.
    await expect(
      shop.changeEmail(db, { ...customer, email: newEmail }, customer.email),
    ).rejects.toMatchObject(canceled([undefined, { code: "AlreadyExists" }, undefined]));
    await expect(shop.changeEmail(db, customer, "third@example.com")).rejects.toMatchObject(
      canceled([{ code: "ConditionFailed" }, undefined, { code: "ConditionFailed" }]),
    );
    expect(await db.customer.get(customer)).toMatchObject({ email: newEmail });
  });

  it("adds, replaces and deletes addresses, whatever their labels are (access pattern 2)", async () => {
    const { username } = await newCustomer();
    for (const label of ["home", "my.office-2", "size", "#PK :v0"]) {
      await shop.putAddress(db, username, label, address);
    }
    await shop.putAddress(db, username, "home", { ...address, city: "Lincoln" });
    await shop.deleteAddress(db, username, "size");
    await shop.deleteAddress(db, username, "none");
    expect((await db.customer.get({ username }))?.addresses).toEqual({
      home: { ...address, city: "Lincoln" },
      "my.office-2": address,
      "#PK :v0": address,
    });

    const requests = connection.sent();
    const putting = (label: string, alias: string) => ({
      operation: "UpdateItem",
      input: {
        TableName,
        Key: { PK: `CUSTOMER#${username}`, SK: `CUSTOMER#${username}` },
        UpdateExpression: `SET #addresses.${alias} = :v0`,
        ConditionExpression: "attribute_exists(#PK) AND (#_entity = :v1 OR attribute_not_exists(#_entity))",
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ExpressionAttributeNames: { ...names("PK", "addresses"), [alias]: label, "#_entity": "_entity" },
        ExpressionAttributeValues: { ":v0": address, ":v1": "Customer" },
      },
    });
    expect(requests.slice(0, 2)).toEqual([putting("home", "#home"), putting("my.office-2", "#1")]);
    await expect(shop.putAddress(db, "nobody", "home", address)).rejects.toMatchObject({ code: "NotFound" });
  });

  it("loses none of 50 addresses that are added at once (access pattern 2)", {
    tags: "contention",
  }, async () => {
    const { username } = await newCustomer();
    const labels = Array.from({ length: 50 }, (_, number) => `address ${number}`);
    await Promise.all(labels.map((label) => shop.putAddress(db, username, label, address)));
    expect(Object.keys((await db.customer.get({ username }))?.addresses ?? {})).toHaveLength(50);
  });

  it("reads a customer with the 10 newest orders in one request, the customer first (access pattern 3)", async () => {
    const { username } = await newCustomer();
    for (let number = 1; number <= 12; number += 1) {
      await shop.placeOrder(db, { username, orderId: orderId(number), createdAt }, [line("pen")]);
    }
    connection.sent();
    const { items, cursor } = await shop.customerWithLatestOrders(db, username);
    expect(items.customer?.username).toBe(username);
    const newest = [12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map(orderId);
    expect(items.orders.map((order) => order.orderId)).toEqual(newest);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName,
          KeyConditionExpression: "#PK = :v0 AND #SK BETWEEN :v1 AND :v2",
          ScanIndexForward: false,
          Limit: 11,
          ExpressionAttributeNames: names("PK", "SK"),
          ExpressionAttributeValues: {
            ":v0": `CUSTOMER#${username}`,
            ":v1": "#ORDER#",
            ":v2": `CUSTOMER#${username}`,
          },
        },
      },
    ]);

    // The second page has the two orders that are left; forwards the oldest order comes first and the customer last.
    const rest = await db.customerPage({ username }).descending().page({ after: cursor });
    expect(rest.items.customer).toBeUndefined();
    expect(rest.items.orders.map((order) => order.orderId)).toEqual([2, 1].map(orderId));
    const members = [];
    for await (const { member } of db.customerPage({ username })) members.push(member);
    expect(members.indexOf("customer")).toBe(12);
    expect(await db.customerPage({ username }).page({ size: 11 })).toMatchObject({
      items: { customer: undefined, orders: [{ orderId: orderId(1) }, ...Array(10).fill({})] },
    });
  });

  it("reads the orders alone, newest first (access pattern 4)", async () => {
    const { username } = await newCustomer();
    for (const number of [401, 403, 402]) {
      await shop.placeOrder(db, { username, orderId: orderId(number), createdAt }, [line("pen")]);
    }
    connection.sent();
    const orders = await shop.ordersOf(db, username).all();
    expect(orders.map((order) => order.orderId)).toEqual([403, 402, 401].map(orderId));
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName,
          KeyConditionExpression: "#PK = :v0 AND begins_with(#SK, :v1)",
          ScanIndexForward: false,
          ExpressionAttributeNames: names("PK", "SK"),
          ExpressionAttributeValues: { ":v0": `CUSTOMER#${username}`, ":v1": "#ORDER#" },
        },
      },
    ]);
  });

  it("places an order with its items in one transaction; an order has the shape of the book (access pattern 5)", async () => {
    const id = "1VrgXBQ0VCshuQUnh1HrDIHQNwY";
    const username = "alexdebrie-5";
    const prices = [10, 10, 10, 10, 10, 10, 7.43];
    const items = prices.map((price, number) => line(`item-${number}`, price));
    await shop.placeOrder(db, { username, orderId: id, createdAt }, items);
    const order = {
      PK: `CUSTOMER#${username}`,
      SK: `#ORDER#${id}`,
      GSI1PK: `ORDER#${id}`,
      GSI1SK: `ORDER#${id}`,
      _entity: "Order",
      username,
      orderId: id,
      createdAt,
      numberOfItems: 7,
      amount: 67.43,
      status: "ACCEPTED",
    };
    const itemKey = (itemId: string) => `ORDER#${id}#ITEM#${itemId}`;
    expect(connection.sent()).toEqual([
      transaction(
        put(order),
        ...items.map((item) =>
          put({
            PK: itemKey(item.itemId),
            SK: itemKey(item.itemId),
            GSI1PK: `ORDER#${id}`,
            GSI1SK: `ITEM#${item.itemId}`,
            _entity: "OrderItem",
            orderId: id,
            ...item,
          }),
        ),
      ),
    ]);
    // As it is in the table, past every conversion.
    const { endpoint, credentials } = connection.client.config;
    const raw = new DynamoDBClient({ region: "local", credentials, ...(endpoint && { endpoint }) });
    const { Item = {} } = await raw.send(
      new GetItemCommand({ TableName, Key: { PK: { S: order.PK }, SK: { S: order.SK } } }),
    );
    expect(Object.keys(Item)).toHaveLength(11);
    expect(Item).toMatchObject({ numberOfItems: { N: "7" }, amount: { N: "67.43" } });
    connection.sent();

    // A second order of that id, or an item that is there, stores nothing.
    await expect(
      shop.placeOrder(db, { username, orderId: id, createdAt }, [line("other")]),
    ).rejects.toMatchObject(canceled([{ code: "AlreadyExists" }, undefined]));
    expect(await db.orderItem.get({ orderId: id, itemId: "other" })).toBeUndefined();
  });

  it("has room for 99 items, and refuses more before anything is sent (access pattern 5)", async () => {
    const { username } = await newCustomer();
    const items = Array.from({ length: 100 }, (_, number) => line(`item-${number}`));
    const order = { username, orderId: orderId(99), createdAt };
    await expect(shop.placeOrder(db, order, items)).rejects.toMatchObject({ code: "InvalidTransaction" });
    expect(connection.sent()).toEqual([]);
    await shop.placeOrder(db, order, items.slice(1));
    expect((await shop.orderWithItems(db, order.orderId).all()).items).toHaveLength(99);
  });

  it("changes the status of an order (access pattern 6)", async () => {
    const { username } = await newCustomer();
    const order = { username, orderId: orderId(600), createdAt };
    await shop.placeOrder(db, order, [line("pen")]);
    connection.sent();
    expect(await shop.changeStatus(db, order, "SHIPPED")).toMatchObject({ status: "SHIPPED" });
    expect(connection.sent()).toEqual([
      {
        operation: "UpdateItem",
        input: {
          TableName,
          Key: { PK: `CUSTOMER#${username}`, SK: `#ORDER#${order.orderId}` },
          UpdateExpression: "SET #status = :v0, #GSI1PK = :v1, #GSI1SK = :v2",
          ConditionExpression: "attribute_exists(#PK) AND (#_entity = :v3 OR attribute_not_exists(#_entity))",
          ReturnValues: "ALL_NEW",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          ExpressionAttributeNames: names("PK", "status", "GSI1PK", "GSI1SK", "_entity"),
          ExpressionAttributeValues: {
            ":v0": "SHIPPED",
            ":v1": `ORDER#${order.orderId}`,
            ":v2": `ORDER#${order.orderId}`,
            ":v3": "Order",
          },
        },
      },
    ]);
    const unknown = { username, orderId: orderId(601) };
    await expect(shop.changeStatus(db, unknown, "SHIPPED")).rejects.toMatchObject({ code: "NotFound" });
  });

  it("reads an order with its items by its id alone, through all pages (access pattern 7)", async () => {
    const { username } = await newCustomer();
    const order = { username, orderId: orderId(700), createdAt };
    const items = Array.from({ length: 60 }, (_, number) => line(`item-${String(number).padStart(2, "0")}`));
    await shop.placeOrder(db, order, items);
    connection.sent();
    const found = await shop.orderWithItems(db, order.orderId).all();
    expect(found.orders).toMatchObject([{ ...order, numberOfItems: 60, amount: 60 }]);
    expect(found.items.map(({ itemId }) => itemId)).toEqual(items.map(({ itemId }) => itemId));
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName,
          IndexName: "GSI1",
          KeyConditionExpression: "#GSI1PK = :v0 AND #GSI1SK BETWEEN :v1 AND :v2",
          ExpressionAttributeNames: names("GSI1PK", "GSI1SK"),
          ExpressionAttributeValues: {
            ":v0": `ORDER#${order.orderId}`,
            ":v1": "ITEM#",
            ":v2": `ORDER#${order.orderId}`,
          },
        },
      },
    ]);
    const paged = [];
    for await (const page of shop.orderWithItems(db, order.orderId).pages({ size: 25 })) {
      paged.push(page.items.items.length + page.items.orders.length);
    }
    expect(paged).toEqual([25, 25, 11]);
  });

  it("reads one order (access pattern 8)", async () => {
    const { username } = await newCustomer();
    await shop.placeOrder(db, { username, orderId: orderId(800), createdAt }, [
      line("pen", 0.1),
      line("ink", 0.2),
    ]);
    connection.sent();
    expect(await shop.orderById(db, username, orderId(800))).toMatchObject({ numberOfItems: 2, amount: 0.3 });
    expect(await shop.orderById(db, username, orderId(801))).toBeUndefined();
    expect(connection.sent()[0]).toEqual({
      operation: "GetItem",
      input: { TableName, Key: { PK: `CUSTOMER#${username}`, SK: `#ORDER#${orderId(800)}` } },
    });
  });

  it("gives a username to one of 50 who want it at once, and leaves nothing of the others (access pattern 1)", {
    tags: "contention",
  }, async () => {
    const wishes = Array.from({ length: 50 }, (_, number) =>
      shop.createCustomer(db, { username: "rival", name: "Eve", email: `rival-${number}@example.com` }),
    );
    const results = await Promise.allSettled(wishes);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const rows = (await connection.stored(TableName)).filter((row) => JSON.stringify(row).includes("rival"));
    const { email = "" } = (await db.customer.get({ username: "rival" })) ?? {};
    // The customer and the guard of its address.
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(JSON.stringify(row)).toContain(email);
  });

  it("places one of 50 orders of one id, whose items are there and no others (access pattern 5)", {
    tags: "contention",
  }, async () => {
    const { username } = await newCustomer();
    const id = orderId(500);
    const placed = Array.from({ length: 50 }, (_, number) =>
      shop.placeOrder(db, { username, orderId: id, createdAt }, [line(`a-${number}`), line(`b-${number}`)]),
    );
    const results = await Promise.allSettled(placed);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { orders, items } = await shop.orderWithItems(db, id).all();
    expect(orders).toHaveLength(1);
    const numbers = items.map(({ itemId }) => itemId.slice(2));
    expect(items.map(({ itemId }) => itemId)).toEqual([`a-${numbers[0]}`, `b-${numbers[0]}`]);
  });

  it("never finds the guard of an address that begins like a customer", async () => {
    await shop.createCustomer(db, { username: "EMAIL#x", name: "X", email: "x@example.com" });
    expect(await db.customer.get({ username: "EMAIL#x" })).toMatchObject({ name: "X" });
    expect(await db.customer.get({ username: "EMAIL" })).toBeUndefined();
  });

  it("runs its program from beginning to end", async () => {
    expect(await main(db)).toEqual([
      "That e-mail address is taken.",
      "Alex DeBrie lives in Omaha.",
      "1W1akaA7mhB6HrBLqPrqWaVTEhG: 1.2, ACCEPTED",
      "1VwVAvJk1GvBFfpTAjm0KG7Cg9d: 67.43, SHIPPED",
      "A book for 29.95",
      "A lamp for 37.48",
    ]);
  });
});
