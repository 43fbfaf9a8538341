import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const desk = defineTable("desk", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: { gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" }, sparse: { partitionKey: ["editedAt"] } },
  timeToLive: "expiresAt",
});

export const Types = defineEntity("Types", {
  table: desk,
  schema: z.object({
    id: z.string(),
    createdAt: z.codec(z.iso.datetime(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    }),
    updatedAt: z.iso.date(),
    version: z.string(),
  }),
  timestamps: { created: "createdAt", updated: "updatedAt" },
  version: "version",
  key: (t) => ({ partition: key`TYPES#${t.id}`, sort: key`TYPES` }),
});

export const Names = defineEntity("Names", {
  table: desk,
  schema: z.object({ id: z.string() }),
  timestamps: { created: "at", updated: "at" },
  version: "pk",
  key: (n) => ({ partition: key`NAMES#${n.id}`, sort: key`NAMES` }),
});

export const Keys = defineEntity("Keys", {
  table: desk,
  schema: z.object({ id: z.string(), status: z.string(), updatedAt: z.date(), version: z.int() }),
  timestamps: { updated: "updatedAt" },
  version: "version",
  key: (k) => ({ partition: key`KEYS#${k.id}`, sort: key`KEYS#${k.updatedAt}` }),
  indexes: (k) => ({ byVersion: { index: "gsi1", partition: key`V#${k.version}`, sort: key`V` } }),
});

export const Composed = defineEntity("Composed", {
  table: desk,
  schema: z.object({ id: z.string(), status: z.string(), updatedAt: z.iso.datetime() }),
  timestamps: { updated: "updatedAt" },
  version: "expiresAt",
  key: (c) => ({ partition: key`COMPOSED#${c.id}`, sort: key`COMPOSED` }),
  indexes: (c) => ({
    byStatus: { index: "gsi1", partition: key`STATUS#${c.status}`, sort: key`${c.updatedAt}` },
  }),
});

export const Unasked = defineEntity("Unasked", {
  table: desk,
  schema: z.object({ id: z.string() }),
  timestamps: { updated: "editedAt" },
  key: (u) => ({ partition: key`UNASKED#${u.id}`, sort: key`UNASKED` }),
});

/** What is sound: times of an index of the entity's own. */
export const Sound = defineEntity("Sound", {
  table: desk,
  schema: z.object({ id: z.string(), editedAt: z.iso.datetime() }),
  timestamps: { created: "madeAt", updated: "editedAt" },
  version: "version",
  key: (s) => ({ partition: key`SOUND#${s.id}`, sort: key`SOUND` }),
  indexes: (s) => ({
    latest: { index: "sparse" },
    own: { index: "gsi1", partition: key`SOUND#${s.id}`, sort: key`${s.editedAt}` },
  }),
});
