import { ts } from "ts-morph";
import { choice, group, indent, join, type Layout, line, list, print, softline } from "../printer/layout.js";
import { stringLiteral } from "../printer/typescript.js";

/** A type that the compiler printed, read again to lay it out and to tell what it is. */
export interface TypeText {
  /** The type by itself. `any` is `unknown`: nothing generated switches checks off. */
  readonly alone: Layout;
  /** The members of the union that it is, or the one that it would be. */
  readonly members: readonly Layout[];
  /** One word that needs no other name: `string`, `Date`. */
  readonly simple: boolean;
  readonly nullable: boolean;
  /** The type of the elements of an array or a set. */
  readonly element: TypeText | undefined;
}

const cache = new Map<string, TypeText>();

/** Reads a type as the compiler printed it. */
export function readType(text: string): TypeText {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const type = isWord(text)
    ? { alone: text, members: [text], simple: true, nullable: text === "null", element: undefined }
    : describe(parse(text));
  cache.set(text, type);
  return type;
}

/** The type, laid out. */
export function typeLayout(type: TypeText): Layout {
  return type.alone;
}

/** The type or `undefined`, as the type of an optional property. */
export function typeOrUndefined(type: TypeText): Layout {
  if (type.members.includes("unknown")) return "unknown";
  return unionLayout([...type.members.filter((member) => member !== "undefined"), "undefined"]);
}

/** The type where a value is present. */
export function presentLayout(type: TypeText): Layout {
  return unionLayout(type.members.filter((member) => member !== "undefined" && member !== "null"));
}

/** An object type, on one line where it fits. */
export function objectType(members: readonly Layout[], broken = false): Layout {
  return list(["{", ";", "}"], members, { broken, padded: true });
}

/**
 * The arguments of a generic type, after which a comma must not stand. Where the last is an object type, its members
 * alone are broken over lines, as long as what stands before them is short.
 */
export function typeArguments(types: readonly Layout[]): Layout {
  const before = types.slice(0, -1);
  const last = types.at(-1);
  if (last === undefined || headWidth(types) > HEAD_WIDTH)
    return list(["<", ",", ">"], types, { trailing: false });
  return ["<", join(", ", [...before, last]), ">"];
}

/** The most columns before the members of an object type that is the last argument of a generic type. */
const HEAD_WIDTH = 75;

/** The width of what stands before the members of the object type that ends arguments; infinite if none does. */
function headWidth(types: readonly Layout[]): number {
  const last = types.at(-1);
  if (last === undefined) return Number.POSITIVE_INFINITY;
  const before = types.slice(0, -1).reduce<number>((sum, type) => sum + print(type).length + 2, 1);
  return before + (isObjectType(last) ? 1 : objectHead(last));
}

/** The width of a generic type before the members of the object type that is its last argument. */
function objectHead(type: Layout): number {
  if (!Array.isArray(type)) return Number.POSITIVE_INFINITY;
  const [name, inner] = type as readonly Layout[];
  if (name === undefined || !Array.isArray(inner) || inner[0] !== "<") return Number.POSITIVE_INFINITY;
  const [, types] = inner as readonly Layout[];
  const parts = (types as readonly Layout[]).filter((part) => part !== ", ");
  return print(name).length + headWidth(parts);
}

function isObjectType(type: Layout): boolean {
  return (
    typeof type === "object" &&
    "kind" in type &&
    type.kind === "group" &&
    Array.isArray(type.of) &&
    type.of[0] === "{"
  );
}

/** A union, each member on a line of its own where they do not fit on one. */
export function unionLayout(members: readonly Layout[], broken = false): Layout {
  const [only] = members;
  if (only !== undefined && members.length === 1) return only;
  return group(indent(unionMembers(members)), broken);
}

/** A union as one of several arguments of a type, where it begins on a line of its own. */
export function unionArgument(members: readonly Layout[]): Layout {
  const [only] = members;
  return only !== undefined && members.length === 1
    ? only
    : group([choice("| ", ""), join([line, "| "], members.map(indent))]);
}

/** A union as a part of another type. */
export function unionInParentheses(members: readonly Layout[], broken = false): Layout {
  return group(["(", indent(unionMembers(members)), softline, ")"], broken);
}

function unionMembers(members: readonly Layout[]): Layout {
  return [softline, choice("| ", ""), join([line, "| "], members.map(indent))];
}

function isWord(text: string): boolean {
  return /^[A-Za-z]\w*$/.test(text) && text !== "any";
}

