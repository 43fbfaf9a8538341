import { unwrap, type ZodSchema } from "../zod-schemas/zod-schema.js";

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
