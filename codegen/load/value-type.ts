import type { TagValue, UnionMember, ValueType } from "../../src/model/model.js";
import { mapParts, partsOf } from "../../src/model/value-type.js";
import {
  allowsUndefined,
  enumValues,
  someSchema,
  type ZodDef,
  type ZodSchema,
} from "../zod-schemas/zod-schema.js";
import type { TypeSource } from "./type-source.js";
import {
  CODEC_HELP,
  MIXED_REASON,
  reportValue,
  setValue,
  UNION_HELP,
  type ValueContext,
  valueOfType,
} from "./type-values.js";
import {
  bothValues,
  holdsCodec,
  needsConversion,
  nullable,
  required,
  simplify,
  unionValue,
} from "./value-form.js";

/**
 * Returns the stored form of a schema's values: of its output, except below a codec, which stores its input.
 *
 * @param types what the compiler resolves for it: decides where zod does not tell (transforms, custom checks)
 * @param optional it may be absent from an item
 */
export function valueType(
  schema: ZodSchema,
  types: TypeSource,
  context: ValueContext,
  optional: boolean,
): ValueType {
  const problems: Parameters<ValueContext["unstorable"]>[] = [];
  const first: Mode = { recursion: "plain", converts: false };
  const quiet: ValueContext = { ...context, unstorable: (...problem) => problems.push(problem) };
  const value = new Walk(quiet, "output", first).value(schema, types, "");
  if (!first.converts) for (const problem of problems) context.unstorable(...problem);
  const whole = first.converts
    ? new Walk(context, "output", { recursion: "converted", converts: true }).value(schema, types, "")
    : value;
  return simplify(present(whole, optional));
}

/**
 * The assumption about a schema that is nested in itself: at first, that it is stored unchanged where it recurs. If
 * something in it turns out to be converted, everything is read once more.
 */
interface Mode {
  readonly recursion: "plain" | "converted";
  converts: boolean;
}

/** A walk through a schema: to how its output is stored, or, below a codec, its input. */
class Walk {
  readonly context: ValueContext;
  readonly #side: "output" | "input";
  readonly #mode: Mode;
  /** The schemas that are being read, and the functions behind lazy ones, which may create new schemas. */
  readonly #open = new Map<unknown, number>();
  readonly #recursive = new Set<number>();
  #count = 0;

  constructor(context: ValueContext, side: "output" | "input", mode: Mode) {
    this.context = context;
    this.#side = side;
    this.#mode = mode;
  }

  value(schema: ZodSchema, types: TypeSource, path: string): ValueType {
    const { def } = schema._zod;
    const identity = def.type === "lazy" ? def.getter : schema;
    const again = this.#open.get(identity);
    if (again !== undefined) {
      this.#recursive.add(again);
      return this.#mode.recursion === "plain" ? "any" : { kind: "again", id: again };
    }
    this.#count += 1;
    const id = this.#count;
    this.#open.set(identity, id);
    const value = this.#value(def, types, path);
    this.#open.delete(identity);
    if (!this.#recursive.has(id)) return value;
    this.#mode.converts ||= needsConversion(value);
    return this.#mode.recursion === "plain" ? value : { kind: "recursive", id, of: value };
  }

  #value(def: ZodDef, types: TypeSource, path: string): ValueType {
    switch (def.type) {
      case "string":
      case "template_literal":
        return "string";
      case "number":
      case "int":
        return "number";
      case "bigint":
      case "boolean":
      case "null":
      case "date":
      case "any":
        return def.type;
      case "unknown":
        return "any";
      case "success":
        return "boolean";
      case "enum":
        return literalValue(enumValues(def.entries ?? {})) ?? "any";
      case "literal":
        return this.#literal(def.values ?? [], path);
      case "optional":
      case "nonoptional":
      case "default":
      case "prefault":
      case "catch":
        return this.#inner(def.innerType, types.inner(), path);
      case "readonly":
        return this.#readonly(def, types, path);
      case "nullable":
        return nullable(this.#inner(def.innerType, types.inner(), path));
      case "lazy":
        return this.#inner(def.getter?.(), types.lazy(), path);
      case "array":
        return { kind: "list", of: this.#element(def.element, types.element(), `${path}[]`) };
      case "tuple":
        return this.#tuple(def, types, path);
      case "object":
        return this.#object(def, types, path);
      case "record":
        return this.#record(def, types, path);
      case "set":
        return setValue(this.#element(def.valueType, types.setElement(), `${path}<>`), path, this.context);
      case "map":
        return {
          kind: "pairs",
          key: this.#element(def.keyType, types.mapKey(), `${path}<key>`),
          of: this.#element(def.valueType, types.mapValue(), `${path}<value>`),
        };
      case "union":
        return this.#union(def, types, path);
      case "intersection":
        return this.#intersection(def, types, path);
      case "pipe":
        return this.#pipe(def, types, path);
      case "transform":
      case "custom":
        return valueOfType(types.output, path, this.context);
      default: {
        const [reason, help] = REFUSED[def.type] ?? [
          `is of kind ${def.type}, which cannot be stored in DynamoDB`,
          CODEC_HELP,
        ];
        return reportValue(this.context, path, reason, help);
      }
    }
  }

  #inner(schema: ZodSchema | undefined, types: TypeSource, path: string): ValueType {
    return schema === undefined ? "any" : this.value(schema, types, path);
  }

  /** zod freezes what is readonly, and JavaScript does not freeze bytes: to parse them throws. */
  #readonly(def: ZodDef, types: TypeSource, path: string): ValueType {
    const value = this.#inner(def.innerType, types.inner(), path);
    if (isBinary(value)) {
      const help = "Leave out .readonly(): no other code holds the bytes of an item that was read.";
      this.context.unstorable(path, "is a readonly Uint8Array, which zod cannot freeze", help);
    }
    return value;
  }

  /** Reads the elements of a list, a set or a Map, none of which may be undefined. */
  #element(schema: ZodSchema | undefined, types: TypeSource, path: string): ValueType {
    if (schema !== undefined && allowsUndefined(schema)) {
      const help = "Use .nullable() instead of .optional().";
      this.context.unstorable(path, "may be undefined, which DynamoDB cannot store in a list or a set", help);
    }
    return this.#inner(schema, types, path);
  }

