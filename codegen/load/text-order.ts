import { enumValues, isZodSchema, type ZodSchema } from "../zod-schemas/zod-schema.js";

/** Where each text of an enum or a literal first stands in a schema, in the order in which it is written. */
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
