import type { ValueRule } from "../model/value-rule.js";
import { integerOf, isStoredNumber, StoredNumber, storedNumberText } from "../wire/number.js";
import { isPlainObject } from "../wire/plain-object.js";
import { describeValue } from "./describe-value.js";
import type { RejectValue } from "./document.js";
import {
  elementSchema,
  internalsOf,
  memberSchema,
  pairSchemas,
  setElementSchema,
  unwrap,
  type ValueSchema,
} from "./zod-schema.js";

export { mayHaveInexactNumbers } from "../wire/number.js";

/** The declared type of a value: its zod schema, or its rule. */
export type Declaration = ValueSchema | ValueRule<string | RegExp>;

/**
 * Decodes the numbers in a stored value that no JavaScript number holds, at every depth. A number with a fraction is read as
 * the nearest double. An integer is read as a bigint, but where a number is declared it is rejected.
 *
 * @returns the value itself if it has no such number; it is never changed
 */
export function decodeNumbers(
  value: unknown,
  declaration: Declaration | undefined,
  path: string,
  reject: RejectValue,
): unknown {
  return decodeWithin(value, declaration === undefined ? [] : optionsOf(declaration), path, reject);
}

function decodeWithin(
  value: unknown,
  options: readonly Declaration[],
  path: string,
  reject: RejectValue,
): unknown {
  if (typeof value === "bigint") return decodeNumber(value, numberTypeOf(options), path, reject);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const decoded = value.map((element: unknown, position) =>
      decodeWithin(element, elementsOf(options, position), `${path}[${position}]`, reject),
    );
    return decoded.some((element, position) => element !== value[position]) ? decoded : value;
  }
  if (value instanceof Set) {
    const elements = [...value];
    if (elements.every((element) => typeof element !== "bigint" && !isStoredNumber(element))) return value;
    const of = setElementsOf(options);
    return new Set(elements.map((element) => decodeWithin(element, of, path, reject)));
  }
  if (isPlainObject(value)) {
    let changed: Record<string, unknown> | undefined;
    for (const [name, member] of Object.entries(value)) {
      const decoded = decodeWithin(member, membersOf(options, name), `${path}.${name}`, reject);
      if (decoded === member) continue;
      changed ??= { ...value };
      changed[name] = decoded;
    }
    return changed ?? value;
  }
  const text = storedNumberText(value);
  return text === undefined
    ? value
    : decodeNumber(new StoredNumber(text), numberTypeOf(options), path, reject);
}

/** The types of a number that a value may be declared as; `any` where it is declared as neither. */
type NumberType = "number" | "bigint" | "any";

/** Decodes a number that no JavaScript number holds. */
export function decodeNumber(
  value: bigint | StoredNumber,
  type: NumberType,
  path: string,
  reject: RejectValue,
): number | bigint {
  const integer = typeof value === "bigint" ? value : integerOf(value.text);
  if (type === "bigint")
    return integer ?? reject(path, `should hold an integer, but holds ${describeValue(value)}`);
  if (integer === undefined) return Number(value);
  if (type === "any") return integer;
  const remedy = "declare it as z.bigint() to read it";
  return reject(
    path,
    `should hold a number that JavaScript has exactly, but holds ${describeValue(value)}; ${remedy}`,
  );
}

function numberTypeOf(options: readonly Declaration[]): NumberType {
  const types = options.map(typeNameOf);
  if (types.includes("bigint")) return "bigint";
  return types.includes("number") && !types.includes("any") && !types.includes("unknown") ? "number" : "any";
}

function typeNameOf(declaration: Declaration): string | undefined {
  if (isRule(declaration)) return typeof declaration === "string" ? declaration : declaration[0];
  return internalsOf(declaration)?.def.type;
}

function isRule(declaration: Declaration): declaration is ValueRule<string | RegExp> {
  return typeof declaration === "string" || Array.isArray(declaration);
}

const RULE_WRAPPERS: ReadonlySet<string> = new Set(
  "exact nonoptional nullable optional readonly default prefault".split(" "),
);

/** Returns the declarations of which a stored value satisfies one: the options of a union, without wrappers. */
function optionsOf(declaration: Declaration): readonly Declaration[] {
  if (!isRule(declaration)) return schemaOptions(unwrap(declaration));
  if (typeof declaration === "string") return [declaration];
  // Each wrapper has the rule inside it last.
  if (RULE_WRAPPERS.has(declaration[0])) return optionsOf(declaration.at(-1) as ValueRule<string | RegExp>);
  if (declaration[0] === "union") return declaration[1].flatMap(optionsOf);
  if (declaration[0] === "discriminated") return declaration[2].flatMap(([, option]) => optionsOf(option));
  return [declaration];
}

function schemaOptions(schema: ValueSchema | undefined): readonly Declaration[] {
  const def = internalsOf(schema)?.def;
  if (schema === undefined || def === undefined) return [];
  const optionsOfAll = (parts: readonly (ValueSchema | undefined)[]) =>
    parts.flatMap((part) => (part === undefined ? [] : optionsOf(part)));
  switch (def.type) {
    case "union":
      return optionsOfAll(def.options ?? []);
    case "intersection":
      return optionsOfAll([def.left, def.right]);
    case "pipe":
      // The stored side of a codec. The result of a transform has any type.
      return internalsOf(def.out)?.def.type === "transform" ? [] : optionsOfAll([def.in]);
    default:
      return [schema];
  }
}

function partsOf(
  options: readonly Declaration[],
  partOf: (option: Declaration) => Declaration | undefined,
): readonly Declaration[] {
  return options.flatMap((option) => {
    const part = partOf(option);
    return part === undefined ? [] : optionsOf(part);
  });
}

function elementsOf(options: readonly Declaration[], position: number): readonly Declaration[] {
  return partsOf(options, (option) => {
    if (!isRule(option)) return isMap(option) ? pairSchema(option) : elementSchema(option, position);
    if (typeof option === "string") return undefined;
    switch (option[0]) {
      case "array":
        return option[1];
      case "tuple":
        return option[1][position] ?? option[2];
      case "map":
        return ["tuple", [option[1], option[2]]];
      default:
        return undefined;
    }
  });
}

function isMap(schema: ValueSchema): boolean {
  return internalsOf(schema)?.def.type === "map";
}

/** Returns the schema of an entry of a `Map`, which is stored as a list of two. */
function pairSchema(schema: ValueSchema): ValueSchema {
  const { key, value } = pairSchemas(schema);
  // Type assertion: only the definition of a schema is read here.
  return { _zod: { def: { type: "tuple", items: [key, value] } } } as unknown as ValueSchema;
}

function setElementsOf(options: readonly Declaration[]): readonly Declaration[] {
  return partsOf(options, (option) => {
    if (!isRule(option)) return setElementSchema(option);
    return option[0] === "set" ? option[1] : undefined;
  });
}

function membersOf(options: readonly Declaration[], name: string): readonly Declaration[] {
  return partsOf(options, (option) => {
    if (!isRule(option)) return memberSchema(option, name);
    if (typeof option === "string") return undefined;
    if (option[0] === "record") return option[2];
    if (option[0] !== "object") return undefined;
    return Object.hasOwn(option[1], name) ? option[1][name] : option[2];
  });
}
