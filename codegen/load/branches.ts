import { ts } from "ts-morph";
import type { Problem } from "./callback.js";

const COMPARISONS = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
  ts.SyntaxKind.InKeyword,
]);
const CHOICES = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

/**
 * Finds where a callback of keys decides by an attribute. It runs once, with references in the place of values, so that
 * one branch would be taken for every item.
 */
export function branchProblem(
  declaration: ts.Node | undefined,
  checker: ts.TypeChecker,
): Problem | undefined {
  const callback = callbackOf(declaration, checker);
  const parameter = callback?.parameters[0]?.name;
  if (callback?.body === undefined || parameter === undefined) return undefined;
  const symbols = new Set(namesOf(parameter).map((name) => checker.getSymbolAtLocation(name)));
  const used = (node: ts.Node): string | undefined => {
    if (ts.isIdentifier(node)) {
      const symbol = ts.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
      if (symbol === undefined || !symbols.has(symbol)) return undefined;
      return ts.isPropertyAccessExpression(node.parent) ? node.parent.name.text : node.text;
    }
    // Text of a template is composed, not decided by.
    if (ts.isTaggedTemplateExpression(node) || ts.isFunctionLike(node)) return undefined;
    return ts.forEachChild(node, used);
  };
  const found = (node: ts.Node): string | undefined => {
    const condition = conditionOf(node);
    return (condition && used(condition)) ?? ts.forEachChild(node, found);
  };
  const attribute = found(callback.body);
  if (attribute === undefined) return undefined;
  return {
    message: `decides by the value of "${attribute}"`,
    help: "A key is composed in the same way for every item: the callback runs once, without values. Use `when` for items that are to be in an index, or an attribute of its own for what the key depends on.",
  };
}

/** The part of a node whose value decides what happens. */
function conditionOf(node: ts.Node): ts.Node | undefined {
  if (ts.isConditionalExpression(node)) return node.condition;
  if (ts.isIfStatement(node) || ts.isSwitchStatement(node) || ts.isWhileStatement(node))
    return node.expression;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return node.operand;
  if (!ts.isBinaryExpression(node)) return undefined;
  if (COMPARISONS.has(node.operatorToken.kind)) return node;
  return CHOICES.has(node.operatorToken.kind) ? node.left : undefined;
}

type Callback = ts.ArrowFunction | ts.FunctionExpression | ts.MethodDeclaration | ts.FunctionDeclaration;

/** The function that a property declares, or names. */
function callbackOf(node: ts.Node | undefined, checker: ts.TypeChecker, depth = 0): Callback | undefined {
  if (node === undefined || depth > 10) return undefined;
  const next = (of: ts.Node | undefined) => callbackOf(of, checker, depth + 1);
  if (
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isFunctionDeclaration(node)
  )
    return node;
  if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) return next(node.initializer);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return next(node.expression);
  const symbol = ts.isShorthandPropertyAssignment(node)
    ? checker.getShorthandAssignmentValueSymbol(node)
    : ts.isIdentifier(node)
      ? checker.getSymbolAtLocation(node)
      : undefined;
  const declared = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return next(declared?.declarations?.[0]);
}

/** The names that a parameter declares. */
function namesOf(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesOf(element.name) : []));
}
