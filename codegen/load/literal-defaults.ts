import { ts } from "ts-morph";
import type { JsonValue } from "../../src/model/value-rule.js";
import { resolveAlias } from "./program.js";

/**
 * The values of the defaults that a declaration writes out as literals: `z.int().default(0)`. A default that is computed
 * is `undefined` among them. zod's definitions do not tell a constant from a function that is called for each item.
 */
export function literalDefaults(
  declaration: ts.Node,
  checker: ts.TypeChecker,
): readonly (JsonValue | undefined)[] {
  const found: (JsonValue | undefined)[] = [];
  const seen = new Set<ts.Node>();
  const visit = (node: ts.Node | undefined): void => {
    if (node === undefined || seen.has(node) || node.getSourceFile().isDeclarationFile) return;
    seen.add(node);
    if (ts.isCallExpression(node)) {
      const value = defaultArgument(node);
      if (value !== undefined) found.push(literalOf(value, checker));
      if (ts.isPropertyAccessExpression(node.expression)) visit(node.expression.expression);
      node.arguments.filter((argument) => argument !== value).forEach(visit);
    } else if (ts.isIdentifier(node)) {
      visit(constantOf(checker.getSymbolAtLocation(node), checker));
    } else if (ts.isShorthandPropertyAssignment(node)) {
      visit(constantOf(checker.getShorthandAssignmentValueSymbol(node), checker));
    } else if (ts.isPropertyAccessExpression(node)) {
      visit(constantOf(checker.getSymbolAtLocation(node.name), checker));
    } else if (ts.isArrowFunction(node)) {
      visit(node.body);
    } else if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) {
      visit(node.initializer);
    } else if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) {
      ts.forEachChild(node, visit);
    } else if (isTransparent(node) || ts.isSpreadAssignment(node) || ts.isSpreadElement(node)) {
      visit(node.expression);
    }
  };
  visit(declaration);
  return found;
}

/** Returns the default that a call gives: the argument of the method, or the second argument of the function. */
function defaultArgument(call: ts.CallExpression): ts.Expression | undefined {
  const { expression: callee } = call;
  const name = ts.isPropertyAccessExpression(callee)
    ? callee.name.text
    : ts.isIdentifier(callee)
      ? callee.text
      : "";
  return ["default", "prefault", "_default"].includes(name) ? call.arguments.at(-1) : undefined;
}

/** Returns the node that a name always stands for: of a `const`, or of a property that is written out. */
function constantOf(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): ts.Node | undefined {
  const declaration = symbol && resolveAlias(symbol, checker).declarations?.[0];
  if (declaration === undefined) return undefined;
  if (ts.isPropertyAssignment(declaration) || ts.isShorthandPropertyAssignment(declaration))
    return declaration;
  const isConstant =
    ts.isVariableDeclaration(declaration) &&
    (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConstant ? declaration : undefined;
}

type Transparent =
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.SatisfiesExpression
  | ts.NonNullExpression;

function isTransparent(node: ts.Node): node is Transparent {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  );
}

/** The value of an expression that is the same each time; `undefined` where that is not sure. */
function literalOf(node: ts.Expression, checker: ts.TypeChecker): JsonValue | undefined {
  if (isTransparent(node)) return literalOf(node.expression, checker);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isPrefixUnaryExpression(node)) return negative(node, checker);
  if (ts.isArrayLiteralExpression(node)) {
    const elements = node.elements.map((element) => literalOf(element, checker));
    return elements.every((element) => element !== undefined) ? elements : undefined;
  }
  if (ts.isObjectLiteralExpression(node)) return objectOf(node, checker);
  // A function that gives what is written out in it.
  if (ts.isArrowFunction(node)) return ts.isBlock(node.body) ? undefined : literalOf(node.body, checker);
  if (ts.isPropertyAccessExpression(node)) return checker.getConstantValue(node);
  if (!ts.isIdentifier(node)) return undefined;
  const constant = constantOf(checker.getSymbolAtLocation(node), checker);
  if (constant === undefined || !ts.isVariableDeclaration(constant) || constant.initializer === undefined)
    return undefined;
  // What a name of a list or an object stands for may be changed.
  const value = literalOf(constant.initializer, checker);
  return typeof value === "object" && value !== null ? undefined : value;
}

function negative(node: ts.PrefixUnaryExpression, checker: ts.TypeChecker): JsonValue | undefined {
  const value = literalOf(node.operand, checker);
  return node.operator === ts.SyntaxKind.MinusToken && typeof value === "number" && value !== 0
    ? -value
    : undefined;
}

function objectOf(node: ts.ObjectLiteralExpression, checker: ts.TypeChecker): JsonValue | undefined {
  const entries: [string, JsonValue][] = [];
  for (const property of node.properties) {
    if (!ts.isPropertyAssignment(property)) return undefined;
    const { name } = property;
    if (!ts.isIdentifier(name) && !ts.isStringLiteral(name)) return undefined;
    const value = literalOf(property.initializer, checker);
    if (value === undefined) return undefined;
    entries.push([name.text, value]);
  }
  return Object.fromEntries(entries);
}
