import type { UnionMember, ValueType } from "./model.js";

/** DynamoDB's types as far as they tell values apart: one for the three kinds of sets. */
export type StoredKind = "S" | "N" | "BOOL" | "NULL" | "B" | "L" | "M" | "SET";

const ALL: readonly StoredKind[] = ["S", "N", "BOOL", "NULL", "B", "L", "M", "SET"];

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
  set: ["SET"],
};

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
