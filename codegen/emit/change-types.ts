import { isSynthetic } from "../../src/keys/encode-key.js";
import type { AttributeModel, MemberModel, NestedModel } from "../../src/model/model.js";
import { MAP_CHANGE_NAMES } from "../../src/model/value-type.js";
import { oneOf } from "../model-facts/names.js";
import { join, type Layout } from "../printer/layout.js";
import {
  filledInterface,
  interfaceDeclaration,
  type Member,
  member,
  stringLiteral,
  typeDeclaration,
} from "../printer/typescript.js";
import { presentLayoutOf, wholeLayoutOf } from "./item-types.js";
import { attributeOf, type EntityScope, generic, piecesOf, runtime } from "./scope.js";
import {
  objectType,
  readType,
  typeLayout,
  typeOrUndefined,
  unionArgument,
  unionInParentheses,
  unionLayout,
} from "./type-text.js";

/** A type that an entity's file declares. */
interface Declaration {
  readonly name: string;
  readonly layout: Layout;
}

/** The types of what updates of an entity take, each only where the entity has something of the kind. */
export function changeTypes(scope: EntityScope): readonly Declaration[] {
  const { entity, names } = scope;
  const one = oneOf(entity.name);
  const attributes = changeable(scope);
  if (attributes.length === 0) return [];
  const isGrouped = changeGroups(scope).length > 0;
  const optional = attributes
    .filter((attribute) => attribute.optional)
    .map(({ name }) => stringLiteral(name));
  const removeDoc = `The attributes of ${one} that \`remove\` takes.`;
  const interfaces = [
    [names.increments, `The numbers that \`add\` adds to attributes of ${one}.`, increments(scope)],
    [
      names.listValues,
      `The elements that \`append\` and \`prepend\` add to the lists of ${one}.`,
      lists(scope),
    ],
    [
      names.sets,
      `The elements that \`addTo\` adds to the sets of ${one}, and \`deleteFrom\` removes.`,
      sets(scope),
    ],
    [names.nestedChanges, `The nested attributes of ${one}, for \`change\`.`, nestedChanges(scope)],
  ] as const;
  const declarations: (Declaration | false)[] = [
    { name: names.changes, layout: changesType(scope, attributes) },
    isGrouped && { name: names.modification, layout: modificationType(scope, attributes) },
    optional.length > 0 && {
      name: names.optionalAttribute,
      layout: typeDeclaration(removeDoc, names.optionalAttribute, unionLayout(optional)),
    },
    ...interfaces.map(
      ([name, doc, members]) =>
        members.length > 0 && { name, layout: interfaceDeclaration(doc, name, members) },
    ),
  ];
  return declarations.filter((declaration) => declaration !== false);
}

/** The type that `set` takes: everything but the primary key; attributes that make up one index key go together. */
function changesType(scope: EntityScope, attributes: readonly AttributeModel[]): Layout {
  const { entity, names } = scope;
  const doc = `The attributes that \`set\` changes of ${oneOf(entity.name)}: everything but its primary key`;
  const groups = changeGroups(scope);
  const grouped = new Set(groups.flat());
  const free = attributes.filter(({ name }) => !grouped.has(name));
  const members = free.map(({ name, types }) => ({
    name,
    optional: true,
    type: typeOrUndefined(readType(types.input)),
  }));
  if (groups.length === 0) return interfaceDeclaration(`${doc}.`, names.changes, members);
  const optional = groups.flat().some((name) => attributeOf(scope.entity, name).optional);
  const together = `The attributes of one index key are changed together: all of them, or none${optional ? "; give `undefined` for one that is removed" : ""}.`;
  return typeDeclaration(`${doc}.\n${together}`, names.changes, groupedType(scope, members, groups));
}

function groupedType(scope: EntityScope, free: readonly Member[], groups: readonly string[][]): Layout {
  const [first = [], ...more] = groups.map((group) => allOrNone(scope, group));
  if (free.length === 0 && more.length === 0) return unionLayout(first);
  const alternatives = [first, ...more].map((union) => unionInParentheses(union));
  return join(
    " & ",
    free.length === 0 ? alternatives : [objectType(free.map(member), true), ...alternatives],
  );
}

