import { isDeepStrictEqual } from "node:util";
import type { JsonValue, ValueRule } from "../model/value-rule.js";
import { isPlainObject } from "../wire/plain-object.js";
import { describeValue } from "./describe-value.js";
import type { RejectValue } from "./document.js";
import type { Declaration } from "./stored-number.js";
import { internalsOf, type ValueSchema } from "./zod-schema.js";

/**
 * Checks that a value which was read has the types of its declaration at every depth, and fills in the defaults of what is
 * absent. Values of enums, literals, lengths and patterns are not checked: the next release may add some. A path of a
 * value that does not fit is rejected.
 *
 * @returns the value itself, or a copy of it where something was filled in or left out; `undefined` for an absent one
 */
export type ValueCheck = (value: unknown, path: string, reject: RejectValue) => unknown;

type Rule = ValueRule<string | RegExp>;

/** Returns the check of a declaration. It is compiled when it is first used, since schemas may contain themselves. */
export function checkOf(declaration: Declaration): ValueCheck {
  const rule = declaration as Rule | ValueSchema;
  if (typeof rule === "string" || Array.isArray(rule)) return checkOfRule(rule as Rule);
  return checkOfSchema(rule as ValueSchema);
}

const accept: ValueCheck = (value) => value;

function missing(path: string, reject: RejectValue): never {
  return reject(path, "is missing: the schema requires it and has no default");
}

/** Returns a check of values that are present: an absent one is rejected as missing. */
function present(what: string, test: (value: unknown) => boolean): ValueCheck {
  return (value, path, reject) => {
    if (test(value)) return value;
    return value === undefined
      ? missing(path, reject)
      : reject(path, `should hold ${what}, but holds ${describeValue(value)}`);
  };
}

/** The checks of types without parts, by the names of rules and of zod. */
const SIMPLE: Readonly<Record<string, ValueCheck>> = {
  any: accept,
  unknown: accept,
  string: present("text", (value) => typeof value === "string"),
  number: present("a number", (value) => typeof value === "number"),
  bigint: present("an integer", (value) => typeof value === "bigint"),
  boolean: present("a boolean", (value) => typeof value === "boolean"),
  date: present("a date", (value) => value instanceof Date),
  bytes: present("binary", (value) => value instanceof Uint8Array),
  null: present("null", (value) => value === null),
  template_literal: present("text", (value) => typeof value === "string"),
};

function typed(values: readonly unknown[]): ValueCheck {
  const types = new Set(values.map((value) => (value === null ? "null" : typeof value)));
  return present([...types].join(" or "), (value) => types.has(value === null ? "null" : typeof value));
}

function checkOfRule(rule: Rule): ValueCheck {
  if (typeof rule === "string") return SIMPLE[rule] ?? accept;
  switch (rule[0]) {
    case "enum":
    case "literal":
      return typed(rule.slice(1));
    case "array":
      return listCheck(checkOfRule(rule[1]));
    case "set":
      return setCheck(checkOfRule(rule[1]));
    case "map":
      return mapCheck(checkOfRule(rule[1]), checkOfRule(rule[2]));
    case "record":
      return recordCheck(checkOfRule(rule[2]));
    case "tuple":
      return tupleCheck(rule[1].map(checkOfRule), rule[2] === undefined ? accept : checkOfRule(rule[2]));
    case "object":
      return objectCheck(Object.entries(rule[1]).map(([name, member]) => [name, checkOfRule(member)]));
    case "union":
      return unionCheck(rule[1].map(checkOfRule));
    case "discriminated": {
      const options = rule[2].map(
        ([values, option]) => [new Set<unknown>(values), checkOfRule(option)] as const,
      );
      return discriminatedCheck(rule[1], options);
    }
    case "nullable":
      return nullable(checkOfRule(rule[1]));
    case "optional":
      return optional(checkOfRule(rule[1]), isNullableRule(rule[1]));
    case "default":
    case "prefault":
      return withDefault(checkOfRule(rule[2]), () => copyOfJson(rule[1]));
    case "exact":
    case "nonoptional":
    case "readonly":
      return checkOfRule(rule[1]);
    default:
      return SIMPLE[rule[0]] ?? accept;
  }
}

function isNullableRule(rule: Rule): boolean {
  if (typeof rule === "string") return rule === "null" || rule === "any" || rule === "unknown";
  switch (rule[0]) {
    case "nullable":
      return true;
    case "literal":
      return rule.includes(null);
    case "union":
      return rule[1].some(isNullableRule);
    case "optional":
    case "readonly":
    case "exact":
    case "nonoptional":
      return isNullableRule(rule[1]);
    case "default":
    case "prefault":
      return isNullableRule(rule[2]);
    default:
      return false;
  }
}

function copyOfJson(value: JsonValue): unknown {
  return typeof value === "object" && value !== null ? structuredClone(value) : value;
}

