import type { Piece, PieceType, ValueType } from "../../src/model/model.js";
import { enumValues, isZodSchema, unwrap, type ZodDef, type ZodSchema } from "./zod-schema.js";

/** The facts that a schema gives about an attribute as a piece of a key. */
export interface PieceFacts extends Omit<Piece, "attribute" | "derived"> {
  /** Text that is an ISO 8601 date or UTC time (`utc`), or a time of any zone (`offset`) or without one (`local`). */
  readonly iso?: "utc" | "offset" | "local";
}

/** The facts of an attribute; of one that cannot be in a key, those of a string (a rule reports it). */
export function pieceFacts(schema: ZodSchema, value: ValueType): PieceFacts {
  switch (value) {
    case "string": {
      const values = textValues(schema);
      const iso = isoText(schema);
      return { type: "string", ...(values !== undefined && { values }), ...(iso !== undefined && { iso }) };
    }
    case "number":
      return numberFacts(schema);
    case "bigint":
    case "boolean":
    case "date":
    case "binary":
      return { type: value satisfies PieceType };
    default:
      return { type: "string" };
  }
}

/** Returns the kind of ISO 8601 date or time that a text holds, by its format or by a check. */
function isoText(schema: ZodSchema): PieceFacts["iso"] {
  const { def } = unwrap(schema)._zod;
  if (def.type === "pipe" && def.out !== undefined && def.in?._zod.def.type === "transform")
    return isoText(def.out);
  const formats = [def, ...checkDefs(def), ...schemaChecks(def)];
  const time = formats.find(({ format }) => format === "date" || format === "datetime");
  if (time === undefined) return undefined;
  if (time.local === true) return "local";
  return time.offset === true ? "offset" : "utc";
}

/** All texts that an enum, a literal or a union of those allows. */
function textValues(schema: ZodSchema): readonly string[] | undefined {
  const { def } = unwrap(schema)._zod;
  if (def.type === "enum") return texts(enumValues(def.entries ?? {}));
  if (def.type === "literal") return texts(def.values ?? []);
  if (def.type === "pipe" && def.out !== undefined && def.in?._zod.def.type === "transform")
    return textValues(def.out);
  if (def.type !== "union") return undefined;
  const options = (def.options ?? []).map(textValues);
  return options.every((values) => values !== undefined) ? [...new Set(options.flat())] : undefined;
}

function texts(values: readonly unknown[]): readonly string[] | undefined {
  const found = values.filter((value): value is string => typeof value === "string");
  return found.length === values.length - values.filter((value) => value === null).length ? found : undefined;
}

function numberFacts(schema: ZodSchema): PieceFacts {
  const base = unwrap(schema);
  const { def, bag = {} } = base._zod;
  if (def.type === "literal" || def.type === "enum") {
    const values = def.type === "enum" ? enumValues(def.entries ?? {}) : (def.values ?? []);
    return { type: values.every(Number.isSafeInteger) ? "int" : "number" };
  }
  if (def.type !== "number") return { type: "number" };
  const checks = [def, ...schemaChecks(def), ...checkDefs(def)];
  const formats = checks.flatMap((check) => (check.check === "number_format" ? [check.format] : []));
  if (!formats.concat(typeof bag["format"] === "string" ? bag["format"] : []).some(isIntFormat))
    return { type: "number" };

  const { low, high } = bounds(checks, formats);
  if (low < 0 || !Number.isFinite(high) || high < low) return { type: "int" };
  return { type: "int", width: String(high).length };
}

/** The checks of a schema that are schemas themselves. */
function schemaChecks(def: ZodDef): ZodDef[] {
  return (def.checks ?? []).filter(isZodSchema).map((check) => check._zod.def);
}

/** The checks of a schema: those that are not schemas themselves have their definition in the same place. */
function checkDefs(def: ZodDef): ZodDef[] {
  return (def.checks ?? [])
    .filter((check) => !isZodSchema(check))
    .map((check) => (check as ZodSchema)._zod.def);
}

function isIntFormat(format: string | undefined): boolean {
  return format === "safeint" || format === "int32" || format === "uint32";
}

/** The least and greatest integer that the checks allow. The limits of safe integers count as none. */
function bounds(
  checks: readonly ZodDef[],
  formats: readonly (string | undefined)[],
): { low: number; high: number } {
  let low = formats.includes("uint32") ? 0 : Number.NEGATIVE_INFINITY;
  let high = formats.includes("uint32")
    ? 4294967295
    : formats.includes("int32")
      ? 2147483647
      : Number.POSITIVE_INFINITY;
  for (const { check, value, inclusive } of checks) {
    if (typeof value !== "number") continue;
    if (check === "greater_than") low = Math.max(low, inclusive ? Math.ceil(value) : Math.floor(value) + 1);
    if (check === "less_than") high = Math.min(high, inclusive ? Math.floor(value) : Math.ceil(value) - 1);
  }
  return { low, high: high >= Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : high };
}
