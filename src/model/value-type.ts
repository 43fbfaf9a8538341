import type { AttributeModel } from "./model.js";
import type { BareRule, ValueRule } from "./value-rule.js";

const IMPLIED: Readonly<Record<string, BareRule>> = {
  any: "any",
  bigint: "bigint",
  binary: "bytes",
  boolean: "boolean",
  date: "date",
  dateInMilliseconds: "date",
  dateInSeconds: "date",
  null: "null",
  number: "number",
  string: "string",
};

type Implying = Pick<AttributeModel, "value"> & { readonly optional?: boolean };

/** The rule of an attribute that says no more than how it is stored; nothing where that does not tell. */
export function impliedRule({ value, optional }: Implying): ValueRule | undefined {
  const rule = typeof value === "string" ? IMPLIED[value] : undefined;
  return rule !== undefined && optional ? ["optional", rule] : rule;
}

/** The rule of an attribute where generated code states it: one that is implied need not be. */
export function statedRule(attribute: AttributeModel): ValueRule | undefined {
  const { rule, managed } = attribute;
  // Of an attribute that monotable writes the rule also tells that the schema has it.
  if (managed !== undefined) return rule;
  return JSON.stringify(rule) === JSON.stringify(impliedRule(attribute)) ? undefined : rule;
}
