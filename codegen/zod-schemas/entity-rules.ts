import type { JsonValue, ValueRule } from "../../src/model/value-rule.js";
import { answersAlike } from "../load/value-rules/probes.js";
import { Unsayable } from "../load/value-rules/unsayable.js";
import { sayRule } from "./value-rule.js";
import type { ZodSchema } from "./zod-schema.js";

/** What the schema of an entity demands: rules of its attributes, or why its zod schema is needed at run time. */
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
    if (checks.length > 0) throw new Unsayable("the whole", "has a refinement");
    if ((schema._zod.def as { readonly error?: unknown }).error !== undefined)
      throw new Unsayable("the whole", "has a message of its own");
    const rules = Object.entries(shape).map(([name, attribute]) => {
      if (name === "__proto__") throw new Unsayable(name, "is the name of an attribute");
      return [name, attributeRule(name, attribute, () => written(name))] as const;
    });
    const rest = catchall && attributeRule("what the schema does not name", catchall, () => []);
    return { rules: Object.fromEntries(rules), ...(rest !== undefined && { rest }) };
  } catch (thrown) {
    if (thrown instanceof Unsayable) return { zod: thrown.message };
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
    throw new Unsayable(name, "has a default that may be computed");
  if (!parts.every((part) => answersAlike(part.schema, part.rule)))
    throw new Unsayable(name, "is answered otherwise by this version or configuration of zod");
  return rule;
}

function said(name: string, schema: ZodSchema): ReturnType<typeof sayRule> {
  try {
    return sayRule(schema);
  } catch (thrown) {
    if (thrown instanceof Unsayable) throw new Unsayable(`${name}${thrown.path}`, thrown.what);
    throw thrown;
  }
}

function sorted(values: readonly (JsonValue | undefined)[]): string {
  return values
    .map((value) => JSON.stringify(value) ?? "computed")
    .toSorted()
    .join("\n");
}
