import type { RuleCheck } from "../model/value-rule.js";
import { type Issue, issue, stops, stopsAll, wrongType } from "./issues.js";
import type { ParseResult } from "./schema.js";

/** Gives what a value becomes; what is wrong with it is added to the issues. */
export type Run = (input: unknown, issues: Issue[]) => unknown;

/** A check of a value that has its type. */
export interface Check {
  readonly passes: (value: never) => boolean;
  readonly issue: (value: never) => Issue;
  /** Changes a value that passes. */
  readonly change?: (value: never) => unknown;
  /** It asks for a size alone, so that values of other types that have one are asked too. */
  readonly sized?: "length" | "size";
  /** The most elements: a longer list is not looked into. */
  readonly most?: number;
}

type Kind = "string" | "number" | "bigint" | "date" | "array" | "set" | "map";

/** The check that a rule describes, of values of a kind. */
export function checkOf(kind: Kind, check: RuleCheck<string | RegExp>): Check {
  switch (check[0]) {
    case "min":
    case "max":
    case "gt":
    case "lt":
      return kind === "number" || kind === "bigint" || kind === "date"
        ? bound(kind, check[0], check[1])
        : size(kind, check[0], Number(check[1]));
    case "length":
      return size(kind, "length", check[1]);
    case "multiple":
      return multiple(kind, check[1]);
    case "int":
      return integer(check[1] ?? -Infinity, check[2] ?? Infinity);
    case "regex": {
      const pattern = regExp(check[1], check[2]);
      return matching(pattern, `Invalid string: must match pattern ${pattern}`);
    }
    case "format":
      return matching(regExp(check[2], check[3]), `Invalid ${check[1]}`);
    case "starts":
      return text((value) => value.startsWith(check[1]), `Invalid string: must start with "${check[1]}"`);
    case "ends":
      return text((value) => value.endsWith(check[1]), `Invalid string: must end with "${check[1]}"`);
    case "includes":
      return text(
        (value) => value.includes(check[1], check[2]),
        `Invalid string: must include "${check[1]}"`,
      );
    case "trim":
      return change((value) => value.trim());
    case "lower":
      return change((value) => value.toLowerCase());
    case "upper":
      return change((value) => value.toUpperCase());
    case "url":
      // The parser drops tabs and line ends, so what is stored must not have them either.
      return {
        ...text((value) => URL.canParse(value.trim()), "Invalid URL"),
        change: (value: string) => value.trim().replace(/[\t\n\r]/g, ""),
      };
  }
}

/** A regular expression, given as itself or as its text. */
export function regExp(pattern: string | RegExp, flags?: string): RegExp {
  return typeof pattern === "string" ? new RegExp(pattern, flags) : pattern;
}

function text(passes: (value: string) => boolean, message: string): Check {
  return { passes, issue: () => issue(message, true) };
}

function change(changed: (value: string) => string): Check {
  return { ...text(() => true, ""), change: changed };
}

function matching(pattern: RegExp, message: string): Check {
  if (!pattern.global && !pattern.sticky) return text((value) => pattern.test(value), message);
  return text((value) => {
    pattern.lastIndex = 0;
    return pattern.test(value);
  }, message);
}

const COMPARED = { min: ">=", gt: ">", max: "<=", lt: "<" } as const;

function bound(
  kind: "number" | "bigint" | "date",
  name: keyof typeof COMPARED,
  given: number | string,
): Check {
  // A date is compared as the number that it is.
  const limit = kind === "bigint" ? BigInt(given) : (given as number);
  const message = `Too ${name === "min" || name === "gt" ? "small" : "big"}: expected ${kind} to be ${COMPARED[name]}${limit}`;
  const passes = {
    min: (value: number) => value >= limit,
    gt: (value: number) => value > limit,
    max: (value: number) => value <= limit,
    lt: (value: number) => value < limit,
  }[name];
  return { passes, issue: () => issue(message, true) };
}

