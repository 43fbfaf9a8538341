import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

/** A design of tables that others write too, whose items expire, and to whose entities indexes were added later. */
export const living = defineTable("living", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "rank" },
    gsi2: { partitionKey: "gsi2pk", sortKey: "gsi2sk" },
  },
  timeToLive: "ttl",
});

/** A session, which expires. */
export const Session = defineEntity("Session", {
  table: living,
  schema: z.object({
    id: z.string(),
    level: z.int().default(1),
    tags: z.array(z.string()).default([]),
    note: z.string().optional(),
    ttl: z.int().optional(),
  }),
  timestamps: { created: "createdAt", updated: "updatedAt" },
  key: (s) => ({ partition: key`SESSION#${s.id}`, sort: key`SESSION` }),
});

/** A lock whose time to live is a date by a codec of its own. */
export const Lock = defineEntity("Lock", {
  table: living,
  schema: z.object({
    id: z.string(),
    owner: z.string(),
    until: z.codec(z.number(), z.date(), {
      decode: (seconds) => new Date(seconds * 1000),
      encode: (date) => Math.floor(date.getTime() / 1000),
    }),
  }),
  attributes: { until: { storedAs: "ttl" } },
  key: (l) => ({ partition: key`LOCK#${l.id}`, sort: key`LOCK` }),
});

/** A player, whose indexes are made of its primary key, one with a natural rank, one of nothing else. */
export const Player = defineEntity("Player", {
  table: living,
  schema: z.object({
    team: z.string(),
    id: z.string(),
    name: z.string().optional(),
    rank: z.string().optional(),
  }),
  key: (p) => ({ partition: key`TEAM#${p.team}`, sort: key`PLAYER#${p.id}` }),
  indexes: (p) => ({
    byRank: { index: "gsi1", partition: key`TEAM#${p.team}`, sort: p.rank },
    byId: { index: "gsi2", partition: key`PLAYER#${p.id}`, sort: key`${p.team}` },
  }),
});

/** The counters of a page, which may not exist yet. */
export const Stats = defineEntity("Stats", {
  table: living,
  schema: z.object({
    page: z.string(),
    views: z.int().min(0).max(1000).default(0),
    score: z.number().default(10),
    brands: z.set(z.string()).optional(),
    colours: z.set(z.string()).default(new Set(["red"])),
    visitors: z.array(z.string()).default(["first"]),
    note: z.string().optional(),
    box: z.object({ w: z.number(), full: z.int().max(3).default(0) }).default({ w: 0, full: 0 }),
    lines: z.array(z.object({ price: z.number() })).default([]),
  }),
  key: (s) => ({ partition: key`PAGE#${s.page}`, sort: key`STATS` }),
});

/** One follows another: nothing but a key. */
export const Follower = defineEntity("Follower", {
  table: living,
  schema: z.object({ user: z.string(), follower: z.string() }),
  attributes: { user: { stored: false }, follower: { stored: false } },
  key: (f) => ({ partition: key`USER#${f.user}`, sort: key`FOLLOWER#${f.follower}` }),
});
