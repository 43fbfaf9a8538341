import { decodeKeyPart } from "../keys/decode-key.js";
import { projectedNames, toldBy } from "../keys/index-keys.js";
import type { Values } from "../keys/key-part.js";
import type { KeyPart } from "../model/model.js";
import type { AccessPatternSpec, EntitySpec } from "../model/spec.js";
import type { RefuseValue } from "../values/refuse-value.js";
import type { Entity } from "./entity.js";
import { isStored } from "./stored-names.js";

type Told = ReadonlyMap<AccessPatternSpec, ReadonlyMap<string, KeyPart>>;

/**
 * What reading items needs of which an index leaves attributes out, or some are in the primary key alone: the keys tell
 * them. Specs of such items name it, so that bundles of the others are without.
 */
export const toldByKeys = {
  /** Whether the items that an access pattern reads have an attribute itself: its index may leave it out. */
  holds(entity: Entity, name: string, pattern: AccessPatternSpec): boolean {
    if (!isStored(entity, name)) return false;
    return projectedNames(entity.table, pattern.index)?.has(entity.names.stored(name)) ?? true;
  },
  /** The key attribute that tells an attribute, where its index leaves some out. */
  part(entity: Entity, name: string, pattern: AccessPatternSpec): KeyPart | undefined {
    return toldIn(entity).get(pattern)?.get(name);
  },
  /** The key attribute that is read for an attribute, where that is not read itself. */
  readName(entity: Entity, name: string, pattern: AccessPatternSpec): string | undefined {
    return toldByKeys.holds(entity, name, pattern) ? undefined : toldByKeys.part(entity, name, pattern)?.name;
  },
  /** Why items that an access pattern reads do not tell an attribute; `undefined` if they do. */
  whyUntold(entity: Entity, name: string, pattern: AccessPatternSpec): string | undefined {
    return toldByKeys.holds(entity, name, pattern) || toldByKeys.part(entity, name, pattern)
      ? undefined
      : `the index "${pattern.index}" does not hold it`;
  },
  /** The attributes that the keys of a stored item tell, where its index leaves some out. */
  values(
    entity: Entity,
    document: Readonly<Record<string, unknown>>,
    pattern: AccessPatternSpec,
    refuse: RefuseValue,
  ): Values | undefined {
    const told = toldIn(entity).get(pattern);
    if (told === undefined) return undefined;
    const found = [...new Set(told.values())].filter(({ name }) => document[name] !== undefined);
    return Object.assign(
      Object.create(null) as Values,
      ...found.map((part) => decodeKeyPart(part, document[part.name], entity.keyFormat, refuse)),
    );
  },
} as const;

const KNOWN = new WeakMap<EntitySpec, Told>();

/** Of access patterns whose index leaves attributes out, as do all where some are in the key alone: those that the keys tell. */
function toldIn({ spec }: Entity): Told {
  const known = KNOWN.get(spec);
  if (known !== undefined) return known;
  const isPartial = Object.values(spec.attributes).some(({ stored }) => stored === false);
  const told = new Map(
    [spec.primaryKey, ...spec.indexes]
      .filter(({ index }) => isPartial || projectedNames(spec.table, index) !== undefined)
      .map((pattern) => [pattern, toldBy(spec.primaryKey, pattern)]),
  );
  KNOWN.set(spec, told);
  return told;
}
