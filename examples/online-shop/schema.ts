import { defineCollection, defineEntity, defineTable, key, many } from "monotable";
import { z } from "zod";

/** Customers, products and warehouses, and orders with their invoices and shipments. */
export const onlineShop = defineTable("OnlineShop", {
  partitionKey: "PK",
  sortKey: "SK",
  indexes: {
    GSI1: { partitionKey: "GSI1-PK", sortKey: "GSI1-SK" },
    GSI2: { partitionKey: "GSI2-PK", sortKey: "GSI2-SK" },
  },
  entityAttribute: "EntityType",
});

/** UTC to the second, always: only one format of one length sorts by time. */
const date = z.iso.datetime({ precision: 0 });
const address = z.object({ street: z.string(), city: z.string(), country: z.string() });
/** In cents. */
const amount = z.int().min(0);

export const Customer = defineEntity("Customer", {
  table: onlineShop,
  schema: z.object({ customerId: z.string(), name: z.string(), email: z.email() }),
  key: (c) => ({ partition: key`c#${c.customerId}`, sort: key`c#${c.customerId}` }),
});

export const Product = defineEntity("Product", {
  table: onlineShop,
  schema: z.object({
    productId: z.string(),
    name: z.string(),
    price: amount,
    detail: z.object({ description: z.string(), colour: z.string().optional() }).optional(),
  }),
  key: (p) => ({ partition: key`p#${p.productId}`, sort: key`p#${p.productId}` }),
});

export const Warehouse = defineEntity("Warehouse", {
  table: onlineShop,
  schema: z.object({ warehouseId: z.string(), address }),
  key: (w) => ({ partition: key`w#${w.warehouseId}`, sort: key`w#${w.warehouseId}` }),
});

/** How much of a product lies in a warehouse. */
export const WarehouseItem = defineEntity("WarehouseItem", {
  table: onlineShop,
  schema: z.object({
    productId: z.string(),
    warehouseId: z.string(),
    /** A number: as a text, 9 would sort after 10. */
    quantity: z.int().min(0),
  }),
  key: (i) => ({ partition: key`p#${i.productId}`, sort: key`w#${i.warehouseId}` }),
  indexes: (i) => ({
    byWarehouse: { index: "GSI2", partition: key`w#${i.warehouseId}`, sort: key`p#${i.productId}` },
  }),
});

/** An order. Its sort key is its customer, so reading one by its id alone is a Query. */
export const Order = defineEntity("Order", {
  table: onlineShop,
  schema: z.object({ orderId: z.string(), customerId: z.string(), date, address }),
  key: (o) => ({ partition: key`o#${o.orderId}`, sort: key`c#${o.customerId}` }),
});

/** A product of an order. */
export const OrderItem = defineEntity("OrderItem", {
  table: onlineShop,
  schema: z.object({
    orderId: z.string(),
    productId: z.string(),
    customerId: z.string(),
    /** When it was ordered. */
    date,
    price: amount,
    quantity: z.int().min(1),
  }),
  key: (i) => ({ partition: key`o#${i.orderId}`, sort: key`p#${i.productId}` }),
  indexes: (i) => ({
    /** Two orders may name a product in the same second: sort keys of an index need not differ. */
    byProduct: { index: "GSI1", partition: key`p#${i.productId}`, sort: key`${i.date}` },
    byCustomer: { index: "GSI2", partition: key`c#${i.customerId}`, sort: key`p#${i.date}` },
  }),
});

export const Invoice = defineEntity("Invoice", {
  table: onlineShop,
  schema: z.object({
    orderId: z.string(),
    invoiceId: z.string(),
    customerId: z.string(),
    date,
    amount,
    payments: z.array(z.object({ type: z.enum(["CreditCard", "GiftCard", "Transfer"]), amount })),
  }),
  key: (i) => ({ partition: key`o#${i.orderId}`, sort: key`i#${i.invoiceId}` }),
  indexes: (i) => ({
    byInvoiceId: { index: "GSI1", partition: key`i#${i.invoiceId}`, sort: key`i#${i.invoiceId}` },
    byCustomer: { index: "GSI2", partition: key`c#${i.customerId}`, sort: key`i#${i.date}` },
  }),
});

/** A parcel of an order. */
export const Shipment = defineEntity("Shipment", {
  table: onlineShop,
  schema: z.object({
    orderId: z.string(),
    shipmentId: z.string(),
    warehouseId: z.string(),
    date,
    address,
  }),
  key: (s) => ({ partition: key`o#${s.orderId}`, sort: key`sh#${s.shipmentId}` }),
  indexes: (s) => ({
    byShipmentId: { index: "GSI1", partition: key`sh#${s.shipmentId}`, sort: key`sh#${s.shipmentId}` },
    byWarehouse: { index: "GSI2", partition: key`w#${s.warehouseId}`, sort: key`sh#${s.shipmentId}` },
  }),
});

/** A product in a parcel. `shp#` and `sh#` are told apart by the delimiter alone. */
export const ShipmentItem = defineEntity("ShipmentItem", {
  table: onlineShop,
  schema: z.object({
    orderId: z.string(),
    shipmentItemId: z.string(),
    shipmentId: z.string(),
    productId: z.string(),
    quantity: z.int().min(1),
  }),
  key: (i) => ({ partition: key`o#${i.orderId}`, sort: key`shp#${i.shipmentItemId}` }),
  indexes: (i) => ({
    byShipment: { index: "GSI1", partition: key`sh#${i.shipmentId}`, sort: key`p#${i.productId}` },
  }),
});

/** Everything of an order: one Query. */
export const orderPage = defineCollection("orderPage", {
  orders: many(Order),
  items: many(OrderItem),
  invoices: many(Invoice),
  shipments: many(Shipment),
  shipmentItems: many(ShipmentItem),
});

/** A shipment with its items: one Query of GSI1. */
export const shipmentPage = defineCollection(
  "shipmentPage",
  { shipments: many(Shipment), items: many(ShipmentItem) },
  { index: "GSI1" },
);
