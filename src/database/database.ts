import * as actions from "../client/actions.js";
import type { DatabaseClient } from "../client/sdk-client.js";
import { sdkOperation } from "../client/sdk-operation.js";
import type { CollectionSpec, Entity } from "../entities/entity.js";
import { MonotableError } from "../errors.js";
import { type BatchGetOptions, batchGet } from "../operations/batch-get.js";
import { type BatchWriteOptions, batchWrite } from "../operations/batch-write.js";
import type { BatchPart, Get, Results, TransactionPart } from "../operations/interfaces.js";
import { transactGet } from "../operations/transact-get.js";
import { type TransactWriteOptions, transactWrite } from "../operations/transact-write.js";
import type { openCollection } from "../queries/collection-query.js";
import type { Member } from "../queries/members.js";
import { GlobalTableScan, TableScan } from "../queries/table-scan.js";
import { openRaw } from "../raw/raw.js";
import type { RunOptions } from "../requests/operation.js";
import type { Sender } from "../requests/request.js";
import { connection, type DatabaseOptions, type EntityDeclaration } from "./connection.js";
import * as methods from "./methods.js";
import { createRepository } from "./repository.js";

/** The methods of a database that take operations of several entities at once. */
export interface AcrossEntities {
  /**
   * Runs up to 100 writes and checks as one transaction: all of them happen, or none. Rejects with
   * `TransactionCanceled`, whose `reasons` has the error of each operation at fault, and before sending with
   * `InvalidTransaction`. Costs twice what the writes alone would.
   *
   * @example
   * await db.transactWrite([
   *   db.order.create(order),
   *   db.product.update({ productId }).add({ stock: -1 }).if((p) => p.stock.gte(1)),
   * ]);
   */
  transactWrite(operations: readonly TransactionPart[], options?: TransactWriteOptions): Promise<void>;
  /**
   * Reads up to 100 items as they are at one moment. The results are in the order of the operations. Costs twice what
   * consistent reads would.
   */
  transactGet<const Gets extends readonly Get<unknown>[]>(
    operations: Gets,
    options?: RunOptions,
  ): Promise<Results<Gets>>;
  /**
   * Reads any number of items, 100 with a request; each item is read once. The results are in the order of the
   * operations. Rejects with `BatchIncomplete` if DynamoDB left a part undone at each of several attempts.
   */
  batchGet<const Gets extends readonly Get<unknown>[]>(
    operations: Gets,
    options?: BatchGetOptions,
  ): Promise<Results<Gets>>;
  /**
   * Runs any number of puts and deletes, 25 with a request, in no order. It is not a transaction; of several writes of
   * one item the last counts. Rejects with `BatchIncomplete` if DynamoDB left a part undone at each of several attempts.
   * Any other error of a request says with `details.uncertain` if something was written; all of it may be repeated.
   */
  batchWrite(operations: Iterable<BatchPart>, options?: BatchWriteOptions): Promise<void>;
}

export function acrossEntities(sender: Sender): AcrossEntities {
  return {
    transactWrite: (operations, options) => transactWrite(sender, operations, options),
    transactGet: (operations, options) => transactGet(sender, operations, options),
    batchGet: (operations, options) => batchGet(sender, operations, options),
    batchWrite: (operations, options) => batchWrite(sender, operations, options),
  };
}

/** `db.scan`: a whole table by its logical name, or one of its indexes. */
export function tableScans(entities: readonly Entity[], sender: Sender) {
  return (table: string, index?: string): GlobalTableScan<unknown, unknown> => {
    const members = entities.flatMap((entity) =>
      entity.table.name === table ? membersIn(entity, index) : [],
    );
    const [first, ...others] = members;
    if (first === undefined) return reject(entities, table, index);
    const name = index === undefined ? `scan(${table})` : `scan(${table}.${index})`;
    const context = { name, index, first, members: [first, ...others] as const, sender };
    const isGlobal = first.entity.table.indexes.some((each) => each.name === index && each.type === "global");
    const Class = isGlobal ? GlobalTableScan : TableScan;
    return new Class(context, GlobalTableScan.start());
  };
}

/** An entity as a member of a scan, by each of its access patterns on the index. */
function membersIn(entity: Entity, index: string | undefined): Member[] {
  const { primaryKey, indexes } = entity.spec;
  const patterns = index === undefined ? [primaryKey] : indexes.filter((each) => each.index === index);
  return patterns.map((pattern) => ({ name: entity.name, entity, pattern }));
}

function reject(entities: readonly Entity[], table: string, index: string | undefined): never {
  const found = entities.find((entity) => entity.table.name === table);
  const tables = [...new Set(entities.map((entity) => entity.table.name))].join(", ");
  const reason = found
    ? `no entity of the table "${table}" has an access pattern on an index "${index}"`
    : `the schema has no table "${table}"; it has ${tables}`;
  throw new MonotableError("InvalidOptions", `scan: ${reason}`, { reason });
}

/** The design, as generated code passes it to the runtime. */
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
 * methods the spec describes: type assertion between generated types and their implementation.
 */
export function openDatabase<Database, TableNames = unknown>(
  client: DatabaseClient,
  spec: DatabaseSpec,
  options: DatabaseOptions<TableNames> = {},
): Database {
  const tables = Object.values(spec.entities).map((entity) => entity.spec.table.name);
  const { sender, open } = connection(client, Object.values(actions), tables, options, sdkOperation);
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
    // Type assertion: a spec carries the feature without the types of queries.
    const open = (collection.open ?? notNamed(collection)) as typeof openCollection;
    database[property] = open(collection, entities, sender);
  }
  return database as Database;
}

function notNamed({ name }: CollectionSpec): never {
  throw new Error(
    `The spec of the collection ${name} does not name openCollection: run \`npx monotable generate\``,
  );
}
