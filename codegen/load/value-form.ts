import type { UnionMember, ValueType } from "../../src/model/model.js";
import { areDistinguishable, mapParts, partsOf } from "../../src/model/value-type.js";

/** Returns true if a stored value differs from the one in code, at the top or below. */
export function needsConversion(value: ValueType): boolean {
  if (typeof value === "string") return CONVERTED.has(value);
  if (CONVERTED.has(value.kind) || (value.kind === "set" && value.required)) return true;
  return partsOf(value).some(needsConversion);
}

const CONVERTED: ReadonlySet<string> = new Set([
  "date",
  "dateInSeconds",
  "dateInMilliseconds",
  "bigint",
  "codec",
  "compressed",
  "pairs",
  "again",
]);

/** Returns true if a value is a codec or contains one. */
export function holdsCodec(value: ValueType): boolean {
  return isCodec(value) || partsOf(value).some(holdsCodec);
}

function isCodec(value: ValueType): boolean {
  return typeof value === "object" && value.kind === "codec";
}

/** The bare name for what nothing below needs converting in. */
export function simplify(value: ValueType): ValueType {
  if (typeof value === "string") return value;
  if (value.kind === "nullable") return nullable(simplify(value.of));
  if (!needsConversion(value)) return BARE[value.kind] ?? "any";
  if (value.kind === "map") {
    const { rest, ...map } = value;
    const of = Object.fromEntries(Object.entries(map.of).map(([name, part]) => [name, simplify(part)]));
    return { ...map, of, ...(rest !== undefined && needsConversion(rest) && { rest: simplify(rest) }) };
  }
  if (value.kind === "codec" && value.of === "any") return { kind: "codec" };
  return mapParts(value, simplify);
}

const BARE: Readonly<Record<string, ValueType>> = {
  list: "list",
  tuple: "list",
  record: "map",
  map: "map",
  set: "set",
};

/** A value that may be null as well. */
export function nullable(of: ValueType): ValueType {
  if (of === "any" || of === "null" || (typeof of === "object" && of.kind === "nullable")) return of;
  return { kind: "nullable", of };
}

/** A value that is always there, though an empty set is not stored: where it is absent, it was one. */
export function required(value: ValueType): ValueType {
  if (value === "set") return { kind: "set", of: "any", required: true };
  if (typeof value === "string") return value;
  switch (value.kind) {
    case "set":
      return { ...value, required: true };
    case "nullable":
    case "union":
      return mapParts(value, required);
    default:
      return value;
  }
}

/**
 * Returns the stored form of a value that passes two schemas, as both of them say.
 *
 * @returns `undefined` if they say different things and one of them converts
 */
