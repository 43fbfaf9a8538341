import { isSynthetic } from "../keys/key-part.js";
import { OWNER_ATTRIBUTE } from "../keys/owner-attribute.js";
import type { EntitySpec } from "../model/spec.js";
import type { Entity } from "./entity.js";

/** The names of composed keys, which are written beside the entity's own attributes. */
const SYNTHETIC = new WeakMap<EntitySpec, ReadonlySet<string>>();

/** Whether a name in DynamoDB is not of an attribute of the entity's own: a composed key, the entity's name, or what only guards have. */
export function isReserved({ spec, table }: Entity, name: string): boolean {
  if (name === OWNER_ATTRIBUTE && table.guards) return true;
  return syntheticNames(spec).has(name) || name === table.entityAttribute;
}

function syntheticNames(spec: EntitySpec): ReadonlySet<string> {
  const known = SYNTHETIC.get(spec);
  if (known !== undefined) return known;
  const partsOf = ({ partition, sort }: EntitySpec["primaryKey"]) => [...partition, ...sort];
  const natural = new Set(
    partsOf(spec.primaryKey)
      .filter((part) => !isSynthetic(part))
      .map(({ name }) => name),
  );
  const parts = [spec.primaryKey, ...spec.indexes].flatMap(partsOf);
  const names = new Set(
    parts.filter((part) => isSynthetic(part) && !natural.has(part.name)).map(({ name }) => name),
  );
  SYNTHETIC.set(spec, names);
  return names;
}
