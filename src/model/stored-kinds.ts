import type { UnionMember, ValueType } from "./model.js";

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

/** As what a set is stored that holds elements of a kind. */
export const SET_OF: { readonly [of in StoredKind]?: StoredKind } = { S: "SS", N: "NS", B: "BS" };

/** As which of DynamoDB's types the values of a type are stored. */
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

/** Whether DynamoDB stores bytes of which it knows nothing. */
export function isCompressed(value: ValueType): boolean {
  return typeof value === "object" && value.kind === "compressed";
}

/** Whether a stored value tells which of two members of a union it is. */
export function toldApart(one: UnionMember, other: UnionMember): boolean {
  const kinds = storedKinds(other.value);
  const common = storedKinds(one.value).filter((kind) => kinds.includes(kind));
  if (common.length === 0) return true;
  const [a, b] = [one.tag, other.tag];
  if (common.some((kind) => kind !== "M") || a === undefined || b === undefined) return false;
  return a.name === b.name && !a.values.some((value) => b.values.includes(value));
}
