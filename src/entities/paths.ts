import { AttributePath, type PathAttribute } from "../expressions/attribute-path.js";
import { type DocumentPath, type Step, stepInto } from "../expressions/condition.js";
import type { ValueType } from "../model/model.js";
import { elementType, isCompressed, MAP_PATH_NAMES, memberType } from "../model/value-type.js";
import type { AttributeSchema } from "../validation/schema.js";
import { encodeOperand } from "../values/encode.js";
import {
  elementSchema,
  internalsOf,
  memberSchema,
  setElementSchema,
  unwrap,
  WRAPPERS,
} from "../values/zod-schema.js";
import { describePlace, type Entity, isStored, placeOf } from "./entity.js";
import { attributeSchemaOf } from "./validate.js";

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

/** The attributes of an entity as `.if` and `.filter` hand them out; an unknown one is refused. */
export function conditionPaths(entity: Entity): Readonly<Record<string, AttributePath>> {
  return new Proxy<Record<string, AttributePath>>(
    {},
    { get: (_, name) => attributePath(entity, String(name)) },
  );
}

/** One attribute in conditions; an unknown one is refused. */
export function attributePath(entity: Entity, name: string): AttributePath {
  if (!Object.hasOwn(entity.spec.attributes, name)) {
    const known = Object.keys(entity.spec.attributes).join(", ");
    return refuseCondition(entity, name, `is not an attribute of it; it has ${known}`);
  }
  if (!isStored(entity, name))
    return refuseCondition(entity, name, "is in the primary key alone, which conditions do not look into");
  return pathOf(entity, placeOf(entity, name), {
    value: entity.valueType(name),
    schema: attributeSchemaOf(entity, name),
  });
}

/** Refuses a condition at a place, named in full. */
function refuseCondition(entity: Entity, place: string | DocumentPath, reason: string): never {
  const attribute = typeof place === "string" ? place : describePlace(entity, place);
  throw entity.error("InvalidCondition", `${entity.name}: ${attribute} ${reason}`, { attribute, reason });
}

function pathOf(entity: Entity, place: DocumentPath, nested: NestedValue): AttributePath {
  const shape = shapeOf(nested);
  const refuse = (reason: string): never => refuseCondition(entity, place, reason);
  const attribute: PathAttribute = {
    name: describePlace(entity, place),
    value: nested.value,
    encode: (value, type) => {
      // An operand of another type than the attribute's is one of its elements: of `contains`.
      const { schema } = nested;
      const of = type === nested.value ? schema : (setElementSchema(schema) ?? elementSchema(schema, 0));
      const encoded = encodeOperand(
        value,
        type,
        describePlace(entity, place),
        (_, reason) => refuse(reason),
        of,
      );
      return encoded === undefined ? refuse("cannot be compared with undefined or an empty set") : encoded;
    },
    refuse,
    below: (step) => {
      const missing = whyNotBelow(shape, step);
      const deeper = stepInto(place, step);
      if (missing !== undefined) return refuseCondition(entity, deeper, missing);
      const below = typeof step === "number" ? elementOf(nested, step) : memberOf(nested, step);
      return pathOf(entity, deeper, below);
    },
  };
  const path = new AttributePath(attribute, place);
  return isCompressed(nested.value) ? presenceOf(path, refuse) : withMembers(path, shape, refuse);
}

/** Why a step leads nowhere below a value of that shape; `undefined` if it does lead somewhere. */
export function whyNotBelow(shape: Shape, step: Step): string | undefined {
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

/**
 * A path whose members are its properties. On a map its own methods are few, so that a member that has the name of
 * another method is reached all the same.
 */
function withMembers(path: AttributePath, shape: Shape, refuse: (reason: string) => never): AttributePath {
  return new Proxy(path, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name, target);
      if (typeof name === "symbol") return own;
      const isOwn = shape.kind === "map" ? MAP_PATH_NAMES.has(name) : own !== undefined;
      if (isOwn) return typeof own === "function" ? own.bind(target) : own;
      if (shape.kind === "map" || shape.kind === "unknown") return target.member(name);
      return refuse(`has no ${name}`);
    },
  });
}

const PRESENCE: ReadonlySet<string> = new Set(["exists", "notExists", "hasType"]);

/** A path of which nothing but its presence can be asked: its value is stored compressed. */
function presenceOf(path: AttributePath, refuse: (reason: string) => never): AttributePath {
  return new Proxy(path, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name, target);
      if (typeof name === "symbol") return own;
      if (PRESENCE.has(name) && typeof own === "function") return own.bind(target);
      return refuse(
        "is stored compressed, so that DynamoDB cannot compare it: ask exists(), notExists() or hasType()",
      );
    },
  });
}
