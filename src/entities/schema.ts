import { type AttributeIssue, MonotableError } from "../errors.js";
import type { ValueSchema } from "../values/value-schema.js";

/**
 * What the runtime asks of an attribute's schema: zod's own methods, by shape, so that the runtime does not import zod.
 */
export interface AttributeSchema extends ValueSchema {
  safeParse(value: unknown): ParseResult;
}

/** The schema of an entity: a zod object. */
export interface EntitySchema {
  safeParse(value: unknown): ParseResult;
  readonly shape: Readonly<Record<string, AttributeSchema>>;
  readonly def: {
    readonly catchall?: { readonly _zod: { readonly def: { readonly type: string } } } | undefined;
  };
}

export type ParseResult =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };

interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Whether a schema keeps attributes that it does not name (`z.looseObject`, `.catchall`). */
export function isLoose(schema: EntitySchema): boolean {
  const catchall = schema.def.catchall?._zod.def.type;
  return catchall !== undefined && catchall !== "never";
}

/** Validates a whole item: unknown attributes are refused unless the schema is loose, never dropped silently. */
export function validateItem(entity: string, schema: EntitySchema, input: unknown): Record<string, unknown> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw invalidItem(entity, [{ attribute: "", message: "must be an object with the entity's attributes" }]);
  }
  if (!isLoose(schema)) refuseUnknown(entity, schema, Object.keys(input));
  const result = schema.safeParse(withoutInherited(input));
  if (!result.success)
    throw invalidItem(
      entity,
      result.error.issues.map((issue) => toIssue(issue.path, issue.message)),
    );
  return result.data as Record<string, unknown>;
}

/** An attribute may be called `constructor`: what every object inherits is no value of it. */
function withoutInherited(input: object): object {
  return Object.getPrototypeOf(input) === Object.prototype
    ? Object.assign(Object.create(null) as object, input)
    : input;
}

/** Validates one changed attribute by its own schema. */
export function validateAttribute(
  entity: string,
  schema: EntitySchema,
  name: string,
  value: unknown,
): unknown {
  const attribute = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
  if (attribute === undefined) {
    refuseUnknown(entity, schema, [name]);
    return value;
  }
  const result = attribute.safeParse(value);
  if (result.success) return result.data;
  throw invalidItem(
    entity,
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

function refuseUnknown(entity: string, schema: EntitySchema, names: readonly string[]): void {
  const unknown = names.filter((name) => !Object.hasOwn(schema.shape, name));
  if (unknown.length === 0 || isLoose(schema)) return;
  const known = Object.keys(schema.shape).join(", ");
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
