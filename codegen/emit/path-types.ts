import type { AttributeModel } from "../../src/model/model.js";
import { interfaceDeclaration } from "./declaration.js";
import type { Layout } from "./layout.js";
import { stringLiteral } from "./literal.js";
import { oneOf } from "./names.js";
import { type EntityScope, generic, presentType, runtime } from "./scope.js";
import { readType, typeLayout } from "./type-text.js";

/** The typed paths of an entity's attributes, which `if` and `filter` hand to their callbacks. */
export function pathsType(scope: EntityScope): Layout {
  const { entity, names } = scope;
  const members = entity.attributes.map((attribute) => ({
    name: attribute.name,
    readonly: true,
    type: pathType(scope, attribute),
  }));
  return interfaceDeclaration(
    `The attributes of ${oneOf(entity.name)} in conditions and filters.`,
    names.paths,
    members,
  );
}

const plainPaths: Readonly<Record<string, string>> = {
  bigint: "BigIntPath",
  boolean: "BooleanPath",
  date: "DatePath",
  binary: "BinaryPath",
};

function pathType(scope: EntityScope, { name, value, optional, types }: AttributeModel): Layout {
  const kind = typeof value === "string" ? value : value.kind;
  const type = readType(types.output);
  const present = presentType(scope, name);
  if (!type.nullable) {
    const plain = plainPaths[kind];
    if (plain !== undefined) return runtime(plain);
    if (kind === "string")
      return types.output === "string" ? runtime("StringPath") : generic(runtime("StringPath"), present);
    if (kind === "number")
      return types.output === "number" ? runtime("NumberPath") : generic(runtime("NumberPath"), present);
    const { element } = type;
    if (kind === "list" && element !== undefined) {
      return generic(runtime("ListPath"), element.simple ? typeLayout(element) : [present, "[number]"]);
    }
    if (kind === "set" && element !== undefined) return generic(runtime("SetPath"), typeLayout(element));
  }
  if (type.simple) return generic(runtime("ValuePath"), typeLayout(type));
  // Where null is a value, it can be compared with; being absent cannot.
  const named = `${scope.names.item}[${stringLiteral(name)}]`;
  if (!type.nullable) return generic(runtime("ValuePath"), present);
  return generic(runtime("ValuePath"), optional ? `Exclude<${named}, undefined>` : named);
}
