import type { Layout } from "../printer/layout.js";
import { changeTypes, typesType } from "./change-types.js";
import { inputType, itemType, keyType, pathsType } from "./item-types.js";
import { queryType, takesKey } from "./query-types.js";
import { repositoryType } from "./repository.js";
import type { EntityScope } from "./scope.js";

/** The access patterns of an entity that are queries with a key: a singleton has no `query`. */
function keyedPatterns({ entity, keyAttributes }: EntityScope): EntityScope["entity"]["indexes"] {
  const patterns = keyAttributes.size === 0 ? entity.indexes : [entity.primaryKey, ...entity.indexes];
  return patterns.filter(takesKey);
}

/** The declarations of the file of an entity: its types and the interface of its repository. */
export function entityStatements(scope: EntityScope): Layout[] {
  return [
    itemType(scope),
    inputType(scope),
    ...(scope.keyAttributes.size === 0 ? [] : [keyType(scope)]),
    ...changeTypes(scope).map(({ layout }) => layout),
    pathsType(scope),
    ...keyedPatterns(scope).map((pattern) => queryType(scope, pattern)),
    typesType(scope),
    repositoryType(scope),
  ];
}

/** Returns true if an entity has types of the user's own modules, which may change: then the user's compiler looks at its file. */
export function hasTypesOfOthers({ entity }: EntityScope): boolean {
  return entity.attributes.some(({ types }) => /\bimport\(/.test(types.input + types.output));
}
