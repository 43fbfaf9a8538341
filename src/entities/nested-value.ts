import type { ValueType } from "../model/model.js";
import { elementType, memberType } from "../model/value-type.js";
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
export class NestedValue {
  readonly type: ValueType;
  readonly schema: AttributeSchema | undefined;
  #shape: Shape | undefined;

  constructor(type: ValueType, schema: AttributeSchema | undefined) {
    this.type = type;
    this.schema = schema;
  }

  /** The steps that lead below it. */
  get shape(): Shape {
    this.#shape ??= shapeOf(this);
    return this.#shape;
  }

  /** Returns the member of a map or a record. */
  member(name: string): NestedValue {
    return nestedValue(memberType(withoutNull(this.type), name), memberSchema(this.schema, name));
  }

  /** Returns the element of a list or a tuple. */
  element(position: number): NestedValue {
    return nestedValue(elementType(withoutNull(this.type), position), elementSchema(this.schema, position));
  }

  /** The element of a set: they are all alike. */
  get setElement(): NestedValue {
    return nestedValue("any", setElementSchema(this.schema));
  }

  /** A stored item may have nothing there, or null. */
  get mayBeAbsent(): boolean {
    return mayBeAbsent(this.schema);
  }

  /** The default of its schema, which counts where a stored item has nothing; `undefined` if there is none. */
  get initial(): unknown {
    if (this.schema === undefined || !hasDefault(this.schema)) return undefined;
    const result = this.schema.safeParse(undefined);
    return result.success ? result.data : undefined;
  }

  /** The schema says that it may be left out. */
  get isOptional(): boolean {
    return internalsOf(this.schema)?.optout === "optional";
  }
}

/** The kind of a value, as far as its schema tells: it decides which steps lead below it. */
export type Shape =
  | { readonly kind: "map"; readonly names: readonly string[]; readonly loose: boolean }
  | { readonly kind: "record" | "list" | "plain" | "unknown" }
  | { readonly kind: "tuple"; readonly length: number; readonly open: boolean };

function shapeOf({ schema, type }: NestedValue): Shape {
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
      const bare = bareKind(type);
      return { kind: MAY_BE_NESTED.has(bare) ? "unknown" : "plain" };
    }
  }
}

/** The kinds of values that may have something below them of which the schema does not tell. */
const MAY_BE_NESTED: ReadonlySet<string> = new Set(["any", "map", "list", "union", "record", "tuple"]);

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

function bareKind(type: ValueType): string {
  if (typeof type === "string") return type;
  return type.kind === "nullable" ? bareKind(type.of) : type.kind;
}

function mayBeAbsent(schema: AttributeSchema | undefined): boolean {
  const internals = internalsOf(schema);
  if (internals === undefined) return false;
  if (internals.optout === "optional" || internals.def.type === "nullable") return true;
  return WRAPPERS.has(internals.def.type) && mayBeAbsent(internals.def.innerType);
}

function hasDefault(schema: AttributeSchema | undefined): boolean {
  const def = internalsOf(schema)?.def;
  if (def?.type === "default" || def?.type === "prefault") return true;
  return def !== undefined && WRAPPERS.has(def.type) && hasDefault(def.innerType);
}

function nestedValue(type: ValueType, schema: AttributeSchema | undefined): NestedValue {
  return new NestedValue(type === "any" ? plainType(schema) : type, schema);
}

function withoutNull(type: ValueType): ValueType {
  return typeof type === "object" && type.kind === "nullable" ? withoutNull(type.of) : type;
}

/** Returns the type of a value that needs no conversion: by its schema, since the spec does not say more. */
function plainType(schema: AttributeSchema | undefined): ValueType {
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

/** Says why a step leads nowhere below a value of a shape; `undefined` if it does lead somewhere. */
export function whyNotBelow(shape: Shape, step: string | number): string | undefined {
  switch (shape.kind) {
    case "map":
      if (typeof step === "number") return "is not there: a map has members, not positions";
      if (shape.loose || shape.names.includes(step)) return undefined;
      return `is not in the schema; there is ${shape.names.join(", ")}`;
    case "record":
      return typeof step === "number" ? "is not there: a record has keys, not positions" : undefined;
    case "list":
      return typeof step === "string" ? NO_POSITION : undefined;
    case "tuple":
      if (typeof step === "string") return NO_POSITION;
      if (shape.open || step < shape.length) return undefined;
      return `is not there: the tuple has ${shape.length} elements`;
    case "plain":
      return "is not there: nothing lies below this value";
    case "unknown":
      return undefined;
  }
}

const NO_POSITION = "is not there: a list has positions, reached by at()";
