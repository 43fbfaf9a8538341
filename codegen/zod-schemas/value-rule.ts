import type {
  JsonValue,
  LiteralValue,
  RuleCheck,
  TaggedRule,
  ValueRule,
} from "../../src/model/value-rule.js";
import { checksOf, UnsupportedRuleError } from "./rule-checks.js";
import type { ZodDef, ZodSchema } from "./zod-schema.js";

/** A schema as a rule, and each schema within it with its own. */
export interface SaidSchema {
  readonly rule: ValueRule;
  readonly parts: readonly { readonly schema: ZodSchema; readonly rule: ValueRule }[];
  /** The values of its defaults, each of which a function may have made. */
  readonly defaults: readonly JsonValue[];
}

/**
 * A schema of zod as data.
 *
 * @throws UnsupportedRuleError where it does something that data cannot say exactly
 */
export function sayRule(schema: ZodSchema): SaidSchema {
  const walk = new Walk();
  const rule = walk.say(schema, "");
  return { rule, parts: walk.parts, defaults: [...walk.defaults.values()] };
}

/** zod's definition with what only some rules look at. */
type Def = ZodDef & {
  readonly error?: unknown;
  readonly coerce?: unknown;
  readonly mode?: unknown;
  readonly partial?: unknown;
  readonly unionFallback?: unknown;
  readonly defaultValue?: unknown;
};

class Walk {
  readonly parts: { schema: ZodSchema; rule: ValueRule }[] = [];
  /** By the definitions, which copies of a schema share. */
  readonly defaults = new Map<unknown, JsonValue>();
  readonly #open: unknown[] = [];

  say(schema: ZodSchema, path: string): ValueRule {
    const def = schema._zod.def as Def;
    const identity = def.getter ?? schema;
    if (this.#open.includes(identity) || this.#open.length > 40)
      throw new UnsupportedRuleError(path, "is recursive");
    if (def.error !== undefined) throw new UnsupportedRuleError(path, "has a custom message");
    if (def.coerce) throw new UnsupportedRuleError(path, "is coerced");
    this.#open.push(identity);
    const rule = this.#rule(schema, def, path);
    this.#open.pop();
    this.parts.push({ schema, rule });
    return rule;
  }

  #rule(schema: ZodSchema, def: Def, path: string): ValueRule {
    switch (def.type) {
      case "string":
      case "number":
      case "bigint":
      case "date": {
        const checks = checksOf(schema, def.type, path);
        return checks.length === 0 ? def.type : [def.type, ...checks];
      }
      case "array":
        return ["array", this.#inner(def.element, `${path}[]`), ...checksOf(schema, "array", path)];
      case "set":
        return ["set", this.#inner(def.valueType, `${path}<>`), ...checksOf(schema, "set", path)];
      case "map": {
        const key = this.#inner(def.keyType, `${path}<key>`);
        return ["map", key, this.#inner(def.valueType, `${path}<value>`), ...checksOf(schema, "map", path)];
      }
      case "custom":
        return this.#custom(schema, def, path);
    }
    if (def.checks !== undefined && def.checks.length > 0)
      throw new UnsupportedRuleError(path, "has a refinement");
    switch (def.type) {
      case "any":
      case "boolean":
      case "never":
      case "null":
      case "unknown":
        return def.type;
      case "enum":
        return ["enum", ...listed(entryValues(def.entries ?? {}), path)];
      case "literal":
        return ["literal", ...listed(def.values ?? [], path)];
      case "template_literal":
        return this.#template(schema, def, path);
      case "record":
        return this.#record(def, path);
      case "tuple": {
        const items = (def.items ?? []).map((item, at) => this.say(item, `${path}[${at}]`));
        return def.rest ? ["tuple", items, this.say(def.rest, `${path}[]`)] : ["tuple", items];
      }
      case "object":
        return this.#object(def, path);
      case "union":
        return this.#union(def, path);
      case "lazy":
        return this.#inner(def.getter?.(), path);
      case "optional": {
        const inner = this.#inner(def.innerType, path);
        return [hasTrait(schema, "$ZodExactOptional") ? "exact" : "optional", inner];
      }
      case "nullable":
      case "readonly":
      case "nonoptional":
        return [def.type, this.#inner(def.innerType, path)];
      case "default":
      case "prefault":
        return this.#default(def.type, def, path);
      default:
        throw new UnsupportedRuleError(path, WHAT[def.type] ?? `is of kind ${def.type}`);
    }
  }

  #inner(schema: ZodSchema | undefined, path: string): ValueRule {
    if (schema === undefined)
      throw new UnsupportedRuleError(path, "is of a kind that this version does not support");
    return this.say(schema, path);
  }

  #object(def: Def, path: string): ValueRule {
    const members: Record<string, ValueRule> = {};
    for (const name of Reflect.ownKeys(def.shape ?? {})) {
      if (typeof name === "symbol" || name === "__proto__")
        throw new UnsupportedRuleError(path, `has the member ${String(name)}`);
      members[name] = this.#inner(def.shape?.[name], `${path}.${name}`);
    }
    if (def.catchall === undefined) return ["object", members];
    const rest = this.say(def.catchall, `${path}.*`);
    // All other members together are rejected where it is `never` itself, and one by one where that lies behind `lazy`.
    const isBehind = rest === "never" && def.catchall._zod.def.type !== "never";
    return ["object", members, isBehind ? ["union", [rest]] : rest];
  }

  #record(def: Def, path: string): ValueRule {
    if (def.partial || def.mode === "loose")
      throw new UnsupportedRuleError(path, "is a partial or loose record");
    const key = this.#inner(def.keyType, `${path}<key>`);
    const [kind, ...values] = typeof key === "string" ? [key] : key;
    const isListed = kind === "enum" || kind === "literal";
    const isText = kind === "string" || kind === "template_literal";
    if (isListed ? values.some((value) => !isKey(value as LiteralValue) || value === "__proto__") : !isText) {
      throw new UnsupportedRuleError(path, "is a record whose keys are not plain strings");
    }
    return ["record", key, this.#inner(def.valueType, `${path}.*`)];
  }

  #union(def: Def, path: string): ValueRule {
    const options = def.options ?? [];
    if (def.discriminator === undefined) {
      if ((def as { readonly inclusive?: unknown }).inclusive === false)
        throw new UnsupportedRuleError(path, "takes exactly one of its options");
      return ["union", options.map((option) => this.say(option, path))];
    }
    if (def.unionFallback) throw new UnsupportedRuleError(path, "falls back on its other options");
    const { discriminator } = def;
    const seen = new Set<unknown>();
    const tagged = options.map((option): TaggedRule => {
      const values = [...(option._zod.propValues?.[discriminator] ?? [])];
      if (values.some((value) => seen.has(value)))
        throw new UnsupportedRuleError(path, "has several options with the same tag");
      for (const value of values) seen.add(value);
      return [listed(values, path), this.say(option, path)];
    });
    return ["discriminated", discriminator, tagged];
  }

  #template(schema: ZodSchema, def: Def, path: string): ValueRule {
    const { pattern } = schema._zod as { readonly pattern?: unknown };
    if (!(pattern instanceof RegExp) || pattern.flags !== "" || def.format !== undefined)
      throw new UnsupportedRuleError(path, "is an unsupported template literal");
    return ["template_literal", pattern.source];
  }