function integer(min: number, max: number): Check {
  const beyond = (side: "small" | "big", of: string, limit: number): Issue =>
    issue(`Too ${side}: expected ${of} to be ${side === "small" ? ">=" : "<="}${limit}`, true);
  return {
    passes: (value: number) => Number.isSafeInteger(value) && value >= min && value <= max,
    issue: (value: number) => {
      if (!Number.isInteger(value)) return wrongType("int", value, false);
      if (!Number.isSafeInteger(value))
        return value > 0
          ? beyond("big", "int", Number.MAX_SAFE_INTEGER)
          : beyond("small", "int", Number.MIN_SAFE_INTEGER);
      return value < min ? beyond("small", "number", min) : beyond("big", "number", max);
    },
  };
}

function multiple(kind: Kind, given: number | string): Check {
  const wrong = issue(`Invalid number: must be a multiple of ${given}`, true);
  const note = () => ({ ...wrong, path: [] });
  if (kind === "number")
    return { passes: (value: number) => isMultiple(value, given as number), issue: note };
  const step = BigInt(given);
  return { passes: (value: bigint) => step !== 0n && value % step === 0n, issue: note };
}

/** Returns true if a number is a multiple of another, as far as doubles can tell: zod's tolerance. */
function isMultiple(value: number, step: number): boolean {
  const ratio = value / step;
  const distance = Math.abs(ratio - Math.round(ratio));
  return distance === 0 || distance < 4 * Number.EPSILON * Math.max(Math.abs(ratio), 1);
}

const SIZES = {
  min: { fits: (size: number, limit: number) => size >= limit, text: ">=" },
  max: { fits: (size: number, limit: number) => size <= limit, text: "<=" },
  length: { fits: (size: number, limit: number) => size === limit, text: "exactly " },
};

function size(kind: Kind, name: string, limit: number): Check {
  const { fits, text: compared } = SIZES[name as keyof typeof SIZES];
  const sized = kind === "set" || kind === "map" ? "size" : "length";
  return {
    sized,
    ...(name !== "min" && { most: limit }),
    passes: (value: Sized) => {
      const units = value[sized] as number;
      // A character is one or two units: it is counted only where that decides.
      return typeof value === "string" && units >= limit && units <= 2 * limit + 1
        ? fits(characters(value), limit)
        : fits(units, limit);
    },
    issue: (value: Sized) => {
      const big = name === "max" || (name === "length" && count(value, sized) > limit);
      const [of, unit] = measured(value, sized);
      const amount = `${compared}${limit}`;
      const expected = unit === undefined ? `be ${amount}` : `have ${amount} ${unit}`;
      return issue(`Too ${big ? "big" : "small"}: expected ${of} to ${expected}`, true);
    },
  };
}

interface Sized {
  readonly length?: unknown;
  readonly size?: unknown;
}

function count(value: Sized, sized: "length" | "size"): number {
  return typeof value === "string" ? characters(value) : (value[sized] as number);
}

/** The number of code points. */
function characters(value: string): number {
  let all = value.length;
  for (let at = 0; at < value.length - 1; at += 1) {
    if ((value.charCodeAt(at) & 0xfc00) !== 0xd800 || (value.charCodeAt(at + 1) & 0xfc00) !== 0xdc00)
      continue;
    all -= 1;
    at += 1;
  }
  return all;
}

/** Names the value whose size is wrong, and the unit of its size: it may be of another type than expected. */
function measured(value: unknown, sized: "length" | "size"): readonly [of: string, unit?: string] {
  if (sized === "size") {
    if (value instanceof Set) return ["set", "items"];
    return value instanceof Map ? ["map", "entries"] : ["unknown"];
  }
  if (Array.isArray(value)) return ["array", "items"];
  return typeof value === "string" ? ["string", "characters"] : ["unknown"];
}

