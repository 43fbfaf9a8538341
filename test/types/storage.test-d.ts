import { defineEntity, defineTable, key } from "monotable";
import { describe, it } from "vitest";
import { z } from "zod";

const table = defineTable("table", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk" },
    natural: { partitionKey: ["st"], sortKey: ["at"] },
  },
});
const schema = z.object({
  id: z.string(),
  status: z.string(),
  body: z.string(),
  at: z.date(),
  ended: z.date().nullable().optional(),
});
const primary = { table, schema } as const;
const keys = () => ({ partition: key`E`, sort: key`E` });

describe("how attributes are stored", () => {
  it("is said by attribute", () => {
    defineEntity("E", {
      ...primary,
      attributes: {
        status: { storedAs: "st" },
        body: { storedAs: "b", compression: "brotli" },
        at: { date: "milliseconds" },
        ended: { date: "seconds" },
        version: { storedAs: "v" },
        madeAt: { storedAs: "m" },
      },
      version: "version",
      timestamps: { created: "madeAt" },
      key: (e) => ({ partition: key`E#${e.id}`, sort: key`E#${e.at}` }),
      indexes: (e) => ({
        byStatus: { index: "natural" },
        byId: { index: "gsi1", partition: e.status },
      }),
    });
  });

  it("is of attributes that there are", () => {
    // @ts-expect-error the schema has no such attribute
    defineEntity("E", { ...primary, key: keys, attributes: { state: { storedAs: "st" } } });
    // @ts-expect-error an attribute that monotable writes has another name
    defineEntity("E", { ...primary, key: keys, version: "v", attributes: { version: { storedAs: "x" } } });
    // @ts-expect-error there is no such option
    defineEntity("E", { ...primary, key: keys, attributes: { status: { store: "st" } } });
    // @ts-expect-error there is no such compression
    defineEntity("E", { ...primary, key: keys, attributes: { body: { compression: "zip" } } });
  });

  it("is a form of the type", () => {
    // @ts-expect-error text is no Date
    defineEntity("E", { ...primary, key: keys, attributes: { status: { date: "seconds" } } });
    // @ts-expect-error there is no such form
    defineEntity("E", { ...primary, key: keys, attributes: { at: { date: "minutes" } } });
    const managed = { ...primary, key: keys, version: "version" } as const;
    // @ts-expect-error a version is counted by DynamoDB
    defineEntity("E", { ...managed, attributes: { version: { compression: "gzip" } } });
  });

  it("decides what keys can be made of", () => {
    const compressed = { ...primary, attributes: { body: { compression: "gzip" } } } as const;
    // @ts-expect-error a compressed attribute is no piece of a key
    defineEntity("E", { ...compressed, key: (e) => ({ partition: key`E#${e.body}`, sort: key`E` }) });
    // @ts-expect-error a compressed attribute is no natural key
    defineEntity("E", { ...compressed, key: (e) => ({ partition: key`E`, sort: e.body }) });
    // @ts-expect-error nothing is stored under the name of the index's key
    defineEntity("E", { ...primary, key: keys, indexes: () => ({ x: { index: "natural" } }) });
  });
});
