import type { TagValue, UnionMember, ValueType } from "../model/model.js";
import { SET_OF, type StoredKind, storedKinds } from "../model/value-type.js";
import { isStoredNumber } from "../wire/number.js";
import { isPlainObject } from "../wire/plain-object.js";

/** Returns the members of a union that a value can be by its JavaScript type and its tag. */
export function possibleMembers(members: readonly UnionMember[], value: unknown): readonly UnionMember[] {
  return members.filter((member) => hasTag(member, value) && isOf(member.value, value));
}

/** Returns the member of a union that a stored value is. */
export function memberToRead(members: readonly UnionMember[], stored: unknown): UnionMember | undefined {
  const kind = kindOf(stored);
  return members.find((member) => hasTag(member, stored) && storedKinds(member.value).includes(kind));
}

function hasTag({ tag }: UnionMember, value: unknown): boolean {
  if (tag === undefined) return true;
  if (typeof value !== "object" || value === null) return false;
  return tag.values.includes(Reflect.get(value, tag.name) as TagValue);
}

/** Returns true if a value may be of a type, as far as JavaScript's types say, which of a codec is nothing. */
function isOf(type: ValueType, value: unknown): boolean {
  if (typeof type === "string") return type === "any" || kindsInCode(value).includes(type);
  switch (type.kind) {
    case "codec":
      return true;
    case "nullable":
      return value === null || isOf(type.of, value);
    case "union":
      return type.of.some((member) => hasTag(member, value) && isOf(member.value, value));
    default:
      return kindsInCode(value).includes(type.kind);
  }
}

/** The names of the types that a value in code can be of. */
function kindsInCode(value: unknown): readonly string[] {
  if (typeof value !== "object") return [typeof value];
  if (value === null) return ["null"];
  if (value instanceof Date) return ["date"];
  if (value instanceof Uint8Array) return ["binary"];
  if (value instanceof Set) return ["set"];
  if (value instanceof Map) return ["pairs"];
  if (Array.isArray(value)) return ["list", "tuple"];
  return isPlainObject(value) ? ["map", "record"] : [];
}

function kindOf(stored: unknown): StoredKind {
  switch (typeof stored) {
    case "string":
      return "S";
    case "boolean":
      return "BOOL";
    case "object":
      if (stored === null) return "NULL";
      if (stored instanceof Uint8Array) return "B";
      if (isStoredNumber(stored)) return "N";
      if (stored instanceof Set) return SET_OF[kindOf(stored.values().next().value)] ?? "SS";
      return Array.isArray(stored) ? "L" : "M";
    default:
      return "N";
  }
}
