/**
 * The text of a schema file with that many entities, each with 12 attributes, a composed primary key and two indexes:
 * for measuring the generator.
 */
export function largeSchema(entities: number): string {
  const names = Array.from({ length: entities }, (_, position) => `Entity${position + 1}`);
  return `import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

/** One table for all. */
export const main = defineTable("main", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    gsi2: { partitionKey: "gsi2pk", sortKey: "gsi2sk" },
  },
});
${names.map(entityText).join("")}`;
}

function entityText(name: string): string {
  const prefix = name.toUpperCase();
  return `
/** The ${name} of the design. */
export const ${name} = defineEntity("${name}", {
  table: main,
  schema: z.object({
    tenantId: z.string(),
    id: z.string(),
    /** Where it stands. */
    status: z.enum(["DRAFT", "OPEN", "DONE"]).default("DRAFT"),
    title: z.string().min(1),
    description: z.string().optional(),
    /** In cents. */
    amount: z.int().min(0),
    ratio: z.number().optional(),
    active: z.boolean().default(true),
    ownerId: z.string(),
    createdAt: z.iso.datetime(),
    tags: z.array(z.string()).default([]),
    lines: z.array(z.object({ sku: z.string(), quantity: z.int(), price: z.number() })),
  }),
  key: (e) => ({ partition: key\`TENANT#\${e.tenantId}\`, sort: key\`${prefix}#\${e.createdAt}#\${e.id}\` }),
  indexes: (e) => ({
    byOwner: { index: "gsi1", partition: key\`${prefix}OWNER#\${e.ownerId}\`, sort: key\`\${e.createdAt}#\${e.id}\` },
    byStatus: { index: "gsi2", partition: key\`${prefix}STATUS#\${e.status}\`, sort: key\`\${e.createdAt}#\${e.id}\` },
  }),
});
`;
}
