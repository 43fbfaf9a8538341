import { ts } from "ts-morph";
import type { SchemaProgram } from "./program.js";

/** Returns true if a type is declared for every file: `Date`, `Uint8Array`, `URL`. */
function isGlobal(symbol: ts.Symbol | undefined): boolean {
  return symbol?.declarations?.some(isGlobalDeclaration) ?? false;
}

function isGlobalDeclaration(declaration: ts.Declaration): boolean {
  const { parent } = declaration;
  if (ts.isSourceFile(parent)) return !ts.isExternalModule(parent);
  if (ts.isVariableDeclarationList(parent)) return !ts.isExternalModule(parent.getSourceFile());
  return (
    ts.isModuleBlock(parent) &&
    ts.isModuleDeclaration(parent.parent) &&
    parent.parent.name.getText() === "global"
  );
}

/** The name of a type that is declared for every file. */
export function globalName(type: ts.Type): string | undefined {
  const symbol = type.getSymbol();
  if (symbol === undefined || !(symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class)))
    return undefined;
  return isGlobal(symbol) ? symbol.name : undefined;
}

/** Returns true if a type is the instance type of a class in a module. */
export function isClassInstance(type: ts.Type): boolean {
  const symbol = type.getSymbol();
  return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Class) !== 0 && !isGlobal(symbol);
}

/** The members of a union, or the type itself. */
export function unionMembers(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

/** One attribute as the compiler resolves it. */
export interface AttributeType {
  readonly name: string;
  /** The type of its schema, where the shape of the entity's schema has it. */
  readonly schema: ts.Type | undefined;
  readonly output: ts.Type;
  readonly outputOptional: boolean;
  readonly input: ts.Type;
  readonly inputOptional: boolean;
  /** The property of the schema's shape, wherever it is written. */
  readonly declaration: ts.Node | undefined;
}

/** The attributes of an exported entity by name; `undefined` if the compiler cannot resolve the type of its schema. */
export function attributeTypes(
  { checker }: SchemaProgram,
  entity: ts.Symbol | undefined,
): ReadonlyMap<string, AttributeType> | undefined {
  if (entity === undefined) return undefined;
  const internals = memberType(
    checker,
    memberType(checker, checker.getTypeOfSymbol(entity), "schema"),
    "_zod",
  );
  const output = memberType(checker, internals, "output");
  const input = memberType(checker, internals, "input");
  if (output === undefined || input === undefined || output.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown))
    return undefined;
  const shape = memberType(checker, memberType(checker, internals, "def"), "shape");
  const types = new Map<string, AttributeType>();
  for (const property of checker.getPropertiesOfType(output)) {
    const inputProperty = checker.getPropertyOfType(input, property.name);
    types.set(property.name, {
      name: property.name,
      schema: memberType(checker, shape, property.name),
      output: checker.getTypeOfSymbol(property),
      outputOptional: isOptional(property),
      input: checker.getTypeOfSymbol(inputProperty ?? property),
      inputOptional: inputProperty !== undefined && isOptional(inputProperty),
      declaration: property.declarations?.[0] ?? inputProperty?.declarations?.[0],
    });
  }
  return types;
}

function memberType(checker: ts.TypeChecker, type: ts.Type | undefined, name: string): ts.Type | undefined {
  const property = type === undefined ? undefined : checker.getPropertyOfType(type, name);
  return property === undefined ? undefined : checker.getTypeOfSymbol(property);
}

export function isOptional(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.Optional) !== 0;
}
