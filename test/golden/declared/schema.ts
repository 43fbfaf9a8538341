import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

/** A design of what schemas declare around writes: times and versions. */
export const desk = defineTable("desk", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    byUpdate: { partitionKey: ["topic"], sortKey: ["updatedAt"] },
  },
  timeToLive: "expiresAt",
});

/** A note, whose times and version are declared by name alone. */
export const Note = defineEntity("Note", {
  table: desk,
  schema: z.object({
    noteId: z.string(),
    title: z.string().min(1),
    owner: z.string().optional(),
    rank: z.int().min(0).max(99).default(50),
    stars: z.int().default(0),
    tags: z.set(z.string()).optional(),
    expiresAt: z.int().optional(),
  }),
  timestamps: { created: "madeAt", updated: "changedAt" },
  version: "version",
  key: (n) => ({ partition: key`NOTE#${n.noteId}`, sort: key`NOTE` }),
  indexes: (n) => ({ byOwner: { index: "gsi1", partition: key`OWNER#${n.owner}`, sort: key`${n.rank}` } }),
});

/** An article, whose times are in the keys of its indexes, so its schema has them. */
export const Article = defineEntity("Article", {
  table: desk,
  schema: z.object({
    articleId: z.string(),
    topic: z.string(),
    status: z.enum(["draft", "public"]).default("draft"),
    /** When it was begun. */
    createdAt: z.date(),
    updatedAt: z.iso.datetime({ precision: 3 }),
  }),
  timestamps: { created: "createdAt", updated: "updatedAt" },
  key: (a) => ({ partition: key`ARTICLE#${a.articleId}`, sort: key`ARTICLE` }),
  indexes: (a) => ({
    byStatus: { index: "gsi1", partition: key`STATUS#${a.status}`, sort: key`${a.createdAt}` },
    byUpdate: { index: "byUpdate" },
  }),
  accept: ["hot-partition"],
});

/** A thread of an inbox, sorted by the time of its newest message: it moves with each. */
export const Thread = defineEntity("Thread", {
  table: desk,
  schema: z.looseObject({
    inbox: z.string(),
    newestAt: z.iso.datetime(),
    threadId: z.string(),
    subject: z.string(),
    count: z.int().default(0),
    seen: z.date().optional(),
    label: z.string().optional(),
  }),
  key: (t) => ({ partition: key`INBOX#${t.inbox}`, sort: key`THREAD#${t.newestAt}#${t.threadId}` }),
  indexes: (t) => ({
    byThread: { index: "gsi1", partition: key`THREAD#${t.threadId}`, sort: key`${t.label}#${t.count}` },
  }),
});

/** The one item of totals. */
export const Totals = defineEntity("Totals", {
  table: desk,
  schema: z.object({ visits: z.int().default(0) }),
  version: "writes",
  key: () => ({ partition: key`TOTALS`, sort: key`TOTALS` }),
});
