import { day, defineEntity, defineTable, descending, key, lower, padded, shard } from "monotable";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import type {
  AccountByNickQuery,
  AccountLeadersQuery,
  Database,
  PurchaseChanges,
  ReadingByKindQuery,
} from "../golden/derived/generated/index.js";

declare const db: Database;
const at = new Date();

describe("a query on derived pieces", () => {
  it("takes attributes, and ranges only of what the key tells", () => {
    expectTypeOf<AccountByNickQuery["nick"]>().toEqualTypeOf<
      string | { readonly eq: string } | { readonly beginsWith: string } | undefined
    >();
    expectTypeOf<ReadingByKindQuery["at"]>().toEqualTypeOf<Date | undefined>();
    expectTypeOf<AccountLeadersQuery["country"]>().toEqualTypeOf<string>();
    db.account.leaders({ country: "ch", points: { gte: 10 } });
    db.purchase.urgent({ priority: { between: [1, 5] } });
    db.reading.byKind({ kind: "power", at, meter: { gt: 5n } });
    // @ts-expect-error the order of the names is not in the key
    db.account.byNick({ nick: { gt: "a" } });
    // @ts-expect-error the key holds the month of it
    db.reading.byKind({ kind: "power", at: { gte: at } });
    db.account.get({ email: "a" });
  });
});

describe("a conditional index", () => {
  it("makes an update give what it depends on", () => {
    expectTypeOf<Extract<PurchaseChanges, { status: string }>["placedAt"]>().toEqualTypeOf<string>();
    db.purchase
      .update({ email: "a", purchaseId: "p" })
      .set({ status: "PAID", placedAt: "2026", priority: 1 });
    // @ts-expect-error the key of open also holds placedAt
    db.purchase.update({ email: "a", purchaseId: "p" }).set({ status: "PAID" });
    // @ts-expect-error the index of leaders depends on active
    db.account.update({ email: "a" }).set({ country: "ch", points: 1 });
  });
});

const table = defineTable("t", {
  partitionKey: "pk",
  indexes: { gsi1: { partitionKey: "gsi1pk" } },
});
const schema = z.object({
  text: z.string(),
  maybe: z.string().nullable(),
  count: z.int(),
  flag: z.boolean().optional(),
  at: z.date(),
  kind: z.enum(["a", "b"]),
  list: z.array(z.string()),
});

describe("the schema language", () => {
  it("derives only from attributes that fit", () => {
    defineEntity("T", { table, schema, key: (t) => ({ partition: lower(t.text) }) });
    defineEntity("T", { table, schema, key: (t) => ({ partition: key`${day(t.at)}#${shard(t.flag, 2)}` }) });
    // @ts-expect-error a number has no case
    defineEntity("T", { table, schema, key: (t) => ({ partition: lower(t.count) }) });
    // @ts-expect-error null is no key
    defineEntity("T", { table, schema, key: (t) => ({ partition: key`${lower(t.maybe)}` }) });
    // @ts-expect-error a number is no date
    defineEntity("T", { table, schema, key: (t) => ({ partition: key`${day(t.count)}` }) });
    // @ts-expect-error text is no number
    defineEntity("T", { table, schema, key: (t) => ({ partition: padded(t.text, 3) }) });
    // @ts-expect-error text does not sort backwards
    defineEntity("T", { table, schema, key: (t) => ({ partition: descending(t.text) }) });
    // @ts-expect-error a list is no key
    defineEntity("T", { table, schema, key: (t) => ({ partition: shard(t.list, 4) }) });
    // @ts-expect-error how many shards
    defineEntity("T", { table, schema, key: (t) => ({ partition: shard(t.text) }) });
  });

  it("compares attributes of conditions with their values", () => {
    const of = { table, schema, key: (t: { text: { attribute: string } }) => ({ partition: lower(t.text) }) };
    const partition = key`X`;
    defineEntity("T", {
      ...of,
      indexes: () => ({
        x: { index: "gsi1", partition, when: { kind: ["a", "b"], flag: true, maybe: null } },
      }),
    });
    // @ts-expect-error no such value
    defineEntity("T", { ...of, indexes: () => ({ x: { index: "gsi1", partition, when: { kind: "c" } } }) });
    // @ts-expect-error no such value in a list
    defineEntity("T", { ...of, indexes: () => ({ x: { index: "gsi1", partition, when: { kind: ["c"] } } }) });
    // @ts-expect-error another type
    defineEntity("T", { ...of, indexes: () => ({ x: { index: "gsi1", partition, when: { count: "1" } } }) });
    // @ts-expect-error a list is not compared
    defineEntity("T", { ...of, indexes: () => ({ x: { index: "gsi1", partition, when: { list: ["a"] } } }) });
    // @ts-expect-error no such attribute
    defineEntity("T", { ...of, indexes: () => ({ x: { index: "gsi1", partition, when: { kinds: "a" } } }) });
    // @ts-expect-error no values
    defineEntity("T", { ...of, indexes: () => ({ x: { index: "gsi1", partition, when: { kind: [] } } }) });
  });
});
