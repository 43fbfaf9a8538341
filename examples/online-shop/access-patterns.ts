import type { Database, Invoice } from "./generated/index.js";

// Each access pattern of the shop, by number.

/** 1. A customer by id. */
export const customerById = (db: Database, customerId: string) => db.customer.get({ customerId });

/** 2. A product by id. */
export const productById = (db: Database, productId: string) => db.product.get({ productId });

/** 3. A warehouse by id. */
export const warehouseById = (db: Database, warehouseId: string) => db.warehouse.get({ warehouseId });

/** 4. How much of a product lies where. */
export const inventoryOfProduct = (db: Database, productId: string) => db.warehouseItem.query({ productId });

/** 5. Everything of an order. */
export const everythingOfOrder = (db: Database, orderId: string) => db.orderPage({ orderId });

/** 5. An order by its id alone: its customer is in the sort key. */
export const orderById = (db: Database, orderId: string) => db.order.query({ orderId }).first();

/** 6. The products of an order. */
export const productsOfOrder = (db: Database, orderId: string) => db.orderItem.query({ orderId });

/** 7. The invoices of an order. */
export const invoicesOfOrder = (db: Database, orderId: string) => db.invoice.query({ orderId });

/** 8. The shipments of an order, without their items. */
export const shipmentsOfOrder = (db: Database, orderId: string) => db.shipment.query({ orderId });

/** 9. The orders of a product between two times, both included. */
export const ordersOfProduct = (db: Database, productId: string, from: string, to: string) =>
  db.orderItem.byProduct({ productId, date: { between: [from, to] } });

/** 10. An invoice by its id alone. */
export const invoiceById = (db: Database, invoiceId: string) => db.invoice.byInvoiceId({ invoiceId }).first();

/** 11. The payments of an invoice. */
export async function paymentsOf(db: Database, invoiceId: string): Promise<Invoice["payments"]> {
  const invoice = await db.invoice.byInvoiceId({ invoiceId }).select("payments").first();
  return invoice?.payments ?? [];
}

/** 12. A shipment with its items. */
export const shipmentWithItems = (db: Database, shipmentId: string) => db.shipmentPage({ shipmentId });

/** 13. The shipments of a warehouse. */
export const shipmentsOfWarehouse = (db: Database, warehouseId: string) =>
  db.shipment.byWarehouse({ warehouseId });

/** 14. What lies in a warehouse. */
export const inventoryOfWarehouse = (db: Database, warehouseId: string) =>
  db.warehouseItem.byWarehouse({ warehouseId });

/** 15. The invoices of a customer between two times, both included. */
export const invoicesOfCustomer = (db: Database, customerId: string, from: string, to: string) =>
  db.invoice.byCustomer({ customerId, date: { between: [from, to] } });

/** 16. The products that a customer ordered between two times, both included. */
export const productsOfCustomer = (db: Database, customerId: string, from: string, to: string) =>
  db.orderItem.byCustomer({ customerId, date: { between: [from, to] } });
