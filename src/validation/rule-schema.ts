import type { Entity } from "../entities/entity.js";
import { MonotableError } from "../errors.js";
import type { EntitySpec } from "../model/spec.js";
import type { ValueRule } from "../model/value-rule.js";
import { impliedRule } from "../model/value-type.js";
import { compile } from "./compile.js";
import type { AttributeSchema, ItemSchema, ParseResult } from "./schema.js";
import type { Validator } from "./validator.js";

type SomeRule = ValueRule<string | RegExp>;

const schemas = new WeakMap<EntitySpec, ItemSchema>();

/** The schema that validates the items of an entity: zod's where it has one, otherwise its rules. */
export function schemaOf({ schema, spec }: Pick<Entity, "schema" | "spec">): ItemSchema {
  if (schema !== undefined) return schema;
  const known = schemas.get(spec);
  if (known !== undefined) return known;
  const made = new RuleSchema(spec);
  schemas.set(spec, made);
  return made;
}

/** What validates an attribute of an entity. */
export function attributeSchemaOf(
  entity: Pick<Entity, "schema" | "spec">,
  name: string,
): AttributeSchema | undefined {
  const { shape } = schemaOf(entity);
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}

/** Whether validation gives an attribute's value as a copy of which nobody else has a part. */
export function isCopied({ schema, spec }: Pick<Entity, "schema" | "spec">, name: string): boolean {
  const attribute = spec.attributes[name];
  if (schema !== undefined || attribute === undefined) return false;
  return !takesAny(attribute.rule ?? impliedRule(attribute));
}

/** Whether a rule takes a value as it is. A text of an enum may be called so too, which costs a copy. */
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
        const reason = `the generated code has no rule for ${entity}.${name}: generate it anew`;
        throw new MonotableError("InvalidOptions", `createDatabase: ${reason}`, { reason });
      }
    }
    return rules;
  }
}
