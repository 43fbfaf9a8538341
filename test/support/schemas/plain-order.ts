import { defineEntity, defineTable, key, padded } from "monotable";
import { z } from "zod";

export const legacy = defineTable("legacy", {
  partitionKey: "pk",
  sortKey: "sk",
  keyEncoding: "plain",
  delimiter: "|",
});

const score = z.object({ game: z.string(), points: z.number(), level: z.int().min(0).max(99), at: z.date() });

/** A number as text, and one that is filled up with zeros. */
export const Score = defineEntity("Score", {
  table: legacy,
  schema: score,
  key: (s) => ({
    partition: key`GAME|${s.game}`,
    sort: key`S|${padded(s.level, 2)}|${s.points}|${s.at}`,
  }),
});

/** Nobody asks for its numbers in their order. */
export const Vote = defineEntity("Vote", {
  table: legacy,
  schema: score,
  key: (s) => ({ partition: key`GAME|${s.game}`, sort: key`V|${s.points}` }),
  accept: ["plain-order"],
});
