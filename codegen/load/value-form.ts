import type { ValueType } from "../../src/model/model.js";

/** Whether a stored value differs from the one in code, there or somewhere below. */
export function needsConversion(value: ValueType): boolean {
  if (typeof value === "string") return CONVERTED.has(value);
  switch (value.kind) {
    case "codec":
    case "compressed":
      return true;
    case "tuple":
      return value.of.some(needsConversion);
    case "map":
      return Object.values(value.of).some(needsConversion);
    default:
      return needsConversion(value.of);
  }
}

const CONVERTED: ReadonlySet<ValueType> = new Set<ValueType>([
  "date",
  "dateInSeconds",
  "dateInMilliseconds",
  "bigint",
]);

/** Whether a codec is there or somewhere below. */
export function holdsCodec(value: ValueType): boolean {
  if (typeof value === "string") return false;
  switch (value.kind) {
    case "codec":
      return true;
    case "tuple":
      return value.of.some(holdsCodec);
    case "map":
      return Object.values(value.of).some(holdsCodec);
    default:
      return holdsCodec(value.of);
  }
}

/** The bare name for what nothing below needs converting in. */
export function simplify(value: ValueType): ValueType {
  if (typeof value === "string") return value;
  if (value.kind === "nullable") return { kind: "nullable", of: simplify(value.of) };
  if (value.kind === "codec" || value.kind === "compressed") return value;
  if (!needsConversion(value)) return BARE[value.kind];
  switch (value.kind) {
    case "tuple":
      return { kind: "tuple", of: value.of.map(simplify) };
    case "map":
      return {
        kind: "map",
        of: Object.fromEntries(Object.entries(value.of).map(([name, member]) => [name, simplify(member)])),
      };
    default:
      return { kind: value.kind, of: simplify(value.of) };
  }
}

const BARE = { list: "list", tuple: "list", record: "map", map: "map", set: "set" } as const;

/** A value that may be null as well. */
export function nullable(of: ValueType): ValueType {
  if (of === "any" || of === "null" || (typeof of === "object" && of.kind === "nullable")) return of;
  return { kind: "nullable", of };
}

/**
 * How a union of values is stored: as its members, where they are stored alike; as it is, where nothing is converted.
 *
 * @returns `undefined` if a stored value does not tell which member it is and the members are read differently
 */
export function unionValue(members: readonly ValueType[]): ValueType | undefined {
  const present = members.filter((member) => member !== "null").map(withoutNull);
  const hasNull = present.length < members.length || members.some((member) => withoutNull(member) !== member);
  const value = present.length === 0 ? "null" : merge(present);
  return value === undefined || !hasNull ? value : nullable(value);
}

function withoutNull(value: ValueType): ValueType {
  return typeof value === "object" && value.kind === "nullable" ? value.of : value;
}

function merge(members: readonly ValueType[]): ValueType | undefined {
  const [first, ...others] = members;
  if (first === undefined || others.length === 0) return first;
  if (members.some((member) => typeof member === "object" && member.kind === "codec")) return undefined;
  if (others.every((other) => JSON.stringify(other) === JSON.stringify(first))) return first;
  const maps = mergeMaps(members);
  if (maps !== undefined) return maps;
  return members.some(needsConversion) ? undefined : "any";
}

/** Objects whose members of one name are stored alike, so that it does not matter which of them a stored one is. */
function mergeMaps(members: readonly ValueType[]): ValueType | undefined {
  const merged: Record<string, ValueType> = {};
  for (const member of members) {
    if (typeof member !== "object" || member.kind !== "map") return undefined;
    for (const [name, value] of Object.entries(member.of)) {
      const both = Object.hasOwn(merged, name) ? unionValue([merged[name] ?? "any", value]) : value;
      if (both === undefined) return undefined;
      merged[name] = both;
    }
  }
  return { kind: "map", of: merged };
}
