import type { KeyDetails } from "../errors.js";
import { piecesOf, type Values } from "../keys/key-part.js";
import type { ManagedRole } from "../model/model.js";
import type { EntitySpec } from "../model/spec.js";
import type { Entity } from "./entity.js";

/** What some attributes of an entity are for, which writes ask. */
interface Roles {
  readonly keyAttributes: ReadonlySet<string>;
  readonly managed: Readonly<Partial<Record<ManagedRole, string>>>;
}

const KNOWN = new WeakMap<EntitySpec, Roles>();

function rolesOf({ spec }: Entity): Roles {
  const known = KNOWN.get(spec);
  if (known !== undefined) return known;
  const { partition, sort } = spec.primaryKey;
  const named = Object.entries(spec.attributes).flatMap(([name, { managed }]) =>
    managed === undefined ? [] : [[managed, name]],
  );
  const roles = {
    keyAttributes: new Set([...partition, ...sort].flatMap(piecesOf).map(({ attribute }) => attribute)),
    managed: Object.fromEntries(named) as Roles["managed"],
  };
  KNOWN.set(spec, roles);
  return roles;
}

/** The attributes of which the primary key is made. */
export function keyAttributesOf(entity: Entity): ReadonlySet<string> {
  return rolesOf(entity).keyAttributes;
}

/** The attributes of the primary key out of a value that holds them. */
export function keyDetailsOf(entity: Entity, values: Values): KeyDetails {
  return Object.fromEntries([...keyAttributesOf(entity)].map((name) => [name, values[name]]));
}

/** The attributes that monotable writes, by what it keeps in them. */
export function managedOf(entity: Entity): Roles["managed"] {
  return rolesOf(entity).managed;
}
