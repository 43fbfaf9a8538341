import type { Entity } from "../entities/entity.js";
import { MonotableError } from "../errors.js";
import type { Values } from "../keys/key-part.js";
import type { AccessPatternSpec, CollectionSpec } from "../model/spec.js";
import type { Sender } from "../requests/request.js";
import {
  type CollectionMember,
  CollectionQuery,
  type CollectionTarget,
  GlobalCollectionQuery,
} from "./collection-query.js";

/** The method of a collection. Specs of collections name it, so that bundles of designs without are without. */
export function openCollection(
  spec: CollectionSpec,
  entities: ReadonlyMap<string, Entity>,
  sender: Sender,
): unknown {
  const members = spec.members.map(({ name, cardinality, entity, pattern }): CollectionMember => {
    const found = entities.get(entity.name);
    const patterns: readonly AccessPatternSpec[] = [entity.primaryKey, ...entity.indexes];
    const used = patterns.find((each) => each.name === pattern);
    if (found && used) return { name, cardinality, entity: found, pattern: used };
    const reason = `the collection "${spec.name}" has a member "${name}" that is not in the generated code; generate it anew`;
    throw new MonotableError("InvalidOptions", `createDatabase: ${reason}`, { reason });
  });
  const [first, ...others] = members;
  if (first === undefined) return undefined;
  const target: CollectionTarget = { name: spec.name, spec, members: [first, ...others], sender };
  const index = first.entity.table.indexes.find(({ name }) => name === spec.index);
  const Class = index?.type === "global" ? GlobalCollectionQuery : CollectionQuery;
  return (key: Values = {}) => new Class(target, GlobalCollectionQuery.start(key));
}
