import { ts } from "ts-morph";
import type { BelowModel, MemberModel, NestedModel, ValueType } from "../../src/model/model.js";
import { isOptional } from "./attribute-type.js";
import { globalName, isClassInstance } from "./compiler-types.js";
import { asDeclared } from "./type-printer.js";
import { isListLike, valueOfType } from "./type-values.js";
import { simplify } from "./value-form.js";

export interface NestedContext {
  readonly checker: ts.TypeChecker;
  /** The text of a type without `undefined`; nothing for one that cannot be written out. */
  readonly print: (type: ts.Type) => string | undefined;
}

/**
 * What lies below a value, where its type is one object, list, tuple or record. Below a union and below a codec there
 * is nothing that every item has, and a recursive type has no end.
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
