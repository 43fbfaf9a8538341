import type { LiteralValue, RuleCheck, ValueRule } from "../../src/model/value-rule.js";
import { join, type Layout, list } from "../printer/layout.js";
import { literal, propertyName, stringLiteral } from "../printer/typescript.js";

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
