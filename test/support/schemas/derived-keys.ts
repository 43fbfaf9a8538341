import {
  day,
  defineCollection,
  defineEntity,
  defineTable,
  descending,
  key,
  lower,
  many,
  month,
  one,
  padded,
  shard,
  year,
} from "monotable";
import { z } from "zod";

export const shop = defineTable("shop", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
  },
});
export const desk = defineTable("desk", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    gsi2: { partitionKey: "gsi1pk", sortKey: "state" },
    natural: { partitionKey: ["state"], sortKey: ["at"] },
  },
});
export const plain = defineTable("plain", {
  partitionKey: "pk",
  sortKey: "sk",
  keyEncoding: "plain",
  delimiter: "|",
});

const schema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  local: z.iso.datetime({ local: true }),
  text: z.string(),
  total: z.number(),
  level: z.int().min(0).max(9),
  state: z.enum(["open", "done"]),
  flag: z.boolean().optional(),
  notes: z.string().nullable(),
  lines: z.array(z.string()),
});

export const Fitting = defineEntity("Fitting", {
  table: shop,
  schema,
  // @ts-expect-error a number has no lower case
  key: (f) => ({ partition: key`FITTING#${lower(f.total)}`, sort: key`${f.id}#${day(f.text)}` }),
  indexes: (f) => ({
    byMonth: { index: "gsi1", partition: key`MONTH#${month(f.local)}`, sort: key`${shard(f.id, 1)}` },
  }),
});

export const Legacy = defineEntity("Legacy", {
  table: plain,
  schema,
  key: (l) => ({
    partition: key`LEGACY|${padded(l.total, 0)}`,
    sort: key`${descending(l.total)}|${descending(l.level)}`,
  }),
});

export const Wrong = defineEntity("Wrong", {
  table: plain,
  schema,
  key: (w) => ({
    // @ts-expect-error neither a date nor a number
    partition: key`WRONG|${year(w.total)}|${padded(w.id, 2)}`,
    // @ts-expect-error no number
    sort: key`${descending(w.state)}`,
  }),
});

export const Daily = defineEntity("Daily", {
  table: shop,
  schema,
  key: (d) => ({ partition: key`DAILY#${day(d.at)}`, sort: key`${month(d.at)}#${shard(d.id, 4)}` }),
});

export const Folded = defineEntity("Folded", {
  table: shop,
  schema,
  key: (f) => ({ partition: key`FOLDED#${lower(f.id)}`, sort: key`FOLDED` }),
  indexes: (f) => ({
    byId: {
      index: "gsi1",
      partition: key`FOLDED`,
      sort: key`${lower(f.id)}#${f.id}`,
      when: { id: "a" },
    },
  }),
});

export const Conditional = defineEntity("Conditional", {
  table: desk,
  schema,
  version: "version",
  key: (c) => ({ partition: key`CONDITIONAL#${c.id}`, sort: key`CONDITIONAL` }),
  // @ts-expect-error values that attributes never have
  indexes: (c) => ({
    open: {
      index: "gsi1",
      partition: key`OPEN`,
      sort: key`${c.at}`,
      when: { state: ["open", "opne"], stat: "open", level: "1", version: 1, notes: null },
    },
    byState: { index: "gsi2", partition: key`OPEN` },
    natural: { index: "natural", when: { flag: true } },
  }),
});

export const Malformed = defineEntity("Malformed", {
  table: desk,
  schema,
  key: (m) => ({ partition: key`MALFORMED#${m.id}`, sort: key`MALFORMED` }),
  // @ts-expect-error no value, and a list, which cannot be compared
  indexes: (m) => ({
    open: { index: "gsi1", partition: key`MALFORMED`, sort: key`${m.at}`, when: { state: [] } },
    byState: { index: "gsi2", partition: key`MALFORMED`, when: { lines: "x" } },
    natural: { index: "natural" },
  }),
});

export const Account = defineEntity("Account", {
  table: shop,
  schema,
  key: (a) => ({ partition: key`ACCOUNT#${lower(a.id)}`, sort: key`ACCOUNT#${a.id}` }),
});
export const Purchase = defineEntity("Purchase", {
  table: shop,
  schema,
  key: (p) => ({ partition: key`ACCOUNT#${p.id}`, sort: key`PURCHASE` }),
});
export const both = defineCollection("both", { one: one(Account), purchases: many(Purchase) });
