import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

const things = defineTable("things", { partitionKey: "pk" });

export const Thing = defineEntity("Thing", {
  table: things,
  schema: z.object({ id: z.string(), at: z.date() }).refine(async ({ at }) => at.getTime() > 0),
  key: (t) => ({ partition: key`${t.id}` }),
});
