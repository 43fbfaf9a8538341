/** The values of a field, as AWS's data-modelling tool names them. */
export const FIELD_TYPES = ["string", "integer", "decimal", "boolean", "array", "object", "uuid"] as const;

export type FieldType = (typeof FIELD_TYPES)[number];

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly itemType?: FieldType;
}

/** A part of a key template: text, or a field, of a number with so many digits. */
export type TemplatePart = string | { readonly field: string; readonly digits?: number };

export type Template = readonly TemplatePart[];

/** The keys that an entity writes to an index. */
export interface Mapping {
  readonly name: string;
  readonly partition: readonly Template[];
  readonly sort: readonly Template[];
}

export interface Parameter {
  readonly name: string;
  readonly type: FieldType | "entity";
  readonly entity?: string;
  readonly itemType?: FieldType;
}

export const OPERATIONS = [
  "GetItem",
  "PutItem",
  "Query",
  "UpdateItem",
  "Scan",
  "DeleteItem",
  "BatchGetItem",
  "BatchWriteItem",
] as const;

export const RANGES = ["<", "<=", ">", ">=", "between", "begins_with"] as const;

/** One condition of a filter. */
export interface Filter {
  readonly field: string;
  readonly operator?: string;
  readonly function?: string;
  readonly parameters: readonly string[];
}

export interface Pattern {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly operation: (typeof OPERATIONS)[number];
  readonly parameters: readonly Parameter[];
  readonly returns: string;
  readonly index?: string;
  readonly range?: (typeof RANGES)[number];
  readonly consistent: boolean;
  readonly filters: readonly Filter[];
  readonly anyFilter: boolean;
}

export interface Entity {
  readonly name: string;
  readonly table: Table;
  readonly type: string;
  readonly partition: Template;
  readonly sort?: Template;
  readonly mappings: readonly Mapping[];
  readonly fields: readonly Field[];
  readonly patterns: readonly Pattern[];
}

export interface Index {
  readonly name: string;
  readonly partition: readonly string[];
  readonly sort: readonly string[];
  /** The key attributes are a list in the file: one attribute of an entity each. */
  readonly isList: boolean;
  readonly projection: "ALL" | "KEYS_ONLY" | readonly string[];
}

export interface Table {
  readonly name: string;
  readonly partition: string;
  readonly sort?: string;
  readonly indexes: readonly Index[];
  readonly entities: readonly Entity[];
}

/** A part of a transaction over several tables. */
export interface CrossAction {
  readonly entity: string;
  readonly action: string;
  readonly condition?: string;
}

export interface CrossPattern {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly operation: "TransactWrite" | "TransactGet";
  readonly actions: readonly CrossAction[];
  readonly parameters: readonly Parameter[];
}

/** A design of AWS's tool. */
export interface AwsDesign {
  readonly tables: readonly Table[];
  readonly cross: readonly CrossPattern[];
}

/** A fault of a design, or a difference after its import. */
export interface Finding {
  readonly severity: "error" | "warning";
  /** The ids of the patterns that it concerns. */
  readonly patterns: readonly number[];
  readonly message: string;
}

/** Sample values by the name of an entity, as `usage_data.json` has them. */
export type Usage = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** The fields of a template, from the left. */
export function fieldsOf(template: Template): string[] {
  return template.flatMap((part) => (typeof part === "string" ? [] : [part.field]));
}

/** The field that a template consists of alone. */
export function loneField(template: Template | undefined): string | undefined {
  const [only, ...others] = template ?? [];
  return others.length === 0 && typeof only === "object" && only.digits === undefined
    ? only.field
    : undefined;
}

/** The entities of all tables. */
export function entitiesOf({ tables }: AwsDesign): readonly Entity[] {
  return tables.flatMap(({ entities }) => entities);
}
