import { oneOf } from "../model-facts/names.js";
import type { Layout } from "../printer/layout.js";
import { interfaceDeclaration, typeDeclaration } from "./declaration.js";
import { type EntityScope, presentType } from "./scope.js";
import { readType, typeLayout, typeOrUndefined } from "./type-text.js";

/** The interface of an item as it is stored and read. */
export function itemType({ entity, names }: EntityScope): Layout {
  const members = entity.attributes.map(({ name, doc, optional, exact, types }) => {
    const type = readType(types.output);
    return { name, doc, optional, type: optional && !exact ? typeOrUndefined(type) : typeLayout(type) };
  });
  return interfaceDeclaration(entity.doc ?? `${capitalised(oneOf(entity.name))}.`, names.item, members);
}

/** The type of a new item: the item itself, unless the schema gives defaults or converts. */
export function inputType({ entity, names }: EntityScope): Layout {
  const doc = `What \`create\`, \`put\` and \`upsert\` of ${oneOf(entity.name)} take`;
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

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
