import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const shop = defineTable("shop", {
  partitionKey: "pk",
  sortKey: "pk",
  delimiter: "|",
  entityAttribute: "pk",
  indexes: {
    "g 1": { partitionKey: ["a", "b", "c", "d", "e"] },
    twice: { partitionKey: "x", sortKey: "x" },
  },
});
export const flat = defineTable("flat", {
  partitionKey: "id",
  indexes: { local: { type: "local", sortKey: "at" } },
});
export const untagged = defineTable("untagged", {
  partitionKey: "pk",
  sortKey: "sk",
  entityAttribute: false,
});
export const thin = defineTable("thin", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: { keysOnly: { partitionKey: "sk", projection: "KEYS_ONLY" } },
});
const schema = z.object({ id: z.string(), day: z.iso.date() });

export const Day = defineEntity("Day", {
  table: untagged,
  schema,
  key: (d) => ({ partition: key`X#${d.id}`, sort: key`${d.day}#DAY` }),
});
export const Night = defineEntity("Night", {
  table: untagged,
  schema,
  key: (d) => ({ partition: key`X#${d.id}`, sort: key`${d.day}#NIGHT` }),
});
export const Left = defineEntity("Left", {
  table: thin,
  schema,
  key: (d) => ({ partition: key`LEFT#${d.id}`, sort: key`DAY#${d.day}` }),
  indexes: () => ({ byDay: { index: "keysOnly" } }),
});
export const Right = defineEntity("Right", {
  table: thin,
  schema,
  key: (d) => ({ partition: key`RIGHT#${d.id}`, sort: key`DAY#${d.day}` }),
});