export function bothValues(left: ValueType, right: ValueType): ValueType | undefined {
  if (left === "any" || same(left, right)) return right;
  if (right === "any") return left;
  const [a, b] = [asMap(left), asMap(right)];
  if (a !== undefined && b !== undefined) return bothMaps(a, b);
  for (const [union, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (typeof union === "string" || union.kind !== "union" || holdsCodec(union)) continue;
    const of = union.of.map((member) => ({ member, value: bothValues(member.value, other) }));
    if (of.some(({ value }) => value === undefined)) return undefined;
    return { kind: "union", of: of.map(({ member, value }) => ({ ...member, value: value ?? "any" })) };
  }
  return needsConversion(left) || needsConversion(right) ? undefined : "any";
}

type MapForm = Extract<ValueType, { readonly kind: "map" }>;

function asMap(value: ValueType): MapForm | undefined {
  if (value === "map") return { kind: "map", of: {} };
  if (typeof value === "string") return undefined;
  if (value.kind === "record") return { kind: "map", of: {}, rest: value.of };
  return value.kind === "map" ? value : undefined;
}

function bothMaps(a: MapForm, b: MapForm): ValueType | undefined {
  const of: Record<string, ValueType> = {};
  for (const name of new Set([...Object.keys(a.of), ...Object.keys(b.of)])) {
    const value = bothValues(memberIn(a, name) ?? "any", memberIn(b, name) ?? "any");
    if (value === undefined) return undefined;
    of[name] = value;
  }
  const rest = bothValues(a.rest ?? "any", b.rest ?? "any");
  return rest === undefined ? undefined : { kind: "map", of, rest };
}

function memberIn(map: MapForm, name: string): ValueType | undefined {
  if (Object.hasOwn(map.of, name)) return map.of[name];
  return map.rest === undefined ? undefined : entry(map.rest);
}

/** The value of an entry of any name: where it is absent, it was not there. */
function entry(value: ValueType): ValueType {
  if (!isFilledIn(value)) return value;
  if (value.kind === "nullable" || value.kind === "union") return mapParts(value, entry);
  const { required: _, ...absent } = value;
  return absent;
}

/** Returns true if reading fills in a value where none is stored: an empty set. */
function isFilledIn(value: ValueType): value is Extract<ValueType, { readonly kind: Filled }> {
  if (typeof value === "string") return false;
  if (value.kind === "nullable" || value.kind === "union") return partsOf(value).some(isFilledIn);
  return (value.kind === "set" || value.kind === "codec") && value.required === true;
}

type Filled = "nullable" | "union" | "set" | "codec";

/**
 * Returns the stored form of a union: that of its members if they are stored alike, unchanged if nothing is converted.
 *
 * @returns `undefined` if a stored value does not tell which member it is and the members are read differently
 */
export function unionValue(members: readonly UnionMember[]): ValueType | undefined {
  const present = members.filter(({ value }) => value !== "null").flatMap(withoutNull);
  const bare = ({ value }: UnionMember) => typeof value !== "object" || value.kind !== "nullable";
  const hasNull = members.some((member) => member.value === "null" || !bare(member));
  const value = present.length === 0 ? "null" : merge(distinct(present));
  return value === undefined || !hasNull ? value : nullable(value);
}

/** Members without null, and those of unions within the union in its place: no codec of theirs needs its option. */
function withoutNull(member: UnionMember): readonly UnionMember[] {
  const { value } = member;
  if (typeof value !== "object") return [member];
  if (value.kind === "nullable") return withoutNull({ ...member, value: value.of });
  return value.kind === "union" && !holdsCodec(value) ? value.of.flatMap(withoutNull) : [member];
}

/** Members that are stored alike as one, which has the tags of all. */
function distinct(members: readonly UnionMember[]): readonly UnionMember[] {
  const all: UnionMember[] = [];
  for (const { tag, ...member } of members) {
    const alike = holdsCodec(member.value) ? -1 : all.findIndex(({ value }) => same(value, member.value));
    const other = all[alike];
    if (other === undefined) all.push({ ...member, ...(tag && { tag }) });
    else all[alike] = { value: other.value, ...bothTags(other.tag, tag) };
  }
  return all;
}

function same(one: ValueType, other: ValueType): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function merge(members: readonly UnionMember[]): ValueType | undefined {
  if (members.some(({ value }) => holdsCodec(value))) return union(members);
  const [first, ...others] = members;
  if (first === undefined || others.length === 0) return first?.value;
  const values = members.map(({ value }) => value);
  if (!values.some(needsConversion)) return { kind: "union", of: values.map((value) => ({ value })) };
  const maps = values.filter(isMap);
  const merged = mergeMaps(maps);
  if (merged !== undefined && maps.length === values.length) return merged;
  const told = union(members.map(({ value, tag }) => ({ value, ...(tag && { tag }) })));
  if (told !== undefined || merged === undefined) return told;
  return union([...values.filter((value) => !isMap(value)), merged].map((value) => ({ value })));
}

function isMap(value: ValueType): value is MapForm {
  return typeof value === "object" && value.kind === "map";
}

/** A union whose members a stored value tells apart: what is not converted counts by its kind alone. */
function union(members: readonly UnionMember[]): ValueType | undefined {
  const of = distinct(
    members.map((member) =>
      needsConversion(member.value) ? member : { ...member, value: simplify(member.value) },
    ),
  );
  const apart = of.every((one, position) =>
    of.slice(position + 1).every((other) => areDistinguishable(one, other)),
  );
  if (!apart) return undefined;
  // A tag tells maps from maps alone.
  const tagged = of.filter(({ tag }) => tag !== undefined).length > 1;
  return { kind: "union", of: tagged ? of : of.map(({ tag: _, ...member }) => member) };
}

function bothTags(one: UnionMember["tag"], other: UnionMember["tag"]): Pick<UnionMember, "tag"> {
  if (one === undefined || other === undefined || one.name !== other.name) return {};
  return { tag: { name: one.name, values: [...one.values, ...other.values] } };
}

/** Objects whose members of one name are stored alike, so that it does not matter which of them a stored one is. */
function mergeMaps(maps: readonly MapForm[]): MapForm | undefined {
  const names = new Set(maps.flatMap(({ of }) => Object.keys(of)));
  const merged: Record<string, ValueType> = {};
  for (const name of names) {
    const values = maps.flatMap((map) => memberIn(map, name) ?? []);
    // What is absent would be filled in, whichever of them a stored one is.
    if (values.some(isFilledIn) && !maps.every(({ of }) => same(of[name] ?? "any", values[0] ?? "any")))
      return undefined;
    const value = unionValue(values.map((one) => ({ value: one })));
    if (value === undefined) return undefined;
    merged[name] = value;
  }
  const rests = maps.flatMap(({ rest }) => (rest === undefined ? [] : [{ value: rest }]));
  const rest = rests.length === 0 ? undefined : unionValue(rests);
  if (rests.length > 0 && rest === undefined) return undefined;
  return maps.length === 0 ? undefined : { kind: "map", of: merged, ...(rest !== undefined && { rest }) };
}
