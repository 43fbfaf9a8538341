import { AttributePath, type PathAttribute } from "../expressions/attribute-path.js";
import { type DocumentPath, type Step, stepInto } from "../expressions/document-path.js";
import { MAP_PATH_NAMES } from "../model/map-path-names.js";
import { isCompressed } from "../model/stored-kinds.js";
import { attributeSchemaOf } from "../validation/rule-schema.js";
import { encodeOperand } from "../values/encode.js";
import { elementSchema, setElementSchema } from "../values/zod-schema.js";
import type { Entity } from "./entity.js";
import { elementOf, memberOf, type NestedValue, type Shape, shapeOf } from "./nested-value.js";
import { describePlace, isStored, placeOf } from "./stored-names.js";

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
