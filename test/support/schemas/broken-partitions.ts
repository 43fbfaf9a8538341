import { day, defineCollection, defineEntity, defineTable, key, many, month, shard } from "monotable";
import { z } from "zod";

export const events = defineTable("events", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    keys: { partitionKey: "gsi1pk", sortKey: "gsi1sk", projection: "KEYS_ONLY" },
    more: { partitionKey: "gsi3pk", sortKey: "gsi3sk", projection: "KEYS_ONLY" },
    some: { partitionKey: "gsi2pk", sortKey: "gsi2sk", projection: ["at"] },
  },
});
const schema = z.object({ id: z.string(), at: z.date(), due: z.date() });

export const Doubled = defineEntity("Doubled", {
  table: events,
  schema,
  key: (e) => ({ partition: key`DOUBLED#${day(e.at)}#${month(e.due)}`, sort: key`${e.at}#${e.due}#${e.id}` }),
});
export const Kept = defineEntity("Kept", {
  table: events,
  schema,
  key: (e) => ({ partition: key`KEPT#${e.id}`, sort: key`KEPT` }),
  indexes: (e) => ({
    blind: { index: "keys", partition: key`BLIND#${day(e.at)}`, sort: key`${e.id}#${e.at}` },
    sorted: { index: "more", partition: key`SORTED#${day(e.at)}`, sort: key`${e.at}#${e.id}` },
    held: { index: "some", partition: key`HELD#${day(e.at)}`, sort: key`${e.id}` },
  }),
});
export const Spread = defineEntity("Spread", {
  table: events,
  schema,
  key: (e) => ({ partition: key`SPREAD#${shard(e.id, 4)}`, sort: key`${e.id}` }),
});

export const spreads = defineCollection("spreads", { spreads: many(Spread) });
