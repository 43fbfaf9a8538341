import type { DocumentPath } from "../expressions/document-path.js";
import { isCompressed } from "../model/stored-kinds.js";
import { keyAttributesOf } from "./attribute-roles.js";
import type { Entity } from "./entity.js";
import { syntheticKeys } from "./index-keys.js";
import { refuseManagedChange } from "./managed.js";
import { describePlace } from "./stored-names.js";

/** Refuses to change an attribute, or a place below it. */
export function refuseUpdate(entity: Entity, place: string | DocumentPath, reason: string): never {
  const attribute = typeof place === "string" ? place : describePlace(entity, place);
  throw entity.error("InvalidUpdate", `${entity.name}: ${attribute} ${reason}`, { attribute, reason });
}

/** Refuses to change an attribute of the primary key, or one that monotable writes. */
export function refuseKeyAttribute(entity: Entity, name: string): void {
  refuseManagedChange(entity, name);
  if (!keyAttributesOf(entity).has(name)) return;
  refuseUpdate(
    entity,
    name,
    "is a part of the primary key, which an update cannot change: create another item",
  );
}

/** Refuses to change a piece of an index key or of a unique constraint by anything but `set`: keys follow from values. */
export function refuseIndexPiece(entity: Entity, name: string): void {
  const index = syntheticKeys(entity).find((key) => key.pieces.includes(name));
  if (index)
    refuseUpdate(entity, name, `is a piece of the key of ${index.pattern.name}, so it is changed with set`);
  const unique = entity.unique.find(({ pieces }) => pieces.some(({ attribute }) => attribute === name));
  if (unique)
    refuseUpdate(entity, name, `is in the unique constraint ${unique.name}, so it is changed with set`);
}

/** Refuses to change a part of what is stored compressed. */
export function refuseCompressed(entity: Entity, name: string): void {
  if (isCompressed(entity.valueType(name)))
    refuseUpdate(
      entity,
      name,
      "is stored compressed, so that DynamoDB cannot change a part of it: set it as a whole",
    );
}
