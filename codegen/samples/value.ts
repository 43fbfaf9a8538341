import { enumValues, type ZodSchema } from "../zod-schemas/zod-schema.js";
import { type SampleContext, sampleTime, singular } from "./context.js";
import { sampleText, usualTexts } from "./text.js";

/** Below so many objects and lists, what may be left out is. */
const DEEP = 3;

/** The depth at which recursive values end, if their definition gives no end. */
const DEEPEST = 12;

/** The number of values that are tried for one schema. */
const TRIES = 30;

/**
 * A value that a schema takes as input: made as its definition tells, and tried again with others where conditions that
 * code alone knows (`refine`, `z.custom`) reject it. `undefined` if there is none.
 */
export function sampleValue(schema: ZodSchema, context: SampleContext, depth = 0): unknown {
  if (depth > DEEPEST) return undefined;
  for (let attempt = 0; attempt < TRIES && context.budget.left > 0; attempt += 1) {
    if (attempt > 0) context.budget.left -= 1;
    const value = sampleOf(schema, { ...context, attempt: context.attempt + attempt }, depth);
    if (isTaken(schema, value)) return value;
  }
  return undefined;
}

/** Returns true if a schema takes a value. An asynchronous schema cannot be asked. */
function isTaken(schema: ZodSchema, value: unknown): boolean {
  try {
    return schema.safeParse?.(value).success !== false;
  } catch {
    return true;
  }
}

function sampleOf(schema: ZodSchema, context: SampleContext, depth: number): unknown {
  const { def } = schema._zod;
  const { name, attempt } = context;
  const position = context.position + attempt;
  /** A wrapper has no values of its own: a value that it rejects is tried again below it. */
  const same = (of: ZodSchema | undefined) => of && sampleOf(of, context, depth);
  const below = (of: ZodSchema | undefined, member = name, number = position, level = depth + 1) =>
    of && sampleValue(of, { ...context, name: member, position: number, attempt: 0 }, level);
  switch (def.type) {
    case "string":
    case "template_literal":
      return sampleText(schema, context);
    case "number":
    case "int":
      return sampleNumber(schema, context);
    case "bigint":
      return BigInt(Math.round(sampleNumber(schema, { ...context, random: () => position / 10 })));
    case "boolean":
      return position % 2 === 0;
    case "date":
      return sampleTime(position);
    case "null":
      return null;
    case "enum":
      return cycled(enumValues(def.entries ?? {}), position);
    case "literal":
      return cycled(def.values ?? [], position);
    case "array":
      return several(schema, context, depth, (number) => below(def.element, singular(name), number));
    case "set":
      return new Set(
        several(schema, context, depth, (number) => below(def.valueType, singular(name), number)),
      );
    case "map": {
      const entries = several(schema, context, depth, (number) => {
        const [key, value] = [
          below(def.keyType, "key", number),
          below(def.valueType, singular(name), number),
        ];
        return key === undefined || value === undefined ? undefined : ([key, value] as const);
      });
      return new Map(entries as readonly (readonly [unknown, unknown])[]);
    }
    case "tuple":
      return (def.items ?? []).map((item) => below(item));
    case "record":
      return Object.fromEntries(
        recordKeys(def.keyType, (of) => below(of, "label")).flatMap((key) => {
          const value = below(def.valueType, singular(name));
          return value === undefined ? [] : [[String(key), value]];
        }),
      );
    case "object":
      return Object.fromEntries(
        Object.entries(def.shape ?? {}).flatMap(([member, of]) => {
          if (depth >= DEEP && of._zod.optin === "optional") return [];
          const value = below(of, member);
          return value === undefined ? [] : [[member, value]];
        }),
      );
    case "union": {
      const options = def.options ?? [];
      // Deep down, the options that end it are asked first: they are the plain ones.
      const simple = options.filter(({ _zod }) => !NESTING.has(_zod.def.type));
      const chosen = cycled(depth >= DEEP && simple.length > 0 ? simple : options, position);
      return below(chosen, name, position, depth);
    }
    case "intersection": {
      const [left, right] = [def.left, def.right].map((side) => below(side, name, position, depth));
      return isObject(left) && isObject(right) ? { ...right, ...left } : left;
    }
    case "pipe": {
      // What is given to a codec is what it stores; what a transform takes, nobody declares.
      if (def.in?._zod.def.type === "transform") return same(def.out);
      if (def.reverseTransform !== undefined || def.out?._zod.def.type === "transform") return same(def.in);
      // Of `z.string().pipe(…)` the second says what the first must be: both are asked by turns.
      const asked = attempt % 2 === 0 ? def.in : def.out;
      return asked && sampleOf(asked, { ...context, attempt: Math.floor(attempt / 2) }, depth);
    }
    case "lazy":
      return same(def.getter?.());
    case "custom":
    case "any":
    case "unknown":
      return candidates(context)[attempt];
    default:
      return same(def.innerType);
  }
}

/** Returns candidate values for a schema that declares nothing about them, the likeliest first. */
function candidates(context: SampleContext): readonly unknown[] {
  const [first, ...texts] = usualTexts(context);
  const { position } = context;
  return [
    first,
    sampleTime(position),
    new Uint8Array([position, 1, 2]),
    position + 1,
    ...texts.slice(0, 4),
    {},
    [],
    true,
    new Map(),
    new Set(),
    BigInt(position + 1),
  ];
}

const NESTING: ReadonlySet<string> = new Set([
  "array",
  "intersection",
  "lazy",
  "map",
  "object",
  "record",
  "set",
  "tuple",
]);

/** One element, or as many as the checks demand; none deep down, where none will do. */
function several(
  schema: ZodSchema,
  { position, attempt }: SampleContext,
  depth: number,
  element: (number: number) => unknown,
): unknown[] {
  const checks = (schema._zod.def.checks ?? []).map(({ _zod }) => _zod.def as SizeCheck);
  const exact = checks.flatMap(({ length, size }) => length ?? size ?? []);
  const least = Math.max(depth >= DEEP ? 0 : 1, ...checks.flatMap(({ minimum }) => minimum ?? []), ...exact);
  const count = Math.min(least, ...checks.flatMap(({ maximum }) => maximum ?? []), ...exact);
  return Array.from({ length: count }, (_, number) => element(position + attempt + number)).filter(
    (value) => value !== undefined,
  );
}

interface SizeCheck {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly size?: number;
}

/** All keys that a schema names, or one of those that it takes. */
function recordKeys(
  schema: ZodSchema | undefined,
  value: (schema: ZodSchema) => unknown,
): readonly unknown[] {
  if (schema === undefined) return [];
  const { def } = schema._zod;
  if (def.type === "enum") return enumValues(def.entries ?? {});
  if (def.type === "literal") return def.values ?? [];
  const key = value(schema);
  return key === undefined ? [] : [key];
}

function cycled<Value>(values: readonly Value[], position: number): Value | undefined {
  return values[position % Math.max(1, values.length)];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Within the bounds, and where there are none, of the size that the name speaks of. */
function sampleNumber(schema: ZodSchema, { name, position, random, attempt }: SampleContext): number {
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
