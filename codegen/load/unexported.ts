import { ts } from "ts-morph";
import { type Definition, isDefinition } from "../../src/schema/definition.js";
import { type Diagnostic, errorDiagnostic, type Location } from "../diagnostics/diagnostic.js";
import { ownFiles, type SchemaProgram } from "./program.js";
import { locationAt } from "./sources.js";

/**
 * Returns an error for each entity that was declared while the schema ran and is not exported: nothing would be generated
 * for it, no rule would look at its keys, and the lock would lose its entry.
 */
export function unexportedEntities(
  declared: readonly Definition[],
  exported: readonly Definition[],
  schema: SchemaProgram,
): Diagnostic[] {
  // A module that is imported in two ways may run twice: its entities are the same ones by name.
  const known = new Set(exported.map(({ name }) => name));
  const missing = new Set(
    declared.filter((one) => isDefinition(one, "entity") && !known.has(one.name)).map(({ name }) => name),
  );
  return [...missing].map((name) => {
    const message = `The entity "${name}" is declared, but the schema does not export it`;
    const help = `Export it from the schema file, or remove it: an entity that is not exported is not checked against the others.`;
    return errorDiagnostic("not-exported", declarationOf(name, schema), message, help);
  });
}

/** The place of `defineEntity("Name", …)` in the user's files. */
function declarationOf(name: string, { program }: SchemaProgram): Location | undefined {
  for (const path of ownFiles(program)) {
    const file = program.getSourceFile(path);
    const call = file && find(file, (node) => isDeclaration(node, name));
    if (file !== undefined && call !== undefined) {
      const [first = call] = (call as ts.CallExpression).arguments;
      return locationAt(file, first.getStart(file), first.getEnd());
    }
  }
  return undefined;
}

function isDeclaration(node: ts.Node, name: string): boolean {
  if (!ts.isCallExpression(node) || !/\bdefineEntity$/.test(node.expression.getText())) return false;
  const [first] = node.arguments;
  return first !== undefined && ts.isStringLiteralLike(first) && first.text === name;
}

function find(node: ts.Node, matches: (node: ts.Node) => boolean): ts.Node | undefined {
  return matches(node) ? node : ts.forEachChild(node, (child) => find(child, matches));
}
