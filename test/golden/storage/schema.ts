import { defineCollection, defineEntity, defineTable, key, many, one } from "monotable";
import { z } from "zod";

/** A design of how attributes are stored: under short names, compressed, dates as numbers. */
export const archive = defineTable("archive", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    byStatus: { partitionKey: ["st"], sortKey: ["at", "d"] },
    byOwner: { partitionKey: ["o"], sortKey: ["at"], projection: ["n", "st", "ttl"] },
    byTitle: { partitionKey: "titlepk", projection: "KEYS_ONLY" },
  },
  timeToLive: "ttl",
});

/** A table whose keys are attributes as they are, one of them a time. */
export const visits = defineTable("visits", { partitionKey: "u", sortKey: "t" });

/** A folder of files. */
export const Folder = defineEntity("Folder", {
  table: archive,
  schema: z.object({ folderId: z.string(), name: z.string() }),
  attributes: { folderId: { storedAs: "f" }, name: { storedAs: "n" } },
  key: (f) => ({ partition: key`FOLDER#${f.folderId}`, sort: key`FOLDER` }),
});

/** A file, whose attributes have names of one or two letters in DynamoDB. */
export const File = defineEntity("File", {
  table: archive,
  schema: z.object({
    folderId: z.string(),
    fileId: z.string(),
    name: z.string(),
    owner: z.string(),
    status: z.enum(["draft", "final"]).default("draft"),
    size: z.int().default(0),
    /** When it was last seen: the key of byStatus and byOwner. */
    seenAt: z.date(),
    /** When it is given up. */
    expiresAt: z.date().optional(),
    reviewedAt: z.date().nullable().optional(),
    text: z.string().optional(),
    versions: z.array(z.object({ at: z.date(), bytes: z.bigint(), tags: z.set(z.string()) })).optional(),
    labels: z.record(z.string(), z.string()).default({}),
    notes: z.array(z.string()).default([]),
    readers: z.set(z.string()).optional(),
    createdAt: z.date(),
    updatedAt: z.date(),
  }),
  attributes: {
    folderId: { storedAs: "f" },
    fileId: { storedAs: "d" },
    name: { storedAs: "n" },
    owner: { storedAs: "o" },
    status: { storedAs: "st" },
    size: { storedAs: "s" },
    seenAt: { storedAs: "at", date: "milliseconds" },
    expiresAt: { storedAs: "ttl", date: "seconds" },
    reviewedAt: { storedAs: "r", date: "milliseconds" },
    text: { storedAs: "b", compression: "brotli" },
    versions: { compression: "gzip" },
    labels: { storedAs: "l" },
    notes: { storedAs: "no" },
    readers: { storedAs: "rd" },
    createdAt: { storedAs: "c", date: "seconds" },
    updatedAt: { storedAs: "u", date: "milliseconds" },
    version: { storedAs: "v" },
  },
  timestamps: { created: "createdAt", updated: "updatedAt" },
  version: "version",
  accept: ["hot-partition"],
  key: (f) => ({ partition: key`FOLDER#${f.folderId}`, sort: key`FILE#${f.fileId}` }),
  indexes: (f) => ({
    byName: { index: "gsi1", partition: key`NAME#${f.name}`, sort: key`${f.seenAt}` },
    byStatus: { index: "byStatus" },
    byOwner: { index: "byOwner" },
  }),
});

/** A visit, found by the time at which it was made. */
export const Visit = defineEntity("Visit", {
  table: visits,
  schema: z.object({ userId: z.string(), seenAt: z.date(), page: z.string() }),
  attributes: { userId: { storedAs: "u" }, seenAt: { storedAs: "t", date: "seconds" } },
  key: (v) => ({ partition: v.userId, sort: v.seenAt }),
});

/** A thing of which only the name is known before. */
export const Thing = defineEntity("Thing", {
  table: archive,
  schema: z.looseObject({ thingId: z.string(), name: z.string().optional(), data: z.unknown().optional() }),
  attributes: { name: { storedAs: "n" }, data: { compression: "gzip" } },
  key: (t) => ({ partition: key`THING#${t.thingId}`, sort: key`THING` }),
});

/** A ticket, whose board and number are in its keys alone. */
export const Ticket = defineEntity("Ticket", {
  table: archive,
  schema: z.object({
    board: z.string(),
    number: z.int(),
    opened: z.date(),
    title: z.string(),
    state: z.enum(["open", "done"]).default("open"),
  }),
  attributes: {
    board: { stored: false },
    number: { stored: false },
    opened: { stored: false },
    title: { storedAs: "n" },
  },
  key: (t) => ({ partition: key`BOARD#${t.board}`, sort: key`TICKET#${t.opened}#${t.number}` }),
  indexes: (t) => ({
    byState: { index: "gsi1", partition: key`STATE#${t.state}`, sort: key`${t.board}#${t.number}` },
    byTitle: { index: "byTitle", partition: key`TITLE#${t.title}` },
  }),
  accept: ["hot-partition"],
});

/** A folder with its files: one Query. */
export const folderWithFiles = defineCollection("folderWithFiles", {
  folder: one(Folder),
  files: many(File),
});
