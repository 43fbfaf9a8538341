import type { AccessPatternSpec, Entity } from "../entities/entity.js";
import { fromDocument, readNames, selectedNames } from "../entities/read-item.js";
import { invalidOptions } from "../errors.js";
import type { ConditionNode, MaybeCondition } from "../expressions/condition.js";
import { piecesOf } from "../keys/encode-key.js";
import { partitionConditions, sortConditions } from "../keys/key-condition.js";
import type { Values } from "../keys/key-format.js";
import type { ConditionBuilder } from "../operations/condition.js";
import type { Target } from "../operations/repository-context.js";
import { settle } from "../requests/operation.js";
import type { Sender } from "../requests/request.js";
import { cursorOf } from "./item-cursor.js";
import { countPartitions, type Partitions } from "./read.js";
import { Readable } from "./readable.js";
import { entityFilter, expiryFilter, type Filters, filtersOf, type Source } from "./source.js";
import type * as interfaces from "./types.js";

/** What every kind of reading keeps of its modifiers. */
export interface ReadingState {
  /** What is read: the primary key, or an index. */
  readonly pattern: AccessPatternSpec;
  readonly filters: readonly (() => ConditionNode | undefined)[];
  readonly selection?: () => readonly string[];
  readonly consistent: boolean;
  readonly includeExpired: boolean;
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
  protected readonly target: Target;
  protected readonly state: State;

  /** @internal */
  constructor(target: Target, state: State) {
    super();
    this.target = target;
    this.state = state;
  }

  /** Gives the items of which this holds. It is applied after reading: what does not match is paid for. */
  filter<Returned extends MaybeCondition>(condition: ConditionBuilder<Paths, Returned>): this {
    const { entity, buildCondition } = this.target;
    const node = settle(() => (buildCondition ?? noFilters(entity))(entity, condition));
    return this.with({ filters: [...this.state.filters, node] } as unknown as Partial<State>);
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
    const { entity } = this.target;
    const { pattern } = this.state;
    const cursorIn = (source: Source) => cursorOf(source, item, entity, pattern);
    return this.partitions()?.cursorOf(item ?? {}, cursorIn) ?? cursorIn(this.source());
  }

  protected get sender(): Sender {
    return this.target.sender;
  }

  protected get subject(): string {
    return this.target.entity.name;
  }

  protected decode(document: Readonly<Record<string, unknown>>): Item {
    return fromDocument(this.target.entity, document, this.state.selection?.(), this.state.pattern) as Item;
  }

  protected gather(items: Item[]): Item[] {
    return items;
  }

  protected selecting(accessPattern: string, attributes: readonly string[]): State {
    const { entity } = this.target;
    return {
      ...this.state,
      selection: settle(() => selectedNames(entity, accessPattern, attributes, this.state.pattern)),
    };
  }

  protected with(change: Partial<State>): this {
    // The class of `this`, so that a Query stays one: the seam of the polymorphic type.
    const Class = this.constructor as new (target: Target, state: State) => this;
    return new Class(this.target, { ...this.state, ...change });
  }
}

export interface QueryState extends ReadingState {
  readonly values: Values;
  readonly descending: boolean;
}

/** What a query of one entity reads, but for its keys. */
export function readingOf(entity: Entity, state: QueryState) {
  const { pattern, values } = state;
  const known = new Set(
    [...pattern.partition, ...pattern.sort].flatMap(piecesOf).map(({ attribute }) => attribute),
  );
  for (const name of Object.keys(values)) {
    if (!known.has(name))
      entity.refuseKey(pattern.name)(
        name,
        `is not a piece of the key, which is made of ${[...known].join(", ")}`,
      );
  }
  return {
    operation: "Query" as const,
    entity,
    accessPattern: pattern.name,
    ...(pattern.index !== undefined && { index: pattern.index }),
    ...(state.selection && { selection: readNames(entity, state.selection(), pattern) }),
    consistent: state.consistent,
    descending: state.descending,
  };
}

/** What a query of one partition reads, whose keys tell exactly what its values are. */
function querySource(target: Target, state: QueryState): Source {
  const { entity } = target;
  const queryFilters = (target.readingFilters ?? entity.spec.filters) as QueryFiltersOf | undefined;
  const { pattern, values } = state;
  const reading = readingOf(entity, state);
  const filters =
    queryFilters === undefined ? requireNoFilters(entity, state) : queryFilters.of(entity, state);
  const refuse = entity.refuseKey(pattern.name);
  const inPartition = new Set(pattern.partition.flatMap(piecesOf).map(({ attribute }) => attribute));
  const sort = sortConditions(pattern.sort, values, entity.keyFormat, refuse, inPartition);
  return {
    ...reading,
    filters,
    sort,
    partition: partitionConditions(pattern.partition, values, entity.keyFormat, refuse),
  };
}

/** Nothing may be left unfiltered: a filter that is not among the methods throws what it is missing. */
function requireNoFilters(entity: Entity, { pattern, filters }: QueryState): undefined {
  for (const filter of filters) filter();
  if (pattern.shared || entity.timeToLive !== undefined || filters.length > 0)
    throw new Error("The spec of this entity does not name readingFilters: generate it anew");
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
    return new GlobalQuery(this.target, this.selecting(this.state.pattern.name, attributes));
  }

  descending(): this {
    return this.with({ descending: true });
  }

  protected source(): Source {
    const open = this.#open();
    return open?.source(open.first, 0) ?? querySource(this.target, this.state);
  }

  protected override partitions(): Partitions | undefined {
    const open = this.#open();
    return open && countPartitions(open) > 1 ? open : undefined;
  }

  /** What is read where the keys hold but a part of a value, or do not sort by it. */
  #open(): Partitions | undefined {
    // Type assertion: an entity carries the feature without the types of queries.
    const open = this.state.pattern.inexact as OpenPartitions | undefined;
    return open?.(this.target.entity, this.state);
  }
}

export class Query<Item, Paths> extends GlobalQuery<Item, Paths> implements interfaces.Query<Item, Paths> {
  consistent(): this {
    return this.with({ consistent: true });
  }

  override select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): Query<Pick<Item, Name>, Paths> {
    return new Query(this.target, this.selecting(this.state.pattern.name, attributes));
  }
}

/** Returns the filters of a reading: its own, and those that leave other entities and expired items out. */
export function readingFiltersOf(entity: Entity, state: ReadingState): Filters | undefined {
  return filtersOf(
    [...entityFilter([entity], state.pattern.shared ?? false), ...expiryFilter([entity], state)],
    state.filters.map((filter) => filter()),
  );
}