/** The type that `modify` takes where `set` takes attributes together: each alone, since the others are read. */
function modificationType({ entity, names }: EntityScope, attributes: readonly AttributeModel[]): Layout {
  const members = attributes.map(({ name, types }) => ({
    name,
    optional: true,
    type: typeOrUndefined(readType(types.input)),
  }));
  const doc = `The attributes that \`modify\` and \`move\` change of ${oneOf(entity.name)}: \`undefined\` removes an optional attribute.`;
  return interfaceDeclaration(doc, names.modification, members);
}

/** The numbers that `add` takes: none of a key, which would have to be composed again. */
function increments(scope: EntityScope): Member[] {
  const composed = composedOf(scope);
  return changeable(scope).flatMap(({ name, value, types }) => {
    // Not where the type lists its values: what a sum gives may be none of them.
    const numeric =
      (value === "number" || value === "bigint") && new RegExp(`^${value}( &|$)`).test(types.output);
    return numeric && !composed.has(name) ? [{ name, optional: true, type: value }] : [];
  });
}

function changeable({ entity, keyAttributes }: EntityScope): AttributeModel[] {
  return entity.attributes.filter(({ name, managed }) => !keyAttributes.has(name) && managed === undefined);
}

/** The attributes of the index keys that are written beside them, by access pattern; none of the primary key. */
function writtenKeys({ entity, keyAttributes }: EntityScope): string[][] {
  const { partition, sort } = entity.primaryKey;
  const primary = new Set([...partition, ...sort].map(({ name }) => name));
  return entity.indexes.map((pattern) => {
    const parts = [...pattern.partition, ...pattern.sort];
    const written = piecesOf(parts.filter((part) => isSynthetic(part) && !primary.has(part.name)));
    const names = [...written.map(({ attribute }) => attribute), ...Object.keys(pattern.when ?? {})];
    return [...new Set(names)].filter((name) => !keyAttributes.has(name));
  });
}

/** The attributes that are changed by `set` and `remove` alone: what else is kept of them follows from their values. */
function composedOf(scope: EntityScope): ReadonlySet<string> {
  const unique = (scope.entity.unique ?? []).flatMap(({ pieces }) =>
    pieces.map(({ attribute }) => attribute),
  );
  return new Set([...writtenKeys(scope).flat(), ...unique.filter((name) => !scope.keyAttributes.has(name))]);
}

/**
 * The groups of attributes that can only be changed together, each of two or more: those of one index key, since an
 * item has all of an index key or nothing. Groups with a common attribute are one.
 */
export function changeGroups(scope: EntityScope): string[][] {
  let groups: string[][] = [];
  for (const names of writtenKeys(scope)) {
    const meets = (group: readonly string[]): boolean => group.some((name) => names.includes(name));
    const joined = [...new Set([...groups.filter(meets).flat(), ...names])];
    groups = [...groups.filter((group) => !meets(group)), joined];
  }
  const order = scope.entity.attributes.map(({ name }) => name);
  return groups
    .filter((names) => names.length > 1)
    .map((names) => names.toSorted((one, other) => order.indexOf(one) - order.indexOf(other)))
    .toSorted(([one = ""], [other = ""]) => order.indexOf(one) - order.indexOf(other));
}

