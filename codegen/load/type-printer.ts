import { ts } from "ts-morph";
import { SCHEMA_MODULE } from "../model-facts/names.js";
import { globalName, isClassInstance, isOptional, unionMembers } from "./compiler-types.js";
import type { SchemaProgram } from "./program.js";

export interface PrintOptions {
  readonly checker: ts.TypeChecker;
  /** The exported types of the schema module, by symbol. */
  readonly exported: ReadonlyMap<ts.Symbol, string>;
  /**
   * The positions of text literals in the schema: the compiler's own order of a union depends on the order in which it
   * met them.
   */
  readonly order: ReadonlyMap<string, number>;
  /** `undefined` is left out at the top: the attribute is optional. */
  readonly optional: boolean;
}

/**
 * Prints a type so that it needs no other name: what is anonymous inline, global types by name, exported enums and
 * classes of the schema as imports of it, `any` as `unknown`.
 *
 * @returns `undefined` for a type that cannot be written so: a recursive one, an enum or a class that is not exported
 */
function printType(type: ts.Type, options: PrintOptions): string | undefined {
  try {
    return new Printer(options).print(type, options.optional ? "strip" : "keep");
  } catch (thrown) {
    if (thrown === UNPRINTABLE) return undefined;
    throw thrown;
  }
}

const UNPRINTABLE = Symbol("unprintable");

const MAXIMUM_DEPTH = 16;

/**
 * The treatment of `undefined`: keep it, leave it out, or leave it out only where it merely says that a property may be
 * absent.
 */
type Undefined = "keep" | "strip" | "explicit";

class Printer {
  readonly #stack: ts.Type[] = [];

  constructor(readonly options: PrintOptions) {}

  print(type: ts.Type, undefinedMode: Undefined = "keep"): string {
    const { flags } = type;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return "unknown";
    if (flags & ts.TypeFlags.EnumLike) return this.#enum(type);
    if (type.isUnion()) return this.#union(type, undefinedMode);
    if (flags & ts.TypeFlags.StringLiteral) return JSON.stringify((type as ts.StringLiteralType).value);
    if (flags & ts.TypeFlags.NumberLiteral) return String((type as ts.NumberLiteralType).value);
    if (flags & ts.TypeFlags.BigIntLiteral) return bigintText((type as ts.BigIntLiteralType).value);
    if (flags & (ts.TypeFlags.BooleanLiteral | PLAIN)) return this.options.checker.typeToString(type);
    if (flags & ts.TypeFlags.VoidLike) return "undefined";
    if (flags & ts.TypeFlags.TemplateLiteral) return this.#template(type as ts.TemplateLiteralType);
    if (flags & ts.TypeFlags.StringMapping) {
      const mapping = type as ts.StringMappingType;
      return `${mapping.symbol.name}<${this.print(mapping.type)}>`;
    }
    if (flags & ts.TypeFlags.NonPrimitive) return "object";
    if (type.isIntersection()) return this.#nested(type, () => this.#intersection(type));
    if (flags & ts.TypeFlags.Object) return this.#nested(type, () => this.#object(type as ts.ObjectType));
    throw UNPRINTABLE;
  }

  #nested(type: ts.Type, print: () => string): string {
    if (this.#stack.includes(type) || this.#stack.length > MAXIMUM_DEPTH) throw UNPRINTABLE;
    this.#stack.push(type);
    const text = print();
    this.#stack.pop();
    return text;
  }

