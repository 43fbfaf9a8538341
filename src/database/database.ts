import * as actions from "../client/actions.js";
import type { DatabaseClient } from "../client/document-client.js";
import type { Entity } from "../entities/entity.js";
import type { CollectionSpec } from "../model/spec.js";
import { openRaw } from "../raw/raw.js";
import { acrossEntities } from "./across.js";
import { connection, type DatabaseOptions, type EntityDeclaration } from "./connection.js";
import * as methods from "./methods.js";
import { createRepository } from "./repository.js";
import { tableScans } from "./scans.js";

/** What generated code knows of a design. */
export interface DatabaseSpec {
  /**
   * The entities by the name of their repository. A schema, where rules do not say all that it does, is a zod object; it
   * is not typed as one since comparing the types costs the user's compiler ten times what all else of an entity does.
   */
  readonly entities: Readonly<Record<string, EntityDeclaration>>;
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
  const tables = Object.values(spec.entities).map((entity) => entity.spec.table.name);
  const { sender, open } = connection(client, Object.values(actions), tables, options);
  const entities = new Map<string, Entity>();
  const database: Record<string, unknown> = { ...acrossEntities(sender) };
  for (const [property, declaration] of Object.entries(spec.entities)) {
    const entity = open(declaration);
    entities.set(entity.name, entity);
    database[property] = createRepository({ entity, sender }, Object.values(methods));
  }
  database["raw"] = openRaw({ sender, entities: [...entities.values()] });
  database["scan"] = tableScans([...entities.values()], sender);
  for (const [property, collection] of Object.entries(spec.collections)) {
    database[property] = (collection.open ?? notNamed(collection))(collection, entities, sender);
  }
  return database as Database;
}

function notNamed({ name }: CollectionSpec): never {
  throw new Error(`The spec of the collection ${name} does not name openCollection: generate it anew`);
}
