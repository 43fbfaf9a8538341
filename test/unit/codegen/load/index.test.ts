import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { load } from "../../../../codegen/load/index.js";
import type { Model } from "../../../../src/model/model.js";
import { schemaPath } from "../../../support/diagnose.js";

const shopPath = fileURLToPath(new URL("../../../../examples/shop/schema.ts", import.meta.url));

describe("the shop example", () => {
  let model: Model;
  beforeAll(async () => {
    const loaded = await load(shopPath);
    expect(loaded.diagnostics).toEqual([]);
    model = loaded.model;
  });

  test("keeps the order of the file", () => {
    expect(model.entities.map(({ name }) => name)).toEqual(["Session", "User", "Order", "Product", "Review"]);
    expect(model.collections.map(({ name }) => name)).toEqual(["account", "productPage"]);
  });

  test("has the table with its comment and the types of its keys", () => {
    expect(model.tables.map(({ settings: _, ...table }) => table)).toEqual([
      {
        name: "shop",
        doc: "Sessions, customers, orders, products and reviews in one table.",
        partitionKey: { name: "pk", type: "S" },
        sortKey: { name: "sk", type: "S" },
        indexes: [
          {
            name: "EmailIndex",
            type: "global",
            partitionKey: [{ name: "email", type: "S" }],
            sortKey: [],
            projection: "ALL",
          },
          {
            name: "StatusIndex",
            type: "global",
            partitionKey: [{ name: "status", type: "S" }],
            sortKey: [
              { name: "orderDate", type: "S" },
              { name: "orderId", type: "S" },
            ],
            projection: "ALL",
          },
        ],
        keyEncoding: "ordered",
        delimiter: "#",
        entityAttribute: "_entity",
        timeToLive: "expiresAt",
      },
    ]);
  });

  test("has an entity with its keys", () => {
    const order = model.entities.find(({ name }) => name === "Order");
    expect(order?.doc).toBe("An order. Its id makes two orders of one day two items.");
    expect(order?.primaryKey).toEqual({
      name: "query",
      partition: [{ name: "pk", template: ["USER#", { attribute: "userId", type: "string" }] }],
      sort: [
        {
          name: "sk",
          template: [
            "ORDER#",
            { attribute: "orderDate", type: "string" },
            "#",
            { attribute: "orderId", type: "string" },
          ],
        },
      ],
      shared: false,
    });
    const statuses = ["PENDING", "PAID", "SHIPPED", "CANCELLED"];
    expect(order?.indexes).toEqual([
      {
        name: "byStatus",
        index: "StatusIndex",
        partition: [{ name: "status", natural: { attribute: "status", type: "string", values: statuses } }],
        sort: [
          { name: "orderDate", natural: { attribute: "orderDate", type: "string" } },
          { name: "orderId", natural: { attribute: "orderId", type: "string" } },
        ],
        shared: false,
      },
    ]);
  });

  test("has a collection with the access patterns of its members", () => {
    expect(model.collections[0]).toEqual({
      name: "account",
      exportName: "account",
      doc: "A user's profile with all orders: one Query.",
      table: "shop",
      members: [
        { name: "profile", cardinality: "one", entity: "User", pattern: "query" },
        { name: "orders", cardinality: "many", entity: "Order", pattern: "query" },
      ],
      shared: false,
    });
  });

  test("is found in the source", async () => {
    const { locate } = await load(shopPath);
    const line = (...path: string[]) => locate(path)?.text.trim().slice(0, 24);
    expect(line("tables", "shop", "indexes", "EmailIndex")).toBe("EmailIndex: { partitionK");
    expect(line("entities", "Order")).toBe("export const Order = def");
    expect(line("entities", "Order", "attributes", "total")).toBe("total: z.int().min(0),");
    expect(line("entities", "User", "key", "sort")).toBe("key: (u) => ({ partition");
    expect(line("entities", "User", "indexes", "byEmail", "partition")).toBe("indexes: (u) => ({ byEma");
    expect(line("collections", "account", "members", "orders")).toBe("export const account = d");
    expect(line("entities", "Order", "indexes", "nothing")).toBe("indexes: () => ({ byStat");
  });
});

describe("a schema that changes", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(
      join(fileURLToPath(new URL("../../../support/schemas/", import.meta.url)), "changing-"),
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  const entity = (name: string) => `
    import { defineEntity, defineTable, key } from "monotable";
    import { z } from "zod";
    import { prefix } from "./prefix.js";
    const table = defineTable("t", { partitionKey: "pk" });
    export const ${name} = defineEntity("${name}", {
      table, schema: z.object({ id: z.string() }), key: (o) => ({ partition: key\`${name}#\${o.id}\` }),
    });
    void prefix;`;

  test("is read anew, with the files that it imports", async () => {
    const file = join(folder, "schema.ts");
    await writeFile(join(folder, "prefix.ts"), "export const prefix = 1;");
    await writeFile(file, entity("First"));
    const first = await load(file);
    expect(first.model.entities.map(({ name }) => name)).toEqual(["First"]);
    expect(first.sourceFiles).toEqual(expect.arrayContaining([file, join(folder, "prefix.ts")]));

    await writeFile(file, entity("Second"));
    expect((await load(file)).model.entities.map(({ name }) => name)).toEqual(["Second"]);

    await writeFile(join(folder, "prefix.ts"), 'throw new Error("broken");');
    const { diagnostics, sourceFiles } = await load(file);
    expect(diagnostics[0]).toMatchObject({
      rule: "schema-runs",
      message: "The schema file throws an error: broken",
      location: { file: join(folder, "prefix.ts"), line: 1 },
    });
    expect(sourceFiles).toContain(join(folder, "prefix.ts"));
  });

  test("with a syntax error says where", async () => {
    const file = join(folder, "syntax.ts");
    await writeFile(file, 'import { z } from "zod";\n\nexport const x = z.object({ a: z.string() ;\n');
    const { diagnostics } = await load(file);
    expect(diagnostics).toMatchObject([
      {
        rule: "schema-runs",
        message: "Syntax error in the schema file: ',' expected.",
        location: { line: 3, column: 43 },
      },
    ]);
  });

  test("may use import.meta and top-level await", async () => {
    const file = join(folder, "modern.ts");
    await writeFile(file, `${entity("Modern")}\nvoid import.meta.url; await Promise.resolve();`);
    await writeFile(join(folder, "prefix.ts"), "export const prefix = 1;");
    expect((await load(file)).model.entities.map(({ name }) => name)).toEqual(["Modern"]);
  });
});

test("a path that is none of a definition is found nowhere else", async () => {
  const { locate } = await load(schemaPath("empty.ts"));
  expect(locate(["tables", "shop"])?.line).toBe(3);
});
