import { describe, expectTypeOf, it } from "vitest";
import * as shop from "../../examples/online-shop/access-patterns.js";
import type {
  Database,
  Invoice,
  Order,
  OrderItem,
  Shipment,
  ShipmentItem,
} from "../../examples/online-shop/generated/index.js";

declare const db: Database;

describe("the online shop", () => {
  it("gives everything of an order by its members", async () => {
    expectTypeOf(await shop.everythingOfOrder(db, "o").all()).toEqualTypeOf<{
      orders: Order[];
      items: OrderItem[];
      invoices: Invoice[];
      shipments: Shipment[];
      shipmentItems: ShipmentItem[];
    }>();
    expectTypeOf(shop.orderById(db, "o")).resolves.toEqualTypeOf<Order | undefined>();
  });

  it("has numbers where the sample has texts", () => {
    db.warehouseItem.put({ productId: "p", warehouseId: "w", quantity: 1 });
    // @ts-expect-error a text does not sort as its number does
    db.warehouseItem.put({ productId: "p", warehouseId: "w", quantity: "1" });
  });

  it("reads an order only by its whole key, or queries", () => {
    db.order.get({ orderId: "o", customerId: "c" });
    // @ts-expect-error its customer is in the sort key
    db.order.get({ orderId: "o" });
    // @ts-expect-error a payment is by one of these
    db.invoice.update({ orderId: "o", invoiceId: "i" }).set({ payments: [{ type: "Cash", amount: 1 }] });
  });

  it("changes the customer and the date of an item together: both are in one index key", () => {
    const item = db.orderItem.update({ orderId: "o", productId: "p" });
    item.set({ customerId: "c", date: "2020-06-21T19:10:00Z" });
    item.set({ quantity: 2 });
    // @ts-expect-error the date is missing
    item.set({ customerId: "c" });
  });
});
