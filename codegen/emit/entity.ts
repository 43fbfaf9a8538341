import { queryName } from "../model-facts/names.js";
import type { Layout } from "../printer/layout.js";
import {
  addendsType,
  changeGroups,
  changesType,
  elementTypes,
  modificationType,
  removableType,
  updateType,
} from "./change-types.js";
import { inputType, itemType, keyType, pathsType } from "./item-types.js";
import { queryType, takesKey } from "./query-types.js";
import { repositoryType } from "./repository.js";
import type { EntityScope } from "./scope.js";
import type { EmitOptions } from "./source-file.js";
import { specConstantOf } from "./spec.js";
import type { Patterns } from "./value-rules.js";

/** The access patterns of an entity that are queries with a key: a singleton has no `query`. */
function keyedPatterns({ entity, keyAttributes }: EntityScope): EntityScope["entity"]["indexes"] {
  const patterns = keyAttributes.size === 0 ? entity.indexes : [entity.primaryKey, ...entity.indexes];
  return patterns.filter(takesKey);
}

/** The types that an entity's file exports, in no particular order. */
export function exportedTypes(scope: EntityScope): string[] {
  const { item, input, key, changes, removable, addends, update, paths, repository } = scope.names;
  const queries = keyedPatterns(scope).map(({ name }) => queryName(scope.entity.name, name));
  const keys = scope.keyAttributes.size === 0 ? [] : [key];
  const elements = elementTypes(scope).map(({ name }) => name);
  const modifications = changeGroups(scope).length === 0 ? [] : [scope.names.modification];
  const changing = [changes, ...modifications, removable, addends, ...elements, update];
  return [item, input, ...keys, ...changing, paths, ...queries, repository];
}

/** What the file of an entity declares: its types, its repository's interface, how it is stored. */
export function entityStatements(scope: EntityScope, patterns: Patterns, options: EmitOptions): Layout[] {
  return [
    itemType(scope),
    inputType(scope),
    ...(scope.keyAttributes.size === 0 ? [] : [keyType(scope)]),
    changesType(scope),
    ...(changeGroups(scope).length === 0 ? [] : [modificationType(scope)]),
    removableType(scope),
    addendsType(scope),
    ...elementTypes(scope).map(({ layout }) => layout),
    updateType(scope),
    pathsType(scope),
    ...keyedPatterns(scope).map((pattern) => queryType(scope, pattern)),
    repositoryType(scope),
    specConstantOf(scope, patterns, options),
  ];
}

/** Whether an entity has types of the user's own modules, which may change: then the user's compiler looks at its file. */
export function hasTypesOfOthers({ entity }: EntityScope): boolean {
  return entity.attributes.some(({ types }) => /\bimport\(/.test(types.input + types.output));
}
