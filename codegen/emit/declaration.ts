import { indent, type Layout, list, newline } from "../printer/layout.js";
import { propertyName } from "../printer/typescript.js";
import { docComment } from "./comment.js";

/** A property of an interface or an object type. */
export interface Member {
  readonly doc?: string | undefined;
  readonly name: string;
  readonly optional?: boolean;
  readonly readonly?: boolean;
  readonly type: Layout;
}

export function member({ name, optional = false, readonly = false, type }: Member): Layout {
  return [readonly ? "readonly " : "", propertyName(name), optional ? "?: " : ": ", type];
}

/** A method of an interface. */
export interface Method {
  readonly doc?: string | undefined;
  readonly name: string;
  readonly parameters: readonly Layout[];
  readonly returns: Layout;
}

/** `export interface`, each member on a line of its own. */
export function interfaceDeclaration(
  doc: string,
  name: string,
  members: readonly (Member | Method)[],
  base?: Layout,
): Layout {
  if (members.length === 0 && base === undefined) return typeDeclaration(doc, name, "Record<string, never>");
  const lines = members.map((one) => [
    newline,
    docComment(one.doc),
    "type" in one ? member(one) : method(one),
    ";",
  ]);
  const heading = [`export interface ${name} `, ...(base === undefined ? [] : ["extends ", base, " "]), "{"];
  return [docComment(doc), heading, indent(lines), newline, "}"];
}

function method({ name, parameters, returns }: Method): Layout {
  return [propertyName(name), list(["(", ",", ")"], parameters), ": ", returns];
}

/** `export type`. */
export function typeDeclaration(doc: string, name: string, type: Layout): Layout {
  return [docComment(doc), `export type ${name} = `, type, ";"];
}

/** `export const`, with its type. */
export function constDeclaration(doc: string | undefined, name: string, type: Layout, value: Layout): Layout {
  return [docComment(doc), `export const ${name}: `, type, " = ", value, ";"];
}
