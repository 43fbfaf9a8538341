import type { Aliases } from "./aliases.js";

/** The projection expression of these attributes, each once. */
export function projection(attributes: readonly string[], aliases: Aliases): string {
  return [...new Set(attributes)].map((name) => aliases.name(name)).join(", ");
}