function optional(check: ValueCheck, isNullable: boolean): ValueCheck {
  return (value, path, reject) => {
    if (value === undefined || (value === null && !isNullable)) return undefined;
    return check(value, path, reject);
  };
}

function nullable(check: ValueCheck): ValueCheck {
  return (value, path, reject) => (value === null ? null : check(value, path, reject));
}

function withDefault(check: ValueCheck, fallback: () => unknown): ValueCheck {
  return (value, path, reject) => check(value === undefined ? fallback() : value, path, reject);
}

function listCheck(of: ValueCheck): ValueCheck {
  return (value, path, reject) => {
    if (!Array.isArray(value)) return notA("a list", value, path, reject);
    return of === accept ? value : elements(value, () => of, path, reject);
  };
}

function tupleCheck(items: readonly ValueCheck[], rest: ValueCheck): ValueCheck {
  return (value, path, reject) => {
    if (!Array.isArray(value)) return notA("a list", value, path, reject);
    return elements(value, (position) => items[position] ?? rest, path, reject);
  };
}

function elements(
  list: readonly unknown[],
  checkAt: (position: number) => ValueCheck,
  path: string,
  reject: RejectValue,
): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let position = 0; position < list.length; position += 1) {
    const element = list[position];
    const read = checkAt(position)(element, `${path}[${position}]`, reject);
    if (read === element) continue;
    changed ??= [...list];
    changed[position] = read;
  }
  return changed ?? list;
}

function notA(what: string, value: unknown, path: string, reject: RejectValue): never {
  if (value === undefined) return missing(path, reject);
  return reject(path, `should hold ${what}, but holds ${describeValue(value)}`);
}

function setCheck(of: ValueCheck): ValueCheck {
  return (value, path, reject) => {
    if (!(value instanceof Set)) return notA("a set", value, path, reject);
    for (const element of value) of(element, path, reject);
    return value;
  };
}

function mapCheck(key: ValueCheck, of: ValueCheck): ValueCheck {
  return (value, path, reject) => {
    if (!(value instanceof Map)) return notA("a list of pairs", value, path, reject);
    for (const [name, element] of value) {
      key(name, path, reject);
      of(element, path, reject);
    }
    return value;
  };
}

function recordCheck(of: ValueCheck): ValueCheck {
  return (value, path, reject) => {
    if (!isPlainObject(value)) return notA("a map", value, path, reject);
    if (of === accept) return value;
    return members(
      value,
      Object.keys(value).map((name) => [name, of]),
      path,
      reject,
    );
  };
}

function objectCheck(shape: readonly (readonly [string, ValueCheck])[]): ValueCheck {
  return (value, path, reject) => {
    if (!isPlainObject(value)) return notA("a map", value, path, reject);
    return members(value, shape, path, reject);
  };
}

function members(
  value: object,
  shape: readonly (readonly [string, ValueCheck])[],
  path: string,
  reject: RejectValue,
): unknown {
  let changed: Record<string, unknown> | undefined;
  for (const [name, check] of shape) {
    // A member that every object inherits is no member of this one.
    const member: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    const read = check(member, path === "" ? name : `${path}.${name}`, reject);
    if (read === member) continue;
    changed ??= { ...value };
    if (read === undefined) delete changed[name];
    else
      Object.defineProperty(changed, name, {
        value: read,
        enumerable: true,
        writable: true,
        configurable: true,
      });
  }
  return changed ?? value;
}

const UNFIT = /* @__PURE__ */ Symbol("unfit");

/** Returns the check of a value that one of several options fits. Which of them wrote it is not known, so no default is filled in. */
function unionCheck(options: readonly ValueCheck[]): ValueCheck {
  if (options.includes(accept)) return accept;
  return (value, path, reject) => {
    for (const option of options) {
      try {
        const read = option(value, path, () => {
          throw UNFIT;
        });
        return value === undefined ? read : value;
      } catch (error) {
        if (error !== UNFIT) throw error;
      }
    }
    return notA("a value of its union", value, path, reject);
  };
}

function discriminatedCheck(
  name: string,
  options: readonly (readonly [ReadonlySet<unknown>, ValueCheck])[],
): ValueCheck {
  return (value, path, reject) => {
    if (!isPlainObject(value)) return notA("a map", value, path, reject);
    const tag: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    const option = options.find(([values]) => values.has(tag));
    if (option !== undefined) return option[1](value, path, reject);
    const at = path === "" ? name : `${path}.${name}`;
    if (tag === undefined) return missing(at, reject);
    return reject(at, `should hold a value that the schema names, but holds ${describeValue(tag)}`);
  };
}

/** The zod schemas whose checks are known: a schema may contain itself. */
const CHECKS = /* @__PURE__ */ new WeakMap<object, ValueCheck>();