  #union(type: ts.UnionType, mode: Undefined): string {
    const explicit = this.options.checker.getUndefinedType();
    const members = type.types.filter((member) => {
      if (!(member.flags & ts.TypeFlags.Undefined) || mode === "keep") return true;
      return mode === "explicit" && member === explicit;
    });
    const boolean = members.filter((member) => member.flags & ts.TypeFlags.BooleanLiteral).length === 2;
    const texts = new Set(
      sorted(members, this.options.order).map((member) => {
        if (boolean && member.flags & ts.TypeFlags.BooleanLiteral) return "boolean";
        return this.print(member);
      }),
    );
    return texts.size === 0 ? "undefined" : this.#wholeEnums(members, [...texts]).join(" | ");
  }

  /** Names an enum once where all its members are there. */
  #wholeEnums(members: readonly ts.Type[], texts: readonly string[]): readonly string[] {
    let shorter = texts;
    for (const member of members) {
      const owner =
        member.flags & ts.TypeFlags.EnumLiteral ? member.getSymbol()?.declarations?.[0]?.parent : undefined;
      if (owner === undefined || !ts.isEnumDeclaration(owner)) continue;
      const symbol = this.options.checker.getSymbolAtLocation(owner.name);
      const name = symbol === undefined ? undefined : this.options.exported.get(symbol);
      if (name === undefined) continue;
      const all = owner.members.map((of) => `${reference(name)}.${of.name.getText()}`);
      if (!all.every((text) => shorter.includes(text))) continue;
      shorter = shorter.flatMap((text) =>
        text === all[0] ? [reference(name)] : all.includes(text) ? [] : [text],
      );
    }
    return shorter;
  }

  #enum(type: ts.Type): string {
    const symbol = type.getSymbol();
    const whole = symbol === undefined ? undefined : this.options.exported.get(symbol);
    if (whole !== undefined) return reference(whole);
    // A member of an enum: its parent is what a module exports.
    const parent = symbol?.declarations?.[0]?.parent;
    const owner = parent === undefined || !ts.isEnumDeclaration(parent) ? undefined : parent.name;
    const exported = owner === undefined ? undefined : this.options.checker.getSymbolAtLocation(owner);
    const name = exported === undefined ? undefined : this.options.exported.get(exported);
    if (name !== undefined && symbol !== undefined) return `${reference(name)}.${symbol.name}`;
    if (type.isUnion() && symbol === undefined) return this.#union(type, "keep");
    throw UNPRINTABLE;
  }

  #template({ texts, types }: ts.TemplateLiteralType): string {
    const parts = texts.map((text, position) => {
      const type = types[position];
      const literal = JSON.stringify(text)
        .slice(1, -1)
        .replaceAll('\\"', '"')
        .replace(/`|\$\{/g, "\\$&");
      return type === undefined ? literal : `${literal}\${${this.print(type)}}`;
    });
    return `\`${parts.join("")}\``;
  }

  /** Returns true for an intersection of anonymous objects alone, which prints better as one object type. */
  #isFlat(type: ts.IntersectionType): boolean {
    return type.types.every((member) => {
      const object = (member.flags & ts.TypeFlags.Object) !== 0 && !isBrand(member);
      return object && globalName(member) === undefined && !this.options.checker.isArrayLikeType(member);
    });
  }

  #intersection(type: ts.IntersectionType): string {
    if (this.#isFlat(type)) return this.#members(type);
    return type.types
      .map((member) => {
        const text = isBrand(member) ? this.#brand(member) : this.print(member);
        return member.isUnion() && text.includes(" | ") ? `(${text})` : text;
      })
      .join(" & ");
  }

  #brand(type: ts.Type): string {
    const [brand] =
      type.aliasTypeArguments ?? this.options.checker.getTypeArguments(type as ts.TypeReference);
    if (brand === undefined) throw UNPRINTABLE;
    return `import("zod").core.$brand<${this.print(brand)}>`;
  }

  #object(type: ts.ObjectType): string {
    const { checker } = this.options;
    if (checker.isTupleType(type)) return this.#tuple(type as ts.TupleTypeReference);
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type as ts.TypeReference);
      if (element === undefined) throw UNPRINTABLE;
      const readonly = type.getSymbol()?.name === "ReadonlyArray" ? "readonly " : "";
      return `${readonly}${this.#element(element)}[]`;
    }
    if (isBrand(type)) return this.#brand(type);
    const global = globalName(type);
    if (global !== undefined) return this.#global(type, global);
    if (isClassInstance(type)) return this.#exported(type);
    if (type.getCallSignatures().length + type.getConstructSignatures().length > 0) throw UNPRINTABLE;
    return this.#members(type);
  }

  /** A global type with its arguments; the buffer behind a typed array is left to its default. */
  #global(type: ts.ObjectType, name: string): string {
    const isReference = type.objectFlags & ts.ObjectFlags.Reference;
    const typeArguments = isReference ? this.options.checker.getTypeArguments(type as ts.TypeReference) : [];
    if (typeArguments.length === 0 || /^(Big)?(Uint|Int|Float)\d+(Clamped)?Array$/.test(name)) return name;
    return `${name}<${typeArguments.map((argument) => this.print(argument)).join(", ")}>`;
  }

  #exported(type: ts.Type): string {
    const symbol = type.getSymbol();
    const name = symbol === undefined ? undefined : this.options.exported.get(symbol);
    const typeArguments = this.options.checker.getTypeArguments(type as ts.TypeReference);
    if (name === undefined || typeArguments.length > 0) throw UNPRINTABLE;
    return reference(name);
  }

  /** A type in front of `[]` or `?`: in parentheses where an operator would bind otherwise. */
  #element(type: ts.Type, mode: Undefined = "keep"): string {
    const text = this.print(type, mode);
    const union = type.isUnion() && text.includes(" | ");
    const intersection = type.isIntersection() && !this.#isFlat(type);
    return union || intersection || text.startsWith("readonly ") ? `(${text})` : text;
  }

  #tuple(type: ts.TupleTypeReference): string {
    const { elementFlags, readonly } = type.target;
    const elements = this.options.checker.getTypeArguments(type).map((element, position) => {
      const flags = elementFlags[position] ?? ts.ElementFlags.Required;
      if (flags & ts.ElementFlags.Rest) return `...${this.#element(element)}[]`;
      if (flags & ts.ElementFlags.Variadic) return `...${this.print(element)}`;
      return flags & ts.ElementFlags.Optional
        ? `${this.#element(element, "explicit")}?`
        : this.print(element);
    });
    return `${readonly ? "readonly " : ""}[${elements.join(", ")}]`;
  }

  #members(type: ts.Type): string {
    const { checker } = this.options;
    const indexes = checker.getIndexInfosOfType(type).map((info) => {
      return `${info.isReadonly ? "readonly " : ""}[key: ${this.print(info.keyType)}]: ${this.print(info.type)}`;
    });
    const properties = asDeclared(checker.getPropertiesOfType(type)).map((property) => {
      if (property.name.startsWith("__@")) throw UNPRINTABLE;
      const optional = isOptional(property);
      const text = this.print(checker.getTypeOfSymbol(property), optional ? "explicit" : "keep");
      return `${isReadonly(property) ? "readonly " : ""}${quoted(property.name)}${optional ? "?" : ""}: ${text}`;
    });
    const [index] = indexes;
    if (
      properties.length === 0 &&
      index !== undefined &&
      indexes.length === 1 &&
      !index.startsWith("readonly")
    ) {
      const [info] = checker.getIndexInfosOfType(type);
      if (info !== undefined) return `Record<${this.print(info.keyType)}, ${this.print(info.type)}>`;
    }
    const members = [...indexes, ...properties];
    return members.length === 0 ? "Record<string, never>" : `{ ${members.join("; ")} }`;
  }
}

