import { camelCase, freshName, pascalCase, propertyName, propertyOf, quoted } from "../names.js";
import {
  type AwsDesign,
  type Entity,
  type Field,
  type Finding,
  fieldsOf,
  type Index,
  loneField,
  type Table,
  type Template,
  type Usage,
} from "./design.js";

/** The names that the parts of a design have in its schema and in the generated code. */
export interface AwsNames {
  /** The names of the tables' constants. */
  readonly tables: ReadonlyMap<string, string>;
  /** The names of the entities. */
  readonly entities: ReadonlyMap<string, string>;
  /** The collections of patterns that read several entities of a partition, by the pattern's id. */
  readonly collections: ReadonlyMap<number, { readonly name: string; readonly members: readonly Entity[] }>;
}

/** Gives each part of a design a name that no other has. */
export function nameAwsDesign({ tables }: AwsDesign): AwsNames {
  const taken = new Set([
    "z",
    "key",
    "padded",
    "one",
    "many",
    "definetable",
    "defineentity",
    "definecollection",
  ]);
  const entities = tables.flatMap((table) => table.entities);
  const entityNames = new Map(entities.map(({ name }) => [name, freshName(pascalCase(name), taken)]));
  const tableNames = new Map(
    tables.map(({ name }) => {
      const wanted = camelCase(name);
      return [name, freshName(taken.has(wanted.toLowerCase()) ? `${wanted}Table` : wanted, taken)];
    }),
  );
  const collections = new Map(
    entities.flatMap((entity) =>
      entity.patterns
        .filter(({ returns, operation }) => returns === "mixed_data" && operation === "Query")
        .map((pattern) => {
          const form = JSON.stringify(entity.partition);
          const members = entity.table.entities.filter((other) => JSON.stringify(other.partition) === form);
          return [pattern.id, { name: freshName(camelCase(pattern.name), taken), members }] as const;
        }),
    ),
  );
  return { tables: tableNames, entities: entityNames, collections };
}

/** The name of an entity's repository in the generated database. */
export function repositoryName(entity: Entity, { entities }: AwsNames): string {
  return camelCase(entities.get(entity.name) ?? entity.name);
}

/** The method of a repository that queries an index. */
export function indexMethod(index: string): string {
  const name = camelCase(index);
  return RESERVED_METHODS.has(name) ? `by${pascalCase(index)}` : name;
}

const RESERVED_METHODS: ReadonlySet<string> = new Set(
  "get create put update upsert delete check modify move query scan getMany putMany deleteMany encode decode keyOf cursorOf".split(
    " ",
  ),
);

