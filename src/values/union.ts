import type { TagValue, UnionMember, ValueType } from "../model/model.js";
import { type StoredKind, storedKinds } from "../model/stored-kinds.js";
import { optionSchema, unwrap, type ValueSchema } from "./value-schema.js";

/** The member of a union that a value is. Of codecs only their own schema knows what they take, so they come last. */
export function memberToWrite(
  members: readonly UnionMember[],
  value: unknown,
  schema: ValueSchema | undefined,
): UnionMember | undefined {
  return (
    members.find((member) => hasTag(member, value) && isOf(member.value, value)) ??
    members.find((member) => isEncodable(member, value, schema))
  );
}

/** The member of a union that a stored value is. */
export function memberToRead(members: readonly UnionMember[], stored: unknown): UnionMember | undefined {
  const kind = kindOf(stored);
  return members.find((member) => hasTag(member, stored) && storedKinds(member.value).includes(kind));
}

function hasTag({ tag }: UnionMember, value: unknown): boolean {
  if (tag === undefined) return true;
  if (typeof value !== "object" || value === null) return false;
  return tag.values.includes(Reflect.get(value, tag.name) as TagValue);
}

/** Whether a value is one of a type, as far as JavaScript's types tell. */
function isOf(type: ValueType, value: unknown): boolean {
  if (typeof type === "string") return type === "any" || kindsInCode(value).includes(type);
  switch (type.kind) {
    case "codec":
      return false;
    case "nullable":
      return value === null || isOf(type.of, value);
    case "union":
      return type.of.some((member) => hasTag(member, value) && isOf(member.value, value));
    default:
      return kindsInCode(value).includes(type.kind);
  }
}

function isEncodable(member: UnionMember, value: unknown, schema: ValueSchema | undefined): boolean {
  const { value: type } = member;
  const bare = typeof type === "object" && type.kind === "nullable" ? type.of : type;
  const option = unwrap(optionSchema(schema, member.option));
  if (option === undefined || typeof bare !== "object") return false;
  if (bare.kind === "union") return memberToWrite(bare.of, value, option) !== undefined;
  if (bare.kind !== "codec") return false;
  try {
    option.encode(value);
    return true;
  } catch {
    return false;
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
  return Array.isArray(value) ? ["list", "tuple"] : ["map", "record"];
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
      if (stored instanceof Set) return "SET";
      return Array.isArray(stored) ? "L" : "M";
    default:
      return "N";
  }
}
