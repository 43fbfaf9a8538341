import { unwrap, type ZodSchema } from "./zod-schema.js";

/** The most characters that a schema of text allows: `z.string().max(100)`; `undefined` where it declares no maximum. */
export function maximumLength(schema: ZodSchema): number | undefined {
  const base = unwrap(schema);
  const { def, bag = {} } = base._zod;
  if (def.type === "pipe" && def.out !== undefined && def.in?._zod.def.type === "transform")
    return maximumLength(def.out);
  const { maximum } = bag;
  return def.type === "string" && typeof maximum === "number" && Number.isFinite(maximum)
    ? maximum
    : undefined;
}
