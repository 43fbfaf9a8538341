import { defineCollection, defineEntity, defineTable, key, one } from "monotable";
import { describe, it } from "vitest";
import { z } from "zod";
import { shop, User } from "../../examples/shop/schema.js";

const table = defineTable("table", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    inverted: { partitionKey: "sk", sortKey: "pk" },
    local: { type: "local", sortKey: "at" },
    reused: { partitionKey: "group", sortKey: "sk" },
  },
});
const hash = defineTable("hash", { partitionKey: "id" });
const schema = z.object({ a: z.string(), n: z.number(), o: z.object({}) });

describe("the schema language", () => {
  it("takes a sort key exactly where the table has one", () => {
    defineEntity("E", { table: hash, schema, key: (e) => ({ partition: e.a }) });
    // @ts-expect-error the table has no sort key
    defineEntity("E", { table: hash, schema, key: (e) => ({ partition: e.a, sort: key`x` }) });
    // @ts-expect-error the table has a sort key
    defineEntity("E", { table, schema, key: (e) => ({ partition: e.a }) });
  });

  it("knows the attributes in keys", () => {
    // @ts-expect-error unknown attribute
    defineEntity("E", { table: hash, schema, key: (e) => ({ partition: e.b }) });
    // @ts-expect-error an object cannot be a piece of a key
    defineEntity("E", { table: hash, schema, key: (e) => ({ partition: key`E#${e.o}` }) });
  });

  it("knows the indexes of the table and what each needs", () => {
    defineEntity("E", {
      table,
      schema,
      key: (e) => ({ partition: key`E#${e.a}`, sort: key`E#${e.n}` }),
      indexes: (e) => ({
        both: { index: "inverted" },
        byNumber: { index: "local", sort: e.n },
        byGroup: { index: "reused", partition: e.a },
      }),
    });
    const primary = { table, schema, key: () => ({ partition: key`E`, sort: key`E` }) };
    // @ts-expect-error unknown index
    defineEntity("E", { ...primary, indexes: () => ({ x: { index: "invertd" } }) });
    // @ts-expect-error the table's keys are the index's
    defineEntity("E", { ...primary, indexes: (e) => ({ x: { index: "inverted", partition: e.a } }) });
    // @ts-expect-error a local index has the table's partition key
    defineEntity("E", { ...primary, indexes: (e) => ({ x: { index: "local", partition: e.a, sort: e.n } }) });
    // @ts-expect-error the partition key of the index is not given
    defineEntity("E", { ...primary, indexes: () => ({ x: { index: "reused" } }) });
    const natural = { table: shop, schema, key: primary.key };
    // @ts-expect-error the entity has no such natural attributes
    defineEntity("E", { ...natural, indexes: () => ({ x: { index: "StatusIndex" } }) });
  });

  it("takes one time or both, and a version, by name", () => {
    const primary = { table, schema, key: () => ({ partition: key`E`, sort: key`E` }) };
    defineEntity("E", { ...primary, timestamps: { updated: "updatedAt" }, version: "version" });
    // @ts-expect-error neither time
    defineEntity("E", { ...primary, timestamps: {} });
    // @ts-expect-error a name is text
    defineEntity("E", { ...primary, version: 1 });
    const created = { table: hash, schema, timestamps: { created: "at" } } as const;
    // @ts-expect-error a time in a key is an attribute of the schema too
    defineEntity("E", { ...created, key: (e) => ({ partition: e.at }) });
  });

  it("knows tables and indexes in collections", () => {
    defineCollection("c", { user: one(User) }, { index: "EmailIndex" });
    // @ts-expect-error unknown index
    defineCollection("c", { user: one(User) }, { index: "EmailIndx" });
    // @ts-expect-error not an entity
    defineCollection("c", { table: one(table) });
  });
});