  #literal(values: readonly unknown[], path: string): ValueType {
    if (values.includes(undefined)) {
      this.context.unstorable(
        path,
        "allows the literal undefined",
        "Use .optional() for a value that may be absent.",
      );
    }
    const value = literalValue(values.filter((literal) => literal !== undefined));
    return value ?? reportValue(this.context, path, MIXED_REASON, UNION_HELP);
  }

  #tuple(def: ZodDef, types: TypeSource, path: string): ValueType {
    const of = (def.items ?? []).map((item, position) =>
      this.value(item, types.position(position), `${path}[${position}]`),
    );
    if (!def.rest) return { kind: "tuple", of };
    return { kind: "tuple", of, rest: this.#element(def.rest, types.rest(of.length), `${path}[]`) };
  }

  #object(def: ZodDef, types: TypeSource, path: string): ValueType {
    const of: Record<string, ValueType> = {};
    for (const [name, member] of Object.entries(def.shape ?? {})) {
      const value = this.value(member, types.property(name), `${path}.${name}`);
      of[name] = present(value, allowsUndefined(member));
    }
    const open = def.catchall !== undefined && def.catchall._zod.def.type !== "never";
    if (!open || def.catchall === undefined) return { kind: "map", of };
    return { kind: "map", of, rest: required(this.value(def.catchall, types.catchall(), `${path}.*`)) };
  }

  #record(def: ZodDef, types: TypeSource, path: string): ValueType {
    if (def.keyType !== undefined && someSchema(def.keyType, (key) => key.type === "symbol")) {
      return reportValue(this.context, path, "is a record of symbols", "Use strings as its keys.");
    }
    const entry = this.#inner(def.valueType, types.entry(), `${path}.*`);
    return { kind: "record", of: required(entry) };
  }

  #union(def: ZodDef, types: TypeSource, path: string): ValueType {
    const options = (def.options ?? []).flatMap((schema, option) =>
      IMPOSSIBLE.has(schema._zod.def.type)
        ? []
        : [{ schema, option, value: this.value(schema, types.option(option), path) }],
    );
    const tags = unionTags(options, def.discriminator);
    const coded = options.some(({ value }) => holdsCodec(value));
    const members = options.map(({ value, option }, position) => ({
      value,
      ...(coded && { option }),
      ...(tags[position] && { tag: tags[position] }),
    }));
    return unionValue(members) ?? reportValue(this.context, path, MIXED_REASON, UNION_HELP);
  }

  #intersection(def: ZodDef, types: TypeSource, path: string): ValueType {
    const left = this.#inner(def.left, types.side("left"), path);
    const right = this.#inner(def.right, types.side("right"), path);
    const both = bothValues(left, right);
    if (both !== undefined) return both;
    const help = "Use z.object(…).extend(…).";
    return reportValue(this.context, path, "is an intersection whose sides store a value differently", help);
  }

  /** A codec stores its input. Of any other pipe, what comes out is stored. */
  #pipe(def: ZodDef, types: TypeSource, path: string): ValueType {
    const { in: before, out: after } = def;
    if (before === undefined || after === undefined) return "any";
    if (before._zod.def.type === "transform") return this.value(after, types.pipeOutput(), path);
    const reversible = [before, after].some((side) => someSchema(side, isCodec));
    if (def.reverseTransform === undefined) {
      if (after._zod.def.type === "transform") return valueOfType(types.output, path, this.context);
      if (!reversible) return this.value(after, types.pipeOutput(), path);
    }
    if ([before, after].some((side) => someSchema(side, isOneWay))) {
      const help = "Replace the transform with a codec, or remove it.";
      return reportValue(
        this.context,
        path,
        "is a codec that contains a transform, which cannot be reversed",
        help,
      );
    }
    const walk = this.#side === "input" ? this : new Walk(this.context, "input", this.#mode);
    const of = walk.value(before, types.pipeInput(), path);
    if (this.#side === "input") return of;
    const stored = present(of, false);
    const absent = allowsUndefined(before) || mayVanish(stored);
    return { kind: "codec", of: stored, ...(absent && { required: true }) };
  }
}