function checkOfSchema(schema: ValueSchema): ValueCheck {
  const known = CHECKS.get(schema);
  if (known !== undefined) return known;
  let compiled: ValueCheck | undefined;
  const lazy: ValueCheck = (value, path, reject) => (compiled ?? accept)(value, path, reject);
  CHECKS.set(schema, lazy);
  compiled = compileSchema(schema);
  CHECKS.set(schema, compiled);
  return compiled;
}

/** Compiles the check of a zod schema from its definition. */
function compileSchema(schema: ValueSchema): ValueCheck {
  // Type assertion: the definitions of zod, of which each type has some properties.
  const def = internalsOf(schema)?.def as unknown as ZodDefinition | undefined;
  if (def === undefined) return accept;
  const part = (of: ValueSchema | undefined): ValueCheck => (of === undefined ? accept : checkOfSchema(of));
  switch (def.type) {
    case "literal":
      return typed(def.values ?? []);
    case "enum":
      return typed(Object.values(def.entries ?? {}));
    case "array":
      return listCheck(part(def.element));
    case "set":
      return setCheck(part(def.valueType));
    case "map":
      return mapCheck(part(def.keyType), part(def.valueType));
    case "record":
      return recordCheck(part(def.valueType));
    case "tuple":
      return tupleCheck((def.items ?? []).map(part), part(def.rest ?? undefined));
    case "object":
      return objectCheck(Object.entries(def.shape ?? {}).map(([name, member]) => [name, part(member)]));
    case "union":
      return discriminatedSchemaCheck(def, part) ?? unionCheck((def.options ?? []).map(part));
    case "nullable":
      return nullable(part(def.innerType));
    case "optional":
      return optional(part(def.innerType), isNullableSchema(def.innerType));
    case "default":
    case "prefault":
      return defaultCheck(def, part(def.innerType));
    case "nonoptional":
    case "readonly":
      return part(def.innerType);
    case "lazy": {
      const { getter } = def;
      return (value, path, reject) => part(getter?.())(value, path, reject);
    }
    default:
      return SIMPLE[def.type] ?? opaque(schema, def.type);
  }
}

/** Returns the check of what a codec or a transform gives, and of classes: it may be anything, and is missing where it is required. */
function opaque(schema: ValueSchema, type: string): ValueCheck {
  const isRequired = (type === "pipe" || type === "custom") && internalsOf(schema)?.optout !== "optional";
  if (!isRequired) return accept;
  return (value, path, reject) => (value === undefined ? missing(path, reject) : value);
}

/** Returns the check of a discriminated union, whose options zod knows by the values of one member. */
function discriminatedSchemaCheck(
  { discriminator, options = [] }: ZodDefinition,
  part: (of: ValueSchema) => ValueCheck,
): ValueCheck | undefined {
  if (discriminator === undefined) return undefined;
  const tagged = options.map((option) => {
    // Type assertion: zod collects the values of literal members.
    const internals = internalsOf(option) as
      | { readonly propValues?: Record<string, ReadonlySet<unknown>> }
      | undefined;
    return [internals?.propValues?.[discriminator], part(option)] as const;
  });
  const known = tagged.flatMap(([values, check]) => (values === undefined ? [] : [[values, check] as const]));
  return known.length === options.length ? discriminatedCheck(discriminator, known) : undefined;
}

interface ZodDefinition {
  readonly type: string;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly element?: ValueSchema;
  readonly keyType?: ValueSchema;
  readonly valueType?: ValueSchema;
  readonly items?: readonly ValueSchema[];
  readonly rest?: ValueSchema | null;
  readonly shape?: Readonly<Record<string, ValueSchema>>;
  readonly options?: readonly ValueSchema[];
  readonly discriminator?: string;
  readonly innerType?: ValueSchema;
  readonly getter?: () => ValueSchema;
  readonly defaultValue?: unknown;
}

function isNullableSchema(schema: ValueSchema | undefined): boolean {
  const def = internalsOf(schema)?.def as unknown as ZodDefinition | undefined;
  if (def === undefined) return false;
  if (def.type === "union") return (def.options ?? []).some(isNullableSchema);
  if (def.innerType !== undefined && def.type !== "nullable") return isNullableSchema(def.innerType);
  return ["nullable", "null", "any", "unknown", "pipe", "custom", "lazy", "intersection"].includes(def.type);
}

/** A default that a function computes anew each time (an id, the time) says nothing of an item that was stored without it. */
function defaultCheck(def: ZodDefinition, check: ValueCheck): ValueCheck {
  const [one, other] = [def.defaultValue, def.defaultValue];
  const isStatic = !(one instanceof Date) && isDeepStrictEqual(one, other);
  if (isStatic) return withDefault(check, () => def.defaultValue);
  return (value, path, reject) => (value === undefined ? undefined : check(value, path, reject));
}