/** A schema file, and what in it differs from the design. */
export interface SchemaText {
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** The schema of a design. Fields that the sample values contradict are marked with `// guess: …`. */
export function awsSchemaText(design: AwsDesign, names: AwsNames, usage: Usage = {}): SchemaText {
  const findings: Finding[] = [];
  const parts = design.tables.map((table) =>
    [
      tableText(table, names),
      ...table.entities.map((entity) => entityText(entity, names, usage, findings)),
    ].join("\n"),
  );
  const collections = [...names.collections].map(([id, { name, members }]) =>
    collectionText(id, name, members, names),
  );
  const body = [...parts, ...collections].join("\n");
  const used = ["defineCollection", "defineEntity", "defineTable", "key`", "many(", "one(", "padded("].filter(
    (name) => body.includes(name),
  );
  const imports = used.map((name) => name.replace(/\W/, ""));
  const lines = [`import { ${imports.join(", ")} } from "monotable";`, 'import { z } from "zod";', "", body];
  return { text: lines.join("\n"), findings };
}

function tableText(table: Table, { tables }: AwsNames): string {
  const indexes = table.indexes.map((index) => `    ${propertyName(index.name)}: ${indexText(index)},`);
  return [
    `export const ${tables.get(table.name)} = defineTable(${quoted(table.name)}, {`,
    `  partitionKey: ${quoted(table.partition)},`,
    ...(table.sort === undefined ? [] : [`  sortKey: ${quoted(table.sort)},`]),
    '  keyEncoding: "plain",',
    ...(indexes.length === 0 ? [] : ["  indexes: {", ...indexes, "  },"]),
    "});",
    "",
  ].join("\n");
}

function indexText({ partition, sort, isList, projection }: Index): string {
  const keys = (of: readonly string[]) => (isList ? `[${of.map(quoted).join(", ")}]` : quoted(of[0] ?? ""));
  return `{ ${[
    `partitionKey: ${keys(partition)}`,
    ...(sort.length === 0 ? [] : [`sortKey: ${keys(sort)}`]),
    ...(projection === "ALL"
      ? []
      : [
          `projection: ${typeof projection === "string" ? quoted(projection) : `[${projection.map(quoted).join(", ")}]`}`,
        ]),
  ].join(", ")} }`;
}

function entityText(entity: Entity, names: AwsNames, usage: Usage, findings: Finding[]): string {
  const { table, partition, sort, mappings } = entity;
  const name = names.entities.get(entity.name) ?? entity.name;
  const samples = Object.values(usage[entity.name] ?? {});
  const whole = Object.entries(usage[entity.name] ?? {}).flatMap(([kind, item]) =>
    kind === "update_data" ? [] : [item],
  );
  const inKey = new Set([...fieldsOf(partition), ...fieldsOf(sort ?? [])]);
  const fields = storedFields(entity, findings).map((field) => {
    const { text, guess } = fieldText(field, samples, whole, inKey.has(field.name));
    if (guess !== undefined) {
      const patterns = entity.patterns.map(({ id }) => id);
      findings.push({ severity: "warning", patterns, message: `${entity.name}.${field.name}: ${guess}` });
    }
    return `    ${propertyName(field.name)}: ${text},${guess === undefined ? "" : ` // guess: ${guess}`}`;
  });
  const keys = [
    `partition: ${sourceText(partition)}`,
    ...(sort === undefined ? [] : [`sort: ${sourceText(sort)}`]),
  ];
  const uses = mappings.flatMap((mapping) => {
    const index = table.indexes.find((each) => each.name === mapping.name);
    if (index === undefined) return [];
    const side = (which: string, key: string | undefined, template: Template | undefined) =>
      index.isList ||
      key === undefined ||
      template === undefined ||
      key === table.partition ||
      key === table.sort
        ? ""
        : `, ${which}: ${sourceText(template)}`;
    const sides = `${side("partition", index.partition[0], mapping.partition[0])}${side("sort", index.sort[0], mapping.sort[0])}`;
    return [`    ${indexMethod(index.name)}: { index: ${quoted(index.name)}${sides} },`];
  });
  const argument = (texts: readonly string[]) => (texts.some((text) => /\bo[.[]/.test(text)) ? "(o)" : "()");
  const patterns = entity.patterns.map(({ id, description }) => ` * - ${id}: ${commentText(description)}`);
  return [
    "/**",
    ` * ${commentText(entity.type)}. Its access patterns, by their ids:`,
    ...(patterns.length === 0 ? [" * none"] : patterns),
    " */",
    `export const ${name} = defineEntity(${quoted(name)}, {`,
    `  table: ${names.tables.get(table.name)},`,
    "  schema: z.object({",
    ...fields,
    "  }),",
    `  key: ${argument(keys)} => ({ ${keys.join(", ")} }),`,
    ...(uses.length === 0 ? [] : [`  indexes: ${argument(uses)} => ({`, ...uses, "  }),"]),
    "});",
    "",
  ].join("\n");
}

/** The fields of an entity but those that a template writes as a key. */
function storedFields(entity: Entity, findings: Finding[]): readonly Field[] {
  const { table, partition, sort, mappings } = entity;
  const composed = new Map<string, Template>([[table.partition, partition]]);
  if (table.sort !== undefined && sort !== undefined) composed.set(table.sort, sort);
  for (const mapping of mappings) {
    const index = table.indexes.find((each) => each.name === mapping.name);
    for (const side of ["partition", "sort"] as const)
      mapping[side].forEach((template, at) => {
        const key = index?.[side][at];
        if (key !== undefined && !composed.has(key)) composed.set(key, template);
      });
  }
  return entity.fields.filter(({ name }) => {
    const template = composed.get(name);
    if (template === undefined || loneField(template) === name) return true;
    const patterns = entity.patterns.map(({ id }) => id);
    const message = `${entity.name}.${name} is left out of the schema: its template writes it as a key`;
    findings.push({ severity: "warning", patterns, message });
    return false;
  });
}

const ZOD: Readonly<Record<Field["type"], string>> = {
  string: "z.string()",
  uuid: "z.uuid()",
  integer: "z.int()",
  decimal: "z.number()",
  boolean: "z.boolean()",
  object: "z.record(z.string(), z.unknown())",
  array: "z.array(z.unknown())",
};

function fieldText(
  field: Field,
  samples: readonly Readonly<Record<string, unknown>>[],
  whole: readonly Readonly<Record<string, unknown>>[],
  inKey: boolean,
): { readonly text: string; readonly guess?: string } {
  const { name, type, required, itemType } = field;
  const declared = type === "array" && itemType !== undefined ? `z.array(${ZOD[itemType]})` : ZOD[type];
  const values = samples.flatMap((item) =>
    item[name] === undefined || item[name] === null ? [] : [item[name]],
  );
  const wrong = values.find((value) => !fits(value, field));
  const lacking = required && !inKey && whole.some((item) => item[name] === undefined || item[name] === null);
  const optional = required && !lacking ? "" : ".optional()";
  if (wrong !== undefined)
    return {
      text: `z.unknown()${optional}`,
      guess: `its type is ${type}, but the usage data has ${JSON.stringify(wrong)}`,
    };
  return {
    text: `${declared}${optional}`,
    ...(lacking && { guess: "it is required, but an item of the usage data lacks it" }),
  };
}

/** Returns true if a JSON value is of a field's type. */
function fits(value: unknown, { type, itemType }: Pick<Field, "type" | "itemType">): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "uuid":
      return typeof value === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value);
    case "integer":
      return Number.isSafeInteger(value);
    case "decimal":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "array":
      return (
        Array.isArray(value) &&
        (itemType === undefined || value.every((each) => fits(each, { type: itemType })))
      );
  }
}

/** The source of a key attribute: a field as it is, or a template. */
function sourceText(template: Template): string {
  const lone = loneField(template);
  if (lone !== undefined) return propertyOf("o", lone);
  const parts = template.map((part) => {
    if (typeof part === "string") return part.replace(/[\\`]|\$\{/g, "\\$&");
    const field = propertyOf("o", part.field);
    return part.digits === undefined ? `\${${field}}` : `\${padded(${field}, ${part.digits})}`;
  });
  return `key\`${parts.join("")}\``;
}

function collectionText(id: number, name: string, members: readonly Entity[], names: AwsNames): string {
  const each = members.map((entity) => {
    const cardinality = fieldsOf(entity.sort ?? []).length === 0 ? "one" : "many";
    return `${repositoryName(entity, names)}: ${cardinality}(${names.entities.get(entity.name)})`;
  });
  return [
    `/** The items of one partition, for access pattern ${id}. */`,
    `export const ${name} = defineCollection(${quoted(name)}, { ${each.join(", ")} });`,
    "",
  ].join("\n");
}

/** Text of a design inside a comment, which it does not end. */
export function commentText(text: string): string {
  return text.replaceAll("*/", "* /").replace(/\s+/g, " ");
}
