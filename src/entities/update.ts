import { type AttributeIssue, MonotableError } from "../errors.js";
import { type DocumentPath, overlaps } from "../expressions/condition.js";
import type { PathChange, UpdateActions } from "../expressions/update.js";
import type { Values } from "../keys/key-format.js";
import { isCompressed } from "../model/value-type.js";
import { cutDate, isDateForm } from "../values/date.js";
import { describeValue } from "../values/describe-value.js";
import type { DocumentValue } from "../values/document.js";
import {
  describePlace,
  type Entity,
  excludedBy,
  managedOf,
  placeOf,
  storedName,
  storedNames,
  writtenAttribute,
} from "./entity.js";
import { nestedValueOf, validateAttribute, validateItem } from "./validate.js";
import {
  checkNaturalKeys,
  encodeAttribute,
  indexKey,
  type SyntheticKey,
  syntheticKeys,
  toDocument,
} from "./write-item.js";

/** Returns the time as an attribute of the entity has it: a Date, as exact as it is stored, or ISO text in UTC with milliseconds. */
function timeFor(entity: Entity, attribute: string, now: Date): Date | string {
  const { type } = entity.attribute(attribute);
  return isDateForm(type) ? cutDate(now, type) : now.toISOString();
}

/**
 * Returns a whole new item: the input as its schema has it, and the attributes that monotable writes.
 *
 * @param version the number of its writes, this one included; 1 unless given
 * @param timestamps `given` keeps those of the item, and its version unless another is given
 */
export function completeItem(
  entity: Entity,
  input: unknown,
  version?: number,
  timestamps: "now" | "given" = "now",
): Record<string, unknown> {
  const { created, updated, version: counted } = managedOf(entity);
  const times = [created, updated].filter((name) => name !== undefined);
  if (times.length === 0 && counted === undefined) return validateItem(entity, input);

  if (timestamps === "now") checkNoManaged(entity, input);
  const kept: Record<string, unknown> = {};
  if (timestamps === "given") Object.assign(kept, givenTimes(entity, input, times));
  else if (times.length > 0) {
    // The clock is read once: both times of a new item are the same.
    const now = entity.now();
    for (const name of times) kept[name] = timeFor(entity, name, now);
  }
  if (counted !== undefined)
    kept[counted] = version ?? (timestamps === "given" ? givenVersion(entity, input, counted) : 1);
  // The schema is asked about those that it has; of the others it knows nothing.
  const declared = Object.entries(kept).filter(
    ([name]) => nestedValueOf(entity, entity.attribute(name)).schema !== undefined,
  );
  const whole =
    typeof input === "object" && input !== null
      ? { ...without(input, Object.keys(kept)), ...Object.fromEntries(declared) }
      : input;
  return { ...validateItem(entity, whole), ...kept };
}

function without(input: object, names: readonly string[]): object {
  return names.some((name) => Object.hasOwn(input, name))
    ? Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)))
    : input;
}

/** Returns the timestamps that an item has itself. Rejects an item without one of them. */
function givenTimes(entity: Entity, input: unknown, names: readonly string[]): Values {
  if (typeof input !== "object" || input === null) return {};
  const times = names.map((name) => [name, Reflect.get(input, name) as unknown] as const);
  const issues = times.flatMap(([attribute, value]) => {
    const isDate = isDateForm(entity.attribute(attribute).type);
    const isTime = isDate
      ? value instanceof Date && !Number.isNaN(value.getTime())
      : typeof value === "string" && !Number.isNaN(Date.parse(value));
    const message = `keepTimestamps writes it as given, which must be a ${isDate ? "Date" : "date in ISO text"}, got ${describeValue(value)}`;
    return isTime ? [] : [{ attribute, message }];
  });
  if (issues.length > 0) throw invalidManaged(entity, issues);
  return Object.fromEntries(times);
}

/** Returns the version that an item has itself, 1 if it has none. */
function givenVersion(entity: Entity, input: unknown, attribute: string): number {
  const value: unknown =
    typeof input === "object" && input !== null ? Reflect.get(input, attribute) : undefined;
  if (value === undefined) return 1;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  const message = `keepTimestamps writes it as given, which must be a whole number above 0, got ${describeValue(value)}`;
  throw invalidManaged(entity, [{ attribute, message }]);
}