/** A value with what its absence from an item means. */
function present(value: ValueType, optional: boolean): ValueType {
  if (!optional) return required(value);
  if (typeof value === "string") return value;
  if (value.kind === "codec") return { kind: "codec", ...(value.of !== undefined && { of: value.of }) };
  return value.kind === "nullable" || value.kind === "union"
    ? mapParts(value, (part) => present(part, true))
    : value;
}

function isBinary(value: ValueType): boolean {
  if (typeof value === "string") return value === "binary";
  return (value.kind === "nullable" || value.kind === "union") && partsOf(value).some(isBinary);
}

/** Returns true if a stored value may be absent where the value in code is present: an empty set. */
function mayVanish(value: ValueType): boolean {
  if (typeof value === "string") return false;
  if (value.kind === "nullable" || value.kind === "union") return partsOf(value).some(mayVanish);
  return value.kind === "set";
}

function isCodec(def: ZodDef): boolean {
  return def.type === "pipe" && def.reverseTransform !== undefined;
}

function isOneWay(def: ZodDef): boolean {
  return def.type === "transform";
}

/** Options of a union that no value takes, or that only say that it may be absent. */
const IMPOSSIBLE: ReadonlySet<string> = new Set(["undefined", "void", "never"]);

/** Literals of several types are stored as they are; `undefined` where a bigint could not be told from a number. */
function literalValue(values: readonly unknown[]): ValueType | undefined {
  const kinds = [...new Set(values.map((value) => (value === null ? "null" : typeof value)))];
  return unionValue(kinds.filter(isPlainKind).map((value) => ({ value })));
}

function isPlainKind(kind: string): kind is "string" | "number" | "boolean" | "bigint" | "null" {
  return kind === "string" || kind === "number" || kind === "boolean" || kind === "bigint" || kind === "null";
}

const REFUSED: Readonly<Record<string, readonly [reason: string, help: string]>> = {
  file: ["is a file", "Store its bytes as z.instanceof(Uint8Array), or its URL as a string."],
  function: ["is a function", "Leave it out of the schema."],
  symbol: ["is a symbol", "Use a string or z.enum."],
  promise: ["is a promise", "Await it before storing, and declare the type of its result."],
  nan: ["is NaN, which DynamoDB cannot store", "Use z.number().nullable()."],
  undefined: ["is always undefined", "Leave it out, or use .optional()."],
  void: ["is always undefined", "Leave it out, or use .optional()."],
  never: ["can have no value", "Leave it out of the schema."],
};

type Tag = NonNullable<UnionMember["tag"]>;

interface Option {
  readonly schema: ZodSchema;
  readonly value: ValueType;
}

/**
 * Returns the tags of a union's objects, by option: the values of a member that all of them have, each with different
 * values.
 *
 * @param discriminator the member that the schema names for it
 */
function unionTags(
  options: readonly Option[],
  discriminator: string | undefined,
): readonly (Tag | undefined)[] {
  const objects = options.filter(({ schema }) => schema._zod.propValues !== undefined);
  const names = discriminator === undefined ? namesOf(objects[0]) : [discriminator];
  const name = names.find((candidate) => tellsApart(objects, candidate));
  if (name === undefined) return [];
  return options.map((option) => {
    const values = valuesOf(option, name);
    return values && { name, values };
  });
}

function namesOf(option: Option | undefined): readonly string[] {
  return Object.keys(option?.schema._zod.propValues ?? {});
}

function tellsApart(objects: readonly Option[], name: string): boolean {
  const all = objects.map((option) => valuesOf(option, name));
  const values = all.flatMap((of) => of ?? []);
  return !all.includes(undefined) && new Set(values).size === values.length;
}

/** The values of a member, if it is stored as it is. */
function valuesOf({ schema, value }: Option, name: string): readonly TagValue[] | undefined {
  const { propValues = {} } = schema._zod;
  const values = Object.hasOwn(propValues, name) ? propValues[name] : undefined;
  if (values === undefined || values.size === 0 || typeof value !== "object") return undefined;
  const member = value.kind === "map" && Object.hasOwn(value.of, name) ? value.of[name] : undefined;
  if (value.kind !== "union" && (member === undefined || needsConversion(member))) return undefined;
  const all = [...values];
  return all.every(isTagValue) ? all : undefined;
}

function isTagValue(value: unknown): value is TagValue {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
