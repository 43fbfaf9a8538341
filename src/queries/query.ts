import type { AccessPatternSpec, Entity } from "../entities/entity.js";
import { fromDocument, readNames, selectedNames } from "../entities/read-item.js";
import { isItemOf } from "../entities/row-class.js";
import type { UnreadablePolicy } from "../errors.js";
import { invalidOptions } from "../errors.js";
import type { ConditionNode, MaybeCondition } from "../expressions/condition.js";
import { piecesOf } from "../keys/encode-key.js";
import { partitionConditions, sortConditions } from "../keys/key-condition.js";
import type { Values } from "../keys/key-format.js";
import type { ConditionBuilder } from "../operations/condition.js";
import type { RepositoryContext } from "../operations/repository-context.js";
import { captured } from "../requests/operation.js";
import type { Sender } from "../requests/request.js";
import type { StoredDocument } from "../values/document.js";
import { cursorOf } from "./item-cursor.js";
import { countPartitions, type Partitions } from "./read.js";
import { Readable } from "./readable.js";
import {
  countedOf,
  entityFilter,
  expiryFilter,
  type Filters,
  filtersOf,
  isSeenByKeys,
  type Source,
} from "./source.js";
import type * as interfaces from "./types.js";

/** The state that the modifiers of any read set. */
export interface ReadingState {
  /** The access pattern that is read: the primary key, or an index. */
  readonly pattern: AccessPatternSpec;
  readonly filters: readonly (() => ConditionNode | undefined)[];
  readonly selection?: () => readonly string[];
  readonly consistent: boolean;
  readonly includeExpired: boolean;
  /** The treatment of items that cannot be read; that of the database unless given. */
  readonly unreadable?: UnreadablePolicy;
}

/** A reading of a pattern without modifiers. */
export function plainReading(pattern: AccessPatternSpec): ReadingState {
  return { pattern, filters: [], consistent: false, includeExpired: false };
}

function noFilters({ name }: Entity): never {
  const reason = `filters is not among the methods of ${name}: openRepository(client, spec, [queryItems, filters])`;
  throw invalidOptions(reason);
}

/** Reads many items of one entity. Its modifiers return new values. */
export abstract class Reading<Item, Paths, State extends ReadingState> extends Readable<Item[], Item> {
  protected readonly context: RepositoryContext;
  protected readonly state: State;

  /** @internal */
  constructor(context: RepositoryContext, state: State) {
    super();
    this.context = context;
    this.state = state;
  }

  /** Gives the items of which this holds. It is applied after reading: what does not match is paid for. */
  filter<Returned extends MaybeCondition>(condition: ConditionBuilder<Paths, Returned>): this {
    const { entity, buildCondition } = this.context;
    const node = captured(() => (buildCondition ?? noFilters(entity))(entity, condition));
    return this.with({ filters: [...this.state.filters, node] } as unknown as Partial<State>);
  }

  /**
   * The treatment of items that do not have the types of the schema: `error` (the default) rejects with `UnreadableItem`,
   * `skip` leaves them out, and a function leaves them out and is told of each.
   *
   * @example db.order.query({ customerId }).unreadable((error) => log.warn(error.details.key)).all()
   */
  unreadable(policy: UnreadablePolicy): this {
    return this.with({ unreadable: policy } as unknown as Partial<State>);
  }

  protected get policy(): UnreadablePolicy | undefined {
    return this.state.unreadable;
  }

  /** Gives also items that have expired and that DynamoDB has not deleted yet. */
  includeExpired(): this {
    return this.with({ includeExpired: true } as unknown as Partial<State>);
  }

  /**
   * The cursor that goes on after an item, whether or not the item is still there. The item must have the attributes
   * that make its key and, where an index is read, the index's.
   */
  cursorOf(item: Item): string {
    const { entity } = this.context;
    const { pattern } = this.state;
    const cursorIn = (source: Source) => cursorOf(source, item, entity, pattern);
    return this.partitions()?.cursorOf(item ?? {}, cursorIn) ?? cursorIn(this.source());
  }

  protected get sender(): Sender {
    return this.context.sender;
  }

  protected get subject(): string {
    return this.context.entity.name;
  }

  protected decode(document: Readonly<Record<string, unknown>>): Item {
    return fromDocument(this.context.entity, document, this.state.selection?.(), this.state.pattern) as Item;
  }

  protected gather(items: Item[]): Item[] {
    return items;
  }

  protected selecting(accessPattern: string, attributes: readonly string[]): State {
    const { entity } = this.context;
    return {
      ...this.state,
      selection: captured(() => selectedNames(entity, accessPattern, attributes, this.state.pattern)),
    };
  }

