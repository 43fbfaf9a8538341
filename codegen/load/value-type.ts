import { ts } from "ts-morph";
import type { ValueType } from "../../src/model/model.js";
import {
  CODEC_HELP,
  isListLike,
  MIXED_REASON,
  refuse,
  setValue,
  UNION_HELP,
  type ValueContext,
  valueOfType,
} from "./opaque-value.js";
import { holdsCodec, needsConversion, nullable, simplify, unionValue } from "./value-form.js";
import { enumValues, type ZodDef, type ZodSchema } from "./zod-schema.js";

/**
 * How values of a schema are stored: its output, except below a codec, which stores its input.
 *
 * @param type what the compiler resolves for it: decides where zod does not tell (transforms, custom checks)
 */
export function valueType(
  schema: ZodSchema,
  type: ts.Type | undefined,
  path: string,
  context: ValueContext,
): ValueType {
  return simplify(new Walk(context).value(schema, type, path));
}

class Walk {
  readonly #open = new Set<ZodSchema>();
  readonly #recursive = new Set<ZodSchema>();

  constructor(readonly context: ValueContext) {}

  value(schema: ZodSchema, type: ts.Type | undefined, path: string): ValueType {
    if (this.#open.has(schema)) {
      this.#recursive.add(schema);
      return "any";
    }
    this.#open.add(schema);
    const value = this.#value(schema._zod.def, type, path);
    this.#open.delete(schema);
    if (this.#recursive.has(schema) && needsConversion(value)) {
      return refuse(this.context, path, "is recursive and holds a date, a bigint or a codec", RECURSIVE_HELP);
    }
    return value;
  }

