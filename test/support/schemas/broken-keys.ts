import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const shop = defineTable("shop", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: { gsi1: { partitionKey: "gsi1pk" } },
});

export const Order = defineEntity("Order", {
  table: shop,
  schema: z.object({
    userId: z.string(),
    orderDate: z.iso.date(),
    note: z.string().optional(),
    comment: z.string().nullable(),
    lines: z.array(z.string()),
    paid: z.boolean(),
    photo: z.instanceof(Uint8Array),
    at: z.codec(z.string(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    }),
  }),
  // @ts-expect-error no such attribute
  key: (o) => ({ partition: key`USER#${o.userId}`, sort: key`ORDER#${o.orderDat}` }),
});

export const Optional = defineEntity("Optional", {
  table: shop,
  schema: Order.schema,
  key: (o) => ({ partition: key`OPTIONAL#${o.note}`, sort: o.paid }),
  indexes: (o) => ({
    // @ts-expect-error null is no key
    byComment: { index: "gsi1", partition: key`COMMENT#${o.comment}` },
  }),
});

export const Typed = defineEntity("Typed", {
  table: shop,
  schema: Order.schema,
  // @ts-expect-error a list is no key
  key: (o) => ({ partition: key`TYPED#${o.lines}`, sort: key`PHOTO#${o.photo}#${o.at}` }),
});

export const Glued = defineEntity("Glued", {
  table: shop,
  schema: Order.schema,
  key: (o) => ({ partition: key`GLUED#${o.userId}${o.orderDate}`, sort: key`$${o.userId}-${o.orderDate}` }),
});
