import type { AttributeModel } from "../../src/model/model.js";
import { changeable, composedOf } from "./change-types.js";
import { interfaceDeclaration, type Member } from "./declaration.js";
import type { Layout } from "./layout.js";
import { stringLiteral } from "./literal.js";
import { oneOf } from "./names.js";
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

/** The arguments of an Update that come after those that every entity has: as few as say it. */
export function updateArguments(scope: EntityScope): Layout[] {
  const { names } = scope;
  const has = new Set(elementTypes(scope).map(({ name }) => name));
  const absent = absentType(scope);
  const given = [names.lists, names.sets, names.below].map((name) => (has.has(name) ? name : "never"));
  if (absent !== undefined) return [...given, absent];
  while (given.at(-1) === "never") given.pop();
  return given;
}

/** What `setIfAbsent` takes, where it is not what `set` takes: no piece of an index key or of a unique constraint. */
function absentType(scope: EntityScope): Layout | undefined {
  const pieces = composedOf(scope);
  if (pieces.size === 0) return undefined;
  const free = changeable(scope).filter(({ name }) => !pieces.has(name));
  if (free.length === 0) return "never";
  return generic("Pick", scope.names.changes, unionArgument(free.map(({ name }) => stringLiteral(name))));
}
