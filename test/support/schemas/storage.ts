import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const store = defineTable("store", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    natural: { partitionKey: ["st"], sortKey: ["at"] },
    projecting: { partitionKey: ["k"], projection: ["label"] },
  },
  timeToLive: "ttl",
});

const schema = z.object({
  id: z.string(),
  name: z.string(),
  body: z.string(),
  at: z.date(),
  count: z.int(),
});
export const Wrong = defineEntity("Wrong", {
  table: store,
  schema,
  attributes: {
    nmae: { storedAs: "n" },
    id: "i",
    name: { storedAs: "" },
    body: { compression: "zip" },
    at: { date: "minutes" },
    count: { date: "seconds", kept: "c" },
  } as Record<never, never>,
  key: (o) => ({ partition: key`WRONG#${o.id}`, sort: key`WRONG` }),
});

export const Forms = defineEntity("Forms", {
  table: store,
  schema,
  attributes: { count: { date: "seconds" }, version: { compression: "gzip" } } as Record<never, never>,
  version: "version",
  key: (f) => ({ partition: key`FORMS#${f.id}`, sort: key`FORMS` }),
});

export const Nothing = defineEntity("Nothing", {
  table: store,
  schema,
  attributes: "all of them" as unknown as Record<never, never>,
  key: (n) => ({ partition: key`NOTHING#${n.id}`, sort: key`NOTHING` }),
});

export const Names = defineEntity("Names", {
  table: store,
  schema,
  attributes: {
    id: { storedAs: "pk" },
    name: { storedAs: "body" },
    at: { storedAs: "_entity" },
    count: { storedAs: "gsi1pk" },
  },
  key: (n) => ({ partition: key`NAMES#${n.id}`, sort: key`NAMES` }),
});

export const Twice = defineEntity("Twice", {
  table: store,
  schema,
  attributes: { name: { storedAs: "x" }, body: { storedAs: "x" }, count: { storedAs: "toString" } },
  key: (t) => ({ partition: key`TWICE#${t.id}`, sort: key`TWICE` }),
});

export const Keys = defineEntity("Keys", {
  table: store,
  schema: schema.extend({ st: z.string(), ttl: z.date(), k: z.string(), label: z.string() }),
  attributes: {
    label: { storedAs: "n" },
    body: { compression: "gzip" },
    st: { storedAs: "status", compression: "brotli" },
    ttl: { storedAs: "t" },
  } as Record<never, never>,
  key: (k) => ({ partition: key`KEYS#${k.id}`, sort: key`KEYS#${k.body}` }),
  indexes: () => ({ byStatus: { index: "natural" }, byKind: { index: "projecting" } }),
});

export const Times = defineEntity("Times", {
  table: store,
  schema: schema.extend({ expiresAt: z.date() }),
  attributes: { expiresAt: { storedAs: "ttl", date: "milliseconds" } },
  key: (t) => ({ partition: key`TIMES#${t.id}`, sort: key`TIMES` }),
});

/** What is sound: names that change places, natural keys by their stored names, an expiry in seconds. */
export const Sound = defineEntity("Sound", {
  table: store,
  schema: schema.extend({ status: z.string(), expiresAt: z.date().optional() }),
  attributes: {
    name: { storedAs: "body" },
    body: { storedAs: "name", compression: "brotli" },
    status: { storedAs: "st" },
    expiresAt: { storedAs: "ttl", date: "seconds" },
    count: { storedAs: "count" },
  },
  key: (s) => ({ partition: key`SOUND#${s.id}`, sort: key`SOUND#${s.at}` }),
  indexes: () => ({ byStatus: { index: "natural" } }),
});
