import { isLoose } from "../validation/schema.js";
import type { Entity } from "./entity.js";
import { isReserved } from "./reserved-names.js";

/**
 * Gives an item the attributes of its document that its schema does not name, if it keeps such. The specs of entities
 * that do, or whose schema has to be asked, name it, so that bundles of the others are without.
 */
export function looseItems(
  entity: Entity,
  document: Readonly<Record<string, unknown>>,
  item: Record<string, unknown>,
): void {
  if (!isLoose(entity)) return;
  const { names } = entity;
  for (const [name, value] of Object.entries(document)) {
    const known = names.inCode(name) !== undefined || names.has(name);
    if (!known && !isReserved(entity, name)) item[name] = value;
  }
}
