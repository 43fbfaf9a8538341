/** The schema of a value, as far as reading and writing it need one: zod's own methods, by shape. */
export interface ValueSchema {
  /** Domain form to stored form (codecs). */
  encode(value: unknown): unknown;
  /** Stored form to domain form (codecs). */
  decode(value: unknown): unknown;
}

/** The definition of a schema, as far as it leads to the schemas inside it. */
interface SchemaDef<Schema> {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly catchall?: Schema;
  readonly element?: Schema;
  readonly items?: readonly Schema[];
  readonly rest?: Schema | null;
  readonly keyType?: Schema;
  readonly valueType?: Schema;
  readonly innerType?: Schema;
  readonly options?: readonly Schema[];
  readonly left?: Schema;
  readonly right?: Schema;
  readonly in?: Schema;
  readonly out?: Schema;
  readonly getter?: () => Schema;
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly values?: readonly unknown[];
}

interface Internals<Schema> {
  readonly def: SchemaDef<Schema>;
  readonly optout?: "optional" | undefined;
}

/** Returns zod's definition of a schema: a type assertion, since `ValueSchema`, which every user's compiler checks, lacks it. */
export function internalsOf<Schema extends ValueSchema>(
  schema: Schema | undefined,
): Internals<Schema> | undefined {
  return (schema as { readonly _zod?: Internals<Schema> } | undefined)?._zod;
}

/** The wrappers that do not change what is stored. */
export const WRAPPERS: ReadonlySet<string> = new Set(
  "optional nonoptional nullable default prefault catch readonly".split(" "),
);

/** Returns the schema inside wrappers, and after transforms that only run before a value is written. */
export function unwrap<Schema extends ValueSchema>(schema: Schema | undefined): Schema | undefined {
  const def = internalsOf(schema)?.def;
  if (def === undefined) return schema;
  if (def.type === "lazy") return unwrap(def.getter?.());
  if (def.type === "pipe" && internalsOf(def.in)?.def.type === "transform") return unwrap(def.out);
  return WRAPPERS.has(def.type) && def.innerType !== undefined ? unwrap(def.innerType) : schema;
}

/** The schema of the member of a map or a record. */
export function memberSchema<Schema extends ValueSchema>(
  schema: Schema | undefined,
  name: string,
): Schema | undefined {
  const def = internalsOf(unwrap(schema))?.def;
  if (def?.type === "record") return def.valueType;
  if (def?.type === "intersection") return memberSchema(def.left, name) ?? memberSchema(def.right, name);
  const shape = def?.shape;
  return shape !== undefined && Object.hasOwn(shape, name) ? shape[name] : def?.catchall;
}

/** The schema of an element of a list or a tuple. */
export function elementSchema<Schema extends ValueSchema>(
  schema: Schema | undefined,
  position: number,
): Schema | undefined {
  const def = internalsOf(unwrap(schema))?.def;
  return def?.type === "tuple" ? (def.items?.[position] ?? def.rest ?? undefined) : def?.element;
}

/** The schema of the elements of a set. */
export function setElementSchema<Schema extends ValueSchema>(schema: Schema | undefined): Schema | undefined {
  const def = internalsOf(unwrap(schema))?.def;
  return def?.type === "set" ? def.valueType : undefined;
}

/** The schemas of the keys and of the values of a `Map`. */
export function pairSchemas<Schema extends ValueSchema>(
  schema: Schema | undefined,
): { readonly key: Schema | undefined; readonly value: Schema | undefined } {
  const def = internalsOf(unwrap(schema))?.def;
  return def?.type === "map"
    ? { key: def.keyType, value: def.valueType }
    : { key: undefined, value: undefined };
}

/** The schema of one option of a union. */
export function optionSchema<Schema extends ValueSchema>(
  schema: Schema | undefined,
  option: number | undefined,
): Schema | undefined {
  return option === undefined ? undefined : internalsOf(unwrap(schema))?.def.options?.[option];
}
