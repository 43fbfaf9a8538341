import { ts } from "ts-morph";
import type { BelowModel, MemberModel, NestedModel, ValueType } from "../../src/model/model.js";
import { storedKinds } from "../../src/model/value-type.js";
import { globalName, isClassInstance, isOptional, unionMembers } from "./compiler-types.js";
import { asDeclared } from "./type-printer.js";
import { needsConversion, required, simplify, unionValue } from "./value-form.js";

/** Says that a value cannot be stored or read back: where below the attribute, why, and how to mend it. */
export type Unstorable = (path: string, reason: string, help: string) => void;

export interface ValueContext {
  readonly checker: ts.TypeChecker;
  readonly unstorable: Unstorable;
}

/**
 * Derives from the TypeScript type the stored form of a value that zod does not describe (a transform, a custom check).
 */
export function valueOfType(type: ts.Type | undefined, path: string, context: ValueContext): ValueType {
  return type === undefined ? "any" : walk(type, path, context, { types: [], recursive: new Set() });
}

/** The types that a walk is in the middle of, and those of them that it met again. */
interface Open {
  readonly types: readonly ts.Type[];
  readonly recursive: Set<ts.Type>;
}

/** Returns true if a type is an array, a readonly array or a tuple. */
function isListLike(type: ts.Type, checker: ts.TypeChecker): boolean {
  return checker.isArrayType(type) || checker.isTupleType(type);
}

function walk(type: ts.Type, path: string, context: ValueContext, open: Open): ValueType {
  const { flags } = type;
  if (flags & ts.TypeFlags.Union && !(flags & ts.TypeFlags.BooleanLike))
    return union(type, path, context, open);
  for (const [kind, value] of PRIMITIVES) if (flags & kind) return value;
  if (flags & ts.TypeFlags.ESSymbolLike)
    return reportValue(context, path, "is a symbol", "Use a string or z.enum.");
  if (type.isIntersection()) return intersection(type, path, context, open);
  if (!(flags & ts.TypeFlags.Object)) return "any";
  return nested(type, path, context, open);
}

function nested(type: ts.Type, path: string, context: ValueContext, open: Open): ValueType {
  if (open.types.includes(type)) {
    open.recursive.add(type);
    return "any";
  }
  const value = object(type, path, context, { ...open, types: [...open.types, type] });
  if (!open.recursive.has(type) || !needsConversion(value)) return value;
  const help = "Define its stored form with a z.object that refers to itself, or with a codec.";
  return reportValue(context, path, "has a recursive type that contains a date, a bigint or a Map", help);
}

const PRIMITIVES: readonly (readonly [ts.TypeFlags, ValueType])[] = [
  [ts.TypeFlags.StringLike, "string"],
  [ts.TypeFlags.NumberLike, "number"],
  [ts.TypeFlags.BigIntLike, "bigint"],
  [ts.TypeFlags.BooleanLike, "boolean"],
  [ts.TypeFlags.Null, "null"],
];

function union(type: ts.Type, path: string, context: ValueContext, open: Open): ValueType {
  const members = type.isUnion()
    ? type.types.filter((member) => !(member.flags & ts.TypeFlags.Undefined))
    : [];
  const value = unionValue(members.map((member) => ({ value: walk(member, path, context, open) })));
  return value ?? reportValue(context, path, MIXED_REASON, UNION_HELP);
}

/** A branded primitive is stored as the primitive, an intersection of objects as one object. */
function intersection(type: ts.IntersectionType, path: string, context: ValueContext, open: Open): ValueType {
  const primitive = type.types.find((member) => !(member.flags & ts.TypeFlags.Object));
  const named = type.types.find(
    (member) => globalName(member) !== undefined || isListLike(member, context.checker),
  );
  const base = primitive ?? named;
  return base === undefined ? nested(type, path, context, open) : walk(base, path, context, open);
}

