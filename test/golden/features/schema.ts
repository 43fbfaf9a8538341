import { defineCollection, defineEntity, defineTable, key, many, one } from "monotable";
import { z } from "zod";

/** A design that uses every feature at least once: its generated code is the golden output, and the tests run on it. */
export const app = defineTable("app", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    inverted: { partitionKey: "sk", sortKey: "pk" },
    byDue: { type: "local", sortKey: "dueAt" },
    keysOnly: { partitionKey: "GSI2-PK", projection: "KEYS_ONLY" },
    including: { partitionKey: ["ownerId"], sortKey: ["name"], projection: ["budget"] },
  },
  timeToLive: "expiresAt",
  stream: "NEW_AND_OLD_IMAGES",
});

/** The one item of settings. */
export const Settings = defineEntity("Settings", {
  table: app,
  schema: z.object({ theme: z.enum(["light", "dark"]).default("light"), limit: z.int().optional() }),
  key: () => ({ partition: key`SETTINGS`, sort: key`SETTINGS` }),
});

/** A project, with an attribute of every kind. */
export const Project = defineEntity("Project", {
  table: app,
  schema: z.object({
    projectId: z.string(),
    ownerId: z.string(),
    name: z.string().min(1),
    budget: z.number(),
    views: z.bigint().default(0n),
    archived: z.boolean().default(false),
    startedAt: z.date(),
    /** Stored as ISO text, a Date in the application. */
    endedAt: z
      .codec(z.iso.datetime(), z.date(), {
        decode: (text) => new Date(text),
        encode: (date) => date.toISOString(),
      })
      .optional(),
    tags: z.set(z.string()).optional(),
    members: z.array(z.object({ userId: z.string(), since: z.date() })).default([]),
    labels: z.record(z.string(), z.string()).optional(),
    parentId: z.string().nullable(),
    icon: z.instanceof(Uint8Array).optional(),
  }),
  key: (p) => ({ partition: key`PROJECT#${p.projectId}`, sort: key`PROJECT` }),
  indexes: () => ({ byOwner: { index: "including" } }),
});

/** A task of a project. */
export const Task = defineEntity("Task", {
  table: app,
  schema: z.object({
    projectId: z.string(),
    number: z.int(),
    title: z.string(),
    assignee: z.string().optional(),
    status: z.enum(["open", "closed"]).default("open"),
    priority: z.int().min(0).max(99).default(50),
    points: z.number().optional(),
    dueAt: z.string().optional(),
  }),
  key: (t) => ({ partition: key`PROJECT#${t.projectId}`, sort: key`TASK#${t.number}` }),
  indexes: (t) => ({
    /** The tasks of a person: in the index only while somebody is assigned. */
    byAssignee: {
      index: "gsi1",
      partition: key`ASSIGNEE#${t.assignee}`,
      sort: key`${t.status}#${t.priority}`,
    },
    /** The tasks of a project by due date. */
    byDueDate: { index: "byDue", sort: t.dueAt },
    byTitle: { index: "keysOnly", partition: key`TITLE#${t.title}` },
  }),
  accept: ["filtered-range"],
});

/** A comment on a task: it lies between the tasks. */
export const Comment = defineEntity("Comment", {
  table: app,
  schema: z.object({
    projectId: z.string(),
    number: z.int(),
    commentId: z.string(),
    text: z.string(),
    expiresAt: z.int().optional(),
  }),
  key: (c) => ({
    partition: key`PROJECT#${c.projectId}`,
    sort: key`TASK#${c.number}#COMMENT#${c.commentId}`,
  }),
  accept: ["filtered-range"],
});

/** A membership, found from both sides. */
export const Membership = defineEntity("Membership", {
  table: app,
  schema: z.object({ groupId: z.string(), userId: z.string(), role: z.string() }),
  key: (m) => ({ partition: key`GROUP#${m.groupId}`, sort: key`USER#${m.userId}` }),
  indexes: () => ({ byUser: { index: "inverted" } }),
});

/** A place to work in: an attribute for each way down from one. */
export const Site = defineEntity("Site", {
  table: app,
  schema: z.object({
    siteId: z.string(),
    paid: z.number().default(0),
    total: z.number().default(0),
    preferences: z.object({
      theme: z.enum(["light", "dark"]).default("light"),
      size: z.int().optional(),
      set: z.string().optional(),
      "e-mail": z.object({ daily: z.boolean(), since: z.date().optional() }),
      door: z.object({ code: z.string() }).optional(),
    }),
    /** Slots by name. */
    slots: z
      .record(z.string(), z.object({ available: z.int().min(0), note: z.string().optional() }))
      .default({}),
    open: z.record(z.enum(["monday", "size"]), z.boolean()).optional(),
    lines: z.array(z.object({ sku: z.string().min(2), quantity: z.int(), marks: z.array(z.string()) })),
    history: z.array(z.string().min(1)).optional(),
    position: z.tuple([z.number(), z.string()]),
    tags: z.set(z.string().min(2)).optional(),
    levels: z.set(z.int()).default(new Set([1])),
    code: z.union([z.string(), z.object({ digits: z.string() })]).optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  key: (s) => ({ partition: key`SITE#${s.siteId}`, sort: key`SITE` }),
});

/** A project with its tasks, without the comments between them. */
export const board = defineCollection(
  "board",
  { project: one(Project), tasks: many(Task) },
  { accept: ["filtered-range"] },
);

/** A table that existed before: other names, another delimiter, and no attribute that names the entity. */
export const legacy = defineTable("legacy", {
  partitionKey: "PK",
  sortKey: "State#Date",
  keyEncoding: "plain",
  delimiter: "|",
  entityAttribute: false,
});

export const Store = defineEntity("Store", {
  table: legacy,
  schema: z.object({ storeId: z.string(), city: z.string() }),
  key: (s) => ({ partition: key`STORE|${s.storeId}`, sort: key`STORE` }),
});

export const Sale = defineEntity("Sale", {
  table: legacy,
  schema: z.object({ storeId: z.string(), state: z.string(), day: z.iso.date(), amount: z.number() }),
  key: (s) => ({ partition: key`STORE|${s.storeId}`, sort: key`SALE|${s.state}|${s.day}` }),
});

/** A store with its sales. */
export const storeWithSales = defineCollection("storeWithSales", { store: one(Store), sales: many(Sale) });

/** A table with natural keys, the sort key a number. */
export const sensors = defineTable("sensors", { partitionKey: "sensorId", sortKey: "at" });

export const Reading = defineEntity("Reading", {
  table: sensors,
  schema: z.object({ sensorId: z.string(), at: z.int(), value: z.number() }),
  key: (r) => ({ partition: r.sensorId, sort: r.at }),
});

/** A table of parts of files, sorted by the bytes themselves in its index. */
export const chunks = defineTable("chunks", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: { byDigest: { partitionKey: "digestPk", sortKey: "digest", projection: "KEYS_ONLY" } },
});

export const Chunk = defineEntity("Chunk", {
  table: chunks,
  schema: z.object({
    fileId: z.ulid(),
    part: z.instanceof(Uint8Array),
    digest: z.instanceof(Uint8Array),
    size: z.int(),
  }),
  key: (c) => ({ partition: key`FILE#${c.fileId}`, sort: key`PART#${c.part}#${c.digest}` }),
  indexes: (c) => ({ byDigest: { index: "byDigest", partition: key`SIZE#${c.size}`, sort: c.digest } }),
});
