/** The files of a project with so many entities, each of which is read, written, changed and queried, by path. */
export type Project = (entities: number) => Readonly<Record<string, string>>;

const numbers = (entities: number) => Array.from({ length: entities }, (_, position) => position + 1);
const each = (entities: number, text: (n: number) => string) => numbers(entities).map(text).join("\n");

const VALUES = `{ id: "u1", email: "ada@example.com", name: "Ada", age: 36, role: "editor", tags: ["a"],
    address: { street: "s", city: "c", zip: "z", country: "GB" }, createdAt: "2026-01-01T00:00:00Z" }`;

const ZOD_SHAPE = `z.object({
    id: z.string(),
    email: z.email(),
    name: z.string().min(1),
    age: z.int().min(0),
    role: z.enum(["admin", "editor", "viewer"]),
    tags: z.array(z.string()),
    address: z.object({ street: z.string(), city: z.string(), zip: z.string(), country: z.string() }),
    createdAt: z.iso.datetime(),
  })`;

/** The schema file of monotable; what is generated from it comes beside it. */
export const monotableSchema = (
  entities: number,
) => `import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";
export const app = defineTable("app", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: { gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" } },
});
${each(
  entities,
  (n) => `export const User${n} = defineEntity("User${n}", {
  table: app,
  schema: ${ZOD_SHAPE},
  key: (u) => ({ partition: key\`USER${n}#\${u.id}\`, sort: key\`PROFILE\` }),
  indexes: (u) => ({ byEmail: { index: "gsi1", partition: key\`EMAIL${n}#\${u.email}\`, sort: key\`USER\` } }),
});`,
)}`;

/** What of the schema file is zod's own. */
export const zodSchemas = (entities: number) => `import { z } from "zod";
${each(entities, (n) => `export const User${n} = ${ZOD_SHAPE};`)}
`;

/** A schema file without zod's types, to tell what generated code costs apart from them. */
export const monotableDeclarations = (entities: number) => `import type { ZodType } from "zod";
${each(entities, (n) => `export declare const User${n}: { readonly schema: ZodType };`)}
`;

export const monotableUse: Project = (entities) => ({
  "use.ts": `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDatabase } from "./generated/index.js";
const db = createDatabase(new DynamoDBClient({}));
${each(
  entities,
  (n) => `export async function use${n}(): Promise<string[]> {
  const user = await db.user${n}.get({ id: "u1" });
  await db.user${n}.put(${VALUES});
  const changed = await db.user${n}.update({ id: "u1" }).set({ name: "Ada King" });
  const found = await db.user${n}.byEmail({ email: "ada@example.com" }).all();
  return [user?.name ?? "", changed.name, ...found.map(({ address }) => address.city)];
}`,
)}`,
});

const electrodb: Project = (entities) => ({
  "use.ts": `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Entity } from "electrodb";
const client = new DynamoDBClient({});
const text = { type: "string", required: true } as const;
${each(
  entities,
  (n) => `export const User${n} = new Entity({
  model: { entity: "user${n}", version: "1", service: "app" },
  attributes: {
    id: { type: "string", required: true },
    email: { type: "string", required: true },
    name: { type: "string", required: true },
    age: { type: "number", required: true },
    role: { type: ["admin", "editor", "viewer"] as const, required: true },
    tags: { type: "list", items: { type: "string" }, required: true },
    address: { type: "map", properties: { street: text, city: text, zip: text, country: text }, required: true },
    createdAt: { type: "string", required: true },
  },
  indexes: {
    profile: { pk: { field: "pk", composite: ["id"] }, sk: { field: "sk", composite: [] } },
    byEmail: { index: "gsi1", pk: { field: "gsi1pk", composite: ["email"] }, sk: { field: "gsi1sk", composite: [] } },
  },
}, { client, table: "app" });
export async function use${n}(): Promise<string[]> {
  const user = await User${n}.get({ id: "u1" }).go();
  await User${n}.put(${VALUES}).go();
  const changed = await User${n}.patch({ id: "u1" }).set({ name: "Ada King" }).go({ response: "all_new" });
  const found = await User${n}.query.byEmail({ email: "ada@example.com" }).go();
  return [user.data?.name ?? "", changed.data.name ?? "", ...found.data.map(({ address }) => address.city)];
}`,
)}`,
});

const toolbox: Project = (entities) => ({
  "use.ts": `import { Entity, GetItemCommand, item, list, map, number, PutItemCommand, QueryCommand, string, Table, UpdateItemCommand } from "dynamodb-toolbox";
