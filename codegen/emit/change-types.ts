import { isSynthetic } from "../../src/keys/encode-key.js";
import type { AttributeModel } from "../../src/model/model.js";
import { oneOf } from "../model-facts/names.js";
import { join, type Layout } from "../printer/layout.js";
import { stringLiteral } from "../printer/typescript.js";
import { interfaceDeclaration, type Member, member, typeDeclaration } from "./declaration.js";
import { attributeOf, type EntityScope, piecesOf } from "./scope.js";
import {
  objectType,
  readType,
  typeLayout,
  typeOrUndefined,
  unionInParentheses,
  unionLayout,
} from "./type-text.js";

/** What `set` takes: everything but the primary key; attributes that make up one index key go together. */
export function changesType(scope: EntityScope): Layout {
  const { entity, names } = scope;
  const doc = `What \`set\` changes of ${oneOf(entity.name)}: everything but its primary key`;
  const attributes = changeable(scope);
  if (attributes.length === 0)
    return typeDeclaration(`${doc}, which is all there is.`, names.changes, "never");
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

/** What `modify` takes where `set` takes attributes together: each alone, since the others are read. */
export function modificationType(scope: EntityScope): Layout {
  const { entity, names } = scope;
  const members = changeable(scope).map(({ name, types }) => ({
    name,
    optional: true,
    type: typeOrUndefined(readType(types.input)),
  }));
  const doc = `What \`modify\` and \`move\` change of ${oneOf(entity.name)}: \`undefined\` removes an optional attribute.`;
  return interfaceDeclaration(doc, names.modification, members);
}

/** The name of the type that `modify` takes: that of `set`, unless it demands attributes together. */
export function modificationName(scope: EntityScope): string | undefined {
  if (changeable(scope).length === 0) return undefined;
  return changeGroups(scope).length === 0 ? scope.names.changes : scope.names.modification;
}

/** The optional attributes that `remove` takes. */
export function removableType(scope: EntityScope): Layout {
  const doc = `The attributes of ${oneOf(scope.entity.name)} that \`remove\` takes`;
  const optional = changeable(scope).filter((attribute) => attribute.optional);
  if (optional.length === 0)
    return typeDeclaration(`${doc}: none is optional.`, scope.names.removable, "never");
  const union = unionLayout(optional.map(({ name }) => stringLiteral(name)));
  return typeDeclaration(`${doc}.`, scope.names.removable, union);
}

/** The numbers that `add` takes: none of a key, which would have to be composed anew. */
export function addendsType(scope: EntityScope): Layout {
  const { entity, names } = scope;
  const doc = `What \`add\` adds to the numbers of ${oneOf(entity.name)}`;
  const composed = composedOf(scope);
  const members = changeable(scope).flatMap(({ name, value, types }) => {
    // Not where the type lists its values: what a sum gives may be none of them.
    const numeric =
      (value === "number" || value === "bigint") && new RegExp(`^${value}( &|$)`).test(types.output);
    return numeric && !composed.has(name) ? [{ name, optional: true, type: value }] : [];
  });
  if (members.length === 0) return typeDeclaration(`${doc}: it has none to add to.`, names.addends, "never");
  return interfaceDeclaration(`${doc}.`, names.addends, members);
}

export function changeable({ entity, keyAttributes }: EntityScope): AttributeModel[] {
  return entity.attributes.filter(({ name, managed }) => !keyAttributes.has(name) && managed === undefined);
}

/** The attributes of the index keys that are written beside them, by access pattern; none of the primary key. */
export function writtenKeys({ entity, keyAttributes }: EntityScope): string[][] {
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
export function composedOf(scope: EntityScope): ReadonlySet<string> {
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
