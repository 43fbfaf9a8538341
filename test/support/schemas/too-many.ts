import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

const globals = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`global${at}`, { partitionKey: `gp${at}` }]));
const locals = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`local${at}`, { type: "local" as const, sortKey: `ls${at}` }]),
  );

export const global = defineTable("global", { partitionKey: "pk", sortKey: "sk", indexes: globals(21) });
export const local = defineTable("local", { partitionKey: "pk", sortKey: "sk", indexes: locals(6) });
export const most = defineTable("most", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: { ...globals(20), ...locals(5) },
  accept: ["unused-index"],
});
export const natural = defineTable("natural", {
  partitionKey: "pk",
  sortKey: "sk",
  delimiter: "",
  keyEncoding: "plain",
  timeToLive: "sk",
  indexes: {
    byFour: { partitionKey: ["a", "b", "c", "d"], sortKey: ["e", "f", "g", "h"] },
    byFive: { partitionKey: ["a"], sortKey: ["b", "c", "d", "e", "f"] },
  },
});
export const again = defineTable("most", { partitionKey: "pk", sortKey: "sk" });

export const Thing = defineEntity("Thing", {
  table: most,
  schema: z.object({ id: z.string() }),
  key: (t) => ({ partition: key`T#${t.id}`, sort: key`T` }),
});

/** Two shapes, which an entity has not. */
export const Payment = defineEntity("Payment", {
  table: most,
  // @ts-expect-error: an entity's schema is one object.
  schema: z.discriminatedUnion("by", [
    z.object({ by: z.literal("card"), id: z.string(), digits: z.string() }),
    z.object({ by: z.literal("cash"), id: z.string() }),
  ]),
  key: () => ({ partition: key`PAYMENT`, sort: key`PAYMENT` }),
});

/** No object at all. */
export const Text = defineEntity("Text", {
  table: most,
  // @ts-expect-error: an entity's schema is one object.
  schema: z.string(),
  key: () => ({ partition: key`TEXT`, sort: key`TEXT` }),
});
