import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

/** A design of values that are converted at depth, stored under short names, compressed and guarded. */
export const ledger = defineTable("ledger", { partitionKey: "pk", sortKey: "sk" });

export class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}

const money = z.codec(z.int(), z.instanceof(Money), {
  decode: (cents) => new Money(cents),
  encode: ({ cents }) => cents,
});

/** A step of a payment, which may hold others. */
const step = z.object({
  at: z.date(),
  amount: money,
  get next() {
    return z.array(step);
  },
});

/** A payment, found by the code that only its payer has. */
export const Payment = defineEntity("Payment", {
  table: ledger,
  schema: z.object({
    day: z.date(),
    paymentId: z.string(),
    /** What the payer calls it: no two payments share it. */
    code: z.string(),
    total: money,
    lines: z.array(z.object({ text: z.string(), price: money })).default([]),
    fees: z.record(z.string(), money).default({}),
    split: z.object({ own: money, tip: money.optional() }),
    /** What became of it, whole. */
    outcome: z.union([
      z.object({ kind: z.literal("paid"), at: z.date(), value: money }),
      z.object({ kind: z.literal("failed"), at: z.string(), tries: z.map(z.date(), z.bigint()) }),
    ]),
    history: z.array(step),
    tags: z.set(z.string()),
  }),
  attributes: {
    day: { storedAs: "d" },
    code: { storedAs: "c" },
    total: { storedAs: "t" },
    lines: { storedAs: "l" },
    fees: { storedAs: "f" },
    split: { storedAs: "s" },
    outcome: { storedAs: "o", compression: "brotli" },
    history: { compression: "gzip" },
    tags: { storedAs: "g", compression: "gzip" },
  },
  key: (p) => ({ partition: key`DAY#${p.day}`, sort: key`PAYMENT#${p.paymentId}` }),
  unique: (p) => ({ code: p.code }),
  accept: ["hot-partition"],
});
