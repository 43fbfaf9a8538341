import { piecesOf } from "../../src/keys/encode-key.js";
import type {
  AccessPatternModel,
  CollectionModel,
  EntityModel,
  Model,
  UniqueModel,
} from "../../src/model/model.js";
import * as actions from "./iam-actions.js";

/** The actions on a table or one of its indexes, and the access patterns whose keys they use. */
export interface Access {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly entity: EntityModel;
  readonly index?: string;
  /** The unique constraints whose guards are written with the items. */
  readonly guards?: readonly UniqueModel[];
  /** Whose partition keys a request has. */
  readonly patterns: readonly { readonly entity: EntityModel; readonly pattern: AccessPatternModel }[];
}

/** The permissions beyond those that every repository needs. */
export interface Extras {
  /** Scans of the whole table and of whole indexes, which read the items of all entities. */
  readonly scans?: boolean;
  /** PartiQL statements of `db.raw`. */
  readonly partiql?: boolean;
}

/** Returns the access of the reading methods of a repository. */
export function readAccess(entity: EntityModel, extras: Extras): Access[] {
  const { primaryKey } = entity;
  // A singleton has no query of its own: it is one item.
  const isSingleton = [...primaryKey.partition, ...primaryKey.sort].flatMap(piecesOf).length === 0;
  const read = isSingleton ? actions.READ_ITEMS : [...actions.READ_ITEMS, ...actions.QUERY];
  return [
    onTable(entity, "Read", read),
    ...onIndexes(entity, "QueryIndex", actions.QUERY),
    ...(extras.scans && !isSingleton
      ? [onTable(entity, "Scan", actions.SCAN), ...onIndexes(entity, "Scan", actions.SCAN)]
      : []),
    ...(extras.partiql
      ? [
          onTable(entity, "PartiQLRead", actions.PARTIQL_READ),
          ...onIndexes(entity, "PartiQLReadIndex", actions.PARTIQL_READ),
        ]
      : []),
  ];
}

/** Returns the access of the writing methods of a repository, besides reading. */
export function writeAccess(entity: EntityModel, extras: Extras): Access[] {
  // Batches have no conditions, so that no unique constraint could be kept: they are rejected.
  const batch = (entity.unique ?? []).length > 0 ? [] : actions.BATCH_WRITE;
  const write = [...batch, ...actions.WRITE_ITEMS];
  return [
    { ...onTable(entity, "Write", write), guards: entity.unique ?? [] },
    ...(extras.partiql ? [onTable(entity, "PartiQLWrite", actions.PARTIQL_WRITE)] : []),
  ];
}

/** Returns the access of one access pattern: a Query. */
export function patternAccess(entity: EntityModel, pattern: AccessPatternModel): Access {
  const { index } = pattern;
  return {
    sid: "Query",
    actions: actions.QUERY,
    entity,
    ...(index === undefined ? {} : { index }),
    patterns: [{ entity, pattern }],
  };
}

/** Returns the access of a collection: a Query of the items of all its members; `undefined` if it has none. */
export function collectionAccess(collection: CollectionModel, model: Model): Access | undefined {
  const { index } = collection;
  const patterns = collection.members.flatMap((member) => {
    const entity = model.entities.find(({ name }) => name === member.entity);
    if (entity === undefined) return [];
    const pattern = patternsOf(entity).find(({ name }) => name === member.pattern);
    return pattern === undefined ? [] : [{ entity, pattern }];
  });
  const [first] = patterns;
  return (
    first && {
      sid: "Query",
      actions: actions.QUERY,
      entity: first.entity,
      ...(index === undefined ? {} : { index }),
      patterns,
    }
  );
}

/** The access patterns of an entity that are queries with a key. */
export function queriesOf(entity: EntityModel): readonly AccessPatternModel[] {
  const pieces = [...entity.primaryKey.partition, ...entity.primaryKey.sort].flatMap(piecesOf);
  return pieces.length === 0 ? entity.indexes : patternsOf(entity);
}

function patternsOf({ primaryKey, indexes }: EntityModel): readonly AccessPatternModel[] {
  return [primaryKey, ...indexes];
}

function onTable(entity: EntityModel, sid: string, allowed: readonly string[]): Access {
  return { sid, actions: allowed, entity, patterns: [{ entity, pattern: entity.primaryKey }] };
}

/** Once for each index that the entity's access patterns use. */
function onIndexes(entity: EntityModel, sid: string, allowed: readonly string[]): Access[] {
  const indexes = new Set(entity.indexes.flatMap(({ index }) => index ?? []));
  return [...indexes].map((index) => ({
    sid,
    actions: allowed,
    entity,
    index,
    patterns: entity.indexes
      .filter((pattern) => pattern.index === index)
      .map((pattern) => ({ entity, pattern })),
  }));
}