function checkNoManaged(entity: Entity, input: unknown): void {
  const given = Object.entries(typeof input === "object" && input !== null ? input : {});
  const names = new Set(Object.values(managedOf(entity)));
  const issues = given
    .filter(([name, value]) => value !== undefined && names.has(name))
    .map(([attribute]) => ({ attribute, message: "is written by monotable: leave it out" }));
  if (issues.length > 0) throw invalidManaged(entity, issues);
}

function invalidManaged(entity: Entity, issues: readonly AttributeIssue[]): MonotableError<"InvalidItem"> {
  const text = issues.map(({ attribute, message }) => `${attribute} ${message}`).join("; ");
  return new MonotableError("InvalidItem", `${entity.name} is not valid: ${text}`, {
    entity: entity.name,
    issues,
  });
}

/** Returns the changes of an update with those that every write makes: its time, and a version one higher. */
export function withManaged(entity: Entity, changes: Changes): Changes {
  const { updated, version } = managedOf(entity);
  if (isEmpty(changes)) return changes;
  return {
    ...changes,
    ...(updated !== undefined && {
      // The clock is read once, however many methods an update is built with.
      set: { ...changes.set, [updated]: changes.set[updated] ?? timeFor(entity, updated, entity.now()) },
    }),
    ...(version !== undefined && { add: { ...changes.add, [version]: 1 } }),
  };
}

/** Returns true if an update changes nothing, which is not allowed: no write, no time of it. */
function isEmpty({ assumed: _, of: __, ...changes }: Changes): boolean {
  return Object.values(changes).every((part: object) => Object.keys(part).length === 0);
}

/** Throws where a change is of an attribute that monotable writes. */
export function checkNotManaged(entity: Entity, attribute: string): void {
  if (entity.attribute(attribute).managed === undefined) return;
  const reason = "is written by monotable at each write: leave it out";
  throw entity.error("InvalidUpdate", `${entity.name}: ${attribute} ${reason}`, { attribute, reason });
}

/** Returns true if an attribute is the time of creation and a piece of an index key that is composed again with others. */
export function isAssumed(entity: Entity, attribute: string): boolean {
  return (
    entity.attribute(attribute).managed === "created" &&
    syntheticKeys(entity).some((key) => key.pieces.includes(attribute))
  );
}

/** Returns the version that an item had when it was read. Anything but a positive integer throws. */
export function versionRead(entity: Entity, read: unknown): number {
  const { version = "version" } = managedOf(entity);
  const value: unknown = typeof read === "object" && read !== null ? Reflect.get(read, version) : undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  const reason = `this write demands the ${version} that was read, or the item: { ${version}: 3 }`;
  throw entity.error("InvalidCondition", `${entity.name}: ${reason}`, { attribute: version, reason });
}

/** Throws the error of a change of an attribute, or of a place below it. */
export function throwInvalidUpdate(entity: Entity, place: string | DocumentPath, reason: string): never {
  const attribute = typeof place === "string" ? place : describePlace(entity, place);
  throw entity.error("InvalidUpdate", `${entity.name}: ${attribute} ${reason}`, { attribute, reason });
}

/** Throws where a change is of an attribute of the primary key, or of one that monotable writes. */
export function checkNotKeyAttribute(entity: Entity, name: string): void {
  checkNotManaged(entity, name);
  if (!entity.attribute(name).isKeyAttribute) return;
  throwInvalidUpdate(
    entity,
    name,
    "is a part of the primary key, which an update cannot change: create another item",
  );
}

/** Throws where anything but `set` changes a piece of an index key or of a unique constraint: keys follow from values. */
export function checkNotIndexPiece(entity: Entity, name: string): void {
  const index = syntheticKeys(entity).find((key) => key.pieces.includes(name));
  if (index)
    throwInvalidUpdate(
      entity,
      name,
      `is a piece of the key of ${index.pattern.name}, so it is changed with set`,
    );
  const unique = entity.unique.find(({ pieces }) => pieces.some(({ attribute }) => attribute === name));
  if (unique)
    throwInvalidUpdate(entity, name, `is in the unique constraint ${unique.name}, so it is changed with set`);
}

/** Throws where a change is of a part of what is stored compressed. */
export function checkNotCompressed(entity: Entity, name: string): void {
  if (isCompressed(entity.attribute(name).type))
    throwInvalidUpdate(
      entity,
      name,
      "is stored compressed, so that DynamoDB cannot change a part of it: set it as a whole",
    );
}

