import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

const things = defineTable("things", { partitionKey: "pk" });
const isoDate = z.codec(z.string(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});
interface Dated {
  at: Date;
  inner?: Dated;
}
class Money {
  constructor(readonly cents: number) {}
}

export const Thing = defineEntity("Thing", {
  table: things,
  schema: z.object({
    id: z.string(),
    mixed: z.union([z.string(), z.date()]),
    bigOrNumber: z.array(z.union([z.bigint(), z.number()])),
    lists: z.union([z.array(z.date()), z.tuple([z.string()])]),
    untagged: z.union([z.object({ at: z.date() }), z.object({ at: z.string() })]),
    codecs: z.union([isoDate, z.string()]),
    literals: z.literal([1, 1n]),
    sides: z.object({ a: z.date() }).and(z.object({ a: z.string() })),
    mixedSet: z.set(z.union([z.string(), z.number()])),
    gaps: z.array(z.string().optional()),
    gapMap: z.map(z.string(), z.string().optional()),
    deep: z.object({ list: z.array(z.nan()) }),
    money: z.instanceof(Money),
    buffer: z.instanceof(Buffer),
    url: z.string().transform((text) => new URL(text)),
    call: z.custom<() => void>(),
    sign: z.symbol(),
    signs: z.record(z.symbol(), z.string()),
    promised: z.promise(z.string()),
    document: z.file(),
    impossible: z.never(),
    empty: z.undefined(),
    nothing: z.void(),
    oneWay: z.codec(z.string().trim(), z.string().transform(Number), {
      decode: (text) => text,
      encode: (text) => text,
    }),
    frozen: z.instanceof(Uint8Array).nullable().readonly(),
    slow: z.array(z.string().transform(async (text) => text.trim())),
    asked: z
      .string()
      .refine(async (text) => text.length > 0)
      .transform((text) => text.length),
    coded: z.codec(z.string(), z.number(), { decode: async (text) => Number(text), encode: String }),
    own: z.custom<string>(async (value) => typeof value === "string"),
    recursive: z.string().transform((text): Dated => ({ at: new Date(text) })),
  }),
  key: (t) => ({ partition: key`${t.id}` }),
});
