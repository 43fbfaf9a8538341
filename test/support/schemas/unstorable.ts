import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

const things = defineTable("things", { partitionKey: "pk" });
class Money {
  constructor(readonly cents: number) {}
}

export const Thing = defineEntity("Thing", {
  table: things,
  schema: z.object({
    id: z.string(),
    map: z.map(z.string(), z.string()),
    dates: z.set(z.date()),
    mixed: z.union([z.string(), z.date()]),
    deep: z.object({ list: z.array(z.nan()) }),
    money: z.instanceof(Money),
    call: z.custom<() => void>(),
    dateCodec: z.codec(z.date(), z.string(), { decode: String, encode: (text) => new Date(text) }),
    empty: z.undefined(),
  }),
  key: (t) => ({ partition: key`${t.id}` }),
});