function object(type: ts.Type, path: string, context: ValueContext, open: Open): ValueType {
  const { checker } = context;
  const name = globalName(type);
  if (isListLike(type, checker)) {
    const elements = checker.getTypeArguments(type as ts.TypeReference);
    const of = elements.map((element, position) => walk(element, `${path}[${position}]`, context, open));
    return checker.isTupleType(type) ? { kind: "tuple", of } : { kind: "list", of: of[0] ?? "any" };
  }
  if (name === "Date") return "date";
  if (name === "Uint8Array") return "binary";
  if (name === "Buffer") {
    const help = "Use z.instanceof(Uint8Array), which takes a Buffer too.";
    return reportValue(context, path, "is a Buffer, which would be read as a plain Uint8Array", help);
  }
  if (name === "Set" || name === "ReadonlySet") return set(type, path, context, open);
  if (name === "Map" || name === "ReadonlyMap") {
    const [key = "any", of = "any"] = checker
      .getTypeArguments(type as ts.TypeReference)
      .map((argument, side) => walk(argument, `${path}<${side === 0 ? "key" : "value"}>`, context, open));
    return { kind: "pairs", key, of };
  }
  if (type.getCallSignatures().length > 0)
    return reportValue(context, path, "is a function", "Leave it out of the schema.");
  if (name !== undefined && type.getSymbol()?.valueDeclaration !== undefined)
    return instance(name, path, context);
  if (isClassInstance(type)) return instance(type.getSymbol()?.name ?? "a class", path, context);

  const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  const properties = checker.getPropertiesOfType(type);
  if (index !== undefined && properties.length === 0) {
    return { kind: "record", of: walk(index, `${path}.*`, context, open) };
  }
  const of: Record<string, ValueType> = {};
  for (const property of properties) {
    // A phantom member of a brand holds nothing.
    if (property.name.startsWith("__@")) continue;
    const member = checker.getTypeOfSymbol(property);
    const value = walk(member, `${path}.${property.name}`, context, open);
    const optional = unionMembers(member).some(({ flags }) => flags & ts.TypeFlags.Undefined);
    of[property.name] = optional || property.flags & ts.SymbolFlags.Optional ? value : required(value);
  }
  if (index === undefined) return { kind: "map", of };
  return { kind: "map", of, rest: walk(index, `${path}.*`, context, open) };
}

function set(type: ts.Type, path: string, context: ValueContext, open: Open): ValueType {
  const [element] = context.checker.getTypeArguments(type as ts.TypeReference);
  return setValue(element === undefined ? "any" : walk(element, `${path}<>`, context, open), path, context);
}

/** Returns the stored form of a set: DynamoDB has sets of strings, of numbers and of binary values. */
export function setValue(of: ValueType, path: string, context: ValueContext): ValueType {
  const kinds = storedKinds(of);
  const [kind = "", ...others] = kinds;
  if (others.length === 0 && ELEMENTS.has(kind)) return { kind: "set", of };
  const help = "Use z.array, which keeps any values.";
  return reportValue(context, path, "is a set of values other than strings, numbers or binary values", help);
}

const ELEMENTS: ReadonlySet<string> = new Set(["S", "N", "B"]);

function instance(name: string, path: string, context: ValueContext): ValueType {
  return reportValue(context, path, `is an instance of ${name}, which could not be read back`, CODEC_HELP);
}

/** Reports an unstorable value; it counts as `any` from there on. */
export function reportValue(context: ValueContext, path: string, reason: string, help: string): ValueType {
  context.unstorable(path, reason, help);
  return "any";
}

export const CODEC_HELP = "Define its stored form with z.codec, or leave it out of the schema.";

export const MIXED_REASON =
  "is an ambiguous union: a stored value does not show whether to convert it to the date, bigint, codec or Map in it";

export const UNION_HELP =
  "Give the members one type, add a z.literal member of the same name to each object, or wrap the value in an object.";

export interface NestedContext {
  readonly checker: ts.TypeChecker;
  /** The text of a type without `undefined`; nothing for one that cannot be written out. */
  readonly print: (type: ts.Type) => string | undefined;
}

/**
 * Reads the levels below a value whose type is one object, list, tuple or record. Below a union and below a codec
 * nothing is common to all items, and a recursive type has no end.
 */
export function readBelow(
  types: { readonly output: ts.Type; readonly input: ts.Type } | undefined,
  value: ValueType,
  context: NestedContext,
): BelowModel | undefined {
  return types === undefined ? undefined : below(types.output, types.input, value, context, []);
}

const MAXIMUM_DEPTH = 6;

