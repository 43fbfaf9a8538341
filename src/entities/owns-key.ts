import { matchesKeyPart } from "../keys/match.js";
import type { AccessPatternSpec } from "../model/spec.js";
import type { Entity } from "./entity.js";

/** Whether a stored item's primary key, or its key of another access pattern, is one of the entity's. */
export function ownsKey(
  { spec, keyFormat }: Entity,
  document: Readonly<Record<string, unknown>>,
  { partition, sort }: AccessPatternSpec = spec.primaryKey,
): boolean {
  return [...partition, ...sort].every((part) => matchesKeyPart(part, document[part.name], keyFormat));
}
