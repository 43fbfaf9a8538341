import { enumValues, unwrap, type ZodSchema } from "../load/zod-schema.js";
import { type Place, START, sampleDate, sizes } from "./place.js";
import { randomOf } from "./random.js";
import { sampleText } from "./text.js";

/**
 * A value that a zod schema takes as input, the same each time for the same place. What it makes of conditions that code
 * alone knows (`refine`, `transform`) is a guess: the caller validates.
 */
export function sampleValue(schema: ZodSchema, place: Place, depth = 0): unknown {
  const inner = unwrap(schema);
  const { def } = inner._zod;
  const random = randomOf(`${place.seed}/${place.name}/${place.number}`);
  const below = (child: ZodSchema | undefined, name: string, number = place.number): unknown =>
    child === undefined || depth > 8 ? undefined : sampleValue(child, { ...place, name, number }, depth + 1);
  switch (def.type) {
    case "string":
      return sampleText(inner, place);
    case "template_literal":
      return undefined;
    case "number":
    case "int":
      return sampleNumber(inner, place);
    case "bigint":
      return BigInt(Math.trunc(sampleNumber(inner, place)));
    case "boolean":
      return random.below(2) === 0;
    case "date":
      return sampleDate(place);
    case "null":
      return null;
    case "literal":
      return def.values?.[0];
    case "enum": {
      const values = enumValues(def.entries ?? {});
      return values[place.number % values.length];
    }
    case "union": {
      const options = def.options ?? [];
      return below(options[random.below(options.length)], place.name);
    }
    case "object":
      return Object.fromEntries(
        Object.entries(def.shape ?? {}).flatMap(([name, member]) => {
          const value = below(member, name);
          return value === undefined ? [] : [[name, value]];
        }),
      );
    case "intersection":
      return { ...(below(def.left, place.name) as object), ...(below(def.right, place.name) as object) };
    case "record":
      return Object.fromEntries(
        [0, 1].map((number) => [
          String(below(def.keyType, "key", number)),
          below(def.valueType, "value", number),
        ]),
      );
    case "array":
      return several(inner, (number) => below(def.element, singular(place.name), number));
    case "set":
      return new Set(several(inner, (number) => below(def.valueType, singular(place.name), number)));
    case "tuple":
      return (def.items ?? []).map((item, number) => below(item, place.name, number));
    case "pipe":
      return below(def.in, place.name);
    case "custom":
    case "any":
    case "unknown":
      return acceptable(inner, place);
    default:
      return undefined;
  }
}

/** Two elements, or as many as the schema demands. */
function several(schema: ZodSchema, element: (number: number) => unknown): unknown[] {
  const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = sizes(schema);
  const count = Math.max(minimum, Math.min(maximum, 2));
  return Array.from({ length: count }, (_, number) => element(number));
}

/** A number within the bounds, and of the step, that its checks declare. */
function sampleNumber(schema: ZodSchema, place: Place): number {
  const { def } = schema._zod;
  let minimum = Number.NEGATIVE_INFINITY;
  let maximum = Number.POSITIVE_INFINITY;
  let step = /int/.test(def.format ?? "") || def.type === "bigint" || def.type === "int" ? 1 : 0.01;
  for (const { _zod } of schema._zod.def.checks ?? []) {
    const { check, value, inclusive, format } = _zod.def;
    if (check === "number_format" && /int/.test(format ?? "")) step = 1;
    if (check === "multiple_of") step = Number(value);
    if (check === "greater_than") minimum = Math.max(minimum, Number(value) + (inclusive ? 0 : step));
    if (check === "less_than") maximum = Math.min(maximum, Number(value) - (inclusive ? 0 : step));
  }
  // A time in seconds or milliseconds is one of these days, so that nothing has expired.
  const random = randomOf(`${place.seed}/${place.name}/${place.number}`);
  const start = Number.isFinite(minimum) ? minimum : Math.min(0, maximum);
  const time = /(?:expires|ttl|timestamp|time|At)$/i.test(place.name) && maximum > 1e12 / 10 && step === 1;
  const wanted = time
    ? Math.floor(START / 1000) + (place.number + 365) * 86_400
    : start + random.below(100) * Math.max(step, 1);
  const bounded = Math.min(Math.max(wanted, start), maximum);
  const steps = Math.ceil(start / step) + Math.floor((bounded - start) / step);
  return Number((steps * step).toFixed(6));
}

/** What `z.instanceof(Uint8Array)`, `z.any()` and the like accept. */
function acceptable(schema: ZodSchema, { name, number }: Place): unknown {
  const candidates = [`${name}-${number + 1}`, new Uint8Array([number, 1, 2]), number, {}];
  return candidates.find((candidate) => schema.safeParse?.(candidate).success === true);
}

function singular(name: string): string {
  return name.replace(/s$/, "");
}
