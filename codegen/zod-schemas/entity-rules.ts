import { isDeepStrictEqual } from "node:util";
import type { JsonValue, ValueRule } from "../../src/model/value-rule.js";
import { compile } from "../../src/validation/compile.js";
import { UnsupportedRuleError } from "./rule-checks.js";
import { ruleChecks, sayRule } from "./value-rule.js";
import type { ZodSchema } from "./zod-schema.js";

/**
 * The result of turning an entity's schema into data: rules of its attributes, or the reason why its zod schema is
 * needed at run time.
 */
export type EntityRules =
  | { readonly rules: Readonly<Record<string, ValueRule>>; readonly rest?: ValueRule }
  | { readonly zod: string };

/**
 * The rules of an entity's attributes, if all that its schema does can be said so.
 *
 * @param written the values of the defaults that are written out where an attribute is declared
 */
export function entityRules(
  schema: ZodSchema,
  written: (attribute: string) => readonly (JsonValue | undefined)[],
): EntityRules {
  try {
    const { shape = {}, catchall, checks = [] } = schema._zod.def;
    if (checks.length > 0) throw new UnsupportedRuleError("the whole", "has a refinement");
    if ((schema._zod.def as { readonly error?: unknown }).error !== undefined)
      throw new UnsupportedRuleError("the whole", "has a custom message");
    const rules = Object.entries(shape).map(([name, attribute]) => {
      if (name === "__proto__") throw new UnsupportedRuleError(name, "is the name of an attribute");
      return [name, attributeRule(name, attribute, () => written(name))] as const;
    });
    const rest = catchall && attributeRule("what the schema does not name", catchall, () => []);
    return { rules: Object.fromEntries(rules), ...(rest !== undefined && { rest }) };
  } catch (thrown) {
    if (thrown instanceof UnsupportedRuleError) return { zod: thrown.message };
    throw thrown;
  }
}

function attributeRule(
  name: string,
  schema: ZodSchema,
  written: () => readonly (JsonValue | undefined)[],
): ValueRule {
  const { rule, parts, defaults } = said(name, schema);
  if (defaults.length > 0 && sorted(defaults) !== sorted(written()))
    throw new UnsupportedRuleError(name, "has a default that may be computed");
  if (!parts.every((part) => answersAlike(part.schema, part.rule)))
    throw new UnsupportedRuleError(name, "is validated differently by this version or configuration of zod");
  return rule;
}

function said(name: string, schema: ZodSchema): ReturnType<typeof sayRule> {
  try {
    return sayRule(schema);
  } catch (thrown) {
    if (thrown instanceof UnsupportedRuleError)
      throw new UnsupportedRuleError(`${name}${thrown.path}`, thrown.what);
    throw thrown;
  }
}

function sorted(values: readonly (JsonValue | undefined)[]): string {
  return values
    .map((value) => JSON.stringify(value) ?? "computed")
    .toSorted()
    .join("\n");
}

/** The answer of a schema to a value, as far as monotable uses it. */
interface Answer {
  readonly success: boolean;
  readonly data?: unknown;
  readonly error?: { readonly issues: readonly { readonly path: unknown; readonly message: unknown }[] };
}

/**
 * Returns true if a schema and the rule made from it give the same answers, also at the rule's bounds. They differ if
 * the schema's version of zod is not the one that the rules follow, or if its messages are configured otherwise.
 */
function answersAlike(schema: ZodSchema, rule: ValueRule): boolean {
  const compiled = compile(rule);
  return probes(rule).every((value) =>
    isDeepStrictEqual(
      answer(() => schema.safeParse?.(value)),
      answer(() => compiled.safeParse(value)),
    ),
  );
}

function answer(ask: () => unknown): unknown {
  try {
    const { success, data, error } = ask() as Answer;
    return success ? { data } : { issues: error?.issues.map(({ path, message }) => ({ path, message })) };
  } catch {
    return "thrown";
  }
}

class Thing {
  readonly a = 1;
}

const COMMON: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  0n,
  "",
  "a",
  " A\n",
  "12",
  "user@example.com",
  "https://example.com",
  " https://exam\tple.com/a b\n",
  "2026-01-02",
  new Date(0),
  new Date(Number.NaN),
  [],
  [undefined],
  ["a", 1, null],
  {},
  { a: "a", b: 1, __other: null },
  new Thing(),
  new Set(["a", 1]),
  new Map<unknown, unknown>([["a", 1]]),
  new Uint8Array(2),
  Symbol("s"),
];

function probes(rule: ValueRule): readonly unknown[] {
  const bounds = ruleChecks(rule).flatMap(([, ...given]) => given.flatMap(around));
  const values =
    typeof rule !== "string" && (rule[0] === "enum" || rule[0] === "literal") ? rule.slice(1) : [];
  return [...COMMON, ...values, ...bounds];
}

/** Values just below, at and just above a bound: numbers, dates, texts and lists of such a size. */
function around(bound: number | string | undefined): readonly unknown[] {
  if (typeof bound === "string")
    return [bound, ...(/^-?\d+$/.test(bound) ? aroundDigits(BigInt(bound)) : [])];
  if (bound === undefined) return [];
  return [bound - 1, bound, bound + 1, bound * 3].flatMap((value) => [
    value,
    new Date(value),
    ...ofSize(value),
  ]);
}

function aroundDigits(bound: bigint): readonly unknown[] {
  return [bound - 1n, bound, bound + 1n, bound * 3n];
}

/** The largest size of which values are made to ask. */
const LARGEST = 5000;

function ofSize(size: number): readonly unknown[] {
  if (!Number.isSafeInteger(size) || size < 0 || size > LARGEST) return [];
  const all = Array.from({ length: size }, (_, at) => `${at}`);
  // Characters of two units each, of which versions of zod count one or the other.
  return ["x".repeat(size), "😀".repeat(size), all, new Set(all), new Map(all.map((name) => [name, name]))];
}
