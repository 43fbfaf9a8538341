import type { PathChange } from "../expressions/change.js";
import { describe } from "../keys/encode-key.js";
import type { ValueType } from "../model/model.js";
import { attributeSchemaOf } from "../validation/rule-schema.js";
import type { DocumentValue } from "../values/document.js";
import { encodeValue } from "../values/encode.js";
import type { Entity } from "./entity.js";
import { checkNaturalKeys } from "./index-keys.js";
import { elementOf, type NestedValue, setElementOf } from "./nested-value.js";
import { refuseCompressed, refuseIndexPiece, refuseKeyAttribute, refuseUpdate } from "./refuse-update.js";
import { placeOf } from "./stored-names.js";
import type { Changes } from "./update.js";
import { validateAttribute, validateNested } from "./validate.js";
import { encodeAttribute } from "./write-item.js";

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