const table = new Table({
  name: "app",
  partitionKey: { name: "pk", type: "string" },
  sortKey: { name: "sk", type: "string" },
  indexes: { gsi1: { type: "global", partitionKey: { name: "gsi1pk", type: "string" }, sortKey: { name: "gsi1sk", type: "string" } } },
});
${each(
  entities,
  (n) => `export const User${n} = new Entity({
  name: "User${n}",
  table,
  schema: item({
    id: string().key(),
    email: string(),
    name: string(),
    age: number(),
    role: string().enum("admin", "editor", "viewer"),
    tags: list(string()),
    address: map({ street: string(), city: string(), zip: string(), country: string() }),
    createdAt: string(),
  }).and((previous) => ({
    gsi1pk: string().hidden().link<typeof previous>(({ email }) => \`EMAIL${n}#\${email}\`),
    gsi1sk: string().hidden().default("USER"),
  })),
  computeKey: ({ id }) => ({ pk: \`USER${n}#\${id}\`, sk: "PROFILE" }),
});
export async function use${n}(): Promise<string[]> {
  const user = await User${n}.build(GetItemCommand).key({ id: "u1" }).send();
  await User${n}.build(PutItemCommand).item(${VALUES}).send();
  const changed = await User${n}.build(UpdateItemCommand).item({ id: "u1", name: "Ada King" }).options({ returnValues: "ALL_NEW" }).send();
  const found = await table.build(QueryCommand).entities(User${n}).query({ index: "gsi1", partition: "EMAIL${n}#ada@example.com" }).send();
  return [user.Item?.name ?? "", changed.Attributes?.name ?? "", ...(found.Items ?? []).map(({ address }) => address.city)];
}`,
)}`,
});

const onetable: Project = (entities) => ({
  "use.ts": `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Table } from "dynamodb-onetable";
import { Dynamo } from "dynamodb-onetable/Dynamo";
const text = { type: String, required: true } as const;
const schema = {
  format: "onetable:1.1.0",
  version: "0.0.1",
  indexes: { primary: { hash: "pk", sort: "sk" }, gsi1: { hash: "gsi1pk", sort: "gsi1sk", project: "all" } },
  models: {
${each(
  entities,
  (n) => `    User${n}: {
      pk: { type: String, value: "USER${n}#\${id}" },
      sk: { type: String, value: "PROFILE" },
      gsi1pk: { type: String, value: "EMAIL${n}#\${email}" },
      gsi1sk: { type: String, value: "USER" },
      id: { type: String, required: true },
      email: { type: String, required: true },
      name: { type: String, required: true },
      age: { type: Number, required: true },
      role: { type: String, required: true, enum: ["admin", "editor", "viewer"] },
      tags: { type: Array, required: true, items: { type: String } },
      address: { type: Object, required: true, schema: { street: text, city: text, zip: text, country: text } },
      createdAt: { type: String, required: true },
    },`,
)}
  },
} as const;
const table = new Table({ client: new Dynamo({ client: new DynamoDBClient({}) }), name: "app", schema, partial: false });
${each(
  entities,
  (n) => `const User${n} = table.getModel("User${n}");
export async function use${n}(): Promise<string[]> {
  const user = await User${n}.get({ id: "u1" });
  await User${n}.create(${VALUES});
  const changed = await User${n}.update({ id: "u1", name: "Ada King" });
  const found = await User${n}.find({ email: "ada@example.com" }, { index: "gsi1" });
  return [user?.name ?? "", changed?.name ?? "", ...found.map(({ address }) => address.city)];
}`,
)}`,
});

const documentBuilder: Project = (entities) => ({
  "use.ts": `import { DynamoEntity, DynamoTable, Get, indexKey, key, Put, Query, Update } from "dynamo-document-builder";
import { z } from "zod";
const table = new DynamoTable({
  tableName: "app",
  keyNames: { partitionKey: "pk", sortKey: "sk", globalSecondaryIndexes: { gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" } } },
});
${each(
  entities,
  (n) => `export const user${n} = new DynamoEntity({
  table,
  schema: ${ZOD_SHAPE},
  partitionKey: ({ id }) => key("USER${n}", id),
  sortKey: () => "PROFILE",
  globalSecondaryIndexes: { gsi1: { partitionKey: ({ email }) => indexKey("EMAIL${n}", email), sortKey: () => "USER" } },
});
export async function use${n}(): Promise<string[]> {
  const { item } = await user${n}.send(new Get({ key: { id: "u1" } }));
  await user${n}.send(new Put({ item: ${VALUES} }));
  const { updatedItem } = await user${n}.send(new Update({ key: { id: "u1" }, update: { name: "Ada King" }, returnValues: "ALL_NEW" }));
  const { items } = await user${n}.send(new Query({ index: { gsi1: { email: "ada@example.com" } } }));
  return [item?.name ?? "", updatedItem?.name ?? "", ...items.map(({ address }) => address.city)];
}`,
)}`,
});

/** The peers that know the type of an item; dynamoose is told it. */
export const projects: Readonly<Record<string, Project>> = {
  electrodb,
  "dynamodb-toolbox": toolbox,
  "dynamodb-onetable": onetable,
  "dynamo-document-builder": documentBuilder,
};
