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
  upper,
  year,
} from "monotable";
import { z } from "zod";

/** A design of what keys hold in place of attributes, and of conditions of indexes. */
export const shop = defineTable("shop", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    gsi2: { partitionKey: "gsi2pk", sortKey: "gsi2sk" },
    gsi3: { partitionKey: "gsi3pk", sortKey: "gsi3sk" },
  },
});

/** An account, found by its e-mail address in any case. */
export const Account = defineEntity("Account", {
  table: shop,
  accept: ["hot-partition"],
  schema: z.object({
    email: z.string(),
    country: z.string(),
    joined: z.date(),
    points: z.int().default(0),
    active: z.boolean().default(true),
    nick: z.string().optional(),
  }),
  key: (a) => ({ partition: key`ACCOUNT#${lower(a.email)}`, sort: key`ACCOUNT` }),
  indexes: (a) => ({
    /** The best first. */
    leaders: {
      index: "gsi1",
      partition: key`LEADERS#${upper(a.country)}`,
      sort: key`${descending(a.points)}#${lower(a.email)}`,
      when: { active: true },
    },
    byNick: { index: "gsi2", partition: key`NICKS`, sort: lower(a.nick) },
    byJoined: {
      index: "gsi3",
      partition: year(a.joined),
      sort: descending(a.joined),
    },
  }),
});

/** A purchase of an account. */
export const Purchase = defineEntity("Purchase", {
  table: shop,
  accept: ["hot-partition"],
  schema: z.object({
    email: z.string(),
    purchaseId: z.string(),
    placedAt: z.iso.datetime(),
    status: z.enum(["PENDING", "PAID", "SHIPPED"]).default("PENDING"),
    priority: z.int().min(0).max(9).optional(),
    note: z.string().optional(),
  }),
  key: (p) => ({
    partition: key`ACCOUNT#${lower(p.email)}`,
    sort: key`PURCHASE#${lower(p.email)}#${p.purchaseId}`,
  }),
  indexes: (p) => ({
    /** What is to be done, spread over four partitions. */
    open: {
      index: "gsi1",
      partition: key`OPEN#${shard(p.purchaseId, 4)}`,
      sort: key`${p.placedAt}`,
      when: { status: ["PENDING", "PAID"] },
    },
    byDay: {
      index: "gsi2",
      partition: key`DAY#${day(p.placedAt)}`,
      sort: key`${p.placedAt}#${p.purchaseId}`,
    },
    urgent: { index: "gsi3", partition: key`URGENT`, sort: key`${descending(p.priority)}#${p.placedAt}` },
  }),
});

/** A reading of a meter, one hot stream. */
export const Reading = defineEntity("Reading", {
  table: shop,
  schema: z.object({ at: z.date(), meter: z.bigint(), kind: z.string(), value: z.number().optional() }),
  key: (r) => ({
    partition: key`READINGS#${day(r.at)}#${shard(r.meter, 12)}`,
    sort: key`${r.at}#${padded(r.meter, 12)}`,
  }),
  indexes: (r) => ({
    byKind: {
      index: "gsi1",
      partition: key`KIND#${r.kind}`,
      sort: key`${month(r.at)}#${padded(r.meter, 12)}`,
    },
  }),
});

/** An account and its purchases. */
export const portfolio = defineCollection("portfolio", { account: one(Account), purchases: many(Purchase) });
