import type { AttributeModel } from "../../src/model/model.js";
import { oneOf } from "../model-facts/names.js";
import type { Layout } from "../printer/layout.js";
import { stringLiteral } from "../printer/typescript.js";
import { changeable, composedOf } from "./change-types.js";
import { interfaceDeclaration, type Member } from "./declaration.js";
import { nestedChanges } from "./nested-change-types.js";
import { type EntityScope, generic } from "./scope.js";
import { readType, unionArgument } from "./type-text.js";

/** What an entity's updates take besides whole attributes; each only where the entity has something of the kind. */
export function elementTypes(scope: EntityScope): { readonly name: string; readonly layout: Layout }[] {
  const { entity, names } = scope;
  const one = oneOf(entity.name);
  const declarations = [
    {
      name: names.lists,
      doc: `What \`append\` and \`prepend\` add to the lists of ${one}.`,
      members: lists(scope),
    },
    {
      name: names.sets,
      doc: `What \`addTo\` and \`deleteFrom\` take for the sets of ${one}.`,
      members: sets(scope),
    },
    {
      name: names.below,
      doc: `What lies below the attributes of ${one}, for \`change\`.`,
      members: nestedChanges(scope),
    },
  ];
  return declarations
    .filter(({ members }) => members.length > 0)
    .map(({ name, doc, members }) => ({ name, layout: interfaceDeclaration(doc, name, members) }));
}

function lists(scope: EntityScope): Member[] {
  return elements(
    scope,
    ({ value }) => value === "list" || (typeof value === "object" && value.kind === "list"),
  );
}

function sets(scope: EntityScope): Member[] {
  return elements(
    scope,
    ({ value }) => value === "set" || (typeof value === "object" && value.kind === "set"),
  );
}

/** The attributes of a kind whose input is of that kind too, so that their elements can be given. */
function elements(scope: EntityScope, isOfKind: (attribute: AttributeModel) => boolean): Member[] {
  const { names } = scope;
  return changeable(scope).flatMap((attribute): Member[] => {
    const { name, optional, defaulted, types } = attribute;
    const isElements = [types.input, types.output].every((text) => readType(text).element !== undefined);
    if (!isElements || !isOfKind(attribute)) return [];
    const given = `${names.input}[${stringLiteral(name)}]`;
    return [{ name, optional: true, type: optional || defaulted ? `NonNullable<${given}>` : given }];
  });
}

/** The types of an update: the whole item, the attributes in conditions, and what its methods take, by their names. */
export function updateType(scope: EntityScope): Layout {
  const { entity, names } = scope;
  const has = new Set(elementTypes(scope).map(({ name }) => name));
  const given = (name: string): Layout => (has.has(name) ? name : "never");
  const types: readonly (readonly [string, Layout])[] = [
    ["item", names.item],
    ["paths", names.paths],
    ["set", names.changes],
    ["setIfAbsent", absentType(scope)],
    ["remove", names.removable],
    ["add", names.addends],
    ["append", given(names.lists)],
    ["addTo", given(names.sets)],
    ["change", given(names.below)],
  ];
  const doc =
    `The types of an update of ${oneOf(entity.name)}; what its methods take is by their names. ` +
    "`prepend` takes what `append` does, and `deleteFrom` what `addTo` does.";
  return interfaceDeclaration(
    doc,
    names.update,
    types.map(([name, type]) => ({ name, type })),
  );
}

/** What `setIfAbsent` takes: what `set` does, but no piece of an index key or of a unique constraint. */
function absentType(scope: EntityScope): Layout {
  const pieces = composedOf(scope);
  if (pieces.size === 0) return scope.names.changes;
  const free = changeable(scope).filter(({ name }) => !pieces.has(name));
  if (free.length === 0) return "never";
  return generic("Pick", scope.names.changes, unionArgument(free.map(({ name }) => stringLiteral(name))));
}
