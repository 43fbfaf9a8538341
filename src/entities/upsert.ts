import type { PathChange, UpdateActions } from "../expressions/update.js";
import type { Values } from "../keys/key-format.js";
import type { DocumentValue } from "../values/document.js";
import { type Entity, excludedBy, placeOf, writtenAttribute } from "./entity.js";
import { encodeInitial } from "./nested-changes.js";
import { type Changes, NO_CHANGES, throwInvalidUpdate } from "./update.js";
import { nestedValueOf } from "./validate.js";
import { encodeAttribute, indexKey, type SyntheticKey, syntheticKeys, toDocument } from "./write-item.js";

/** The additions, the appended elements and the removals of an upsert. */
export type UpsertChanges = Pick<Changes, "add" | "remove" | "paths">;

/** Returns the names of the attributes that an upsert changes by what they are, or removes. */
export function changedByUpsert({ add, remove, paths = [] }: UpsertChanges, entity: Entity): Set<string> {
  const below = paths.map(({ path }) => entity.nameInCode(path.attribute));
  return new Set([...Object.keys(add), ...below, ...remove]);
}

/**
 * Returns the actions of an upsert: it sets what was given, and what a default gave only where the item has none; what is added
 * to something that is absent is added to its default.
 *
 * @param item the whole item, as the schema gave it
 * @param given the names of the attributes that the caller gave
 */
export function upsertActions(
  entity: Entity,
  item: Values,
  given: ReadonlySet<string>,
  changes: UpsertChanges = NO_CHANGES,
): UpdateActions {
  const changed = changedByUpsert(changes, entity);
  const twice = [...changed].find((name) => given.has(name));
  if (twice !== undefined) throwInvalidUpdate(entity, twice, "is changed twice in one upsert");
  const removed = new Set(changes.remove);
  const created = Object.fromEntries(Object.entries(item).filter(([name]) => !removed.has(name)));
  const document = toDocument(entity, created, true);
  const key = entity.key(item);
  const set: Record<string, DocumentValue> = {};
  const setIfAbsent: Record<string, DocumentValue> = {};
  const remove = new Set(changes.remove.map((name) => writtenAttribute(entity, name).storedName));
  const { entityAttribute } = entity.table;
  if (entityAttribute !== undefined) set[entityAttribute] = entity.storedAs;
  Object.assign(set, entity.constants);
  for (const name of Object.keys(created)) {
    const { storedName: stored, isStored, isKeyAttribute } = writtenAttribute(entity, name);
    const value = document[stored];
    if (Object.hasOwn(key, stored) || !isStored || changed.has(name)) continue;
    if (value === undefined) {
      if (given.has(name)) remove.add(stored);
    } else if (given.has(name) || isKeyAttribute) set[stored] = value;
    else setIfAbsent[stored] = value;
  }
  const kept = new Set<string>();
  const left = new Set<string>();
  for (const index of syntheticKeys(entity)) {
    const target = upsertTarget(entity, index, created, given, removed);
    for (const { name } of index.parts) (target === "leaves" ? left : kept).add(name);
    if (target === "set") Object.assign(set, indexKey(entity, index, created));
    if (target === "setIfAbsent") Object.assign(setIfAbsent, indexKey(entity, index, created));
  }
  // A key attribute that two indexes share stays as long as one of them has the item.
  for (const name of left) if (!kept.has(name)) remove.add(name);
  const paths = [
    ...addends(entity, changes),
    ...(changes.paths ?? []).map((change) => checkedPath(entity, change)),
  ];
  return { set, setIfAbsent, remove: [...remove], add: {}, ...(paths.length > 0 && { changes: paths }) };
}

/** The additions, each to its default where there is nothing. */
function addends(entity: Entity, { add }: UpsertChanges): PathChange[] {
  return Object.entries(add).flatMap(([name, addend]): PathChange[] => {
    const value = encodeAttribute(entity, name, addend);
    if (value === undefined) return [];
    const initial = encodeInitial(entity, name, nestedValueOf(entity, entity.attribute(name)));
    return [{ kind: "add", path: placeOf(entity, name), value, mayBeAbsent: true, initial: initial ?? 0 }];
  });
}

/** A change of a list or a set, which the item may not have yet. */
function checkedPath(entity: Entity, change: PathChange): PathChange {
  if (change.kind === "append" || change.kind === "prepend") return { ...change, mayBeAbsent: true };
  if (change.kind !== "addTo") return change;
  const name = entity.nameInCode(change.path.attribute);
  const { initial } = nestedValueOf(entity, entity.attribute(name));
  if (initial instanceof Set && initial.size > 0)
    throwInvalidUpdate(entity, name, "has a default with elements, which addTo of an upsert would not keep");
  return change;
}

/** Returns the way in which an upsert writes one index key: its pieces are all known, or all defaults, or all left alone. */
function upsertTarget(
  entity: Entity,
  index: SyntheticKey,
  item: Values,
  given: ReadonlySet<string>,
  removed: ReadonlySet<string>,
): "set" | "setIfAbsent" | "leaves" | "stays" {
  const { name: pattern } = index.pattern;
  if (index.pieces.some((name) => removed.has(name))) return "leaves";
  const isInKey = (name: string): boolean => entity.attribute(name).isKeyAttribute;
  const isKnown = (name: string): boolean => given.has(name) || isInKey(name);
  const excluded = excludedBy(index.pattern, item, isKnown);
  if (excluded !== undefined) return isInKey(excluded) ? "stays" : "leaves";
  const pieces = index.pieces.filter((name) => !isInKey(name));
  const isGiven = pieces.filter((name) => given.has(name));
  if (isGiven.length === pieces.length) return "set";
  if (isGiven.length > 0) {
    const missing = pieces.filter((name) => !given.has(name));
    return throwInvalidUpdate(
      entity,
      isGiven.join(", "),
      `is a piece of the key of ${pattern}, which also needs ${missing.join(", ")}: give them together`,
    );
  }
  if (excludedBy(index.pattern, item) !== undefined) return "stays";
  // The item's own value may keep it out, where the default would not.
  const condition = Object.keys(index.pattern.when ?? {}).filter((name) => !isKnown(name));
  if (condition.length > 0 && pieces.every((name) => item[name] !== undefined)) {
    const reason = `decides whether the item is in ${pattern}, and an upsert does not know its value: give ${pieces.join(", ")}`;
    return throwInvalidUpdate(entity, condition.join(", "), reason);
  }
  return pieces.some((name) => item[name] === undefined) ? "stays" : "setIfAbsent";
}