  #value(def: ZodDef, type: ts.Type | undefined, path: string): ValueType {
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
        return literalValue(enumValues(def.entries ?? {}));
      case "literal":
        return this.#literal(def.values ?? [], path);
      case "optional":
      case "nonoptional":
      case "default":
      case "prefault":
      case "catch":
      case "readonly":
        return this.#inner(def.innerType, type, path);
      case "nullable":
        return nullable(this.#inner(def.innerType, type, path));
      case "lazy":
        return this.#inner(def.getter?.(), type, path);
      case "array":
        return this.#list(def, type, path);
      case "tuple":
        return this.#tuple(def, type, path);
      case "object":
        return this.#object(def, type, path);
      case "record":
        return this.#record(def, type, path);
      case "set":
        return this.#set(def, type, path);
      case "union":
        return this.#union(def, type, path);
      case "intersection":
        return this.#intersection(def, type, path);
      case "pipe":
        return this.#pipe(def, type, path);
      case "transform":
      case "custom":
        return valueOfType(type, path, this.context);
      default: {
        const [reason, help] = REFUSED[def.type] ?? [
          `is of kind ${def.type}, which has no form in DynamoDB`,
          CODEC_HELP,
        ];
        return refuse(this.context, path, reason, help);
      }
    }
  }

  #inner(schema: ZodSchema | undefined, type: ts.Type | undefined, path: string): ValueType {
    return schema === undefined ? "any" : this.value(schema, type, path);
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
    if (value === "any" && values.some((literal) => typeof literal === "bigint")) {
      this.context.unstorable(path, MIXED_REASON, UNION_HELP);
    }
    return value;
  }

  #list(def: ZodDef, type: ts.Type | undefined, path: string): ValueType {
    const of = this.#inner(def.element, this.#index(type, ts.IndexKind.Number), `${path}[]`);
    return { kind: "list", of };
  }

  #tuple(def: ZodDef, type: ts.Type | undefined, path: string): ValueType {
    const elements =
      type === undefined ? [] : this.context.checker.getTypeArguments(type as ts.TypeReference);
    const of = (def.items ?? []).map((item, position) =>
      this.value(item, elements[position], `${path}[${position}]`),
    );
    if (def.rest) {
      const rest = this.value(def.rest, elements[of.length], `${path}[]`);
      if (needsConversion(rest)) {
        const help = "Use z.array for a list of any length.";
        this.context.unstorable(path, "is a tuple whose rest holds a date, a bigint or a codec", help);
      }
    }
    return { kind: "tuple", of };
  }

  #object(def: ZodDef, type: ts.Type | undefined, path: string): ValueType {
    const of: Record<string, ValueType> = {};
    for (const [name, member] of Object.entries(def.shape ?? {})) {
      of[name] = this.value(member, this.#property(type, name), `${path}.${name}`);
    }
    if (def.catchall !== undefined && needsConversion(this.value(def.catchall, undefined, `${path}.*`))) {
      const help = "Put them in a member of their own, a z.record.";
      this.context.unstorable(path, "has a catchall that holds a date, a bigint or a codec", help);
    }
    return { kind: "map", of };
  }

  #record(def: ZodDef, type: ts.Type | undefined, path: string): ValueType {
    const of = this.#inner(def.valueType, this.#index(type, ts.IndexKind.String), `${path}.*`);
    return { kind: "record", of };
  }

  #set(def: ZodDef, type: ts.Type | undefined, path: string): ValueType {
    const element =
      type === undefined ? undefined : this.context.checker.getTypeArguments(type as ts.TypeReference)[0];
    return setValue(this.#inner(def.valueType, element, `${path}<>`), path, this.context);
  }

  #union(def: ZodDef, type: ts.Type | undefined, path: string): ValueType {
    const only = (def.options ?? []).filter((option) => option._zod.def.type !== "undefined");
    // A transform among them cannot be told from the others by its type: it is taken for any of them.
    return (
      unionValue(only.map((option) => this.value(option, type, path))) ??
      refuse(this.context, path, MIXED_REASON, UNION_HELP)
    );
  }

  #intersection(def: ZodDef, type: ts.Type | undefined, path: string): ValueType {
    const left = this.#inner(def.left, type, path);
    const right = this.#inner(def.right, type, path);
    const merged = unionValue([left, right]);
    if (merged !== undefined) return merged;
    const help = "Use z.object(…).extend(…).";
    return refuse(this.context, path, "is an intersection that holds a date, a bigint or a codec", help);
  }

  /** A codec stores its input. Of any other pipe, what comes out is stored. */
  #pipe(def: ZodDef, type: ts.Type | undefined, path: string): ValueType {
    if (def.in === undefined || def.out === undefined) return "any";
    if (def.reverseTransform !== undefined) return this.#codec(def.in, path);
    if (def.out._zod.def.type === "transform") return valueOfType(type, path, this.context);
    if (def.in._zod.def.type === "transform") return this.value(def.out, type, path);
    const quiet = new Walk({ ...this.context, unstorable: () => {} });
    const before = quiet.value(def.in, undefined, path);
    return holdsCodec(before) ? { kind: "codec" } : this.value(def.out, type, path);
  }

  #codec(stored: ZodSchema, path: string): ValueType {
    const value = this.value(stored, undefined, path);
    const bare = typeof value === "object" && value.kind === "nullable" ? value.of : value;
    if (needsConversion(bare) && !(typeof bare === "object" && bare.kind === "codec")) {
      const help = "Let the codec's first schema be what DynamoDB stores: a string, a number, a list, a map.";
      this.context.unstorable(
        path,
        "is a codec whose stored form holds a date, a bigint or another codec",
        help,
      );
    }
    return { kind: "codec" };
  }

  #property(type: ts.Type | undefined, name: string): ts.Type | undefined {
    const object = this.#present(type);
    const property = object === undefined ? undefined : this.context.checker.getPropertyOfType(object, name);
    return property === undefined ? undefined : this.context.checker.getTypeOfSymbol(property);
  }

  #index(type: ts.Type | undefined, kind: ts.IndexKind): ts.Type | undefined {
    const object = this.#present(type);
    if (object === undefined || (kind === ts.IndexKind.Number && !isListLike(object, this.context.checker)))
      return undefined;
    return this.context.checker.getIndexTypeOfType(object, kind);
  }

  #present(type: ts.Type | undefined): ts.Type | undefined {
    return type === undefined ? undefined : this.context.checker.getNonNullableType(type);
  }
}

function literalValue(values: readonly unknown[]): ValueType {
  const present = values.filter((value) => value !== null);
  if (present.length === 0) return "null";
  const kinds = new Set(present.map((value) => typeof value));
  const [kind] = kinds;
  const value = kinds.size === 1 && isPlainKind(kind) ? kind : "any";
  return present.length < values.length ? nullable(value) : value;
}

function isPlainKind(kind: string | undefined): kind is "string" | "number" | "boolean" | "bigint" {
  return kind === "string" || kind === "number" || kind === "boolean" || kind === "bigint";
}

const RECURSIVE_HELP = "Store it as an ISO string or a number below the recursion.";

const REFUSED: Readonly<Record<string, readonly [reason: string, help: string]>> = {
  map: ["is a z.map, which has no form in DynamoDB", "Use z.record(z.string(), …), or a list of pairs."],
  file: ["is a file", "Store its bytes as z.instanceof(Uint8Array), or its address as a string."],
  function: ["is a function", "Leave it out of the schema."],
  symbol: ["is a symbol", "Use a string or z.enum."],
  promise: ["is a promise", "Await it before storing, and declare what it gives."],
  nan: ["is NaN, which DynamoDB cannot store", "Use z.number().nullable()."],
  undefined: ["is always undefined", "Leave it out, or use .optional()."],
  void: ["is always undefined", "Leave it out, or use .optional()."],
  never: ["can have no value", "Leave it out of the schema."],
};
