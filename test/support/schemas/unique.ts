import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const main = defineTable("main", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: { _owner: { partitionKey: ["_owner"] } },
  timeToLive: "expiresAt",
});

export const Person = defineEntity("Person", {
  table: main,
  schema: z.object({
    id: z.string(),
    email: z.string(),
    note: z.string().nullable(),
    tags: z.set(z.string()),
    expiresAt: z.int().optional(),
    _owner: z.string().optional(),
  }),
  key: (p) => ({ partition: key`PERSON#${p.id}`, sort: key`PERSON` }),
  indexes: () => ({ owned: { index: "_owner" } }),
  version: "version",
  // @ts-expect-error A key cannot be null, nor a set, and text is no attribute.
  unique: (p) => ({
    email: p.email,
    again: [p.email],
    twice: [p.email, p.email],
    whole: [p.id, p.email],
    // @ts-expect-error There is no such attribute.
    unknown: p.emial,
    note: p.note,
    tags: p.tags,
    // @ts-expect-error The schema does not know the version.
    version: p.version,
    none: [],
    text: "email",
  }),
});

export const Single = defineEntity("Single", {
  table: main,
  schema: z.object({ name: z.string() }),
  key: () => ({ partition: key`SINGLE`, sort: key`SINGLE` }),
  unique: (s) => ({ name: s.name }),
});

/** Its keys may be anything, a guard's too. */
export const Free = defineEntity("Free", {
  table: main,
  schema: z.object({ first: z.string(), second: z.string(), third: z.string() }),
  key: (f) => ({ partition: key`${f.first}#${f.second}#${f.third}#${f.third}`, sort: f.second }),
});

export const Faulty = defineEntity("Faulty", {
  table: main,
  schema: z.object({ id: z.string(), name: z.string() }),
  key: (f) => ({ partition: key`FAULTY#${f.id}`, sort: key`FAULTY` }),
  unique: (f) => ({ name: `${f.name}` as never }),
});

export const numbers = defineTable("numbers", { partitionKey: "number" });

export const Numbered = defineEntity("Numbered", {
  table: numbers,
  schema: z.object({ number: z.int(), title: z.string() }),
  key: (n) => ({ partition: n.number }),
  unique: (n) => ({ title: n.title }),
});

export const natural = defineTable("natural", { partitionKey: "userId" });

export const User = defineEntity("User", {
  table: natural,
  schema: z.object({ userId: z.string(), email: z.string() }),
  key: (u) => ({ partition: u.userId }),
  // @ts-expect-error It is a function.
  unique: { email: "email" },
});

export const Account = defineEntity("Account", {
  table: natural,
  schema: z.object({ accountId: z.enum(["UNIQUE#Account#name#x", "y"]), name: z.string() }),
  key: (a) => ({ partition: a.accountId }),
  unique: (a) => ({ name: a.name }),
});

export const log = defineTable("log", { partitionKey: "userId", sortKey: "at", entityAttribute: false });

/** Its keys are never those of guards, but the partition that a query reads may be one of theirs. */
export const Entry = defineEntity("Entry", {
  table: log,
  schema: z.object({ userId: z.string(), at: z.date(), title: z.string() }),
  key: (e) => ({ partition: e.userId, sort: e.at }),
  unique: (e) => ({ title: e.title }),
});
