import { day, defineEntity, defineTable, descending, key, month, shard, year } from "monotable";
import { z } from "zod";

/** A design whose queries read several partitions: shards that are merged, buckets that are walked, and both. */
export const shop = defineTable("shop", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    gsi2: { partitionKey: "gsi2pk", sortKey: "gsi2sk" },
    gsi3: { partitionKey: "gsi3pk" },
    scores: { partitionKey: "scorePk", sortKey: "score" },
  },
});

/** An order. One status is a hot partition of an index, so it is spread. */
export const Order = defineEntity("Order", {
  table: shop,
  schema: z.object({
    orderId: z.string(),
    customerId: z.string(),
    status: z.enum(["PENDING", "PAID"]),
    placedAt: z.iso.datetime(),
    total: z.number().default(0),
  }),
  key: (o) => ({ partition: key`ORDER#${o.orderId}`, sort: key`ORDER` }),
  indexes: (o) => ({
    byStatus: {
      index: "gsi1",
      partition: key`STATUS#${o.status}#${shard(o.orderId, 8)}`,
      sort: key`${o.placedAt}#${o.orderId}`,
    },
    /** The sharded attribute is not in the sort key. */
    byCustomer: { index: "gsi2", partition: key`PLACED#${shard(o.customerId, 3)}`, sort: key`${o.placedAt}` },
    /** Without a sort key there is nothing to merge by. */
    byTotal: { index: "gsi3", partition: key`ALL#${shard(o.orderId, 2)}` },
  }),
});

/** An event of a day. */
export const Event = defineEntity("Event", {
  table: shop,
  schema: z.object({ id: z.string(), kind: z.string(), at: z.iso.datetime(), note: z.string().optional() }),
  key: (e) => ({ partition: key`EVENT#${e.id}`, sort: key`EVENT` }),
  indexes: (e) => ({
    byDay: { index: "gsi1", partition: key`DAY#${day(e.at)}`, sort: key`${e.at}#${e.id}` },
    /** The date is behind another attribute of the sort key. */
    byKind: { index: "gsi2", partition: key`MONTH#${month(e.at)}`, sort: key`${e.kind}#${e.at}#${e.id}` },
    byYear: { index: "gsi3", partition: key`YEAR#${year(e.at)}` },
  }),
});

/** A reading of a meter: a day of them is more than one partition takes. */
export const Reading = defineEntity("Reading", {
  table: shop,
  schema: z.object({ meter: z.int(), at: z.date(), value: z.number().optional() }),
  key: (r) => ({
    partition: key`READINGS#${day(r.at)}#${shard(r.meter, 3)}`,
    sort: key`${r.at}#${r.meter}`,
  }),
  indexes: (r) => ({
    newest: {
      index: "gsi1",
      partition: key`NEWEST#${month(r.at)}`,
      sort: key`${descending(r.at)}#${r.meter}`,
    },
  }),
});

/** A player: sort keys that are numbers, of which many are equal. */
export const Player = defineEntity("Player", {
  table: shop,
  schema: z.object({ name: z.string(), game: z.string(), score: z.number() }),
  key: (p) => ({ partition: key`PLAYER#${p.name}`, sort: key`PLAYER` }),
  indexes: (p) => ({
    byScore: { index: "scores", partition: key`GAME#${p.game}#${shard(p.name, 4)}`, sort: p.score },
  }),
});
