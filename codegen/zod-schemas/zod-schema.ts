/** A zod 4 schema as far as the generator looks into it. Another copy of zod may have made it. */
export interface ZodSchema {
  readonly _zod: {
    readonly def: ZodDef;
    readonly optin?: "optional" | "defaulted" | undefined;
    readonly optout?: "optional" | undefined;
    /** The values that members of an object can have, where they are literals. */
    readonly propValues?: Readonly<Record<string, ReadonlySet<unknown>>> | undefined;
    /** The pattern that a text of this schema matches. */
    readonly pattern?: RegExp;
    /** Bounds and format of a number, in versions of zod that gather them here. */
    readonly bag?: Readonly<Record<string, unknown>>;
  };
  readonly description?: unknown;
  readonly safeParse?: (value: unknown) => { readonly success: boolean };
}

/** The definition of a schema. Its members depend on `type`. */
export interface ZodDef {
  readonly type: string;
  readonly shape?: Readonly<Record<string, ZodSchema>>;
  readonly catchall?: ZodSchema;
  readonly element?: ZodSchema;
  readonly items?: readonly ZodSchema[];
  readonly rest?: ZodSchema | null;
  readonly keyType?: ZodSchema;
  readonly valueType?: ZodSchema;
  readonly innerType?: ZodSchema;
  readonly options?: readonly ZodSchema[];
  readonly discriminator?: string;
  readonly left?: ZodSchema;
  readonly right?: ZodSchema;
  readonly in?: ZodSchema;
  readonly out?: ZodSchema;
  readonly transform?: unknown;
  readonly reverseTransform?: unknown;
  /** The function of a custom schema, or of a check that is one. */
  readonly fn?: unknown;
  readonly getter?: () => ZodSchema;
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly values?: readonly unknown[];
  readonly check?: string;
  readonly format?: string;
  /** True if a time may lack its zone. */
  readonly local?: boolean;
  /** True if a time may have another zone than UTC. */
  readonly offset?: boolean;
  readonly checks?: readonly ZodSchema[];
  readonly value?: unknown;
  readonly inclusive?: boolean;
  /** The maximum length of a check, or the exact number of characters. */
  readonly maximum?: unknown;
  readonly length?: unknown;
}

/** Returns true if a value is a schema of zod 4. */
export function isZodSchema(value: unknown): value is ZodSchema {
  const internals = (value as Partial<ZodSchema> | null | undefined)?._zod;
  return typeof internals === "object" && typeof internals.def?.type === "string";
}

/** The schema below wrappers that do not change what is stored: `.optional()`, `.default()`, `.nullable()`, `.brand()`. */
export function unwrap(schema: ZodSchema, depth = 0): ZodSchema {
  const { def } = schema._zod;
  const inner = def.type === "lazy" ? def.getter?.() : WRAPPERS.has(def.type) ? def.innerType : undefined;
  return inner === undefined || depth > 50 ? schema : unwrap(inner, depth + 1);
}

const WRAPPERS: ReadonlySet<string> = new Set([
  "optional",
  "nonoptional",
  "nullable",
  "default",
  "prefault",
  "catch",
  "readonly",
]);

/** The values of an enum, without the reverse entries of a numeric TypeScript enum. */
export function enumValues(entries: Readonly<Record<string, string | number>>): (string | number)[] {
  const numbers = new Set(Object.values(entries).filter((value) => typeof value === "number"));
  return Object.entries(entries)
    .filter(([name]) => !numbers.has(Number(name)) || typeof entries[name] === "number")
    .map(([, value]) => value);
}

/** Returns true if a schema, or one inside it, is of a given kind. */
export function someSchema(
  schema: ZodSchema,
  test: (def: ZodDef) => boolean,
  seen = new Set<unknown>(),
): boolean {
  const { def } = schema._zod;
  const identity = def.getter ?? schema;
  if (seen.has(identity)) return false;
  seen.add(identity);
  return test(def) || schemasBelow(def).some((below) => someSchema(below, test, seen));
}

function schemasBelow(def: ZodDef): readonly ZodSchema[] {
  const { shape, items, options, getter, catchall, element, rest, keyType, valueType, innerType } = def;
  const one = [catchall, element, rest, keyType, valueType, innerType, def.left, def.right, def.in, def.out];
  const all = [...Object.values(shape ?? {}), ...(items ?? []), ...(options ?? []), getter?.(), ...one];
  return all.filter((schema) => schema !== undefined && schema !== null);
}

/**
 * Returns true if a function of the schema itself is declared async. A plain function that returns a promise is not
 * recognised.
 */
export function runsAsync({ transform, reverseTransform, fn, checks = [] }: ZodDef): boolean {
  const asked = checks.map((check) => check._zod.def.fn);
  return [transform, reverseTransform, fn, ...asked].some(
    (each) => Object.prototype.toString.call(each) === "[object AsyncFunction]",
  );
}

/** Returns true if the output of a schema may be undefined. */
export function allowsUndefined(schema: ZodSchema): boolean {
  const { def } = schema._zod;
  switch (def.type) {
    case "optional":
    case "undefined":
    case "void":
      return true;
    case "nullable":
    case "readonly":
    case "catch":
      return def.innerType !== undefined && allowsUndefined(def.innerType);
    case "lazy":
      return schema._zod.optout === "optional";
    case "union":
      return (def.options ?? []).some(allowsUndefined);
    case "pipe":
      return def.out !== undefined && allowsUndefined(def.out);
    default:
      return false;
  }
}

/** The most characters that a schema of text allows: `z.string().max(100)`; `undefined` where it declares no maximum. */
export function maximumLength(schema: ZodSchema): number | undefined {
  const { def } = unwrap(schema)._zod;
  if (def.type === "pipe" && def.out !== undefined && def.in?._zod.def.type === "transform")
    return maximumLength(def.out);
  if (def.type !== "string") return undefined;
  const maxima = (def.checks ?? []).flatMap(({ _zod: { def: check } }) => {
    const maximum =
      check.check === "max_length"
        ? check.maximum
        : check.check === "length_equals"
          ? check.length
          : undefined;
    return typeof maximum === "number" && Number.isFinite(maximum) ? [maximum] : [];
  });
  return maxima.length === 0 ? undefined : Math.min(...maxima);
}

/** Returns the position at which each text of an enum or a literal first appears in a schema, as it is written. */
export function textOrder(schema: ZodSchema): ReadonlyMap<string, number> {
  const order = new Map<string, number>();
  collect(schema, order, new Set());
  return order;
}

function collect(schema: ZodSchema, order: Map<string, number>, seen: Set<ZodSchema>): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  const { def } = schema._zod;
  const values =
    def.type === "enum" ? enumValues(def.entries ?? {}) : def.type === "literal" ? (def.values ?? []) : [];
  for (const value of values)
    if (typeof value === "string" && !order.has(value)) order.set(value, order.size);
  for (const below of children(schema)) collect(below, order, seen);
}

/** The schemas directly below a schema, in the order in which they are written. */
function children({ _zod: { def } }: ZodSchema): ZodSchema[] {
  const single = [
    def.keyType,
    def.valueType,
    def.element,
    def.innerType,
    def.left,
    def.right,
    def.in,
    def.out,
    def.rest,
  ];
  const lazy = def.type === "lazy" ? def.getter?.() : undefined;
  return [
    ...Object.values(def.shape ?? {}),
    ...(def.items ?? []),
    ...(def.options ?? []),
    ...single,
    lazy,
  ].filter(isZodSchema);
}
