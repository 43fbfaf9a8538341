import { type DocumentPath, type Step, stepInto } from "../expressions/condition.js";
import { Change, isChange, type PathChange } from "../expressions/update.js";
import type { ValueType } from "../model/model.js";
import { MAP_CHANGE_NAMES } from "../model/value-type.js";
import { describe } from "../values/describe-value.js";
import type { DocumentValue } from "../values/document.js";
import { encodeValue } from "../values/encode.js";
import { describePlace, type Entity, placeOf } from "./entity.js";
import {
  elementOf,
  isOptional,
  mayBeAbsent,
  memberOf,
  type NestedValue,
  setElementOf,
  shapeOf,
  whyNotBelow,
} from "./paths.js";
import {
  type Changes,
  refuseCompressed,
  refuseIndexPiece,
  refuseKeyAttribute,
  refuseUpdate,
} from "./update.js";
import { attributeSchemaOf, validateAttribute, validateNested } from "./validate.js";
import { checkNaturalKeys, encodeAttribute } from "./write-item.js";

/** Adds what `append` or `prepend` was given: elements, each validated by the schema of the list's elements. */
export function withElements(
  entity: Entity,
  changes: Changes,
  kind: "append" | "prepend",
  given: Readonly<Record<string, unknown>>,
): Changes {
  return withEach(entity, changes, given, (name, elements) => {
    refuseCompressed(entity, name);
    const list = attributeValue(entity, name);
    if (storedKind(list.value) !== "list")
      return refuseUpdate(entity, name, `is not a list, so nothing can be ${kind}ed`);
    const value = encodeElements(entity, name, list, elements);
    const mayBeAbsent = entity.spec.attributes[name]?.optional ?? false;
    return { kind, path: placeOf(entity, name), value, mayBeAbsent };
  });
}

/** Elements to add to a list, as they are stored. */
export function encodeElements(
  entity: Entity,
  place: string,
  list: NestedValue,
  elements: unknown,
): readonly DocumentValue[] {
  if (!Array.isArray(elements))
    return refuseUpdate(entity, place, `takes an array of elements, got ${describe(elements)}`);
  return elements.map((element, position) => {
    const at = `${place}[${position}]`;
    const encoded = encodeNested(entity, at, elementOf(list, position), element);
    return encoded === undefined
      ? refuseUpdate(entity, at, "is undefined or an empty set, which a list cannot hold")
      : encoded;
  });
}

/** A value below an attribute, validated where its schema can be reached, as it is stored. */
export function encodeNested(
  entity: Entity,
  place: string,
  { value: type, schema }: NestedValue,
  value: unknown,
): DocumentValue | undefined {
  const valid = schema === undefined ? value : validateNested(entity.name, schema, place, value);
  const refuse = (path: string, reason: string): never => {
    throw entity.error("InvalidValue", `${entity.name}: ${path} ${reason}`, { attribute: path, reason });
  };
  return encodeValue(valid, type, place, refuse, schema);
}

/** Adds what `addTo` or `deleteFrom` was given: sets of the elements to add or to take out. */
export function withSetElements(
  entity: Entity,
  changes: Changes,
  kind: "addTo" | "deleteFrom",
  given: Readonly<Record<string, unknown>>,
): Changes {
  return withEach(entity, changes, given, (name, elements) => {
    refuseCompressed(entity, name);
    const set = attributeValue(entity, name);
    if (storedKind(set.value) !== "set")
      return refuseUpdate(entity, name, `is not a set, so ${kind} has no meaning`);
    if (!(elements instanceof Set) || elements.size === 0)
      return refuseUpdate(entity, name, `takes a set with at least one element, got ${describe(elements)}`);
    const { schema } = setElementOf(set);
    const valid = [...elements].map((element) =>
      schema === undefined ? element : validateNested(entity.name, schema, name, element),
    );
    const value = encodeAttribute(entity, name, new Set(valid));
    return value === undefined ? [] : { kind, path: placeOf(entity, name), value };
  });
}

/** Adds what `setIfAbsent` was given: values for attributes that the item may not have yet. */
export function withSetIfAbsent(
  entity: Entity,
  changes: Changes,
  given: Readonly<Record<string, unknown>>,
): Changes {
  return withEach(entity, changes, given, (name, input) => {
    const valid = validateAttribute(entity, name, input);
    checkNaturalKeys(entity, { [name]: valid });
    const value = encodeAttribute(entity, name, valid);
    return value === undefined ? [] : { kind: "setIfAbsent", path: placeOf(entity, name), value };
  });
}

function withEach(
  entity: Entity,
  changes: Changes,
  given: Readonly<Record<string, unknown>>,
  change: (name: string, value: unknown) => PathChange | [],
): Changes {
  const added = Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined) return [];
    refuseKeyAttribute(entity, name);
    refuseIndexPiece(entity, name);
    return change(name, value);
  });
  return { ...changes, paths: [...(changes.paths ?? []), ...added] };
}

/** An attribute's value with its schema. */
export function attributeValue(entity: Entity, name: string): NestedValue {
  return { value: entity.valueType(name), schema: attributeSchemaOf(entity, name) };
}

function storedKind(type: ValueType): string {
  return typeof type === "string" ? type : type.kind;
}

/** Adds the changes that a callback of `change` makes of the entity's paths. */
export function withNested(
  entity: Entity,
  changes: Changes,
  build: (paths: Readonly<Record<string, ChangePath>>) => unknown,
): Changes {
  const made = build(changePaths(entity));
  if (!Array.isArray(made) || !made.every(isChange)) {
    const reason = 'the callback of change must return changes, such as (p) => [p.labels.key("x").set("y")]';
    throw entity.error("InvalidUpdate", `${entity.name}: ${reason}`, { reason });
  }
  return { ...changes, paths: [...(changes.paths ?? []), ...made.map(({ change }): PathChange => change)] };
}