const PLAIN =
  ts.TypeFlags.String |
  ts.TypeFlags.Number |
  ts.TypeFlags.BigInt |
  ts.TypeFlags.Boolean |
  ts.TypeFlags.Null |
  ts.TypeFlags.Never;

/** Text literals in the order of the schema, what is empty at the end, the rest as the compiler has it. */
function sorted(members: readonly ts.Type[], order: ReadonlyMap<string, number>): readonly ts.Type[] {
  const rank = (type: ts.Type): number => {
    if (type.flags & ts.TypeFlags.Undefined) return 3;
    return type.flags & ts.TypeFlags.Null ? 2 : 1;
  };
  const place = (type: ts.Type): number | undefined =>
    type.isStringLiteral() ? order.get(type.value) : undefined;
  const placed = members.filter((type) => place(type) !== undefined);
  placed.sort((a, b) => (place(a) ?? 0) - (place(b) ?? 0));
  const inOrder = members.map((type) => (place(type) === undefined ? type : (placed.shift() ?? type)));
  return inOrder.sort((a, b) => rank(a) - rank(b));
}

/** The properties in the order of the source, where one file declares them all: zod puts optional ones last. */
export function asDeclared(properties: readonly ts.Symbol[]): readonly ts.Symbol[] {
  const declarations = properties.map((property) => property.declarations?.[0]);
  const [first] = declarations;
  if (first === undefined || declarations.some((node) => node?.parent !== first.parent)) return properties;
  const position = (property: ts.Symbol) => property.declarations?.[0]?.pos ?? 0;
  return [...properties].sort((a, b) => position(a) - position(b));
}

