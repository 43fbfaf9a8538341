import type { KeyCondition } from "../keys/key-format.js";
import type { Aliases } from "./condition.js";

/** The projection expression of these attributes, each once. */
export function projection(attributes: readonly string[], aliases: Aliases): string {
  return [...new Set(attributes)].map((name) => aliases.name(name)).join(", ");
}

/** The key condition expression of a Query. */
export function renderKeyConditions(conditions: readonly KeyCondition[], aliases: Aliases): string {
  return conditions.map((condition) => renderKeyCondition(condition, aliases)).join(" AND ");
}

function renderKeyCondition(condition: KeyCondition, aliases: Aliases): string {
  const name = aliases.name(condition.name);
  const value = aliases.value(condition.value);
  switch (condition.operator) {
    case "between":
      return `${name} BETWEEN ${value} AND ${aliases.value(condition.high)}`;
    case "beginsWith":
      return `begins_with(${name}, ${value})`;
    default:
      return `${name} ${condition.operator} ${value}`;
  }
}
