import type { Model } from "../../src/model/model.js";
import type { LiteralValue, RuleCheck, ValueRule } from "../../src/model/value-rule.js";
import * as sharedPatterns from "../../src/validation/patterns.js";
import { camelCase } from "../model-facts/names.js";
import { join, type Layout, list, valueFrom } from "../printer/layout.js";
import { constDeclaration, literal, propertyName, stringLiteral } from "../printer/typescript.js";
import { type EmitOptions, moduleOf, runtimeModule, sourceFile } from "./source-file.js";

/** The expression of a regular expression, by what it describes. */
export type PatternOf = (name: string, source: string, flags: string) => Layout;

/** A rule as an expression: what breaks over lines are the members, options and values in it, not the rules. */
export function ruleLayout(rule: ValueRule, patternOf: PatternOf): Layout {
  if (typeof rule === "string") return stringLiteral(rule);
  const of = (inner: ValueRule): Layout => ruleLayout(inner, patternOf);
  const checked = (checks: readonly RuleCheck[]) => checks.map((check) => checkLayout(check, patternOf));
  switch (rule[0]) {
    case "string":
    case "number":
    case "bigint":
    case "date": {
      const [kind, ...checks] = rule;
      return listed(kind, checked(checks));
    }
    case "enum":
    case "literal":
      return lines(rule.map((value) => literal(value as LiteralValue)));
    case "array":
    case "set": {
      const [kind, inner, ...checks] = rule;
      return listed(kind, [of(inner), ...checked(checks)]);
    }
    case "map": {
      const [kind, key, inner, ...checks] = rule;
      return listed(kind, [of(key), of(inner), ...checked(checks)]);
    }
    case "record":
      return listed(rule[0], [of(rule[1]), of(rule[2])]);
    case "tuple":
      return listed(rule[0], [lines(rule[1].map(of)), ...(rule[2] === undefined ? [] : [of(rule[2])])]);
    case "object": {
      const members = Object.entries(rule[1]).map(([name, member]) => [propertyName(name), ": ", of(member)]);
      const all = list(["{", ",", "}"], members, { padded: true });
      return listed(rule[0], [all, ...(rule[2] === undefined ? [] : [of(rule[2])])]);
    }
    case "union":
      return listed(rule[0], [lines(rule[1].map(of))]);
    case "discriminated": {
      const options = rule[2].map(([values, option]) => flat([literal(values), of(option)]));
      return listed(rule[0], [stringLiteral(rule[1]), lines(options)]);
    }
    case "default":
    case "prefault":
      return listed(rule[0], [literal(rule[1]), of(rule[2])]);
    case "template_literal":
      return listed(rule[0], [patternOf("template", rule[1], "")]);
    default:
      return listed(rule[0], [of(rule[1])]);
  }
}

function checkLayout(check: RuleCheck, patternOf: PatternOf): Layout {
  if (check[0] === "regex") return listed(check[0], [patternOf("text", check[1], check[2] ?? "")]);
  if (check[0] !== "format") return flat(check.map((part) => literal(part)));
  const [kind, name, source, flags = ""] = check;
  return listed(kind, [stringLiteral(name), patternOf(name, source, flags)]);
}

function listed(kind: string, parts: readonly Layout[]): Layout {
  return flat([stringLiteral(kind), ...parts]);
}

function flat(parts: readonly Layout[]): Layout {
  return ["[", join(", ", parts), "]"];
}

function lines(parts: readonly Layout[]): Layout {
  return list(["[", ",", "]"], parts);
}

/** The patterns of zod's formats that the runtime has, by the text of their literals: their names there. */
const SHARED: ReadonlyMap<string, string> = new Map(
  Object.entries(sharedPatterns).map(([name, pattern]) => [String(pattern), name]),
);

/** A regular expression of so many characters stands where it is used. */
const SHORT = 60;

/** The long regular expressions of a design that the runtime does not have, each once, by the names of their constants. */
export class Patterns {
  readonly #names = new Map<string, string>();

  constructor(model: Model) {
    const note: PatternOf = (name, source, flags) => {
      const pattern = regExpLiteral(source, flags);
      const isLong = pattern.length > SHORT && !SHARED.has(pattern);
      if (isLong && !this.#names.has(pattern)) this.#names.set(pattern, this.#newName(name));
      return "";
    };
    for (const rule of model.entities.flatMap(rulesOf)) ruleLayout(rule, note);
  }

  #newName(name: string): string {
    const taken = new Set([...this.#names.values(), ...SHARED.values()]);
    const base = `${camelCase(name)}Pattern`;
    for (let count = 1; ; count += 1) {
      const candidate = count === 1 ? base : `${base}${count}`;
      if (!taken.has(candidate)) return candidate;
    }
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  /** The expression of a pattern in another file: the name of its constant, or itself if it is short. */
  reference(source: string, flags: string, options: EmitOptions): Layout {
    const pattern = regExpLiteral(source, flags);
    const shared = SHARED.get(pattern);
    if (shared !== undefined) return valueFrom(runtimeModule, shared);
    const name = this.#names.get(pattern);
    return name === undefined ? pattern : valueFrom(moduleOf("patterns", options), name);
  }

  /** The file of the patterns: bundlers keep those that are used. */
  file(options: EmitOptions): string {
    const constants = [...this.#names].map(([pattern, name]) =>
      constDeclaration(undefined, name, "RegExp", pattern),
    );
    return sourceFile(constants, options);
  }
}

/** The text that JavaScript reads a regular expression from; flags of new editions are not in everybody's compiler. */
function regExpLiteral(source: string, flags: string): string {
  const pattern = new RegExp(source, flags);
  if (/^[gimsuy]*$/.test(flags)) return String(pattern);
  return `/* @__PURE__ */ new RegExp(${stringLiteral(source)}, ${stringLiteral(flags)})`;
}

function rulesOf({ attributes, rest }: Model["entities"][number]): readonly ValueRule[] {
  const rules = attributes.flatMap(({ rule }) => (rule === undefined ? [] : [rule]));
  return rest === undefined ? rules : [...rules, rest];
}
