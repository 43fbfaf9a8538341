import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const things = defineTable("things", { partitionKey: "pk" });

export enum Level {
  Low = "low",
  High = "high",
}
enum Hidden {
  One = "one",
  Two = "two",
}
export class Money {
  constructor(readonly cents: number) {}
}
interface Node {
  name: string;
  children: Node[];
}
const node: z.ZodType<Node> = z.object({ name: z.string(), children: z.array(z.lazy(() => node)) });
const money = z.codec(z.number(), z.instanceof(Money), {
  decode: (cents) => new Money(cents),
  encode: (m) => m.cents,
});

/** Every kind of value. */
export const Thing = defineEntity("Thing", {
  table: things,
  schema: z.object({
    /**
     * The id.
     * Of the thing.
     *
     * @deprecated Use another.
     */
    id: z.uuid(),
    text: z.string().min(1).optional(),
    count: z.int().min(0).max(999),
    ratio: z.number(),
    big: z.bigint(),
    flag: z.boolean().default(true),
    nothing: z.null(),
    at: z.date(),
    maybeAt: z.date().nullable(),
    status: z.enum(["PENDING", "PAID", "A"]),
    reversed: z.enum(["A", "PAID", "PENDING"]),
    kind: z.literal(["a", "b"]),
    level: z.enum(Level),
    hidden: z.enum(Hidden),
    tags: z.array(z.enum(["x", "y"])),
    numbers: z.array(z.number()).readonly(),
    dates: z.array(z.date()),
    pair: z.tuple([z.string(), z.int()]),
    timed: z.tuple([z.string(), z.date()]),
    address: z.object({
      street: z.string(),
      "zip-code": z.string().optional(),
      at: z.object({ since: z.date() }),
    }),
    plain: z.object({ a: z.string(), b: z.number().nullable() }),
    scores: z.record(z.string(), z.number()),
    seen: z.record(z.string(), z.date()),
    letters: z.set(z.string()),
    bigs: z.set(z.bigint()),
    either: z.union([z.string(), z.number()]),
    eitherList: z.array(z.union([z.string(), z.number()])),
    shape: z.discriminatedUnion("type", [
      z.object({ type: z.literal("circle"), radius: z.number() }),
      z.object({ type: z.literal("event"), at: z.date() }),
    ]),
    note: z.string().nullable().optional(),
    email: z.email().brand<"Email">(),
    slug: z.templateLiteral(["item-", z.number()]),
    bytes: z.instanceof(Uint8Array),
    upper: z.string().transform((value) => value.toUpperCase()),
    length: z.string().transform((value) => value.length),
    parsed: z.string().transform((value) => new Date(value)),
    when: z.codec(z.string(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    }),
    price: money,
    anything: z.unknown(),
    whatever: z.any(),
    json: z.json(),
    tree: node,
    caught: z.string().catch("x"),
    prefaulted: z.string().prefault("x"),
    described: z.string().describe("From zod."),
  }),
  key: (t) => ({ partition: key`${t.id}` }),
});
