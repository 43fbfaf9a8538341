import { type AttributeRef, defineCollection, defineEntity, defineTable, key, many, one } from "monotable";
import { z } from "zod";

export const shop = defineTable("shop", {
  partitionKey: "pk",
  sortKey: "sk",
  timeToLive: "expiresAt",
  indexes: {
    byState: { partitionKey: ["status", "urgent"] },
    thin: { partitionKey: "thinpk", projection: ["total", "totel"] },
    nobody: { partitionKey: "nobody" },
  },
});

const schema = z.object({
  id: z.string(),
  status: z.enum(["OPEN", "CLOSED"]).default("OPEN"),
  urgent: z.boolean(),
  total: z.number(),
  expiresAt: z.int(),
});

export const Order = defineEntity("Order", {
  table: shop,
  schema,
  key: (o) => ({
    partition: key`ORDER`,
    sort: key`${o.status}#${o.id}#${o.expiresAt}`,
  }),
  indexes: (o) => ({
    byState: { index: "byState" },
    thin: { index: "thin", partition: key`THIN#${o.id}` },
  }),
});

/** Says that it knows: nothing is said of it. */
export const Known = defineEntity("Known", {
  table: shop,
  schema,
  key: (o) => ({ partition: key`KNOWN`, sort: key`${o.status}#${o.id}` }),
  accept: ["hot-partition", "mutable-key"],
});

/** A singleton has one partition, and one item. */
export const Settings = defineEntity("Settings", {
  table: shop,
  schema: z.object({ theme: z.string() }),
  key: () => ({ partition: key`SETTINGS`, sort: key`SETTINGS` }),
});

const row = z.object({ project: z.string(), task: z.string(), comment: z.string() });
const partition = (r: { project: AttributeRef<string> }) => key`PROJECT#${r.project}`;

export const Project = defineEntity("Project", {
  table: shop,
  schema: row,
  key: (r) => ({ partition: partition(r), sort: key`PROJECT` }),
});
export const Task = defineEntity("Task", {
  table: shop,
  schema: row,
  key: (r) => ({ partition: partition(r), sort: key`TASK#${r.task}` }),
  indexes: (r) => ({ byTask: { index: "thin", partition: key`TASKS#${r.project}` } }),
});
export const Comment = defineEntity("Comment", {
  table: shop,
  schema: row,
  key: (r) => ({ partition: partition(r), sort: key`TASK#${r.task}#COMMENT#${r.comment}` }),
});
export const board = defineCollection("board", { project: one(Project), tasks: many(Task) });
