import * as shop from "./access-patterns.js";
import type { Database } from "./generated/index.js";

const address = { street: "12 Long Road", city: "Any Town", country: "USA" };
export const ordered = "2020-06-21T19:10:00Z";
const shipped = "2020-06-22T08:00:00Z";

/** The sample data of the shop, in as few requests as it takes, and one order as its customer sees it. */
export async function main(db: Database): Promise<string[]> {
  await store(db);
  const { items, invoices, shipments } = await shop.everythingOfOrder(db, "12345").all();
  const [shipment] = shipments;
  const parcel = await shop.shipmentWithItems(db, shipment?.shipmentId ?? "").all();
  return [
    `${items.length} products, invoiced for ${invoices[0]?.amount}, in ${shipments.length} shipments`,
    `shipment ${shipment?.shipmentId}: ${parcel.items.map(({ productId }) => productId).join(", ")}`,
    `in warehouse 12376: ${await shop.inventoryOfWarehouse(db, "12376").count()} products`,
  ];
}

function store(db: Database): Promise<void> {
  const orderId = "12345";
  const customerId = "34567";
  const stock = (productId: string, warehouseId: string, quantity: number) =>
    db.warehouseItem.put({ productId, warehouseId, quantity });
  const item = (productId: string, price: number, quantity: number) =>
    db.orderItem.put({ orderId, productId, customerId, date: ordered, price, quantity });
  const shipment = (shipmentId: string, warehouseId: string) =>
    db.shipment.put({ orderId, shipmentId, warehouseId, date: shipped, address });
  const shipmentItem = (shipmentItemId: string, shipmentId: string, productId: string, quantity: number) =>
    db.shipmentItem.put({ orderId, shipmentItemId, shipmentId, productId, quantity });
  return db.batchWrite([
    db.customer.put({ customerId, name: "Sam", email: "sam@example.com" }),
    db.customer.put({ customerId: "34568", name: "Sue", email: "sue@example.com" }),
    db.customer.put({ customerId: "34569", name: "Sid", email: "sid@example.com" }),
    db.product.put({ productId: "12345", name: "Kettle", price: 50000 }),
    db.product.put({ productId: "99887", name: "Mug", price: 10000, detail: { description: "Blue" } }),
    db.warehouse.put({ warehouseId: "12345", address }),
    db.warehouse.put({ warehouseId: "12376", address }),
    stock("12345", "12345", 50),
    stock("99887", "12345", 40),
    stock("99887", "12376", 9),
    db.order.put({ orderId, customerId, date: ordered, address }),
    item("12345", 50000, 1),
    item("99887", 10000, 2),
    db.invoice.put({
      orderId,
      invoiceId: "55443",
      customerId,
      date: ordered,
      amount: 70000,
      payments: [
        { type: "CreditCard", amount: 40000 },
        { type: "GiftCard", amount: 30000 },
      ],
    }),
    shipment("88899", "12345"),
    shipment("98765", "12376"),
    shipmentItem("1", "88899", "12345", 1),
    shipmentItem("2", "88899", "99887", 1),
    shipmentItem("3", "98765", "99887", 1),
  ]);
}