  #custom(schema: ZodSchema, def: Def, path: string): ValueRule {
    const { bag } = schema._zod;
    if (bag?.["Class"] !== Uint8Array || (def.checks ?? []).length > 0)
      throw new UnsupportedRuleError(path, "is checked by a function");
    return "bytes";
  }

  #default(type: "default" | "prefault", def: Def, path: string): ValueRule {
    const value = def.defaultValue;
    if (!isJson(value)) throw new UnsupportedRuleError(path, "has a default that is not plain data");
    this.defaults.set(def, value);
    return [type, value, this.#inner(def.innerType, path)];
  }
}

const WHAT: Readonly<Record<string, string>> = {
  pipe: "has a transform or a codec",
  transform: "has a transform",
  catch: "has a catch",
  intersection: "is an intersection",
};

function hasTrait(schema: ZodSchema, trait: string): boolean {
  const { traits } = schema._zod as { readonly traits?: ReadonlySet<string> };
  return traits?.has(trait) ?? false;
}

/** The values of an enum as zod takes them: those of a numeric one of TypeScript's without its reverse entries. */
function entryValues(entries: Readonly<Record<string, string | number>>): readonly unknown[] {
  const numbers = Object.values(entries).filter((value) => typeof value === "number");
  return Object.entries(entries)
    .filter(([name]) => !numbers.includes(Number(name)))
    .map(([, value]) => value);
}

function listed(values: readonly unknown[], path: string): readonly LiteralValue[] {
  if (values.length > 0 && values.every(isLiteral)) return values;
  throw new UnsupportedRuleError(path, "allows a value that JSON cannot express");
}

function isLiteral(value: unknown): value is LiteralValue {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value) && !Object.is(value, -0))
  );
}

function isKey(value: LiteralValue): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Returns true if a value is plain JSON: plain objects and lists without holes. */
function isJson(value: unknown): value is JsonValue {
  if (isLiteral(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  const names = Reflect.ownKeys(value);
  if (Array.isArray(value)) return names.length === value.length + 1 && value.every(isJson);
  return (
    Object.getPrototypeOf(value) === Object.prototype &&
    names.every(
      (name) => typeof name === "string" && name !== "__proto__" && isJson(Reflect.get(value, name)),
    )
  );
}

/** The rule's checks, for what looks for values at their bounds. */
export function ruleChecks(rule: ValueRule): readonly RuleCheck[] {
  if (typeof rule === "string") return [];
  switch (rule[0]) {
    case "string":
    case "number":
    case "bigint":
    case "date":
      return rule.slice(1) as readonly RuleCheck[];
    case "array":
    case "set":
      return rule.slice(2) as readonly RuleCheck[];
    case "map":
      return rule.slice(3) as readonly RuleCheck[];
    default:
      return [];
  }
}
