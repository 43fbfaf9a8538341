import type { AttributeModel, UnionMember, ValueType } from "./model.js";
import type { BareRule, ValueRule } from "./value-rule.js";

const IMPLIED: Readonly<Record<string, BareRule>> = {
  any: "any",
  bigint: "bigint",
  binary: "bytes",
  boolean: "boolean",
  date: "date",
  dateInMilliseconds: "date",
  dateInSeconds: "date",
  null: "null",
  number: "number",
  string: "string",
};

type Implying = Pick<AttributeModel, "value"> & { readonly optional?: boolean };

/** Returns the rule that the stored type of an attribute implies; `undefined` where it implies none. */
export function impliedRule({ value, optional }: Implying): ValueRule | undefined {
  const rule = typeof value === "string" ? IMPLIED[value] : undefined;
  return rule !== undefined && optional ? ["optional", rule] : rule;
}

/** The rule of an attribute where generated code states it: one that is implied need not be. */
export function statedRule(attribute: AttributeModel): ValueRule | undefined {
  const { rule, managed } = attribute;
  // Of an attribute that monotable writes the rule also tells that the schema has it.
  if (managed !== undefined) return rule;
  return JSON.stringify(rule) === JSON.stringify(impliedRule(attribute)) ? undefined : rule;
}

/** The types directly below one. */
export function partsOf(type: ValueType): readonly ValueType[] {
  if (typeof type === "string" || type.kind === "again") return [];
  switch (type.kind) {
    case "codec":
      return type.of === undefined ? [] : [type.of];
    case "tuple":
      return [...type.of, ...(type.rest === undefined ? [] : [type.rest])];
    case "map":
      return [...Object.values(type.of), ...(type.rest === undefined ? [] : [type.rest])];
    case "union":
      return type.of.map(({ value }) => value);
    case "pairs":
      return [type.key, type.of];
    default:
      return [type.of];
  }
}

/** The same type with others directly below it. */
export function mapParts(type: ValueType, map: (part: ValueType) => ValueType): ValueType {
  if (typeof type === "string" || type.kind === "again") return type;
  switch (type.kind) {
    case "codec":
      return type.of === undefined ? type : { ...type, of: map(type.of) };
    case "tuple":
      return { ...type, of: type.of.map(map), ...mapRest(type.rest, map) };
    case "map":
      return {
        ...type,
        of: Object.fromEntries(Object.entries(type.of).map(([name, part]) => [name, map(part)])),
        ...mapRest(type.rest, map),
      };
    case "union":
      return { ...type, of: type.of.map((member) => ({ ...member, value: map(member.value) })) };
    case "pairs":
      return { ...type, key: map(type.key), of: map(type.of) };
    default:
      return { ...type, of: map(type.of) };
  }
}

function mapRest(
  rest: ValueType | undefined,
  map: (part: ValueType) => ValueType,
): { readonly rest?: ValueType } {
  return rest === undefined ? {} : { rest: map(rest) };
}

/** The type of a list's element: what is not converted anywhere needs none. */
export function elementType(type: ValueType, position: number): ValueType {
  if (typeof type !== "object") return "any";
  if (type.kind === "list") return type.of;
  return type.kind === "tuple" ? (type.of[position] ?? type.rest ?? "any") : "any";
}

/** The type of a map's member. */
export function memberType(type: ValueType, name: string): ValueType {
  if (typeof type !== "object") return "any";
  if (type.kind === "record") return type.of;
  if (type.kind !== "map") return "any";
  return (Object.hasOwn(type.of, name) ? type.of[name] : type.rest) ?? "any";
}

/** DynamoDB's types, which tell stored values apart. */
export type StoredKind = "S" | "N" | "BOOL" | "NULL" | "B" | "L" | "M" | "SS" | "NS" | "BS";

const SETS: readonly StoredKind[] = ["SS", "NS", "BS"];

const ALL: readonly StoredKind[] = ["S", "N", "BOOL", "NULL", "B", "L", "M", ...SETS];

const KINDS: Readonly<Record<string, readonly StoredKind[]>> = {
  string: ["S"],
  date: ["S"],
  dateInSeconds: ["N"],
  dateInMilliseconds: ["N"],
  number: ["N"],
  bigint: ["N"],
  boolean: ["BOOL"],
  null: ["NULL"],
  binary: ["B"],
  list: ["L"],
  tuple: ["L"],
  pairs: ["L"],
  map: ["M"],
  record: ["M"],
  set: SETS,
};

/** The stored type of a set, by the type of its elements. */
export const SET_OF: { readonly [of in StoredKind]?: StoredKind } = { S: "SS", N: "NS", B: "BS" };

/** Returns DynamoDB's types in which the values of a type are stored. */
export function storedKinds(value: ValueType): readonly StoredKind[] {
  if (typeof value === "string") return KINDS[value] ?? ALL;
  switch (value.kind) {
    case "codec":
      return value.of === undefined ? ALL : storedKinds(value.of);
    case "nullable":
      return [...storedKinds(value.of), "NULL"];
    case "union":
      return [...new Set(value.of.flatMap((member) => storedKinds(member.value)))];
    case "recursive":
      return storedKinds(value.of);
    case "set":
      return storedKinds(value.of).flatMap((kind) => SET_OF[kind] ?? []);
    case "compressed":
      return storedKinds(value.of).includes("NULL") ? ["B", "NULL"] : ["B"];
    default:
      return KINDS[value.kind] ?? ALL;
  }
}

/** Returns true for a compressed value: to DynamoDB it is bytes. */
export function isCompressed(value: ValueType): boolean {
  return typeof value === "object" && value.kind === "compressed";
}

/** Returns true if a stored value shows which of two members of a union it is. */
export function areDistinguishable(one: UnionMember, other: UnionMember): boolean {
  const kinds = storedKinds(other.value);
  const common = storedKinds(one.value).filter((kind) => kinds.includes(kind));
  if (common.length === 0) return true;
  const [a, b] = [one.tag, other.tag];
  if (common.some((kind) => kind !== "M") || a === undefined || b === undefined) return false;
  return a.name === b.name && !a.values.some((value) => b.values.includes(value));
}

/**
 * The members of a map's path itself. A member of the map with such a name is reached by `.member("size")`: generated types
 * and the runtime agree on it.
 */
export const MAP_PATH_NAMES: ReadonlySet<string> = new Set(
  "exists notExists hasType eq ne size member".split(" "),
);

/** The members of a map's path in a change. */
export const MAP_CHANGE_NAMES: ReadonlySet<string> = new Set("set remove member".split(" "));
