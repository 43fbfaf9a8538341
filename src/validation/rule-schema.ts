import type { AttributeSchema, EntitySchema, ParseResult } from "../entities/schema.js";
import { MonotableError } from "../errors.js";
import { impliedRule } from "../model/implied-rule.js";
import type { ValueRule } from "../model/value-rule.js";
import type { EntitySpec } from "../model/spec.js";
import { compile } from "./compile.js";
import type { Validator } from "./validator.js";

/** The schema of an entity out of the rules of its spec, which are compiled when one of them is first asked. */
export class RuleSchema implements EntitySchema {
  readonly #spec: EntitySpec;
  #whole: Validator | undefined;
  #shape: EntitySchema["shape"] | undefined;

  constructor(spec: EntitySpec) {
    this.#spec = spec;
  }

  get shape(): Readonly<Record<string, AttributeSchema>> {
    this.#shape ??= this.#compiled()._zod.def["shape"] as EntitySchema["shape"];
    return this.#shape;
  }

  get def(): EntitySchema["def"] {
    const { rest } = this.#spec;
    return rest === undefined ? {} : { catchall: compile(rest) };
  }

  safeParse(value: unknown): ParseResult {
    return this.#compiled().safeParse(value);
  }

  #compiled(): Validator {
    const { rest } = this.#spec;
    this.#whole ??= compile(rest === undefined ? ["object", this.#rules()] : ["object", this.#rules(), rest]);
    return this.#whole;
  }

  #rules(): Readonly<Record<string, ValueRule>> {
    const { name: entity, attributes } = this.#spec;
    const rules: Record<string, ValueRule> = {};
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
