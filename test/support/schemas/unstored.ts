import { day, defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const store = defineTable("store", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    natural: { partitionKey: ["team"] },
    some: { partitionKey: "somepk", projection: ["size"] },
  },
  timeToLive: "expires",
});

/** Nothing of these can be left to the keys, but for the id. */
export const Wrong = defineEntity("Wrong", {
  table: store,
  schema: z.object({
    id: z.string(),
    at: z.date(),
    name: z.string(),
    team: z.string(),
    email: z.string(),
    size: z.int(),
    expires: z.int(),
    both: z.string(),
    yes: z.string(),
  }),
  attributes: {
    id: { stored: false },
    at: { stored: false },
    name: { stored: false },
    team: { stored: false },
    email: { stored: false },
    size: { stored: false },
    expires: { stored: false },
    version: { stored: false },
    both: { stored: false, storedAs: "b" },
    yes: { stored: true },
  } as Record<never, never>,
  version: "version",
  accept: ["mutable-key"],
  unique: (w) => ({ email: w.email }),
  key: (w) => ({
    partition: key`W#${w.id}#${w.team}#${w.both}`,
    sort: key`${day(w.at)}#${w.email}#${w.size}#${w.expires}`,
  }),
  indexes: (w) => ({ byTeam: { index: "natural" }, some: { index: "some", partition: key`S#${w.name}` } }),
});