  protected with(change: Partial<State>): this {
    // The class of `this`, so that a Query stays one: type assertion.
    const Class = this.constructor as new (context: RepositoryContext, state: State) => this;
    return new Class(this.context, { ...this.state, ...change });
  }
}

export interface QueryState extends ReadingState {
  readonly values: Values;
  readonly descending: boolean;
}

/** Returns the source of a query of one entity, without its key conditions. */
export function readingOf(entity: Entity, state: QueryState) {
  const { pattern, values } = state;
  const pieceNames = new Set(
    [...pattern.partition, ...pattern.sort].flatMap(piecesOf).map(({ attribute }) => attribute),
  );
  for (const name of Object.keys(values)) {
    if (!pieceNames.has(name))
      entity.rejectKey(pattern.name)(
        name,
        `is not a piece of the key, which is made of ${[...pieceNames].join(", ")}`,
      );
  }
  return {
    operation: "Query" as const,
    entity,
    accessPattern: pattern.name,
    ...(pattern.index !== undefined && { index: pattern.index }),
    isItem: (document: StoredDocument) => isItemOf(entity, document, pattern),
    ...(state.selection && { selection: readNames(entity, state.selection(), pattern) }),
    consistent: state.consistent,
    descending: state.descending,
  };
}

/** Returns the source of a query of one partition that needs no residual filter. */
function querySource(context: RepositoryContext, state: QueryState): Source {
  const { entity } = context;
  const queryFilters = (context.readingFilters ?? entity.spec.filters) as QueryFiltersOf | undefined;
  const { pattern, values } = state;
  const reading = readingOf(entity, state);
  const filters =
    queryFilters === undefined ? requireNoFilters(entity, state) : queryFilters.of(entity, state);
  const reject = entity.rejectKey(pattern.name);
  const inPartition = new Set(pattern.partition.flatMap(piecesOf).map(({ attribute }) => attribute));
  const sort = sortConditions(pattern.sort, values, entity.keyFormat, reject, inPartition);
  return {
    ...reading,
    filters,
    isSeenByKeys: isSeenByKeys(entity, [pattern]),
    counted: countedOf([entity], pattern.index, filters),
    sort,
    partition: partitionConditions(pattern.partition, values, entity.keyFormat, reject),
  };
}

/** Nothing may be left unfiltered: a filter that is not among the methods throws what it is missing. */
function requireNoFilters(entity: Entity, { pattern, filters }: QueryState): undefined {
  for (const filter of filters) filter();
  if (pattern.shared || entity.timeToLive !== undefined || filters.length > 0)
    throw new Error("The spec of this entity does not name readingFilters: run `npx monotable generate`");
}

/** The filters of queries that the methods or a spec bring: an entity carries them without the types of queries. */
interface QueryFiltersOf {
  of(entity: Entity, state: ReadingState): Filters | undefined;
}

type OpenPartitions = (entity: Entity, state: QueryState) => Partitions | undefined;

export class GlobalQuery<Item, Paths>
  extends Reading<Item, Paths, QueryState>
  implements interfaces.GlobalQuery<Item, Paths>
{
  /** @internal */
  static start(pattern: AccessPatternSpec, values: Values): QueryState {
    return { ...plainReading(pattern), values: { ...values }, descending: false };
  }

  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): GlobalQuery<Pick<Item, Name>, Paths> {
    return new GlobalQuery(this.context, this.selecting(this.state.pattern.name, attributes));
  }

  descending(): this {
    return this.with({ descending: true });
  }

  protected source(): Source {
    const open = this.#open();
    return open?.source(open.first, 0) ?? querySource(this.context, this.state);
  }

  protected override partitions(): Partitions | undefined {
    const open = this.#open();
    return open && countPartitions(open) > 1 ? open : undefined;
  }

  /** Returns the partitions of a fan-out query or of one with a residual filter. */
  #open(): Partitions | undefined {
    // Type assertion: an entity carries the feature without the types of queries.
    const { fanOut, inexact } = this.state.pattern;
    const open = (fanOut ?? inexact) as OpenPartitions | undefined;
    return open?.(this.context.entity, this.state);
  }
}

export class Query<Item, Paths> extends GlobalQuery<Item, Paths> implements interfaces.Query<Item, Paths> {
  consistent(): this {
    return this.with({ consistent: true });
  }

  override select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): Query<Pick<Item, Name>, Paths> {
    return new Query(this.context, this.selecting(this.state.pattern.name, attributes));
  }
}

/** Returns the filters of a reading: its own, and those that leave other entities and expired items out. */
export function readingFiltersOf(entity: Entity, state: ReadingState): Filters | undefined {
  return filtersOf(
    [...entityFilter([entity], state.pattern.shared ?? false), ...expiryFilter([entity], state)],
    state.filters.map((filter) => filter()),
  );
}