/** The changes of an update: values that passed their schema, by attribute. */
export interface Changes {
  readonly set: Values;
  readonly remove: readonly string[];
  readonly add: Readonly<Record<string, number | bigint>>;
  /** The changes of lists and sets, and of places below attributes. */
  readonly paths?: readonly PathChange[];
  /** Values that only compose index keys: they are not written, but demanded of the item. */
  readonly assumed?: Values;
  /** The whole item, where it was read: pieces of an index key that it lacks take it out of that index. */
  readonly of?: Values;
}

export const NO_CHANGES: Changes = { set: {}, remove: [], add: {} };

/** Adds what `set` was given. An attribute that is `undefined` is left as it is. */
export function withSet(entity: Entity, changes: Changes, given: Readonly<Record<string, unknown>>): Changes {
  const set: Record<string, unknown> = { ...changes.set };
  const assumed: Record<string, unknown> = { ...changes.assumed };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const target = isAssumed(entity, name) ? assumed : set;
    if (target === set) checkNotKeyAttribute(entity, name);
    target[name] = validateAttribute(entity, name, value);
  }
  return { ...changes, set, ...(Object.keys(assumed).length > 0 && { assumed }) };
}

/** Adds the attributes that `remove` was given. */
export function withRemove(entity: Entity, changes: Changes, names: readonly string[]): Changes {
  for (const name of names) {
    checkNotKeyAttribute(entity, name);
    const attribute = entity.attributes.get(name);
    if (attribute === undefined)
      throwInvalidUpdate(entity, name, "cannot be removed: the schema has no such attribute");
    if (!attribute?.isOptional)
      throwInvalidUpdate(entity, name, "cannot be removed: the schema does not say it is optional");
  }
  return { ...changes, remove: [...new Set([...changes.remove, ...names])] };
}

/** Adds what `add` was given: a number for each numeric attribute. */
export function withAdd(entity: Entity, changes: Changes, given: Readonly<Record<string, unknown>>): Changes {
  const add: Record<string, number | bigint> = { ...changes.add };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    checkNotKeyAttribute(entity, name);
    checkNotIndexPiece(entity, name);
    checkNotCompressed(entity, name);
    const { type } = entity.attribute(name);
    if (type !== "number" && type !== "bigint")
      throwInvalidUpdate(entity, name, "is not a number, so nothing can be added");
    if (typeof value !== type || !isFiniteNumber(value)) {
      throwInvalidUpdate(entity, name, `takes a finite ${type} to add, got ${describeValue(value)}`);
    } else {
      add[name] = value;
    }
  }
  return { ...changes, add };
}

function isFiniteNumber(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isFinite(value);
}

/** Returns the actions of an update: its changes, and every index key that follows from them. */
export function updateActions(entity: Entity, key: Values, changes: Changes): UpdateActions {
  checkNoOverlap(entity, changes);
  const known = { ...key, ...changes.assumed, ...changes.of, ...changes.set };
  checkNaturalKeys(entity, changes.set);

  const set: Record<string, DocumentValue> = {};
  const remove = new Set(storedNames(entity, changes.remove));
  for (const [name, value] of Object.entries(changes.set)) {
    const stored = storedName(entity, name);
    const encoded = encodeAttribute(entity, name, value);
    if (encoded === undefined) remove.add(stored);
    else set[stored] = encoded;
  }
  const kept = new Set<string>();
  const left = new Set<string>();
  for (const index of syntheticKeys(entity)) {
    const names = index.parts.map((part) => part.name);
    const change = indexChange(entity, index, known, changes);
    if (change === "leaves") for (const name of names) left.add(name);
    else for (const name of names) kept.add(name);
    if (typeof change === "object") Object.assign(set, change);
  }
  // A key attribute that two indexes share stays as long as one of them has the item.
  for (const name of left) if (!kept.has(name)) remove.add(name);

  const add: Record<string, DocumentValue> = {};
  for (const [name, value] of Object.entries(changes.add)) {
    const encoded = encodeAttribute(entity, name, value);
    if (encoded !== undefined) add[storedName(entity, name)] = encoded;
  }
  const { paths = [] } = changes;
  const actions = { set, remove: [...remove], add, ...(paths.length > 0 && { changes: paths }) };
  if (Object.keys(set).length + Object.keys(add).length + remove.size + paths.length > 0) return actions;
  const reason = "the update changes nothing: give set, remove or add at least one attribute";
  throw entity.error("InvalidUpdate", `${entity.name}: ${reason}`, { reason });
}

