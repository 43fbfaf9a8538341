import type { EntityModel, Model, TableModel } from "../../src/model/model.js";
import {
  type CollectionSpec,
  type DatabaseClient,
  type DatabaseOptions,
  type EntitySpec,
  fanOutQueries,
  openCollection,
  openDatabase,
  type Raw,
} from "../../src/runtime.js";
import type { LoadedSchema } from "../load/index.js";
import { entitySpec } from "../model-facts/entity-spec.js";
import { camelCase } from "../model-facts/names.js";
import { type ConnectOptions, connect } from "./connect.js";

/** An item as code has it, or as DynamoDB stores it. */
export type Item = Readonly<Record<string, unknown>>;

/** The methods that a repository of any entity has, as the command line uses them. */
export interface AnyRepository {
  get(key: Item): PromiseLike<Item | undefined>;
  create(item: Item): PromiseLike<unknown>;
  /** With the item as it was read, where its writes are counted. */
  put(item: Item, read?: Item): PromiseLike<unknown>;
  putMany(items: Iterable<Item>, options?: ProgressOptions): Promise<void>;
  scan(pattern?: string): AnyQuery;
}

export interface ProgressOptions {
  /** Told how many are done so far. */
  readonly onProgress?: (count: number) => void;
}

/** A query or a scan, as the command line uses it. */
export interface AnyQuery {
  descending(): AnyQuery;
  consistent(): AnyQuery;
  page(options: { readonly size: number; readonly after?: string }): Promise<AnyPage>;
}

export interface AnyPage {
  readonly items: readonly Item[];
  readonly cursor?: string | undefined;
}

/** A database of a schema that nobody generated code for: what `createDatabase` of its generated code would give. */
export interface ModelDatabase {
  repository(entity: EntityModel): AnyRepository;
  /** A query of an access pattern, by the name of its method. */
  query(entity: EntityModel, pattern: string, key: Item): AnyQuery;
}

/** Opens a database by the Model, with the zod schemas that were loaded with it: this stands in for generated code. */
export function openModel(
  { model, schemas }: Pick<LoadedSchema, "model" | "schemas">,
  client: DatabaseClient,
  options: DatabaseOptions = {},
): ModelDatabase {
  const specs = new Map(
    model.entities.map((entity) => [entity.name, entitySpec(entity, tableOf(model, entity), fanOutQueries)]),
  );
  const entities = model.entities.map(({ name }) => {
    const [spec, schema] = [specs.get(name), schemas.get(name)];
    if (spec === undefined || schema === undefined) throw new Error(`${name} has no schema.`);
    return [camelCase(name), { spec, schema }] as const;
  });
  const collections = model.collections.map(
    (collection) => [camelCase(collection.name), collectionSpec(collection, specs)] as const,
  );
  // A type assertion, as in generated code: the Model tells which properties there are.
  const database = openDatabase<Record<string, unknown>>(
    client,
    { entities: Object.fromEntries(entities), collections: Object.fromEntries(collections) },
    options,
  );
  const repository = ({ name }: EntityModel) => database[camelCase(name)] as AnyRepository;
  return {
    repository,
    query: (entity, pattern, key) => {
      const methods = database[camelCase(entity.name)] as Readonly<Record<string, (key: Item) => AnyQuery>>;
      const method = methods[pattern];
      if (method === undefined) throw new Error(`${entity.name} has no access pattern ${pattern}.`);
      return method(key);
    },
  };
}

function tableOf(model: Model, entity: EntityModel): TableModel {
  const table = model.tables.find(({ name }) => name === entity.table);
  if (table === undefined) throw new Error(`${entity.name} has no table.`);
  return table;
}

function collectionSpec(
  { name, index, members, shared }: Model["collections"][number],
  specs: ReadonlyMap<string, EntitySpec>,
): CollectionSpec {
  return {
    name,
    ...(index !== undefined && { index }),
    members: members.map((member) => {
      const entity = specs.get(member.entity);
      if (entity === undefined)
        throw new Error(`${name} has a member "${member.entity}" that is not an entity.`);
      return { ...member, entity };
    }),
    ...(shared && { shared: true }),
    open: openCollection,
  };
}

/**
 * The first items of a table, as they are stored, in the order in which a Scan gives them: no more than `limit`, which
 * bounds what is paid for.
 */
export async function liveItems(
  tableName: string,
  limit: number,
  options: ConnectOptions,
): Promise<{ readonly items: readonly Item[]; readonly more: boolean }> {
  const client = await connect(options);
  try {
    const { raw } = openDatabase<{ raw: Raw<Item, string> }>(client, { entities: {}, collections: {} });
    const items: Item[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await raw.send("Scan", {
        TableName: tableName,
        Limit: limit - items.length,
        ...(start !== undefined && { ExclusiveStartKey: start }),
      });
      items.push(...(answer.Items ?? []));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined && items.length < limit);
    return { items, more: start !== undefined };
  } finally {
    client.destroy();
  }
}
