import type { ZodSchema } from "../zod-schemas/zod-schema.js";
import type { SampleContext } from "./context.js";

/** Within the bounds, and where there are none, of the size that the name speaks of. */
export function sampleNumber(schema: ZodSchema, { name, position, random, attempt }: SampleContext): number {
  const { low, high, step, whole } = bounds(schema);
  // Nothing expires within the life of a sample.
  const later = 4_102_444_800 + position * 3600;
  if (/(expires|ttl|timetolive)/i.test(name) && later >= low && later <= high && attempt === 0) return later;
  const money = /(price|total|amount|cents)/i.test(name);
  const usual = (money ? 499 + Math.floor(random() * 60) * 100 : 1 + Math.floor(random() * 9)) + attempt;
  const span = high - low;
  const value = usual >= low && usual <= high ? usual : low + (span > 1 ? usual % (Math.floor(span) + 1) : 0);
  const inside = value <= high || whole ? value : (low + high) / 2;
  return step === undefined ? inside : Math.ceil(inside / step) * step;
}

interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly step: number | undefined;
  readonly whole: boolean;
}

function bounds(schema: ZodSchema): Bounds {
  const defs = [schema, ...(schema._zod.def.checks ?? [])].map(({ _zod }) => _zod.def);
  const whole = defs.some(({ type, format }) => type === "bigint" || /int/.test(format ?? ""));
  // What is greater than a bound by the least that is of use.
  const least = whole ? 1 : 0.5;
  let low = defs.some(({ format }) => format === "uint32" || format === "uint64")
    ? 0
    : Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let step: number | undefined;
  for (const { check, value, inclusive } of defs) {
    if (typeof value !== "number" && typeof value !== "bigint") continue;
    const bound = Number(value);
    if (check === "multiple_of") step = bound;
    if (check === "greater_than") low = Math.max(low, inclusive ? bound : bound + least);
    if (check === "less_than") high = Math.min(high, inclusive ? bound : bound - least);
  }
  if (low > high && !whole) {
    const middle = (low + high) / 2;
    return { low: middle, high: middle, step, whole };
  }
  if (Number.isFinite(low) && Number.isFinite(high)) return { low, high, step, whole };
  if (Number.isFinite(high)) return { low: high - 8, high, step, whole };
  const floor = Number.isFinite(low) ? low : 0;
  return { low: floor, high: Math.max(floor + 1e6, 5e9), step, whole };
}
