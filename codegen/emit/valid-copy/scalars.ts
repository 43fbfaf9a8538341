import type { LiteralValue, RuleCheck } from "../../../src/model/value-rule.js";
import { fill, type Layout } from "../../printer/layout.js";
import { stringLiteral } from "../../printer/typescript.js";
import { type Core, NotSimple } from "./presence.js";

/** What a generated function takes from elsewhere. */
export interface Outside {
  /** A function that the runtime hands in, by its name. */
  readonly given: (name: "isObject" | "isRecord" | "isUrl" | "isMultiple" | "characters") => string;
  /** The constant of a regular expression. */
  readonly pattern: (name: string, source: string, flags: string) => Layout;
}

/**
 * What must hold of a variable, so that its value is valid and is its own copy: tests that are to be combined with `&&`.
 * Nothing where the rule is of values that are made of others.
 */
export function scalarTests(rule: Core, x: string, outside: Outside): readonly Layout[] | undefined {
  const [kind, ...rest] = typeof rule === "string" ? ([rule] as const) : rule;
  const checks = rest as unknown as readonly RuleCheck[];
  switch (kind) {
    case "any":
    case "unknown":
      return [];
    case "boolean":
      return [`typeof ${x} === "boolean"`];
    case "null":
      return [`${x} === null`];
    case "bytes":
      return [`${x} instanceof Uint8Array`];
    case "enum":
    case "literal":
      return [anyOf(x, rest as unknown as readonly LiteralValue[])];
    case "template_literal":
      return [`typeof ${x} === "string"`, matches(x, "template", rest[0] as unknown as string, "", outside)];
    case "string":
      return [`typeof ${x} === "string"`, ...checks.flatMap((check) => textTests(check, x, outside))];
    case "number":
      return [`typeof ${x} === "number"`, ...numberTests(checks, x, outside)];
    case "bigint":
      return [`typeof ${x} === "bigint"`, ...checks.map((check) => bigintTest(check, x))];
    case "date": {
      const time = `${x}.getTime()`;
      const bounds = checks.map((check) => compared(check, time, String));
      return [`${x} instanceof Date`, `!Number.isNaN(${time})`, ...bounds];
    }
    default:
      return undefined;
  }
}

/** One of a few values. */
export function anyOf(x: string, values: readonly LiteralValue[]): Layout {
  return either(values.map((value) => `${x} === ${literalText(value)}`));
}

/** Tests of which one must hold. */
export function either(tests: readonly Layout[]): Layout {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return fill(tests.map((test, at) => [at === 0 ? "(" : "", test, at < tests.length - 1 ? " ||" : ")"]));
}

/** Tests that must all hold, as one, with what follows on the last of them. */
export function every(tests: readonly Layout[], end = ""): Layout {
  return fill(tests.map((test, at) => [test, at < tests.length - 1 ? " &&" : end]));
}

function literalText(value: LiteralValue): string {
  return typeof value === "string" ? stringLiteral(value) : String(value);
}

/** What a check demands of a text that it leaves as it is; one that changes it is no test. */
export function textTests(check: RuleCheck, x: string, outside: Outside): readonly Layout[] {
  switch (check[0]) {
    case "min":
    case "max":
    case "length":
      return lengthTests(check[0], Number(check[1]), x, outside);
    case "regex":
      return [matches(x, "text", check[1], check[2] ?? "", outside)];
    case "format":
      return [matches(x, check[1], check[2], check[3] ?? "", outside)];
    case "starts":
      return [`${x}.startsWith(${stringLiteral(check[1])})`];
    case "ends":
      return [`${x}.endsWith(${stringLiteral(check[1])})`];
    case "includes": {
      const position = check[2] === undefined ? "" : `, ${check[2]}`;
      return [`${x}.includes(${stringLiteral(check[1])}${position})`];
    }
    // Text that they would change is left to the rules.
    case "url":
      return [`${outside.given("isUrl")}(${x})`];
    case "trim":
      return [`${x}.trim() === ${x}`];
    case "lower":
      return [`${x}.toLowerCase() === ${x}`];
    case "upper":
      return [`${x}.toUpperCase() === ${x}`];
    default:
      throw new NotSimple();
  }
}

/** A character is one or two units: they are counted only where units do not decide, and never for a text that is too long. */
function lengthTests(name: "min" | "max" | "length", limit: number, x: string, { given }: Outside): Layout[] {
  const units = `${x}.length`;
  if (name === "max") return [`${units} <= ${limit}`];
  if (name === "length")
    return limit === 0
      ? [`${units} === 0`]
      : [`${units} === ${limit}`, `${given("characters")}(${x}) === ${limit}`];
  if (limit < 2) return limit === 0 ? [] : [`${units} > 0`];
  return [`(${units} >= ${2 * limit - 1} || ${given("characters")}(${x}) >= ${limit})`];
}

function matches(x: string, name: string, source: string, flags: string, { pattern }: Outside): Layout {
  if (/[gy]/.test(flags)) throw new NotSimple();
  return [pattern(name, source, flags), `.test(${x})`];
}

function numberTests(checks: readonly RuleCheck[], x: string, outside: Outside): string[] {
  const kinds = checks.map(([name]) => name);
  const has = (...names: readonly RuleCheck[0][]): boolean => names.some((name) => kinds.includes(name));
  // Between two bounds there is neither infinity nor NaN.
  const bounded = has("min", "gt") && has("max", "lt");
  const finite = has("int") ? ["Number.isSafeInteger"] : bounded ? [] : ["Number.isFinite"];
  return [
    ...finite.map((test) => `${test}(${x})`),
    ...checks.flatMap((check) => numberTest(check, x, outside)),
  ];
}

function numberTest(check: RuleCheck, x: string, { given }: Outside): string[] {
  if (check[0] === "int") return check[1] === undefined ? [] : [`${x} >= ${check[1]}`, `${x} <= ${check[2]}`];
  if (check[0] === "multiple") return [`${given("isMultiple")}(${x}, ${check[1]})`];
  return [compared(check, x, String)];
}

function bigintTest(check: RuleCheck, x: string): string {
  if (check[0] !== "multiple") return compared(check, x, (digits) => `${digits}n`);
  if (/^-?0+$/.test(String(check[1]))) throw new NotSimple();
  return `${x} % ${check[1]}n === 0n`;
}

const OPERATORS: Readonly<Record<string, string>> = { min: ">=", max: "<=", gt: ">", lt: "<" };

function compared(check: RuleCheck, x: string, written: (bound: number | string) => string): string {
  const operator = OPERATORS[check[0]];
  if (operator === undefined) throw new NotSimple();
  return `${x} ${operator} ${written(check[1] as number | string)}`;
}
