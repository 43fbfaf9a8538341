import { type AttributeIssue, MonotableError } from "../errors.js";
import type { ValueRule } from "../model/value-rule.js";
import { impliedRule } from "../model/value-type.js";
import type { Validator } from "../validation/checks.js";
import { compile } from "../validation/compile.js";
import type { AttributeSchema, ItemSchema, ParseResult } from "../validation/schema.js";
import type { Attribute } from "./attribute.js";
import { type Entity, type EntitySpec, isLoose } from "./entity.js";
import { NestedValue } from "./nested-value.js";

type SomeRule = ValueRule<string | RegExp>;

const schemas = new WeakMap<EntitySpec, ItemSchema>();

/** Returns the schema that validates the items of an entity: zod's where it has one, otherwise its rules. */
export function schemaOf({ schema, spec }: Pick<Entity, "schema" | "spec">): ItemSchema {
  if (schema !== undefined) return schema;
  const compiled = schemas.get(spec);
  if (compiled !== undefined) return compiled;
  const ruleSchema = new RuleSchema(spec);
  schemas.set(spec, ruleSchema);
  return ruleSchema;
}

/** Returns the schema that validates an attribute; `undefined` if the entity's schema does not name it. */
function validatorOf(entity: Entity, name: string): AttributeSchema | undefined {
  const { shape } = schemaOf(entity);
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}

/** Returns the value of an attribute with the schema that validates it, made when it is first asked for. */
export function nestedValueOf(entity: Entity, attribute: Attribute): NestedValue {
  attribute.nested ??= new NestedValue(attribute.type, validatorOf(entity, attribute.name));
  return attribute.nested;
}

/** Returns true if validation gives an attribute's value as a copy of which nobody else has a part. */
export function isCopied({ schema, spec }: Entity, attribute: Attribute): boolean {
  const attributeSpec = spec.attributes[attribute.name];
  attribute.isCopied ??=
    schema === undefined &&
    attributeSpec !== undefined &&
    !takesAny(attributeSpec.rule ?? impliedRule(attributeSpec));
  return attribute.isCopied;
}

/** Returns true if a rule takes a value as it is. A text of an enum may be called so too, which costs a copy. */
function takesAny(part: unknown): boolean {
  if (typeof part === "object" && part !== null) return Object.values(part).some(takesAny);
  return part === undefined || part === "any" || part === "unknown";
}

/** The schema of an entity out of the rules of its spec, which are compiled when one of them is first asked. */
export class RuleSchema implements ItemSchema {
  readonly #spec: EntitySpec;
  #whole: Validator | undefined;
  #shape: ItemSchema["shape"] | undefined;

  constructor(spec: EntitySpec) {
    this.#spec = spec;
  }

  get shape(): Readonly<Record<string, AttributeSchema>> {
    this.#shape ??= this.#compiled()._zod.def["shape"] as ItemSchema["shape"];
    return this.#shape;
  }

  safeParse(value: unknown): ParseResult {
    return this.#compiled().safeParse(value);
  }

  #compiled(): Validator {
    const { rest } = this.#spec;
    this.#whole ??= compile(rest === undefined ? ["object", this.#rules()] : ["object", this.#rules(), rest]);
    return this.#whole;
  }

  #rules(): Readonly<Record<string, SomeRule>> {
    const { name: entity, attributes } = this.#spec;
    const rules: Record<string, SomeRule> = {};
    for (const [name, attribute] of Object.entries(attributes)) {
      // What monotable writes is no part of the schema, unless the schema says so.
      const rule = attribute.rule ?? (attribute.managed === undefined ? impliedRule(attribute) : undefined);
      if (rule !== undefined) rules[name] = rule;
      else if (attribute.managed === undefined) {
        const reason = `the generated code has no rule for ${entity}.${name}: run \`npx monotable generate\``;
        throw new MonotableError("InvalidOptions", `createDatabase: ${reason}`, { reason });
      }
    }
    return rules;
  }
}

/** Validates a whole item. Unknown attributes throw unless the schema is loose; they are never dropped silently. */
export function validateItem(entity: Entity, input: unknown): Record<string, unknown> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw invalidItem(entity.name, [
      { attribute: "", message: "must be an object with the entity's attributes" },
    ]);
  }
  const schema = schemaOf(entity);
  if (!isLoose(entity)) checkKnown(entity, schema, Object.keys(input));
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
  const { schema } = nestedValueOf(entity, entity.attribute(name));
  if (schema === undefined) {
    if (!isLoose(entity)) checkKnown(entity, schemaOf(entity), [name]);
    return value;
  }
  const result = schema.safeParse(value);
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

function checkKnown({ name: entity }: Entity, { shape }: ItemSchema, names: readonly string[]): void {
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
