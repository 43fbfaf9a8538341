import type { ValueType } from "./model.js";

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
