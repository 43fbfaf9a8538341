import { ts } from "ts-morph";
import type { Locate, Location } from "../diagnostics/diagnostic.js";
import { resolveAlias, type SchemaProgram } from "./program.js";

/** The sources of definitions and of their parts. */
export interface Sources {
  readonly locate: Locate;
  /** The node that declares a part, by the same paths as {@link Locate}; nothing if it is not found exactly. */
  readonly node: (path: readonly string[]) => ts.Node | undefined;
}

/** A definition by kind and name, and the symbol of its export. */
export interface DefinitionSource {
  readonly kind: "tables" | "entities" | "collections";
  readonly name: string;
  readonly symbol: ts.Symbol | undefined;
}

/** Finds sources in the declarations of exported definitions, when asked. */
export function createSources(
  { checker, schemaFile }: SchemaProgram,
  definitions: readonly (DefinitionSource & { readonly exportName: string })[],
  attribute: (exportName: string, name: string) => ts.Node | undefined,
): Sources {
  const find = (path: readonly string[]): Found => {
    const [kind, name = "", ...rest] = path;
    const ofKind = definitions.filter((definition) => definition.kind === kind);
    const definition =
      ofKind.find(({ exportName }) => exportName === name) ??
      ofKind.find((candidate) => candidate.name === name);
    const declaration = definition?.symbol?.declarations?.[0];
    if (definition === undefined || declaration === undefined) return { node: undefined, exact: false };
    if (rest.length === 0) return { node: declaration, exact: true };
    // What lies below an attribute is how it is stored, which the options of its entity say.
    if (rest[0] === "attributes" && rest[1] !== undefined && rest.length === 2) {
      const node = attribute(definition.exportName, rest[1]);
      if (node !== undefined) return { node, exact: true };
    }
    return descend(
      declaration,
      definition.kind === "collections" ? ["#members", ...rest.slice(1)] : rest,
      checker,
    );
  };
  return {
    locate: (path) => {
      const { node = schemaFile } = find(path);
      return node === undefined ? undefined : locationOf(nameOf(node));
    },
    node: (path) => {
      const { node, exact } = find(path);
      return exact ? node : undefined;
    },
  };
}

interface Found {
  readonly node: ts.Node | undefined;
  readonly exact: boolean;
}

/** Follows property names from a definition's declaration into the arguments of its call. */
function descend(declaration: ts.Node, path: readonly string[], checker: ts.TypeChecker): Found {
  const call = resolveExpression(declaration, checker);
  if (call === undefined || !ts.isCallExpression(call)) return { node: declaration, exact: false };
  let enclosing: ts.Node = declaration;
  let value: ts.Node | undefined = call.arguments[1];
  for (const name of path) {
    if (name === "#members") continue;
    const object: ts.Node | undefined = value === undefined ? undefined : resolveExpression(value, checker);
    const property = object === undefined ? undefined : propertyOf(object, name);
    if (property === undefined) return { node: enclosing, exact: false };
    enclosing = property;
    value = property;
  }
  return { node: enclosing, exact: true };
}

/** The expression behind a declaration, a name, a type assertion or a callback. */
function resolveExpression(node: ts.Node, checker: ts.TypeChecker, depth = 0): ts.Expression | undefined {
  if (depth > 20) return undefined;
  const next = (of: ts.Node | undefined) =>
    of === undefined ? undefined : resolveExpression(of, checker, depth + 1);
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) return next(node.initializer);
  if (ts.isExportAssignment(node)) return next(node.expression);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return next(node.expression);
  if (ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) return next(node.expression);
  if (ts.isShorthandPropertyAssignment(node)) {
    return next(checker.getShorthandAssignmentValueSymbol(node)?.declarations?.[0]);
  }
  if (ts.isArrowFunction(node)) return ts.isBlock(node.body) ? next(returned(node.body)) : next(node.body);
  if (ts.isFunctionExpression(node) || ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node)) {
    return node.body === undefined ? undefined : next(returned(node.body));
  }
  if (ts.isIdentifier(node)) {
    const symbol = checker.getSymbolAtLocation(node);
    return symbol === undefined ? undefined : next(resolveAlias(symbol, checker).declarations?.[0]);
  }
  return ts.isExpression(node) ? node : undefined;
}

function returned(body: ts.Block): ts.Node | undefined {
  return body.statements.find(ts.isReturnStatement)?.expression;
}

function propertyOf(object: ts.Node, name: string): ts.ObjectLiteralElementLike | undefined {
  if (!ts.isObjectLiteralExpression(object)) return undefined;
  return object.properties.find((property) => {
    const propertyNode = property.name;
    return (
      propertyNode !== undefined &&
      (ts.isIdentifier(propertyNode) || ts.isStringLiteralLike(propertyNode)) &&
      propertyNode.text === name
    );
  });
}

/** Returns the node of a declaration to underline: its value if it is a property on one line, otherwise its name. */
function nameOf(node: ts.Node): ts.Node {
  if (ts.isVariableDeclaration(node)) return node.name;
  if (!ts.isPropertyAssignment(node)) return node;
  const file = node.getSourceFile();
  const lines = [node.getStart(), node.getEnd()].map((at) => file.getLineAndCharacterOfPosition(at).line);
  return lines[0] === lines[1] && isTemplate(node.initializer) ? node.initializer : node.name;
}

function isTemplate(node: ts.Node): boolean {
  return ts.isTaggedTemplateExpression(node) || ts.isPropertyAccessExpression(node);
}

/** The place of a node, or of its beginning where it spans lines. */
function locationOf(node: ts.Node): Location {
  const file = node.getSourceFile();
  return locationAt(file, node.getStart(file), node.getEnd());
}

/** The place of a span of a file, cut at the end of its first line. */
export function locationAt(file: ts.SourceFile, start: number, end: number): Location {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const text = lineText(file, line);
  const length = Math.max(1, Math.min(end - start, text.length - character));
  return { file: file.fileName, line: line + 1, column: character + 1, length, text };
}

/** A line of a file by its number from 0, without its end. */
function lineText(file: ts.SourceFile, line: number): string {
  const starts = file.getLineStarts();
  return file.text.slice(starts[line] ?? 0, starts[line + 1] ?? file.text.length).replace(/[\r\n]+$/, "");
}

/** The text of the last doc comment of a declaration, with its tags; `undefined` if it has none. */
export function docOf(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
  if (comment === undefined) return undefined;
  const tags = (comment.tags ?? []).map((tag) => unframed(tag.getText()));
  const text = [ts.getTextOfJSDocComment(comment.comment) ?? "", ...tags].join("\n").trim();
  return text === "" ? undefined : text;
}

/** Text inside a comment without the stars that its lines begin with. */
function unframed(text: string): string {
  return text.replace(/\n[ \t]*\*[ \t]?/g, "\n").trim();
}
