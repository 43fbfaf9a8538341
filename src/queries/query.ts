import type { Entity } from "../entities/entity.js";
import type { ConditionNode } from "../expressions/condition.js";
import { partitionConditions, sortConditions } from "../keys/key-condition.js";
import { piecesOf, type Values } from "../keys/key-part.js";
import type { AccessPatternSpec } from "../model/spec.js";
import { queryCapacity } from "../operations/capacity.js";
import { type Plan, settle, type Target } from "../operations/operation.js";
import { buildCondition, type ConditionBuilder } from "../operations/write.js";
import { countAll, firstLimit, type PageOptions, readAll, readPage, readPages } from "./read.js";
import { entityFilter, expiryFilter, queryRequest, type Source } from "./source.js";

/** A part of a query's matches. */
export interface Page<Item> {
  readonly items: Item[];
  /** Gives the next page as `.page({ after })`; `undefined` at the end. */
  readonly cursor: string | undefined;
}

interface QueryState {
  readonly pattern: AccessPatternSpec;
  readonly values: Values;
  readonly filters: readonly (() => ConditionNode)[];
  readonly selection?: () => readonly string[];
  readonly consistent: boolean;
  readonly descending: boolean;
  readonly includeExpired: boolean;
}

/** What a query of one entity reads. */
function querySource(entity: Entity, state: QueryState): Source {
  const { pattern, values } = state;
  const refuse = entity.refuseKey(pattern.name);
  const known = new Set(
    [...pattern.partition, ...pattern.sort].flatMap(piecesOf).map((piece) => piece.attribute),
  );
  for (const name of Object.keys(values)) {
    if (!known.has(name))
      refuse(name, `is not a piece of the key, which is made of ${[...known].join(", ")}`);
  }
  return {
    entity,
    accessPattern: pattern.name,
    ...(pattern.index !== undefined && { index: pattern.index }),
    partition: partitionConditions(pattern.partition, values, entity.table, refuse),
    sort: sortConditions(pattern.sort, values, entity.table, refuse),
    ownFilters: [
      ...entityFilter([entity], pattern.shared ?? false),
      ...(state.includeExpired ? [] : expiryFilter([entity], Date.now())),
    ],
    userFilters: state.filters.map((filter) => filter()),
    ...(state.selection && { selection: state.selection() }),
    consistent: state.consistent,
    descending: state.descending,
  };
}

/**
 * A query of one entity on a global index. Nothing is read until one of its ends is called: `page`, `pages`, `all`,
 * `first`, `count`, or `for await`.
 */
export class GlobalQuery<Item, Paths> implements AsyncIterable<Item> {
  protected readonly target: Target;
  protected readonly state: QueryState;

  /** @internal */
  constructor(target: Target, state: QueryState) {
    this.target = target;
    this.state = state;
  }

  /** @internal */
  static start(pattern: AccessPatternSpec, values: Values): QueryState {
    return {
      pattern,
      values: { ...values },
      filters: [],
      consistent: false,
      descending: false,
      includeExpired: false,
    };
  }

  /** Gives the items of which this holds. It is applied after reading: what does not match is paid for. */
  filter(condition: ConditionBuilder<Paths>): this {
    const node = settle(() => buildCondition(this.target.entity, condition));
    return this.with({ filters: [...this.state.filters, node] });
  }

  /** Reads these attributes alone. The cost stays that of the whole items. */
  select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): GlobalQuery<Pick<Item, Name>, Paths> {
    return new GlobalQuery(this.target, this.selecting(attributes));
  }

  /** Reads from the end of the sort order. */
  descending(): this {
    return this.with({ descending: true });
  }

  /** Gives also items that have expired and that DynamoDB has not deleted yet. */
  includeExpired(): this {
    return this.with({ includeExpired: true });
  }

  /** One page: exactly `size` matches, or fewer at the end; what one request reads unless `size` is given. */
  async page(options: PageOptions = {}): Promise<Page<Item>> {
    const { documents, cursor } = await readPage(this.target.sender, this.source(), options);
    return { items: documents.map((document) => this.decode(document)), cursor };
  }

  /** Page after page, to the end. */
  async *pages(options: PageOptions = {}): AsyncGenerator<Page<Item>> {
    for await (const { documents, cursor } of readPages(this.target.sender, this.source(), options)) {
      yield { items: documents.map((document) => this.decode(document)), cursor };
    }
  }

  /** Every match, in as many requests as it takes. */
  async all(): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this) items.push(item);
    return items;
  }

  /** The first match, `undefined` if there is none. */
  async first(): Promise<Item | undefined> {
    const { items } = await this.page({ size: 1 });
    return items[0];
  }

  /** The number of matches. It costs as much as reading them. */
  async count(): Promise<number> {
    return countAll(this.target.sender, this.source());
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for await (const documents of readAll(this.target.sender, this.source())) {
      for (const document of documents) yield this.decode(document);
    }
  }

  /** The first request that would be sent, with the index it uses and what it costs at the most. Nothing is sent. */
  plan(options: Pick<PageOptions, "size"> = {}): Plan {
    const source = this.source();
    const { input } = queryRequest(source, { limit: firstLimit(source, options.size) });
    return {
      operation: "Query",
      of: source.entity.name,
      accessPattern: source.accessPattern,
      ...(source.index !== undefined && { index: source.index }),
      request: input,
      capacity: queryCapacity(input.Limit, source.consistent),
    };
  }

  protected source(): Source {
    return querySource(this.target.entity, this.state);
  }

  protected decode(document: Readonly<Record<string, unknown>>): Item {
    return this.target.entity.decode(document, this.state.selection?.()) as Item;
  }

  protected selecting(attributes: readonly string[]): QueryState {
    const { entity } = this.target;
    return { ...this.state, selection: settle(() => entity.selection(this.state.pattern.name, attributes)) };
  }

  protected with(change: Partial<QueryState>): this {
    // The class of `this`, so that a Query stays one: the seam of the polymorphic type.
    const Class = this.constructor as new (target: Target, state: QueryState) => this;
    return new Class(this.target, { ...this.state, ...change });
  }
}

/** A query of one entity on the table or on a local index, which can also read consistently. */
export class Query<Item, Paths> extends GlobalQuery<Item, Paths> {
  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): this {
    return this.with({ consistent: true });
  }

  override select<Name extends keyof Item & string>(
    ...attributes: readonly [Name, ...Name[]]
  ): Query<Pick<Item, Name>, Paths> {
    return new Query(this.target, this.selecting(attributes));
  }
}
