import { ts } from "ts-morph";

/** Whether a type is one that is declared for every file: `Date`, `Uint8Array`, `URL`. */
export function isGlobal(symbol: ts.Symbol | undefined): boolean {
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

/** Whether a type is made by a class of a module. */
export function isClassInstance(type: ts.Type): boolean {
  const symbol = type.getSymbol();
  return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Class) !== 0 && !isGlobal(symbol);
}

/** The members of a union, or the type itself. */
export function unionMembers(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}
