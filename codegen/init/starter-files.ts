import type { TestRunner } from "./project.js";

/** A first design: customers with their orders, each with what a real design has. */
export function schemaFile(tableName: string): string {
  return `import { defineCollection, defineEntity, defineTable, key, many, one } from "monotable";
import { z } from "zod";

/** One table holds all entities. Its keys are composed of their attributes, so that what is read together lies together. */
export const table = defineTable(${JSON.stringify(tableName)}, {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
  },
});

export const Customer = defineEntity("Customer", {
  table,
  schema: z.object({
    customerId: z.string(),
    /** No two customers have the same. */
    email: z.email(),
    name: z.string().min(1),
    createdAt: z.date(),
    updatedAt: z.date(),
  }),
  key: (c) => ({ partition: key\`CUSTOMER#\${c.customerId}\`, sort: key\`PROFILE\` }),
  unique: (c) => ({ email: c.email }),
  timestamps: { created: "createdAt", updated: "updatedAt" },
});

export const Order = defineEntity("Order", {
  table,
  schema: z.object({
    customerId: z.string(),
    orderId: z.string(),
    status: z.enum(["PENDING", "PAID", "SHIPPED"]).default("PENDING"),
    /** In cents. */
    total: z.int().min(0),
    placedAt: z.iso.datetime({ precision: 3 }),
  }),
  // In the partition of its customer, after the profile, by time.
  key: (o) => ({
    partition: key\`CUSTOMER#\${o.customerId}\`,
    sort: key\`ORDER#\${o.placedAt}#\${o.orderId}\`,
  }),
  indexes: (o) => ({
    byStatus: {
      index: "gsi1",
      partition: key\`CUSTOMER#\${o.customerId}#\${o.status}\`,
      sort: key\`\${o.placedAt}\`,
    },
  }),
});

/** A customer with its orders: one Query. */
export const account = defineCollection("account", { customer: one(Customer), orders: many(Order) });
`;
}

/** The differences between the test runners; the rest of the test is the same. */
interface Dialect {
  readonly imports: readonly string[];
  readonly before: string;
  /** The end of a "before" hook: some runners take a time limit there. */
  readonly beforeEnd: string;
  readonly after: string;
  readonly equal: (actual: string, expected: string) => string;
  readonly rejects: (operation: string, code: string) => string;
}

const TESTING = `import { type DynamoDBLocal, startDynamoDBLocal } from "monotable/testing";`;

const expecting = (imports: readonly string[]): Dialect => ({
  imports,
  before: "beforeAll",
  beforeEnd: "}, 60_000);",
  after: "afterAll",
  equal: (actual, expected) => `expect(${actual}).toEqual(${expected});`,
  rejects: (operation, code) => `await expect(${operation}).rejects.toMatchObject({ code: "${code}" });`,
});

const dialects: Readonly<Record<TestRunner, Dialect>> = {
  vitest: expecting([TESTING, `import { afterAll, beforeAll, expect, test } from "vitest";`]),
  jest: expecting([`import { afterAll, beforeAll, expect, test } from "@jest/globals";`, TESTING]),
  node: {
    imports: [
      `import assert from "node:assert/strict";`,
      `import { after, before, test } from "node:test";`,
      TESTING,
    ],
    before: "before",
    beforeEnd: "});",
    after: "after",
    equal: (actual, expected) => `assert.deepEqual(${actual}, ${expected});`,
    rejects: (operation, code) => `await assert.rejects(async () => ${operation}, { code: "${code}" });`,
  },
};

/**
 * A first test of the first design, on DynamoDB Local.
 *
 * @param generated how the test imports the generated code, such as `./generated/index.js`
 */
export function testFile(testRunner: TestRunner, generated: string): string {
  const { imports, before, beforeEnd, after, equal, rejects } = dialects[testRunner];
  return `${imports.join("\n")}
import { createDatabase, type Database, tables } from "${generated}";

let local: DynamoDBLocal | undefined;
let db: Database;

${before}(async () => {
  local = await startDynamoDBLocal(); // Amazon's own, in memory: needs Java 17, or Docker
  db = createDatabase(await local.database(tables));
${beforeEnd}

${after}(() => local?.stop());

test("one Query reads a customer with its orders", async () => {
  await db.customer.create({ customerId: "c1", email: "ann@example.com", name: "Ann" });
  const placedAt = "2026-01-05T09:30:00.000Z";
  await db.transactWrite([
    db.order.create({ customerId: "c1", orderId: "o1", total: 1200, placedAt }),
    db.order.create({ customerId: "c1", orderId: "o2", total: 800, placedAt, status: "PAID" }),
  ]);

  const { customer, orders } = await db.account({ customerId: "c1" }).all();
  ${equal("customer?.name", `"Ann"`)}
  ${equal("orders.map(({ orderId }) => orderId)", `["o1", "o2"]`)}

  const paid = await db.order.byStatus({ customerId: "c1", status: "PAID" }).all();
  ${equal("paid.map(({ orderId }) => orderId)", `["o2"]`)}
});

test("an e-mail address belongs to one customer", async () => {
  await db.customer.create({ customerId: "c2", email: "bob@example.com", name: "Bob" });
  const twin = { customerId: "c3", email: "bob@example.com", name: "Bert" };
  ${rejects("db.customer.create(twin)", "NotUnique")}
});
`;
}
