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