function below(
  given: ts.Type,
  taken: ts.Type | undefined,
  stored: ValueType,
  context: NestedContext,
  open: readonly ts.Type[],
): BelowModel | undefined {
  const { checker } = context;
  const type = checker.getNonNullableType(given);
  const value = bare(stored);
  const kind = typeof value === "string" ? value : value.kind;
  if (!(type.flags & ts.TypeFlags.Object) || open.includes(type) || open.length >= MAXIMUM_DEPTH)
    return undefined;
  const inside = [...open, type];
  const input = taken && checker.getNonNullableType(taken);
  const nested = (of: ts.Type, from: ts.Type | undefined, form: ValueType | undefined) =>
    nestedModel(of, from, form, context, inside);

  if (kind === "list" || kind === "tuple") {
    if (!isListLike(type, checker)) return undefined;
    const elements = checker.getTypeArguments(type as ts.TypeReference);
    const inputs =
      input && isListLike(input, checker) ? checker.getTypeArguments(input as ts.TypeReference) : [];
    if (!checker.isTupleType(type)) {
      const [only] = elements;
      const form = typeof value === "object" && value.kind === "list" ? value.of : undefined;
      const of = only && nested(only, inputs[0], form);
      return of && { kind: "list", of };
    }
    const { target } = type as ts.TupleTypeReference;
    const forms = typeof value === "object" && value.kind === "tuple" ? value.of : [];
    // Positions with a meaning of their own end where the rest begins.
    const fixed = elements.filter((_, at) => (target.elementFlags[at] ?? 0) & FIXED);
    const of = fixed.map((element, at) => nested(element, inputs[at], forms[at]));
    return of.some((one) => one === undefined)
      ? undefined
      : { kind: "tuple", of: of.filter((one) => one !== undefined) };
  }
  if (kind !== "map" && kind !== "record") return undefined;
  if (globalName(type) !== undefined || isClassInstance(type)) return undefined;
  const properties = checker.getPropertiesOfType(type);
  const index = checker.getIndexInfosOfType(type).find(({ keyType }) => keyType.flags & ts.TypeFlags.String);
  if (index !== undefined && properties.length === 0) {
    const of = nested(
      index.type,
      input && checker.getIndexTypeOfType(input, ts.IndexKind.String),
      typeof value === "object" && value.kind === "record" ? value.of : undefined,
    );
    return of && { kind: "record", of };
  }
  const forms = typeof value === "object" && value.kind === "map" ? value.of : {};
  const entry = typeof value === "object" && value.kind === "record" ? value.of : undefined;
  const members = asDeclared(properties).flatMap((property): MemberModel[] => {
    if (property.name.startsWith("__@")) return [];
    const form = Object.hasOwn(forms, property.name) ? forms[property.name] : entry;
    const taking = input && checker.getPropertyOfType(input, property.name);
    const member = nested(checker.getTypeOfSymbol(property), taking && checker.getTypeOfSymbol(taking), form);
    if (member === undefined) return [];
    return [{ name: property.name, ...member, optional: member.optional || isOptional(property) }];
  });
  return members.length === 0 ? undefined : { kind: "map", members };
}

/** The value without what only says that it may be null or that it is nested in itself. */
function bare(value: ValueType): ValueType {
  if (typeof value === "string") return value;
  return value.kind === "nullable" || value.kind === "recursive" ? bare(value.of) : value;
}

const FIXED = ts.ElementFlags.Required | ts.ElementFlags.Optional;

/** A value below an attribute; nothing where its type cannot be written out. */
function nestedModel(
  type: ts.Type,
  taken: ts.Type | undefined,
  form: ValueType | undefined,
  context: NestedContext,
  open: readonly ts.Type[],
): NestedModel | undefined {
  const text = context.print(type);
  if (text === undefined) return undefined;
  const { checker } = context;
  const value = form ?? simplify(valueOfType(type, "", { checker, unstorable: () => {} }));
  const optional = type.isUnion() && type.types.some(({ flags }) => (flags & ts.TypeFlags.Undefined) !== 0);
  const input = taken && context.print(taken);
  const deeper = below(type, taken, value, context, open);
  return {
    value,
    optional,
    type: text,
    ...(input !== undefined && input !== text && { input }),
    ...(deeper && { below: deeper }),
  };
}
