import type { ValueType } from "../model/model.js";
import { elementType, memberType } from "../model/value-parts.js";
import type { AttributeSchema } from "../validation/schema.js";
import {
  elementSchema,
  internalsOf,
  memberSchema,
  setElementSchema,
  unwrap,
  WRAPPERS,
} from "../values/zod-schema.js";

/** A value of an item, at the top or below: how it is stored, and its schema where it can be reached. */
export interface NestedValue {
  readonly value: ValueType;
  readonly schema: AttributeSchema | undefined;
}

/** What a value is, as far as its schema tells: it decides which steps lead below it. */
export type Shape =
  | { readonly kind: "map"; readonly names: readonly string[]; readonly loose: boolean }
  | { readonly kind: "record" | "list" | "plain" | "unknown" }
  | { readonly kind: "tuple"; readonly length: number; readonly open: boolean };

/** What can lie below a value. */
export function shapeOf({ schema, value }: NestedValue): Shape {
  const def = internalsOf(unwrap(schema))?.def;
  switch (def?.type) {
    case "object":
      return { kind: "map", names: Object.keys(def.shape ?? {}), loose: isOpen(def.catchall) };
    case "record": {
      const names = keyNames(def.keyType);
      return names === undefined ? { kind: "record" } : { kind: "map", names, loose: false };
    }
    case "array":
      return { kind: "list" };
    case "tuple":
      return { kind: "tuple", length: def.items?.length ?? 0, open: Boolean(def.rest) };
    default: {
      const bare = bareKind(value);
      return { kind: UNKNOWN.has(bare) ? "unknown" : "plain" };
    }
  }
}

/** What may have something below it that its schema does not tell. */
const UNKNOWN: ReadonlySet<string> = new Set(["any", "map", "list", "union", "record", "tuple"]);

/** The keys of a record that has these alone (an enum), which makes it a map. */
function keyNames(schema: AttributeSchema | undefined): string[] | undefined {
  const def = internalsOf(unwrap(schema))?.def;
  if (def?.type === "enum") return Object.values(def.entries ?? {}).map(String);
  return def?.type === "literal" ? (def.values ?? []).map(String) : undefined;
}

function isOpen(catchall: AttributeSchema | undefined): boolean {
  const type = internalsOf(catchall)?.def.type;
  return type !== undefined && type !== "never";
}

function bareKind(value: ValueType): string {
  if (typeof value === "string") return value;
  return value.kind === "nullable" ? bareKind(value.of) : value.kind;
}

/** The member of a map or a record. */
export function memberOf(parent: NestedValue, name: string): NestedValue {
  return nestedValue(memberType(present(parent.value), name), memberSchema(parent.schema, name));
}

/** The element of a list or a tuple. */
export function elementOf(parent: NestedValue, position: number): NestedValue {
  return nestedValue(elementType(present(parent.value), position), elementSchema(parent.schema, position));
}

/** The element of a set: they are all alike. */
export function setElementOf(parent: NestedValue): NestedValue {
  return nestedValue("any", setElementSchema(parent.schema));
}

/** Whether a stored item may have nothing there, or null. */
export function mayBeAbsent(schema: AttributeSchema | undefined): boolean {
  const internals = internalsOf(schema);
  if (internals === undefined) return false;
  if (internals.optout === "optional" || internals.def.type === "nullable") return true;
  return WRAPPERS.has(internals.def.type) && mayBeAbsent(internals.def.innerType);
}

/** Whether the schema says that a value may be left out. */
export function isOptional(schema: AttributeSchema | undefined): boolean {
  return internalsOf(schema)?.optout === "optional";
}

function nestedValue(value: ValueType, schema: AttributeSchema | undefined): NestedValue {
  return { value: value === "any" ? plainValue(schema) : value, schema };
}

function present(value: ValueType): ValueType {
  return typeof value === "object" && value.kind === "nullable" ? present(value.of) : value;
}

/** How a value is stored that needs no conversion: by its schema, since the spec does not say more. */
function plainValue(schema: AttributeSchema | undefined): ValueType {
  const bare = plainKind(internalsOf(unwrap(schema))?.def);
  return bare !== "any" && mayBeNull(schema) ? { kind: "nullable", of: bare } : bare;
}

function mayBeNull(schema: AttributeSchema | undefined): boolean {
  const def = internalsOf(schema)?.def;
  if (def?.type === "nullable") return true;
  return def !== undefined && WRAPPERS.has(def.type) && mayBeNull(def.innerType);
}

function plainKind(def: { readonly type: string; readonly entries?: object } | undefined): ValueType {
  switch (def?.type) {
    case "string":
    case "template_literal":
      return "string";
    case "number":
    case "int":
      return "number";
    case "boolean":
    case "bigint":
    case "date":
    case "set":
      return def.type;
    case "enum":
      return Object.values(def.entries ?? {}).every((value) => typeof value === "string") ? "string" : "any";
    case "object":
    case "record":
      return "map";
    case "array":
    case "tuple":
      return "list";
    default:
      return "any";
  }
}
