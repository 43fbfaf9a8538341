import type { AccessPatternModel, AttributeCondition, ConditionValue } from "../../src/model/model.js";

/** The values that a condition names of an attribute: those that it must have, or those that it must not have. */
export function valuesOf(condition: AttributeCondition): readonly ConditionValue[] {
  return "not" in condition ? condition.not : condition;
}

/**
 * Returns true if no item is in two access patterns at once: of some attribute, the conditions of both name different
 * values.
 */
export function areExclusive(
  { when: one = {} }: Pick<AccessPatternModel, "when">,
  { when: other = {} }: Pick<AccessPatternModel, "when">,
): boolean {
  return Object.entries(one).some(([attribute, condition]) => {
    const against = other[attribute];
    return against !== undefined && excludeEachOther(condition, against);
  });
}

function excludeEachOther(one: AttributeCondition, other: AttributeCondition): boolean {
  if ("not" in one) return !("not" in other) && other.every((value) => one.not.includes(value));
  if ("not" in other) return one.every((value) => other.not.includes(value));
  return !one.some((value) => other.includes(value));
}

/** The condition of an index for people: `status is PENDING or PAID`, `status is not PAID`. */
export function conditionText(
  when: NonNullable<AccessPatternModel["when"]>,
  show: (value: ConditionValue) => string = String,
): string {
  return Object.entries(when)
    .map(([attribute, condition]) => {
      const values = valuesOf(condition).map(show);
      return "not" in condition
        ? `${attribute} is not ${values.join(" and not ")}`
        : `${attribute} is ${values.join(" or ")}`;
    })
    .join(" and ");
}
