import { AttributePath, type PathPlace } from "../expressions/attribute-path.js";
import { type DocumentPath, type Step, stepInto } from "../expressions/condition.js";
import type { Usage } from "../expressions/usage.js";
import type { ValueType } from "../model/model.js";
import { isCompressed, MAP_PATH_NAMES } from "../model/value-type.js";
import type { DocumentValue } from "../values/document.js";
import { encodeOperand } from "../values/encode.js";
import { elementSchema, setElementSchema } from "../values/zod-schema.js";
import { describePlace, type Entity } from "./entity.js";
import { type NestedValue, whyNotBelow } from "./nested-value.js";
import { nestedValueOf } from "./validate.js";

/**
 * Returns the attributes of an entity as `.if` and `.filter` hand them out. An unknown one throws.
 *
 * @param usage notes the paths and conditions that the callback builds
 */
export function conditionPaths(entity: Entity, usage?: Usage): Readonly<Record<string, AttributePath>> {
  const { attributes } = entity;
  return new Proxy<Record<string, AttributePath>>(
    {},
    {
      get: (_, property) => {
        const name = String(property);
        const path = new AttributePath(attributes.get(name)?.path ?? attributePlace(entity, name), usage);
        const seen = new Proxy(path, AttributePath.properties);
        return usage === undefined ? seen : usage.add(path, seen);
      },
    },
  );
}

/** Returns one attribute in conditions. An unknown one throws. */
export function attributePath(entity: Entity, name: string): AttributePath {
  return new AttributePath(attributePlace(entity, name));
}

/** Returns the place of an attribute for conditions, which is made once. */
function attributePlace(entity: Entity, name: string): PathPlace {
  const attribute = entity.attributes.get(name);
  if (attribute === undefined) {
    const known = [...entity.attributes.keys()].join(", ");
    return throwInvalidCondition(entity, name, `is not an attribute of it; it has ${known}`);
  }
  if (!attribute.isStored)
    return throwInvalidCondition(
      entity,
      name,
      "is in the primary key alone, which conditions do not look into",
    );
  attribute.path ??= new ItemPlace(
    entity,
    { attribute: attribute.storedName },
    nestedValueOf(entity, attribute),
  );
  return attribute.path;
}

/** Throws the error of a condition at a place, which it names in full. */
function throwInvalidCondition(entity: Entity, place: string | DocumentPath, reason: string): never {
  const attribute = typeof place === "string" ? place : describePlace(entity, place);
  throw entity.error("InvalidCondition", `${entity.name}: ${attribute} ${reason}`, { attribute, reason });
}

/** The operators of a value that is stored compressed. */
const COMPRESSED_OPERATORS: ReadonlySet<string> = new Set(["exists", "notExists", "hasType"]);

/** A place in an entity's items, as paths of conditions ask about it. */
class ItemPlace implements PathPlace {
  readonly operand: DocumentPath;
  readonly value: ValueType;
  readonly operators: ReadonlySet<string> | undefined;
  readonly hasMembers: boolean;
  readonly #entity: Entity;
  readonly #nested: NestedValue;

  constructor(entity: Entity, operand: DocumentPath, nested: NestedValue) {
    this.operand = operand;
    this.value = nested.type;
    this.#entity = entity;
    this.#nested = nested;
    const { kind } = nested.shape;
    const compressed = isCompressed(nested.type);
    // The operators of a map are few, so that a member that has the name of another operator is reached all the same.
    this.operators = compressed ? COMPRESSED_OPERATORS : kind === "map" ? MAP_PATH_NAMES : undefined;
    this.hasMembers = !compressed && (kind === "map" || kind === "unknown");
  }

  name(): string {
    return describePlace(this.#entity, this.operand);
  }

  encode(value: unknown, type: ValueType): DocumentValue {
    const { schema } = this.#nested;
    // An operand of another type than the attribute's is one of its elements: of `contains`.
    const of = type === this.value ? schema : (setElementSchema(schema) ?? elementSchema(schema, 0));
    const encoded = encodeOperand(value, type, this.name(), (_, reason) => this.reject(reason), of);
    return encoded === undefined ? this.reject("cannot be compared with undefined or an empty set") : encoded;
  }

  reject(reason: string): never {
    return throwInvalidCondition(this.#entity, this.operand, reason);
  }

  throwNoProperty(name: string): never {
    return this.reject(
      isCompressed(this.value)
        ? "is stored compressed, so that DynamoDB cannot compare it: ask exists(), notExists() or hasType()"
        : `has no ${name}`,
    );
  }

  below(step: Step): PathPlace {
    const deeper = stepInto(this.operand, step);
    const missing = whyNotBelow(this.#nested.shape, step);
    if (missing !== undefined) return throwInvalidCondition(this.#entity, deeper, missing);
    const below = typeof step === "number" ? this.#nested.element(step) : this.#nested.member(step);
    return new ItemPlace(this.#entity, deeper, below);
  }
}