function checkNoOverlap(entity: Entity, { set, remove, add, paths = [] }: Changes): void {
  const names = [...Object.keys(set), ...remove, ...Object.keys(add)];
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) throwInvalidUpdate(entity, twice, "is changed twice in one update");
  const places: DocumentPath[] = names.map((name) => placeOf(entity, name));
  for (const { path } of paths) {
    const other = places.find((place) => overlaps(place, path));
    if (other !== undefined)
      throwInvalidUpdate(
        entity,
        path,
        overlapReason(describePlace(entity, path), describePlace(entity, other)),
      );
    places.push(path);
  }
}

function overlapReason(path: string, other: string): string {
  return path === other
    ? "is changed twice in one update"
    : `overlaps with ${other}, which the update changes too`;
}

/** Returns the new key of one index, or that the item leaves it, or that its key stays as it is. */
function indexChange(
  entity: Entity,
  index: SyntheticKey,
  known: Values,
  { set, remove, of }: Changes,
): Readonly<Record<string, DocumentValue>> | "leaves" | "stays" {
  const touched = index.pieces.filter((name) => Object.hasOwn(set, name) || remove.includes(name));
  if (touched.length === 0) return "stays";
  if (index.pieces.some((name) => remove.includes(name))) return "leaves";
  const isKnown = (name: string): boolean => known[name] !== undefined || of !== undefined;
  // It is out, whatever its other pieces are.
  if (excludedBy(index.pattern, known, isKnown) !== undefined) return "leaves";
  const missing = index.pieces.filter((name) => known[name] === undefined);
  if (missing.length === 0) return indexKey(entity, index, known);
  if (of !== undefined) return "leaves";
  const leaving = missing.find((name) => entity.attributes.get(name)?.isOptional);
  const remedy = `set them together${leaving === undefined ? "" : `, or remove ${leaving} to leave it`}`;
  return throwInvalidUpdate(
    entity,
    touched.join(", "),
    `is a piece of the key of ${index.pattern.name}, which also needs ${missing.join(", ")}: ${remedy}`,
  );
}

/**
 * Returns the actions of an upsert: it sets what was given, and what a default gave only where the item has none.
 *
 * @param item the whole item, as the schema gave it
 * @param given the names of the attributes that the caller gave
 */
export function upsertActions(entity: Entity, item: Values, given: ReadonlySet<string>): UpdateActions {
  const document = toDocument(entity, item, true);
  const key = entity.key(item);
  const set: Record<string, DocumentValue> = {};
  const setIfAbsent: Record<string, DocumentValue> = {};
  const remove = new Set<string>();
  const { entityAttribute } = entity.table;
  if (entityAttribute !== undefined) set[entityAttribute] = entity.storedAs;
  Object.assign(set, entity.constants);
  for (const name of Object.keys(item)) {
    const { storedName: stored, isStored, isKeyAttribute } = writtenAttribute(entity, name);
    const value = document[stored];
    if (Object.hasOwn(key, stored) || !isStored) continue;
    if (value === undefined) {
      if (given.has(name)) remove.add(stored);
    } else if (given.has(name) || isKeyAttribute) set[stored] = value;
    else setIfAbsent[stored] = value;
  }
  const kept = new Set<string>();
  const left = new Set<string>();
  for (const index of syntheticKeys(entity)) {
    const target = upsertTarget(entity, index, item, given);
    for (const { name } of index.parts) (target === "leaves" ? left : kept).add(name);
    if (target === "set") Object.assign(set, indexKey(entity, index, item));
    if (target === "setIfAbsent") Object.assign(setIfAbsent, indexKey(entity, index, item));
  }
  // A key attribute that two indexes share stays as long as one of them has the item.
  for (const name of left) if (!kept.has(name)) remove.add(name);
  return { set, setIfAbsent, remove: [...remove], add: {} };
}

/** Returns the way in which an upsert writes one index key: its pieces are all known, or all defaults, or all left alone. */
function upsertTarget(
  entity: Entity,
  index: SyntheticKey,
  item: Values,
  given: ReadonlySet<string>,
): "set" | "setIfAbsent" | "leaves" | "stays" {
  const { name: pattern } = index.pattern;
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
