import { isDeepStrictEqual } from "node:util";
import type { ValueRule } from "../../../src/model/value-rule.js";
import { compile } from "../../../src/validation/compile.js";
import { ruleChecks } from "../../zod-schemas/value-rule.js";
import type { ZodSchema } from "../../zod-schemas/zod-schema.js";

/** The answer of a schema to a value, as far as monotable uses it. */
interface Answer {
  readonly success: boolean;
  readonly data?: unknown;
  readonly error?: { readonly issues: readonly { readonly path: unknown; readonly message: unknown }[] };
}

/**
 * Whether a schema and the rule made of it answer alike, values at the rule's bounds among them. They would not where
 * the schema's version of zod differs from the one that rules follow, or where its messages were set otherwise.
 */
export function answersAlike(schema: ZodSchema, rule: ValueRule): boolean {
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
