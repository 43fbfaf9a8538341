import { ts } from "ts-morph";
import { SCHEMA_MODULE } from "../schema-module.js";
import { unionMembers } from "./compiler-types.js";
import type { SchemaProgram } from "./program.js";
import { printType } from "./type-printer.js";

/** Which attribute a printed type is of. */
export interface PrintedAttribute {
  readonly exportName: string;
  readonly name: string;
  readonly side: "input" | "output";
  readonly order: ReadonlyMap<string, number>;
  readonly optional: boolean;
}

/** What is asked of the compiler about types while a schema is read. */
export interface SchemaTypes {
  readonly checker: ts.TypeChecker;
  /** Prints the type of an attribute; `unknown` if the compiler has none. */
  readonly print: (type: ts.Type | undefined, attribute: PrintedAttribute) => string;
  /** Prints a type below an attribute, without `undefined`; nothing for one that cannot be written out. */
  readonly printNested: (type: ts.Type, order: ReadonlyMap<string, number>) => string | undefined;
  readonly allowsUndefined: (type: ts.Type | undefined) => boolean;
  /** Whether a property of that type may be left out but not be undefined. */
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
