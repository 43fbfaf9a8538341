import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const log = defineTable("log", { partitionKey: "pk", sortKey: "sk" });

/** Something that happened: an entity with most that a schema can say. */
export const Happening = defineEntity("Happening", {
  table: log,
  schema: z.object({
    id: z.uuid(),
    at: z.iso.datetime(),
    what: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("click"), x: z.int(), y: z.int() }),
      z.object({ kind: z.literal("view"), page: z.string(), seconds: z.number().min(0).optional() }),
    ]),
    source: z.enum(["web", "app"]).default("web"),
    labels: z.record(z.string(), z.string()).default({}),
    scores: z.record(z.string(), z.object({ value: z.number(), weight: z.int().default(1) })),
    tags: z.array(z.string().max(20)).default([]),
    groups: z.set(z.string()).optional(),
    note: z.string().max(200).nullable(),
    place: z.union([z.string(), z.object({ latitude: z.number(), longitude: z.number() })]),
    retries: z.int().min(0).default(0),
    urgent: z.boolean().default(false),
  }),
  key: (h) => ({ partition: key`HAPPENING#${h.id}`, sort: key`${h.at}` }),
});