function changePaths(entity: Entity): Readonly<Record<string, ChangePath>> {
  return new Proxy<Record<string, ChangePath>>({}, { get: (_, name) => attributePath(entity, String(name)) });
}

function attributePath(entity: Entity, name: string): ChangePath {
  const attribute = Object.hasOwn(entity.spec.attributes, name) ? entity.spec.attributes[name] : undefined;
  if (attribute === undefined) {
    const known = Object.keys(entity.spec.attributes).join(", ");
    return refuseUpdate(entity, name, `is not an attribute of it; it has ${known}`);
  }
  refuseKeyAttribute(entity, name);
  refuseIndexPiece(entity, name);
  const place = placeOf(entity, name);
  return pathOf(entity, place, attributeValue(entity, name), attribute.optional ? "optional" : "required");
}

/** Whether there is a value at a place: always, perhaps, or as an entry or element comes and goes. */
type Presence = "required" | "optional" | "entry";

/** The one implementation behind the types of places that `.change` hands out. */
class ChangePath {
  readonly #entity: Entity;
  readonly #place: DocumentPath;
  readonly #nested: NestedValue;
  readonly #presence: Presence;

  constructor(entity: Entity, place: DocumentPath, nested: NestedValue, presence: Presence) {
    this.#entity = entity;
    this.#place = place;
    this.#nested = nested;
    this.#presence = presence;
  }

  set(value: unknown): Change {
    if (value === undefined) return this.#refuse("cannot be set to undefined: use remove()");
    const encoded = encodeNested(this.#entity, describePlace(this.#entity, this.#place), this.#nested, value);
    // An empty set is absent.
    if (encoded === undefined) return this.remove();
    return new Change({ kind: "set", path: this.#place, value: encoded });
  }

  remove(): Change {
    if (this.#presence === "required")
      return this.#refuse("cannot be removed: the schema does not say it is optional");
    return new Change({ kind: "remove", path: this.#place });
  }

  add(value: unknown): Change {
    const { value: type } = this.#nested;
    if (type !== "number" && type !== "bigint" && type !== "any")
      return this.#refuse("is not a number, so nothing can be added");
    const numeric = typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value));
    if (!numeric || (type !== "any" && typeof value !== type))
      return this.#refuse(
        `takes a finite ${type === "any" ? "number" : type} to add, got ${describe(value)}`,
      );
    return new Change({
      kind: "add",
      path: this.#place,
      value: value as number | bigint,
      mayBeAbsent: this.#presence !== "required",
    });
  }

  append(elements: unknown): Change {
    return this.#elements("append", elements);
  }

  prepend(elements: unknown): Change {
    return this.#elements("prepend", elements);
  }

  #elements(kind: "append" | "prepend", elements: unknown): Change {
    const shape = shapeOf(this.#nested);
    if (shape.kind !== "list" && shape.kind !== "unknown")
      return this.#refuse(`is not a list, so nothing can be ${kind}ed`);
    const value = encodeElements(
      this.#entity,
      describePlace(this.#entity, this.#place),
      this.#nested,
      elements,
    );
    return new Change({ kind, path: this.#place, value, mayBeAbsent: this.#presence !== "required" });
  }

  /** A member of a map. */
  member(name: string): ChangePath {
    return this.#below(name);
  }

  /** An entry of a record. */
  key(name: string): ChangePath {
    if (typeof name !== "string" || name === "")
      return this.#refuse(`key() takes a name that is not empty, got ${describe(name)}`);
    return this.#below(name);
  }

  /** An element of a list. */
  at(position: number): ChangePath {
    if (!Number.isSafeInteger(position) || position < 0)
      return this.#refuse(`at() takes a position from 0 on, got ${describe(position)}`);
    return this.#below(position);
  }

  #below(step: Step): ChangePath {
    const place = stepInto(this.#place, step);
    refuseCompressed(this.#entity, this.#entity.nameInCode(place.attribute));
    const shape = shapeOf(this.#nested);
    const missing = whyNotBelow(shape, step);
    if (missing !== undefined) return refuseUpdate(this.#entity, place, missing);
    if (this.#presence === "optional" || mayBeAbsent(this.#nested.schema)) {
      const parent = describePlace(this.#entity, this.#place);
      const reason = `lies below ${parent}, which may be absent or null: set ${parent} as a whole, or give it a default in the schema`;
      return refuseUpdate(this.#entity, place, reason);
    }
    const nested = typeof step === "number" ? elementOf(this.#nested, step) : memberOf(this.#nested, step);
    const comesAndGoes = shape.kind === "record" || shape.kind === "list" || shape.kind === "unknown";
    const presence = comesAndGoes ? "entry" : isOptional(nested.schema) ? "optional" : "required";
    return pathOf(this.#entity, place, nested, presence);
  }

  #refuse(reason: string): never {
    return refuseUpdate(this.#entity, this.#place, reason);
  }
}

/** A path whose members are its properties; a map's own methods are few. */
function pathOf(entity: Entity, place: DocumentPath, nested: NestedValue, presence: Presence): ChangePath {
  const { kind } = shapeOf(nested);
  return new Proxy(new ChangePath(entity, place, nested, presence), {
    get(target, name) {
      const own: unknown = Reflect.get(target, name, target);
      if (typeof name === "symbol") return own;
      const isOwn = kind === "map" ? MAP_CHANGE_NAMES.has(name) : own !== undefined;
      if (isOwn) return typeof own === "function" ? own.bind(target) : own;
      if (kind === "map" || kind === "unknown") return target.member(name);
      return refuseUpdate(entity, place, `has no ${name}`);
    },
  });
}
