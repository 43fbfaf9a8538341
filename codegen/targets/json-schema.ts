import type { EntityModel, Model, TableModel } from "../../src/model/model.js";
import { type JsonSchema, jsonSchemaOf } from "../../src/schema/json-schema.js";
import type { EntitySchema } from "../../src/validation/schema.js";
import { guardItem } from "./json-schema/guard-item.js";
import { storedItem } from "./json-schema/stored-item.js";
import type { Target } from "./target.js";

const DRAFT = "https://json-schema.org/draft/2020-12/schema";

/** JSON Schemas of items: as code takes them, as it gets them, and as they are stored. */
export const jsonSchema: Target<"json"> = {
  title: "JSON Schemas of items, as code has them and as they are stored",
  formats: ["json"],
  files: (model, { schemas = new Map() } = {}) =>
    new Map(
      [...entityFiles(model, schemas), ...model.tables.map((table) => tableFile(table, model))].map(
        ([path, schema]) => [path, `${JSON.stringify(schema, undefined, 2)}\n`],
      ),
    ),
};

function entityFiles(
  { tables, entities }: Model,
  schemas: ReadonlyMap<string, EntitySchema>,
): [string, JsonSchema][] {
  return entities.flatMap((entity): [string, JsonSchema][] => {
    const schema = schemas.get(entity.name);
    const table = tables.find(({ name }) => name === entity.table);
    if (schema === undefined || table === undefined) return [];
    const { name } = entity;
    // The runtime knows a zod object by its shape alone: the seam between it and zod's own type.
    const zod = schema as unknown as Parameters<typeof jsonSchemaOf>[0];
    const item = withManaged(jsonSchemaOf(zod, "output"), entity);
    const stored = storedItem(entity, table, schema, item);
    const about = entity.doc === undefined ? {} : { description: entity.doc };
    const head = (title: string) => ({ $schema: DRAFT, title, ...about });
    return [
      [`${name}.input.json`, { ...jsonSchemaOf(zod, "input"), ...head(`${name}, as it is created`) }],
      [`${name}.json`, { ...item, ...head(name) }],
      [`${name}.stored.json`, { ...head(`${name}, as it is stored, in DynamoDB JSON`), ...stored }],
      ...(entity.unique ?? []).map((constraint): [string, JsonSchema] => [
        `${name}.${constraint.name}.guard.json`,
        {
          $schema: DRAFT,
          title: `The guard of ${name}.${constraint.name}, which is unique, in DynamoDB JSON`,
          ...guardItem(entity, table, constraint),
        },
      ]),
    ];
  });
}

/** What monotable keeps in an item is not in its schema. */
function withManaged(schema: JsonSchema, { attributes }: EntityModel): JsonSchema {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const kept = attributes.filter(
    ({ name, managed }) => managed !== undefined && !Object.hasOwn(properties, name),
  );
  if (kept.length === 0) return schema;
  const added = kept.map(({ name, managed }) => [
    name,
    managed === "version" ? { type: "integer", minimum: 1 } : { type: "string", format: "date-time" },
  ]);
  return { ...schema, properties: { ...properties, ...Object.fromEntries(added) } };
}

/** Any stored item of a table. */
function tableFile({ name, doc }: TableModel, { entities }: Model): [string, JsonSchema] {
  const own = entities.filter(({ table }) => table === name);
  return [
    `tables/${name}.json`,
    {
      $schema: DRAFT,
      title: `An item of ${name}, as it is stored, in DynamoDB JSON`,
      ...(doc === undefined ? {} : { description: doc }),
      anyOf: [
        ...own.map((entity) => ({ $ref: `../${entity.name}.stored.json` })),
        ...own.flatMap((entity) =>
          (entity.unique ?? []).map(({ name: constraint }) => ({
            $ref: `../${entity.name}.${constraint}.guard.json`,
          })),
        ),
      ],
    },
  ];
}
