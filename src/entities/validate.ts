import { type AttributeIssue, MonotableError } from "../errors.js";
import { valueTests } from "../validation/predicates.js";
import { attributeSchemaOf, schemaOf } from "../validation/rule-schema.js";
import { type AttributeSchema, type ItemSchema, isLoose } from "../validation/schema.js";
import type { Entity } from "./entity.js";

/** Validates a whole item: unknown attributes are refused unless the schema is loose, never dropped silently. */
export function validateItem(entity: Entity, input: unknown): Record<string, unknown> {
  const { schema, spec } = entity;
  // Whoever opens a database with schemas of zod has them asked.
  return (
    (schema === undefined ? spec.validCopy?.(input, valueTests) : undefined) ?? checkedItem(entity, input)
  );
}

/** What becomes of an item is told by its schema, or what is wrong with it. */
function checkedItem(entity: Entity, input: unknown): Record<string, unknown> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw invalidItem(entity.name, [
      { attribute: "", message: "must be an object with the entity's attributes" },
    ]);
  }
  const schema = schemaOf(entity);
  if (!isLoose(entity)) refuseUnknown(entity, schema, Object.keys(input));
  const result = schema.safeParse(withoutInherited(schema, input));
  if (!result.success)
    throw invalidItem(
      entity.name,
      result.error.issues.map((issue) => toIssue(issue.path, issue.message)),
    );
  return result.data as Record<string, unknown>;
}

const inheriting = new WeakMap<ItemSchema, boolean>();

/** An attribute may be called `constructor`: what every object inherits is no value of it. */
function withoutInherited(schema: ItemSchema, input: object): object {
  let inherits = inheriting.get(schema);
  if (inherits === undefined) {
    inherits = Object.keys(schema.shape).some((name) => name in Object.prototype);
    inheriting.set(schema, inherits);
  }
  return inherits && Object.getPrototypeOf(input) === Object.prototype
    ? Object.assign(Object.create(null) as object, input)
    : input;
}

/** Validates one changed attribute by its own schema. */
export function validateAttribute(entity: Entity, name: string, value: unknown): unknown {
  const attribute = attributeSchemaOf(entity, name);
  if (attribute === undefined) {
    if (!isLoose(entity)) refuseUnknown(entity, schemaOf(entity), [name]);
    return value;
  }
  const result = attribute.safeParse(value);
  if (result.success) return result.data;
  throw invalidItem(
    entity.name,
    result.error.issues.map((issue) => toIssue([name, ...issue.path], issue.message)),
  );
}

/** Validates a value below an attribute by its own schema. */
export function validateNested(
  entity: string,
  schema: AttributeSchema,
  place: string,
  value: unknown,
): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidItem(
    entity,
    result.error.issues.map((issue) => toIssue([place, ...issue.path], issue.message)),
  );
}

function refuseUnknown({ name: entity }: Entity, { shape }: ItemSchema, names: readonly string[]): void {
  if (names.every((name) => Object.hasOwn(shape, name))) return;
  const unknown = names.filter((name) => !Object.hasOwn(shape, name));
  const known = Object.keys(shape).join(", ");
  throw invalidItem(
    entity,
    unknown.map((attribute) => ({ attribute, message: `unknown attribute; ${entity} has ${known}` })),
  );
}

function invalidItem(entity: string, issues: readonly AttributeIssue[]): MonotableError<"InvalidItem"> {
  const lines = issues.map((issue) =>
    issue.attribute === "" ? issue.message : `${issue.attribute}: ${issue.message}`,
  );
  return new MonotableError("InvalidItem", `${entity} is not valid: ${lines.join("; ")}`, { entity, issues });
}

/** `["lines", 0, "price"]` as `lines[0].price`. */
function toIssue(path: readonly PropertyKey[], message: string): AttributeIssue {
  const attribute = path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");
  return { attribute, message };
}
