import type { EntityModel } from "../../../src/model/model.js";
import type { ValueRule } from "../../../src/model/value-rule.js";
import { impliedRule } from "../../../src/model/value-type.js";
import { indent, join, type Layout, newline } from "../../printer/layout.js";
import { Copying, Variables } from "./copying.js";
import { NotSimple } from "./presence.js";
import type { Outside } from "./scalars.js";

/**
 * A function that gives the copy of a valid item, made by its known shape; `undefined` for any other input, and where
 * only the rules can tell. Nothing where no such function is simple.
 */
export function validCopyOf(
  { zod, attributes, rest }: Pick<EntityModel, "zod" | "attributes" | "rest">,
  pattern: Outside["pattern"],
): Layout | undefined {
  if (zod !== undefined) return undefined;
  const rules: Record<string, ValueRule> = {};
  for (const attribute of attributes) {
    const rule = attribute.rule ?? (attribute.managed === undefined ? impliedRule(attribute) : undefined);
    if (rule !== undefined) rules[attribute.name] = rule;
    else if (attribute.managed === undefined) return undefined;
  }
  const given = new Set<string>();
  const outside: Outside = {
    given: (name) => {
      given.add(name);
      return name;
    },
    pattern,
  };
  try {
    const others = rest === undefined || rest === "never" ? "refused" : rest;
    const statements = new Copying(new Variables(), outside).returning(rules, others, "input");
    const body = indent([newline, join(newline, statements)]);
    return [`(input, { ${[...given].toSorted().join(", ")} }) => {`, body, newline, "}"];
  } catch (thrown) {
    if (thrown instanceof NotSimple) return undefined;
    throw thrown;
  }
}
