import { defineEntity, defineTable, key, shard } from "monotable";
import { z } from "zod";

export const notes = defineTable("notes", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    byTitle: { partitionKey: ["title"], sortKey: ["summary"] },
  },
});

const schema = z.object({
  id: z.uuid(),
  at: z.date(),
  state: z.enum(["a b", "c"]),
  note: z.string().max(1000).optional(),
  page: z.string().length(1024),
  title: z.string().max(2048),
  summary: z.email().max(1025),
  free: z.string(),
});

export const Note = defineEntity("Note", {
  table: notes,
  schema,
  key: (n) => ({ partition: key`NOTE#${n.page}#${n.page}`, sort: key`${n.page}` }),
  indexes: (n) => ({
    byNote: {
      index: "gsi1",
      partition: key`N#${shard(n.id, 4)}`,
      sort: key`NOTE#${n.at}#${n.state}#${n.note}#${n.free}######################################################################`,
    },
    byTitle: { index: "byTitle" },
  }),
});

const { title: _, ...rest } = schema.shape;

/** Says that it knows: nothing is said of it. */
export const Known = defineEntity("Known", {
  table: notes,
  schema: z.object(rest),
  key: (n) => ({ partition: key`KNOWN#${n.page}#${n.page}`, sort: key`${n.free}` }),
  accept: ["key-size"],
});

/** Text without a maximum is not reported. */
export const Free = defineEntity("Free", {
  table: notes,
  schema: z.object(rest),
  key: (n) => ({ partition: key`FREE#${n.free}`, sort: key`${n.id}#${n.free}` }),
});
