import type { RuleCheck } from "../../src/model/value-rule.js";
import type { ZodSchema } from "./zod-schema.js";

/** The definition of a check of zod, of whatever kind. */
interface CheckDef {
  readonly check?: unknown;
  readonly format?: unknown;
  readonly pattern?: unknown;
  readonly value?: unknown;
  readonly inclusive?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly length?: unknown;
  readonly size?: unknown;
  readonly prefix?: unknown;
  readonly suffix?: unknown;
  readonly includes?: unknown;
  readonly position?: unknown;
  readonly tx?: unknown;
  readonly when?: unknown;
  readonly error?: unknown;
  readonly abort?: unknown;
}

type Kind = "string" | "number" | "bigint" | "date" | "array" | "set" | "map";

/** Returns the checks of a schema on a value that has its type: its own format first, as in zod. */
export function checksOf(schema: ZodSchema, kind: Kind, path: string): readonly RuleCheck[] {
  const { def } = schema._zod;
  const formatCheck = def.check === undefined ? [] : [def as CheckDef];
  const others = (def.checks ?? []).map((check) => check._zod.def as CheckDef);
  return [...formatCheck, ...others].flatMap((check) => checkOf(check, kind, path));
}

function checkOf(check: CheckDef, kind: Kind, path: string): readonly RuleCheck[] {
  if (check.error !== undefined) throw new UnsupportedRuleError(path, "has a custom message");
  if (check.abort === true) throw new UnsupportedRuleError(path, "has a check that aborts the others");
  if (check.when !== undefined && !isOwnCondition(check.when))
    throw new UnsupportedRuleError(path, "has a conditional check");
  const ruleCheck = CHECKS[String(check.check)]?.(check, kind);
  if (ruleCheck !== undefined) return ruleCheck;
  const what =
    check.check === "custom"
      ? "has a refinement"
      : check.check === "string_format"
        ? `has the format ${String(check.format)}`
        : check.check === "overwrite"
          ? "is changed by a function"
          : `has the check ${String(check.check)}`;
  throw new UnsupportedRuleError(path, what);
}

/** zod's own condition of checks of sizes: there is a size. */
function isOwnCondition(when: unknown): boolean {
  const text = Function.prototype.toString.call(when);
  return /^\(?(\w+)\)?\s*=>\s*\{\s*const (\w+) = \1\.value;\s*return !\w+\.nullish\(\2\) && \2\.(length|size) !== undefined;\s*\}$/.test(
    text,
  );
}

type Read = (check: CheckDef, kind: Kind) => readonly RuleCheck[] | undefined;

const CHECKS: Readonly<Record<string, Read>> = {
  greater_than: (check, kind) => bound(check.inclusive === true ? "min" : "gt", check.value, kind),
  less_than: (check, kind) => bound(check.inclusive === true ? "max" : "lt", check.value, kind),
  multiple_of: (check, kind) => bound("multiple", check.value, kind),
  number_format: ({ format }) => NUMBER_FORMATS[String(format)],
  bigint_format: ({ format }) => BIGINT_FORMATS[String(format)],
  min_length: ({ minimum }) => size("min", minimum),
  max_length: ({ maximum }) => size("max", maximum),
  length_equals: ({ length }) => size("length", length),
  min_size: ({ minimum }) => size("min", minimum),
  max_size: ({ maximum }) => size("max", maximum),
  size_equals: (check) => size("length", check.size),
  string_format: textFormat,
  overwrite: ({ tx }) => overwrite(tx),
};

function size(name: "min" | "max" | "length", given: unknown): readonly RuleCheck[] | undefined {
  return typeof given === "number" && Number.isSafeInteger(given) && given >= 0 ? [[name, given]] : undefined;
}

function bound(
  name: "min" | "max" | "gt" | "lt" | "multiple",
  given: unknown,
  kind: Kind,
): readonly RuleCheck[] | undefined {
  if (kind === "bigint") return typeof given === "bigint" ? [[name, String(given)]] : undefined;
  const value = kind === "date" && given instanceof Date ? given.getTime() : given;
  if (kind !== "date" && kind !== "number") return undefined;
  return typeof value === "number" && Number.isFinite(value) && !Object.is(value, -0)
    ? [[name, value]]
    : undefined;
}