function allOrNone({ entity }: EntityScope, names: readonly string[]): Layout[] {
  const none = names.map((name) => member({ name, optional: true, type: "never" }));
  const all = names.map((name) => {
    const { types, optional } = attributeOf(entity, name);
    const type = readType(types.input);
    // `undefined` has to be written: the item has none, or `remove` takes it away and the item leaves that index.
    return member({ name, type: optional ? typeOrUndefined(type) : typeLayout(type) });
  });
  return [objectType(none), objectType(all)];
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

/** The types of an entity, which the interface of its repository takes: what its methods take, by their names. */
export function typesType(scope: EntityScope): Layout {
  const { entity, names, keyAttributes } = scope;
  const declared = new Set(changeTypes(scope).map(({ name }) => name));
  const ifAny = (name: string): string => (declared.has(name) ? name : "never");
  const changes = declared.has(names.modification) ? names.modification : ifAny(names.changes);
  const version = entity.attributes.find(({ managed }) => managed === "version")?.name;
  const types: readonly (readonly [string, Layout])[] = [
    ["item", names.item],
    ["input", names.input],
    ["key", keyAttributes.size === 0 ? "never" : names.key],
    ["paths", names.paths],
    // An item that was read has its version, so it can be given as it is.
    ...(version === undefined ? [] : [["read", `Pick<${names.item}, ${stringLiteral(version)}>`] as const]),
    ["set", ifAny(names.changes)],
    ["setIfAbsent", absentType(scope)],
    ["remove", ifAny(names.optionalAttribute)],
    ["add", ifAny(names.increments)],
    ["append", ifAny(names.listValues)],
    ["addTo", ifAny(names.sets)],
    ["change", ifAny(names.nestedChanges)],
    ["modify", changes],
    ["move", moveType(scope, changes)],
  ];
  return filledInterface(
    `The types of ${oneOf(entity.name)}: what the methods of its repository take, by their names.`,
    names.types,
    types.map(([name, type]) => ({ name, type })),
  );
}

/** The argument of `move`: attributes of the primary key, and others. */
function moveType({ names, keyAttributes }: EntityScope, changes: string): Layout {
  if (keyAttributes.size === 0) return "never";
  return changes === "never" ? `Partial<${names.key}>` : `Partial<${names.key}> & ${changes}`;
}

/** The argument of `setIfAbsent`: that of `set` without any piece of an index key or of a unique constraint. */
function absentType(scope: EntityScope): Layout {
  const pieces = composedOf(scope);
  const free = changeable(scope).filter(({ name }) => !pieces.has(name));
  if (free.length === 0) return "never";
  if (pieces.size === 0) return scope.names.changes;
  return generic("Pick", scope.names.changes, unionArgument(free.map(({ name }) => stringLiteral(name))));
}

/** The places below attributes that `change` can change: none below what may be absent or null. */
function nestedChanges(scope: EntityScope): Member[] {
  return changeable(scope).flatMap((attribute): Member[] => {
    const { name, types } = attribute;
    const nested: NestedModel = { ...attribute, type: types.output };
    if (!isAlwaysThere(nested)) return [];
    const given = `${scope.names.input}[${stringLiteral(name)}]`;
    const whole = attribute.defaulted ? `NonNullable<${given}>` : given;
    const type = below(nested, `${scope.names.item}[${stringLiteral(name)}]`, whole);
    return type === undefined ? [] : [{ name, readonly: true, type }];
  });
}

function isAlwaysThere({ optional, type }: NestedModel): boolean {
  return !optional && !readType(type).nullable;
}

/** A place with what lies below it; nothing if there is nothing below. */
function below(nested: NestedModel, named: Layout, whole: Layout): Layout | undefined {
  switch (nested.below?.kind) {
    case "map":
      return generic(runtime("MapChanges"), whole, memberPlaces(nested.below.members, named));
    case "record":
      return generic(runtime("RecordChanges"), whole, place(nested.below.of, [named, "[string]"]));
    case "list":
      return generic(runtime("ListChanges"), whole, place(nested.below.of, [named, "[number]"]));
    case "tuple": {
      const elements = nested.below.of.map((element, at) => [
        `readonly ${at}: `,
        place(element, [named, `[${at}]`]),
      ]);
      return generic(runtime("TupleChanges"), whole, objectType(elements));
    }
    default:
      return undefined;
  }
}

/** The changes of a place below an attribute; `named` is the type of its value by name. */
function place(nested: NestedModel, named: Layout): Layout {
  const given =
    nested.input === undefined ? wholeLayoutOf(nested, named) : typeLayout(readType(nested.input));
  const present = presentLayoutOf(nested, named);
  const deeper = isAlwaysThere(nested) ? below(nested, present, given) : undefined;
  if (deeper !== undefined) return deeper;
  // Not where the type lists its values: what a sum gives may be none of them.
  const isNumber = (nested.value === "number" || nested.value === "bigint") && nested.type === nested.value;
  return generic(runtime(isNumber && nested.input === undefined ? "NumberChanges" : "ValueChanges"), given);
}

/** The places of a map's members; one whose name the path of the map has itself is reached by `member`. */
function memberPlaces(members: readonly MemberModel[], parent: Layout): Layout {
  return objectType(
    members.map((one) => {
      const { name } = one;
      const changes = place(one, [parent, `[${stringLiteral(name)}]`]);
      const type = one.optional ? join(" & ", [changes, runtime("RemovableChanges")]) : changes;
      if (!MAP_CHANGE_NAMES.has(name)) return member({ name, readonly: true, type });
      return [`member(name: ${stringLiteral(name)}): `, type];
    }),
  );
}
