import { type DocumentPath, describePath } from "../expressions/document-path.js";
import type { Entity } from "./entity.js";
import { isReserved } from "./reserved-names.js";

/**
 * The name of an attribute in DynamoDB. One that the schema does not name (of a loose schema) keeps its own, and is
 * refused where something else is stored under it.
 */
export function storedName(entity: Entity, name: string): string {
  if (entity.names.has(name)) return entity.names.stored(name);
  if (isReserved(entity, name))
    refuseValue(entity, name, "is the name of an attribute that the table itself keeps");
  const other = entity.names.inCode(name);
  if (other !== undefined) refuseValue(entity, name, `is the name under which ${other} is stored`);
  return name;
}

/** The names of attributes in DynamoDB. */
export function storedNames(entity: Entity, names: readonly string[]): readonly string[] {
  return names.map((name) => storedName(entity, name));
}

/** Whether items have an attribute itself, not in their primary key alone. */
export function isStored({ names, spec }: Entity, name: string): boolean {
  return !names.has(name) || spec.attributes[name]?.stored !== false;
}

/** The place of an attribute in a stored item. */
export function placeOf(entity: Entity, name: string): DocumentPath {
  return { attribute: storedName(entity, name) };
}

/** A place as code names it: `items[0].productId`. */
export function describePlace(entity: Entity, place: DocumentPath): string {
  return describePath({ ...place, attribute: entity.nameInCode(place.attribute) });
}

/** Refuses a value that cannot be stored. */
export function refuseValue(entity: Entity, attribute: string, reason: string): never {
  throw entity.error("InvalidValue", `${entity.name}: ${attribute} ${reason}`, { attribute, reason });
}