const NUMBER_FORMATS: Readonly<Record<string, readonly RuleCheck[]>> = {
  safeint: [["int"]],
  int32: [["int", -2147483648, 2147483647]],
  uint32: [["int", 0, 4294967295]],
  float32: [
    ["min", -3.4028234663852886e38],
    ["max", 3.4028234663852886e38],
  ],
  float64: [],
};

const BIGINT_FORMATS: Readonly<Record<string, readonly RuleCheck[]>> = {
  int64: [
    ["min", "-9223372036854775808"],
    ["max", "9223372036854775807"],
  ],
  uint64: [
    ["min", "0"],
    ["max", "18446744073709551615"],
  ],
};

/** The names that zod's messages use for formats that are only regular expressions. */
const FORMATS: Readonly<Record<string, string>> = {
  email: "email address",
  emoji: "emoji",
  uuid: "UUID",
  guid: "GUID",
  nanoid: "nanoid",
  cuid: "cuid",
  cuid2: "cuid2",
  ulid: "ULID",
  xid: "XID",
  ksuid: "KSUID",
  datetime: "ISO datetime",
  date: "ISO date",
  time: "ISO time",
  duration: "ISO duration",
  ipv4: "IPv4 address",
  mac: "MAC address",
  cidrv4: "IPv4 range",
  e164: "E.164 number",
  lowercase: "lowercase",
  uppercase: "uppercase",
};

function textFormat(check: CheckDef): readonly RuleCheck[] | undefined {
  const { format, prefix, suffix, includes, position, pattern } = check;
  if (format === "starts_with") return typeof prefix === "string" ? [["starts", prefix]] : undefined;
  if (format === "ends_with") return typeof suffix === "string" ? [["ends", suffix]] : undefined;
  if (format === "includes") {
    if (typeof includes !== "string") return undefined;
    if (position === undefined) return [["includes", includes]];
    return typeof position === "number" ? [["includes", includes, position]] : undefined;
  }
  if (format === "url") {
    const plain = ["hostname", "protocol", "normalize", "pattern"].every((option) => !(option in check));
    return plain ? [["url"]] : undefined;
  }
  if (!isPlainPattern(pattern)) return undefined;
  const { source, flags } = pattern;
  if (format === "regex") return [flags === "" ? ["regex", source] : ["regex", source, flags]];
  const name = FORMATS[String(format)];
  if (name === undefined) return undefined;
  return [flags === "" ? ["format", name, source] : ["format", name, source, flags]];
}

/** A regular expression that nobody has made anything else of. */
function isPlainPattern(pattern: unknown): pattern is RegExp {
  return (
    pattern instanceof RegExp &&
    Object.getPrototypeOf(pattern) === RegExp.prototype &&
    Object.keys(pattern).length === 0
  );
}

/** The methods of zod that change text are told by their source: whoever wrote it, it does nothing else. */
function overwrite(tx: unknown): readonly RuleCheck[] | undefined {
  if (typeof tx !== "function") return undefined;
  const source = Function.prototype.toString.call(tx);
  const [, , method] = /^\(?(\w+)\)?\s*=>\s*\1\.(trim|toLowerCase|toUpperCase)\(\)$/.exec(source) ?? [];
  return method === undefined ? undefined : [[METHODS[method] ?? "trim"]];
}

const METHODS: Readonly<Record<string, "lower" | "trim" | "upper">> = {
  trim: "trim",
  toLowerCase: "lower",
  toUpperCase: "upper",
};

/**
 * The part of a schema that cannot be expressed as data: its path below the attribute, and the reason, as in "has a
 * refinement".
 */
export class UnsupportedRuleError extends Error {
  readonly path: string;
  readonly what: string;

  constructor(path: string, what: string) {
    super(`${path} ${what}`);
    this.path = path;
    this.what = what;
  }
}
