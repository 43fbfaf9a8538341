import type { CollectionModel, Model } from "../../src/model/model.js";
import { kebabCase, pascalCase, specConstant, specFile } from "../model-facts/names.js";
import { type Layout, typeFrom, valueFrom } from "../printer/layout.js";
import {
  Code,
  constDeclaration,
  interfaceDeclaration,
  literal,
  member,
  stringLiteral,
  typeDeclaration,
} from "../printer/typescript.js";
import { itemOf, projected } from "./repository.js";
import { attributeOf, type EntityScope, entityScope, piecesOf, runtime } from "./scope.js";
import { type EmitOptions, moduleOf, runtimeModule, sourceFile } from "./source-file.js";
import { objectType, presentLayout, readType, unionLayout } from "./type-text.js";

/** The names of the types of a collection. */
export interface CollectionNames {
  readonly items: string;
  readonly item: string;
  readonly key: string;
  readonly paths: string;
}

export function collectionNames({ name }: CollectionModel): CollectionNames {
  const items = pascalCase(name);
  return { items, item: `${items}Item`, key: `${items}Key`, paths: `${items}Paths` };
}

/** The doc comment of a collection: the schema's, or a general one. */
export function collectionDoc({ doc, members }: CollectionModel): string {
  return doc ?? `${members.map(({ name }) => `\`${name}\``).join(" and ")}, which lie together: one Query.`;
}

interface MemberScope {
  readonly member: CollectionModel["members"][number];
  readonly scope: EntityScope;
  readonly pattern: EntityScope["entity"]["primaryKey"];
}

function memberScopes(model: Model, collection: CollectionModel): MemberScope[] {
  return collection.members.map((member) => {
    const entity = model.entities.find(({ name }) => name === member.entity);
    const pattern =
      entity && [entity.primaryKey, ...entity.indexes].find(({ name }) => name === member.pattern);
    if (entity === undefined || pattern === undefined) {
      throw new Error(`${member.entity} of the collection ${collection.name} is not in the model.`);
    }
    return { member, scope: entityScope(model, entity), pattern };
  });
}

/** The attributes that a collection takes: those of the partition key, as its first member names them. */
function keyPieces([first]: readonly MemberScope[]): { name: string; type: Layout }[] {
  if (first === undefined) return [];
  return piecesOf(first.pattern.partition).map(({ attribute }) => {
    const type = readType(attributeOf(first.scope.entity, attribute).types.output);
    return { name: attribute, type: presentLayout(type) };
  });
}

/** Returns true if a collection takes a key. */
export function collectionTakesKey(model: Model, collection: CollectionModel): boolean {
  return keyPieces(memberScopes(model, collection)).length > 0;
}

/** The file of a collection: its types, and which entities it reads. */
export function collectionFile(model: Model, collection: CollectionModel, options: EmitOptions): string {
  const names = collectionNames(collection);
  const members = memberScopes(model, collection);
  const key = keyPieces(members);
  const statements = [
    itemsType(collection, names, members, options),
    ...(key.length === 0
      ? []
      : [interfaceDeclaration(`The argument of \`${collection.name}\`: the partition key.`, names.key, key)]),
    itemType(collection, names, members, options),
    pathsType(collection, names, members, options),
    specOf(collection, members, options),
  ];
  return sourceFile(statements, options);
}

function itemsType(
  collection: CollectionModel,
  names: CollectionNames,
  members: readonly MemberScope[],
  options: EmitOptions,
): Layout {
  const properties = members.map((one) => {
    const item = memberItem(one, options);
    const type = one.member.cardinality === "one" ? unionLayout([item, "undefined"]) : [item, "[]"];
    return { name: one.member.name, type };
  });
  return interfaceDeclaration(collectionDoc(collection), names.items, properties);
}

function itemType(
  collection: CollectionModel,
  names: CollectionNames,
  members: readonly MemberScope[],
  options: EmitOptions,
): Layout {
  const alternatives = members.map((one) =>
    objectType([
      member({ name: "member", type: stringLiteral(one.member.name) }),
      member({ name: "item", type: memberItem(one, options) }),
    ]),
  );
  const doc = `One item of \`${collection.name}\`, by the member it belongs to.`;
  return typeDeclaration(doc, names.item, unionLayout(alternatives));
}

function pathsType(
  collection: CollectionModel,
  names: CollectionNames,
  members: readonly MemberScope[],
  options: EmitOptions,
): Layout {
  const properties = members.map((one) => ({
    name: one.member.name,
    readonly: true,
    type: projected(one.scope, one.pattern, ofEntity(one, "paths", options)),
  }));
  const doc = `The attributes of each member of \`${collection.name}\` in filters.`;
  return interfaceDeclaration(doc, names.paths, properties);
}

function memberItem(one: MemberScope, options: EmitOptions): Layout {
  return itemOf(one.scope, one.pattern, ofEntity(one, "item", options));
}

/** A type of a member's own file. */
function ofEntity({ scope }: MemberScope, type: "item" | "paths", options: EmitOptions): Layout {
  return typeFrom(moduleOf(kebabCase(scope.entity.name), options), scope.names[type]);
}

function specOf(collection: CollectionModel, members: readonly MemberScope[], options: EmitOptions): Layout {
  const value = {
    name: collection.name,
    index: collection.index,
    members: members.map(({ member: { name, cardinality, pattern }, scope: { entity, names } }) => ({
      name,
      cardinality,
      entity: new Code(valueFrom(moduleOf(specFile(entity.name), options), names.spec)),
      pattern,
    })),
    shared: collection.shared ? true : undefined,
    open: new Code(valueFrom(runtimeModule, "openCollection")),
  };
  const doc = `The members of \`${collection.name}\`.`;
  return constDeclaration(
    doc,
    specConstant(collection.name),
    runtime("CollectionSpec"),
    literal(value, true),
  );
}
