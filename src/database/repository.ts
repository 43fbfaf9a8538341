import type { DatabaseClient } from "../client/sdk-client.js";
import type { EntitySpec } from "../entities/entity.js";
import type { RepositoryContext } from "../operations/repository-context.js";
import type { GlobalQuery, Query } from "../queries/types.js";
import { connection, type DatabaseOptions } from "./connection.js";
import type { Method } from "./methods.js";
import type { ReadingFilters } from "./reading-filters.js";

/**
 * A repository of some methods by name; `query` gives one for each access pattern. Generated code gives them their
 * types.
 */
export function createRepository(
  given: RepositoryContext,
  methods: readonly Method<string>[],
): Readonly<Record<string, unknown>> {
  const { primaryKey, indexes } = given.entity.spec;
  const { buildCondition, readingFilters } = methods.find((each) => each.buildCondition) ?? {};
  const context = { ...given, buildCondition, readingFilters };
  const named = methods.flatMap(({ name, open }) => {
    if (open === undefined) return [];
    return name === "query"
      ? [primaryKey, ...indexes].map((pattern) => [pattern.name, open(context, pattern)])
      : [[name, open(context, primaryKey)]];
  });
  return Object.fromEntries(named) as Readonly<Record<string, unknown>>;
}

/** The names of the methods that every repository has, whatever its access patterns are. */
type OperationName =
  | "get"
  | "create"
  | "put"
  | "update"
  | "upsert"
  | "modify"
  | "move"
  | "delete"
  | "check"
  | "getMany"
  | "putMany"
  | "deleteMany"
  | "scan"
  | "encode"
  | "decode";

/** The type of the attributes that queries without `filters` can filter by: none. */
export interface NoFilters {
  readonly "add filters to the methods: openRepository(client, spec, [queryItems, filters])": never;
}

/** The methods of these names; `query` stands for the query of each access pattern. */
export type RepositoryOf<Repository, Names extends string> = {
  readonly [Each in keyof Repository as Each extends OperationName
    ? Extract<Each, Names>
    : "query" extends Names
      ? Each
      : never]: Each extends OperationName
    ? Repository[Each]
    : "filters" extends Names
      ? Repository[Each]
      : Unfiltered<Repository[Each]>;
};

/** The query of an access pattern, of which nothing can be filtered. */
type Unfiltered<Method> = Method extends (key: infer Key) => Query<infer Item, unknown>
  ? (key: Key) => Query<Item, NoFilters>
  : Method extends (key: infer Key) => GlobalQuery<infer Item, unknown>
    ? (key: Key) => GlobalQuery<Item, NoFilters>
    : Method;

/** The options of `openRepository`: those of `createDatabase`, and a schema. */
export interface RepositoryOptions extends DatabaseOptions {
  /**
   * The entity's schema, as in `Order.schema`, where the generated spec says why zod is needed: what is written is
   * validated by it, and its codecs are run by it. Elsewhere the spec says all that it does, and zod stays out of the bundle.
   */
  readonly schema?: object;
}

/**
 * Opens the repository of one entity with some of its methods: a bundle of it has what these use and nothing else.
 * Everything else is as with `createDatabase`.
 *
 * @throws MonotableError `InvalidOptions` if a name of a table is not that of the entity's table, or its schema is needed
 * @example
 * import { getItem, openRepository, queryItems } from "monotable/repository";
 * const orders = openRepository(client, orderSpec, [getItem, queryItems]);
 * const paid = await orders.byStatus({ status: "PAID" }).page({ size: 20 });
 */
export function openRepository<Repository, const Methods extends readonly Method<string>[]>(
  client: DatabaseClient,
  spec: EntitySpec<Repository>,
  methods: Methods,
  { schema, ...options }: RepositoryOptions = {},
): RepositoryOf<Repository, Methods[number]["name"]> {
  const inMethods = methods.find((each) => each.readingFilters)?.readingFilters;
  // Type assertion: a spec carries the feature without the types of what sends.
  const filters = inMethods ?? (spec.filters as ReadingFilters | undefined);
  const actions = [...new Set(methods.flatMap(({ sends }) => sends(filters)))];
  const { sender, open } = connection(client, actions, [spec.table.name], options);
  const repository = createRepository({ entity: open({ spec, schema }), sender }, methods);
  // The methods are those of the generated interface: type assertion between generated types and their implementation.
  return repository as RepositoryOf<Repository, Methods[number]["name"]>;
}
