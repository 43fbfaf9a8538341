import type { DatabaseClient } from "../client/document-client.js";
import type { Hooks } from "../client/hooks.js";
import { createSender } from "../client/sender.js";
import { Entity } from "../entities/entity.js";
import type { EntitySchema } from "../entities/schema.js";
import { MonotableError } from "../errors.js";
import type { Values } from "../keys/key-part.js";
import type { AccessPatternSpec, CollectionSpec, EntitySpec } from "../model/spec.js";
import type { Clock } from "../operations/clock.js";
import type { Sender } from "../operations/wire.js";
import {
  type CollectionMember,
  CollectionQuery,
  type CollectionTarget,
  GlobalCollectionQuery,
} from "../queries/collection-query.js";
import { CursorSeal } from "../queries/cursor-seal.js";
import { openRaw } from "../raw/raw.js";
import { RuleSchema } from "../validation/rule-schema.js";
import { acrossEntities } from "./across.js";
import { createRepository } from "./repository.js";
import { tableScans } from "./scans.js";

/** What `createDatabase` takes beside the client. */
export interface DatabaseOptions<TableNames = Readonly<Record<string, string | undefined>>> {
  /** The name in DynamoDB of each table by its logical name; a table that is left out has its logical name. */
  readonly tables?: TableNames;
  /** What is told of every request: for logs, metrics and traces. */
  readonly hooks?: Hooks | readonly Hooks[];
  /** The clock of timestamps and of time to live; that of the machine unless given. */
  readonly now?: () => Date;
  /**
   * Seals cursors, so that nobody else reads the keys that they hold or makes one: they are encrypted and authenticated
   * (AES-256-GCM). At least 32 characters of a random secret; of several, the first seals and all of them open, so that
   * secrets can be rotated. Cursors that were made without it are refused then.
   *
   * @example createDatabase(client, { cursorSecret: [secret, secretBefore] })
   */
  readonly cursorSecret?: string | readonly string[];
  /** What rate limits measure and wait by: for tests; that of the machine unless given. */
  readonly clock?: Clock;
}

/** What generated code knows of a design. */
export interface DatabaseSpec {
  /**
   * The entities by the name of their repository. A schema, where rules do not say all that it does, is a zod object; it
   * is not typed as one since comparing the types costs the user's compiler ten times what all else of an entity does.
   */
  readonly entities: Readonly<Record<string, { readonly spec: EntitySpec; readonly schema?: object }>>;
  /** The collections by the name of their method. */
  readonly collections: Readonly<Record<string, CollectionSpec>>;
}

/**
 * Opens a database: what the generated `createDatabase` calls. The type parameter is the generated interface, whose
 * methods the spec describes: the seam between generated types and their implementation.
 */
export function openDatabase<Database, TableNames = unknown>(
  client: DatabaseClient,
  spec: DatabaseSpec,
  options: DatabaseOptions<TableNames> = {},
): Database {
  const names = tableNames(spec, options.tables);
  const sender = createSender(client, options.hooks, options.clock);
  const seal = sealOf(options.cursorSecret);
  const entities = new Map<string, Entity>();
  const database: Record<string, unknown> = { ...acrossEntities(sender) };
  for (const [property, { spec: entitySpec, schema }] of Object.entries(spec.entities)) {
    const logical = entitySpec.table.name;
    const tableName = names[logical] ?? logical;
    const valid = (schema as EntitySchema | undefined) ?? new RuleSchema(entitySpec);
    const entity = new Entity(entitySpec, valid, tableName, options.now, seal);
    entities.set(entity.name, entity);
    database[property] = createRepository(entity, sender);
  }
  database["raw"] = openRaw({ sender, entities: [...entities.values()] });
  database["scan"] = tableScans([...entities.values()], sender);
  for (const [property, collection] of Object.entries(spec.collections)) {
    database[property] = openCollection(collection, entities, sender);
  }
  return database as Database;
}

/** The fewest characters of a secret: random ones have 160 bits or more. */
const SECRET_CHARACTERS = 32;

function sealOf(secret: string | readonly string[] | undefined): CursorSeal | undefined {
  if (secret === undefined) return undefined;
  const [first, ...others] = Array.isArray(secret) ? (secret as readonly string[]) : [secret as string];
  const isSecret = (each: unknown) => typeof each === "string" && each.length >= SECRET_CHARACTERS;
  if (first !== undefined && [first, ...others].every(isSecret)) return new CursorSeal([first, ...others]);
  const reason = `cursorSecret is a text of at least ${SECRET_CHARACTERS} random characters, or a list of them`;
  throw new MonotableError("InvalidOptions", `createDatabase: ${reason}`, { reason });
}

/** A name of an unknown table would be ignored silently: another table than the one meant would be written. */
function tableNames(spec: DatabaseSpec, given: unknown): Readonly<Record<string, string | undefined>> {
  const names = (given ?? {}) as Readonly<Record<string, string | undefined>>;
  const known = new Set(Object.values(spec.entities).map((entity) => entity.spec.table.name));
  const unknown = Object.keys(names).find((name) => !known.has(name));
  if (unknown === undefined) return names;
  const reason = `the schema has no table "${unknown}"; it has ${[...known].join(", ")}`;
  throw new MonotableError("InvalidOptions", `createDatabase: ${reason}`, { reason });
}

function openCollection(
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
