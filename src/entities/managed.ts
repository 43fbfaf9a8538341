import { MonotableError } from "../errors.js";
import { attributeSchemaOf } from "../validation/rule-schema.js";
import { cutDate, isDateForm } from "../values/date.js";
import { managedOf } from "./attribute-roles.js";
import type { Entity } from "./entity.js";
import { syntheticKeys } from "./index-keys.js";
import type { Changes } from "./update.js";
import { validateItem } from "./validate.js";

/** The time as an attribute of the entity has it: a Date, as exact as it is stored, or ISO text in UTC with milliseconds. */
function timeFor(entity: Entity, attribute: string): Date | string {
  const now = entity.now();
  const type = entity.valueType(attribute);
  return isDateForm(type) ? cutDate(now, type) : now.toISOString();
}

/**
 * A whole new item: what was given, as its schema has it, and what monotable keeps in it.
 *
 * @param version the number of its writes, this one included
 */
export function completeItem(entity: Entity, input: unknown, version = 1): Record<string, unknown> {
  const { created, updated, version: counted } = managedOf(entity);
  const times = [created, updated].filter((name) => name !== undefined);
  if (times.length === 0 && counted === undefined) return validateItem(entity, input);

  refuseManaged(entity, input);
  const kept: Record<string, unknown> = {};
  for (const name of times) kept[name] = timeFor(entity, name);
  if (counted !== undefined) kept[counted] = version;
  // The schema is asked about those that it has; of the others it knows nothing.
  const declared = Object.entries(kept).filter(([name]) => attributeSchemaOf(entity, name) !== undefined);
  const whole =
    typeof input === "object" && input !== null ? { ...input, ...Object.fromEntries(declared) } : input;
  return { ...validateItem(entity, whole), ...kept };
}

function refuseManaged(entity: Entity, input: unknown): void {
  const given = Object.entries(typeof input === "object" && input !== null ? input : {});
  const names = new Set(Object.values(managedOf(entity)));
  const issues = given
    .filter(([name, value]) => value !== undefined && names.has(name))
    .map(([attribute]) => ({ attribute, message: "is written by monotable: leave it out" }));
  if (issues.length === 0) return;
  const text = issues.map(({ attribute, message }) => `${attribute} ${message}`).join("; ");
  throw new MonotableError("InvalidItem", `${entity.name} is not valid: ${text}`, {
    entity: entity.name,
    issues,
  });
}

/** The changes of an update with those that every write makes: the time of it, and one write more. */
export function withManaged(entity: Entity, changes: Changes): Changes {
  const { updated, version } = managedOf(entity);
  if (isEmpty(changes)) return changes;
  return {
    ...changes,
    ...(updated !== undefined && { set: { ...changes.set, [updated]: timeFor(entity, updated) } }),
    ...(version !== undefined && { add: { ...changes.add, [version]: 1 } }),
  };
}

/** Whether an update was given nothing, which it refuses: no write, no time of it. */
function isEmpty({ assumed: _, of: __, ...changes }: Changes): boolean {
  return Object.values(changes).every((part: object) => Object.keys(part).length === 0);
}

/** Refuses a change of an attribute that monotable writes. */
export function refuseManagedChange(entity: Entity, attribute: string): void {
  if (!Object.values(managedOf(entity)).includes(attribute)) return;
  const reason = "is written by monotable at each write: leave it out";
  throw entity.error("InvalidUpdate", `${entity.name}: ${attribute} ${reason}`, { attribute, reason });
}

/** Whether an attribute is the time of creation and a piece of an index key that is composed anew with others. */
export function isAssumed(entity: Entity, attribute: string): boolean {
  return (
    managedOf(entity).created === attribute &&
    syntheticKeys(entity).some((key) => key.pieces.includes(attribute))
  );
}

/** The version that an item had when it was read; anything but a positive integer is refused. */
export function versionRead(entity: Entity, read: unknown): number {
  const { version = "version" } = managedOf(entity);
  const value: unknown = typeof read === "object" && read !== null ? Reflect.get(read, version) : undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  const reason = `this write demands the ${version} that was read, or the item: { ${version}: 3 }`;
  throw entity.error("InvalidCondition", `${entity.name}: ${reason}`, { attribute: version, reason });
}