function reference(name: string): string {
  return `import(${JSON.stringify(SCHEMA_MODULE)}).${name}`;
}

function isBrand(type: ts.Type): boolean {
  return (type.aliasSymbol ?? type.getSymbol())?.name === "$brand";
}

function bigintText({ negative, base10Value }: ts.PseudoBigInt): string {
  return `${negative ? "-" : ""}${base10Value}n`;
}

function quoted(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** Returns true if a property is readonly: declared so, or made so by a mapped type, which only the compiler knows. */
function isReadonly(symbol: ts.Symbol): boolean {
  const made = (symbol as { readonly links?: { readonly checkFlags?: number } }).links?.checkFlags ?? 0;
  if (made & CHECK_FLAGS_READONLY) return true;
  const [declaration] = symbol.declarations ?? [];
  return (
    declaration !== undefined && (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0
  );
}

const CHECK_FLAGS_READONLY = 8;

/** The attribute that a printed type belongs to. */
export interface PrintedAttribute {
  readonly exportName: string;
  readonly name: string;
  readonly side: "input" | "output";
  readonly order: ReadonlyMap<string, number>;
  readonly optional: boolean;
}

/** The questions about types that reading a schema asks of the compiler. */
export interface SchemaTypes {
  readonly checker: ts.TypeChecker;
  /** Prints the type of an attribute; `unknown` if the compiler has none. */
  readonly print: (type: ts.Type | undefined, attribute: PrintedAttribute) => string;
  /** Prints a type below an attribute, without `undefined`; nothing for one that cannot be written out. */
  readonly printNested: (type: ts.Type, order: ReadonlyMap<string, number>) => string | undefined;
  readonly allowsUndefined: (type: ts.Type | undefined) => boolean;
  /** Returns true if a property of that type may be left out but not be undefined. */
  readonly isExact: (type: ts.Type | undefined) => boolean;
}

export function createSchemaTypes({ checker, exports }: SchemaProgram): SchemaTypes {
  const exported = new Map<ts.Symbol, string>();
  for (const [name, symbol] of exports)
    if (name !== "default" && !exported.has(symbol)) exported.set(symbol, name);
  return {
    checker,
    print: (type, { exportName, name, side, order, optional }) => {
      if (type === undefined) return "unknown";
      const printed = printType(type, { checker, exported, order, optional });
      return printed ?? lookup(exportName, name, side, optional);
    },
    printNested: (type, order) => printType(type, { checker, exported, order, optional: true }),
    allowsUndefined: (type) => {
      if (type === undefined) return false;
      const flags = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.VoidLike;
      return unionMembers(type).some((member) => (member.flags & flags) !== 0);
    },
    isExact: (type) => {
      if (type === undefined || type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return false;
      return !unionMembers(type).includes(checker.getUndefinedType());
    },
  };
}

/** A type that cannot be written out, as what the schema module says it is. */
function lookup(exportName: string, name: string, side: "input" | "output", optional: boolean): string {
  const module = `typeof import(${JSON.stringify(SCHEMA_MODULE)})`;
  const entity = /^[A-Za-z_$][\w$]*$/.test(exportName)
    ? `${module}.${exportName}`
    : `(${module})[${JSON.stringify(exportName)}]`;
  const type = `(${entity})["schema"]["_zod"]["${side}"][${JSON.stringify(name)}]`;
  return optional ? `Exclude<${type}, undefined>` : type;
}