/** Runs checks after what gives a value: in zod's order, and as far as zod goes on after an issue. */
export function withChecks(run: Run, checks: readonly Check[]): Run {
  if (checks.length === 0) return run;
  return (input, issues) => {
    const start = issues.length;
    let value = run(input, issues);
    let stopped = issues.length > start && stops(issues, start);
    for (const { passes, issue: issueOf, change: changed, sized } of checks) {
      const passed = issues.length === start;
      if (sized === undefined ? stopped : !passed && stopsAll(issues, start)) continue;
      if (!passed && sized !== undefined && !hasSize(value, sized)) continue;
      if (passes(value as never)) {
        if (changed !== undefined) value = changed(value as never);
      } else {
        const found = issueOf(value as never);
        issues.push(found);
        stopped ||= found.continues !== true;
      }
    }
    return value;
  };
}

function hasSize(value: unknown, sized: "length" | "size"): boolean {
  return value !== null && value !== undefined && (value as Sized)[sized] !== undefined;
}

/** A scalar of a type: its type and its checks in one test where it passes them all, which most values do. */
export function scalar(
  type: "string" | "number" | "bigint" | "date",
  isOf: (input: unknown) => boolean,
  rules: readonly RuleCheck<string | RegExp>[],
): Run {
  const checks = rules.map((rule) => checkOf(type, rule));
  const careful = withChecks((input, issues) => {
    if (!isOf(input)) issues.push(wrongType(type, input));
    return input;
  }, checks);
  if (checks.some((check) => check.change !== undefined)) return careful;
  const tests = checks.map(({ passes }) => passes as (value: unknown) => boolean);
  const [first] = tests;
  if (type === "string" && first === undefined)
    return (input, issues) => (typeof input === "string" ? input : careful(input, issues));
  if (type === "string" && first !== undefined && tests.length === 1)
    return (input, issues) => (typeof input === "string" && first(input) ? input : careful(input, issues));
  const range = type === "number" ? rangeOf(rules) : undefined;
  if (range !== undefined) {
    const { min, max, whole } = range;
    return (input, issues) =>
      typeof input === "number" && input >= min && input <= max && (!whole || Number.isSafeInteger(input))
        ? input
        : careful(input, issues);
  }
  return (input, issues) => {
    if (!isOf(input)) return careful(input, issues);
    for (const test of tests) if (!test(input)) return careful(input, issues);
    return input;
  };
}

/** The finite numbers that checks let through, where they are bounds alone. */
function rangeOf(
  rules: readonly RuleCheck<string | RegExp>[],
): { readonly min: number; readonly max: number; readonly whole: boolean } | undefined {
  let [min, max, whole] = [-Number.MAX_VALUE, Number.MAX_VALUE, false];
  for (const [name, bound, upper] of rules) {
    if (name === "int") {
      whole = true;
      min = Math.max(min, Number(bound ?? min));
      max = Math.min(max, Number(upper ?? max));
    } else if (name === "min") min = Math.max(min, Number(bound));
    else if (name === "max") max = Math.min(max, Number(bound));
    else return undefined;
  }
  return { min, max, whole };
}

/** The definition of a schema, with the schemas below it, as zod has it. */
export interface ValidatorDef {
  readonly type: string;
  readonly [part: string]: unknown;
}

/** The presence of a member of an object: it may be left out or not, and may have a value then. */
export interface Presence {
  readonly optin?: "optional" | "defaulted" | undefined;
  readonly optout?: "optional" | undefined;
}

/** A rule that can be asked: it answers as the zod schema that it came of. */
export class Validator {
  readonly run: Run;
  /** It takes every text, as it is. */
  readonly isAnyText: boolean;
  /** As zod's schemas tell what they are made of. */
  readonly _zod: Presence & { readonly def: ValidatorDef };

  constructor(run: Run, def: ValidatorDef, presence: Presence = {}, isAnyText = false) {
    this.run = run;
    this.isAnyText = isAnyText;
    this._zod = { def, optin: presence.optin, optout: presence.optout };
  }

  safeParse(value: unknown): ParseResult {
    const issues: Issue[] = [];
    const data = this.run(value, issues);
    return issues.length === 0 ? { success: true, data } : { success: false, error: { issues } };
  }

  /** A schema that is a rule has no codec: its values are stored as they are. */
  encode(value: unknown): unknown {
    return value;
  }

  decode(value: unknown): unknown {
    return value;
  }
}
