import type { Customer, CustomerInput, Database, Order, OrderItemInput } from "./generated/index.js";

// Each access pattern of the shop, by number.

/** 1. A new customer. Of the reasons of a cancellation the first is about the username, the second about the address. */
export const createCustomer = (db: Database, customer: CustomerInput) =>
  db.transactWrite([
    db.customer.create(customer),
    db.customerEmail.create({ email: customer.email, username: customer.username }),
  ]);

/** 1. Another e-mail address: the old one is free again, and nobody else has the new one. */
export const changeEmail = (db: Database, { username, email }: Customer, newEmail: string) =>
  db.transactWrite([
    db.customerEmail.delete({ email }).if((guard) => guard.username.eq(username)),
    db.customerEmail.create({ email: newEmail, username }),
    db.customer
      .update({ username })
      .set({ email: newEmail })
      .if((customer) => customer.email.eq(email)),
  ]);

/** 2. Adds an address, or replaces the one of that label. Those beside it stay as they are, whoever changes them. */
export const putAddress = (
  db: Database,
  username: string,
  label: string,
  address: Customer["addresses"][string],
) => db.customer.update({ username }).change((customer) => [customer.addresses.key(label).set(address)]);

/** 2. Deletes the address of that label, if there is one. */
export const deleteAddress = (db: Database, username: string, label: string) =>
  db.customer.update({ username }).change((customer) => [customer.addresses.key(label).remove()]);

/** 3. A customer with the newest orders, in one request: backwards the customer is the first item. */
export const customerWithLatestOrders = (db: Database, username: string, orders = 10) =>
  db
    .customerPage({ username })
    .descending()
    .page({ size: 1 + orders });

/** 4. The orders of a customer alone, newest first. */
export const ordersOf = (db: Database, username: string) => db.order.query({ username }).descending();

/** 5. An order with its items: all are stored, or none. A transaction has room for 99 items. */
export const placeOrder = (
  db: Database,
  order: Pick<Order, "username" | "orderId" | "createdAt">,
  items: readonly Omit<OrderItemInput, "orderId">[],
) =>
  db.transactWrite([
    db.order.create({
      ...order,
      numberOfItems: items.length,
      amount: sum(items.map(({ price }) => price)),
    }),
    ...items.map((item) => db.orderItem.create({ ...item, orderId: order.orderId })),
  ]);

/** Adds dollars in whole cents: 0.1 and 0.2 are 0.3. */
const sum = (dollars: readonly number[]): number =>
  dollars.reduce((cents, amount) => cents + Math.round(amount * 100), 0) / 100;

/** 6. Another status of an order. */
export const changeStatus = (
  db: Database,
  { username, orderId }: Pick<Order, "username" | "orderId">,
  status: Order["status"],
) => db.order.update({ username, orderId }).set({ status });

/** 7. An order with its items, by its id alone. */
export const orderWithItems = (db: Database, orderId: string) => db.orderPage({ orderId });

/** 8. One order. */
export const orderById = (db: Database, username: string, orderId: string) =>
  db.order.get({ username, orderId });
