import type { MemberModel, NestedModel } from "../../src/model/model.js";
import { MAP_PATH_NAMES } from "../../src/model/value-type.js";
import { capital, oneOf } from "../model-facts/names.js";
import type { Layout } from "../printer/layout.js";
import { interfaceDeclaration, member, stringLiteral, typeDeclaration } from "../printer/typescript.js";
import { type EntityScope, generic, presentType, runtime } from "./scope.js";
import { objectType, readType, typeLayout, typeOrUndefined } from "./type-text.js";

/** The interface of an item as it is stored and read. */
export function itemType({ entity, names }: EntityScope): Layout {
  const members = entity.attributes.map(({ name, doc, optional, exact, types }) => {
    const type = readType(types.output);
    return { name, doc, optional, type: optional && !exact ? typeOrUndefined(type) : typeLayout(type) };
  });
  return interfaceDeclaration(entity.doc ?? `${capital(oneOf(entity.name))}.`, names.item, members);
}

/** The type of a new item: the item itself, unless the schema gives defaults or converts. */
export function inputType({ entity, names }: EntityScope): Layout {
  const doc = `The argument of \`create\`, \`put\` and \`upsert\` of ${oneOf(entity.name)}`;
  const given = entity.attributes.filter(({ managed }) => managed === undefined);
  const defaulted = given.some((attribute) => attribute.defaulted);
  const converted = given.some(({ types }) => types.input !== types.output);
  const complete = given.length === entity.attributes.length;
  if (!defaulted && !converted && complete) return typeDeclaration(`${doc}.`, names.input, names.item);
  const members = given.map((attribute) => {
    const optional = attribute.optional || attribute.defaulted;
    const type = readType(attribute.types.input);
    const { name, doc, exact } = attribute;
    return { name, doc, optional, type: optional && !exact ? typeOrUndefined(type) : typeLayout(type) };
  });
  const more = defaulted
    ? ": defaults may be left out."
    : converted
      ? ", before the schema converts it."
      : ": without what monotable writes itself.";
  return interfaceDeclaration(`${doc}${more}`, names.input, members);
}

/** The attributes of the primary key. */
export function keyType(scope: EntityScope): Layout {
  const { entity, names, keyAttributes } = scope;
  const members = [...keyAttributes].map((name) => ({ name, type: presentType(scope, name) }));
  return interfaceDeclaration(`The primary key of ${oneOf(entity.name)}.`, names.key, members);
}

/** The typed paths of an entity's attributes, which `if` and `filter` hand to their callbacks. */
export function pathsType(scope: EntityScope): Layout {
  const { entity, names } = scope;
  // Conditions do not look into keys.
  const seen = entity.attributes.filter(({ stored }) => stored !== false);
  const members = seen.map((attribute) => ({
    name: attribute.name,
    readonly: true,
    type: pathType(
      { ...attribute, type: attribute.types.output },
      `${names.item}[${stringLiteral(attribute.name)}]`,
    ),
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
  dateInSeconds: "DatePath",
  dateInMilliseconds: "DatePath",
  binary: "BinaryPath",
};

/** The path of a value; `named` is its type by name, such as `User["preferences"]`. */
function pathType(nested: NestedModel, named: Layout): Layout {
  const { value, below } = nested;
  const kind = typeof value === "string" ? value : value.kind;
  if (kind === "compressed") return runtime("CompressedPath");
  const type = readType(nested.type);
  const present = presentLayoutOf(nested, named);
  if (!type.nullable) {
    const plain = plainPaths[kind];
    if (plain !== undefined) return runtime(plain);
    if (kind === "string")
      return nested.type === "string" ? runtime("StringPath") : generic(runtime("StringPath"), present);
    if (kind === "number")
      return nested.type === "number" ? runtime("NumberPath") : generic(runtime("NumberPath"), present);
    const { element } = type;
    if (kind === "list" && below?.kind === "list") {
      return generic(
        runtime("ListPath"),
        element?.simple ? typeLayout(element) : [present, "[number]"],
        pathType(below.of, [present, "[number]"]),
      );
    }
    if (kind === "list" && element !== undefined) {
      return generic(runtime("ListPath"), element.simple ? typeLayout(element) : [present, "[number]"]);
    }
    if (kind === "set" && element !== undefined) return generic(runtime("SetPath"), typeLayout(element));
  }
  const whole = wholeLayoutOf(nested, named);
  if (below?.kind === "map") {
    return generic(runtime("MapPath"), whole, memberPaths(below.members, present));
  }
  if (below?.kind === "record") {
    const entry = [present, "[string]"];
    return generic(runtime("RecordPath"), whole, pathType(below.of, entry));
  }
  if (below?.kind === "tuple") {
    const elements = below.of.map((element, at) => [
      `readonly ${at}: `,
      pathType(element, [present, `[${at}]`]),
    ]);
    return generic(runtime("TuplePath"), whole, objectType(elements));
  }
  return generic(runtime("ValuePath"), type.simple ? typeLayout(type) : whole);
}

/** The paths of a map's members; one whose name the path of the map has itself is reached by `member`. */
function memberPaths(members: readonly MemberModel[], parent: Layout): Layout {
  return objectType(
    members.map((one) => {
      const { name } = one;
      const type = pathType(one, [parent, `[${stringLiteral(name)}]`]);
      if (!MAP_PATH_NAMES.has(name)) return member({ name, readonly: true, type });
      return [`member(name: ${stringLiteral(name)}): `, type];
    }),
  );
}

/** The type of a value where it is present: as it is if it is one word, else by its name. */
export function presentLayoutOf({ type: text, optional }: NestedModel, named: Layout): Layout {
  const type = readType(text);
  if (type.simple) return typeLayout(type);
  return optional || type.nullable ? ["NonNullable<", named, ">"] : named;
}

/** The layout of the type that a value is compared with: null is in it where the schema has it, and undefined never is. */
export function wholeLayoutOf(nested: NestedModel, named: Layout): Layout {
  const type = readType(nested.type);
  if (!type.nullable) return presentLayoutOf(nested, named);
  return nested.optional ? ["Exclude<", named, ", undefined>"] : named;
}