function parse(text: string): ts.TypeNode {
  const file = ts.createSourceFile("type.ts", `type T = ${text};`, ts.ScriptTarget.Latest, true);
  const [statement] = file.statements;
  if (statement === undefined || !ts.isTypeAliasDeclaration(statement))
    throw new Error(`Not a type: ${text}`);
  return statement.type;
}

function describe(node: ts.TypeNode): TypeText {
  if (ts.isParenthesizedTypeNode(node)) return describe(node.type);
  const members = ts.isUnionTypeNode(node) ? node.types : [node];
  const element = elementOf(node);
  return {
    alone: layoutOf(node),
    members: members.map(memberOfUnion),
    simple: isWord(node.getText()) || node.kind === ts.SyntaxKind.AnyKeyword,
    nullable: members.some((member) => member.getText() === "null"),
    element: element === undefined ? undefined : describe(element),
  };
}

/** A type as it stands in a union: some need parentheses there, others are easier to read with them. */
function memberOfUnion(node: ts.TypeNode): Layout {
  const open =
    ts.isFunctionTypeNode(node) ||
    ts.isConstructorTypeNode(node) ||
    ts.isConditionalTypeNode(node) ||
    ts.isIntersectionTypeNode(node);
  return open ? ["(", layoutOf(node), ")"] : layoutOf(node);
}

function elementOf(node: ts.TypeNode): ts.TypeNode | undefined {
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword)
    return elementOf(node.type);
  if (ts.isArrayTypeNode(node)) return node.elementType;
  if (!ts.isTypeReferenceNode(node)) return undefined;
  return /^(Readonly)?(Array|Set)$/.test(node.typeName.getText()) ? node.typeArguments?.[0] : undefined;
}

function layoutOf(node: ts.TypeNode): Layout {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "unknown";
  if (ts.isParenthesizedTypeNode(node)) return parenthesized(node.type);
  if (ts.isUnionTypeNode(node)) return unionLayout(node.types.map(memberOfUnion));
  if (ts.isIntersectionTypeNode(node)) return join(" & ", node.types.map(layoutOf));
  if (ts.isArrayTypeNode(node)) return [layoutOf(node.elementType), "[]"];
  if (ts.isTupleTypeNode(node)) return list(["[", ",", "]"], node.elements.map(layoutOf));
  if (ts.isNamedTupleMember(node)) return namedTupleMember(node);
  if (ts.isOptionalTypeNode(node)) return [layoutOf(node.type), "?"];
  if (ts.isRestTypeNode(node)) return ["...", layoutOf(node.type)];
  if (ts.isTypeLiteralNode(node)) return objectType(node.members.map(memberLayout));
  if (ts.isTypeOperatorNode(node)) return [ts.tokenToString(node.operator) ?? "", " ", layoutOf(node.type)];
  if (ts.isTypeReferenceNode(node) && node.typeArguments !== undefined) {
    return [node.typeName.getText(), typeArguments(node.typeArguments.map(layoutOf))];
  }
  if (ts.isIndexedAccessTypeNode(node))
    return [indexedType(node.objectType), "[", layoutOf(node.indexType), "]"];
  if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) return stringLiteral(node.literal.text);
  // Words, literals, templates, imports: as the compiler prints them.
  return node.getText();
}

function parenthesized(node: ts.TypeNode): Layout {
  return ts.isUnionTypeNode(node)
    ? unionInParentheses(node.types.map(memberOfUnion))
    : ["(", layoutOf(node), ")"];
}

/** `typeof x["y"]` is what `(typeof x)["y"]` is. */
function indexedType(node: ts.TypeNode): Layout {
  if (!ts.isParenthesizedTypeNode(node)) return layoutOf(node);
  const { type } = node;
  return ts.isTypeQueryNode(type) || ts.isImportTypeNode(type) ? layoutOf(type) : layoutOf(node);
}

function namedTupleMember(node: ts.NamedTupleMember): Layout {
  const rest = node.dotDotDotToken === undefined ? "" : "...";
  return [rest, node.name.text, node.questionToken === undefined ? ": " : "?: ", layoutOf(node.type)];
}

function memberLayout(member: ts.TypeElement): Layout {
  const whole = member.getText().replace(/[;,]$/, "");
  if (!ts.isPropertySignature(member) && !ts.isIndexSignatureDeclaration(member)) return whole;
  if (member.type === undefined) return whole;
  // What stands before the type: modifiers, the name or the index, a question mark, the colon.
  const head = member
    .getText()
    .slice(0, member.type.getStart() - member.getStart())
    .trimEnd();
  return [head, " ", layoutOf(member.type)];
}
