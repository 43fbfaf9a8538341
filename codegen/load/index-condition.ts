import type { ConditionValue, IndexCondition } from "../../src/model/model.js";
import { suggestion } from "../diagnostics/suggestion.js";
import { isRecord } from "./callback.js";
import type { KeyContext } from "./keys.js";

/** Reads the `when` of an access pattern: one value of each attribute, or a list. What it says, a rule checks. */
export function readCondition(given: unknown, { facts, report }: KeyContext): IndexCondition | undefined {
  if (given === undefined) return undefined;
  const entries = isRecord(given) && !Array.isArray(given) ? Object.entries(given) : [];
  const read = entries.flatMap(([attribute, value]): [string, readonly ConditionValue[]][] => {
    const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    const known = values.filter(isConditionValue);
    return known.length === values.length && known.length > 0 ? [[attribute, [...new Set(known)]]] : [];
  });
  for (const [attribute, values] of read) {
    const listed = facts.get(attribute)?.values;
    const never = values.find((value) => typeof value === "string" && listed?.includes(value) === false);
    if (listed === undefined || never === undefined) continue;
    const message = `when: "${attribute}" is never ${JSON.stringify(never)}`;
    report({ side: "when", message, help: suggestion(String(never), listed, `"${attribute}"`) });
  }
  if (read.length > 0 && read.length === entries.length) return Object.fromEntries(read);
  report({
    side: "when",
    message: "gives a when that is no condition",
    help: 'Give each attribute a value or a list of values, which are strings, numbers, booleans or null: when: { status: ["PENDING", "PAID"] }.',
  });
  return undefined;
}

function isConditionValue(value: unknown): value is ConditionValue {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value))
  );
}
