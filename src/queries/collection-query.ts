import type { Entity } from "../entities/entity.js";
import { partitionConditions } from "../keys/key-condition.js";
import { piecesOf, type Values } from "../keys/key-part.js";
import { spanCondition } from "../keys/sort-span.js";
import type { KeyPart } from "../model/model.js";
import type { AccessPatternSpec, CollectionSpec } from "../model/spec.js";
import type { Plan } from "../operations/operation.js";
import type { Sender } from "../operations/wire.js";
import {
  type AllOptions,
  firstLimit,
  type PageOptions,
  type Reader,
  type ReadOptions,
  readAll,
  readPage,
  readPages,
  readParts,
} from "./read.js";
import { entityFilter, expiryFilter, planOfSource, type Source } from "./source.js";

/** A part of a collection, grouped by member as the whole is. */
export interface CollectionPage<Result> {
  readonly items: Result;
  /** Gives the next page as `.page({ after })`; `undefined` at the end. */
  readonly cursor: string | undefined;
}

/** A member of a collection with the access pattern that reads it. */
export interface Member {
  readonly name: string;
  readonly cardinality: "one" | "many";
  readonly entity: Entity;
  readonly pattern: AccessPatternSpec;
}

/** What a collection query is made with. */
export interface CollectionTarget {
  readonly spec: CollectionSpec;
  readonly members: readonly [Member, ...Member[]];
  readonly sender: Sender;
}

interface CollectionState {
  readonly values: Values;
  readonly consistent: boolean;
  readonly descending: boolean;
  readonly includeExpired: boolean;
}

/** What the one Query of a collection reads: exactly the sort keys that its members span. */
function collectionSource({ spec, members }: CollectionTarget, state: CollectionState): Source {
  const [{ entity, pattern }] = members;
  const entities = members.map((member) => member.entity);
  const refuse = entity.refuseKey(spec.name);
  const sort = members.map((member) => ({
    sort: member.pattern.sort,
    values: valuesOf(pattern.partition, member.pattern.partition, state.values),
  }));
  const span = spanCondition(sort, entity.table, refuse);
  return {
    operation: "Query",
    entity,
    accessPattern: spec.name,
    ...(spec.index !== undefined && { index: spec.index }),
    partition: partitionConditions(pattern.partition, state.values, entity.table, refuse),
    sort: span === undefined ? [] : [span],
    ownFilters: [
      ...entityFilter(entities, spec.shared ?? false),
      ...(state.includeExpired ? [] : expiryFilter(entities, entity.now().getTime())),
    ],
    userFilters: [],
    consistent: state.consistent,
    descending: state.descending,
  };
}

/** A member may call the attributes of the partition key by other names than the first member does. */
function valuesOf(first: readonly KeyPart[], own: readonly KeyPart[], values: Values): Values {
  const names = first.flatMap(piecesOf).map((piece) => piece.attribute);
  const ownNames = own.flatMap(piecesOf).map((piece) => piece.attribute);
  return Object.fromEntries(ownNames.map((name, position) => [name, values[names[position] ?? name]]));
}

/** The member that a stored item belongs to: by the entity's name, or by its key where items carry none. */
function memberOf(
  members: readonly Member[],
  document: Readonly<Record<string, unknown>>,
): Member | undefined {
  return members.find(({ entity }) => {
    const { entityAttribute } = entity.table;
    const name = entityAttribute === undefined ? undefined : document[entityAttribute];
    if (name !== undefined) return name === entity.name;
    return entity.ownsKey(document);
  });
}

/**
 * A query of several entities that lie together on a global index. Nothing is read until one of its ends is called:
 * `all`, `page`, `pages`, or `for await`.
 */
export class GlobalCollectionQuery<Result, Item> implements AsyncIterable<Item> {
  readonly #target: CollectionTarget;
  readonly #state: CollectionState;

  /** @internal */
  constructor(target: CollectionTarget, state: CollectionState) {
    this.#target = target;
    this.#state = state;
  }

  /** @internal */
  static start(values: Values): CollectionState {
    return { values: { ...values }, consistent: false, descending: false, includeExpired: false };
  }

  /** Reads from the end of the sort order. */
  descending(): this {
    return this.with({ descending: true });
  }

  /** Gives also items that have expired and that DynamoDB has not deleted yet. */
  includeExpired(): this {
    return this.with({ includeExpired: true });
  }

  /** The whole collection, in as many requests as it takes; or `limit` of its items, or in at most `maxRequests`. */
  async all(options: AllOptions = {}): Promise<Result> {
    return this.#group(await readAll(this.#reader(), options));
  }

  /** One page of exactly `size` items, whichever members they are of, or fewer at the end. */
  async page(options: PageOptions = {}): Promise<CollectionPage<Result>> {
    const { documents, cursor } = await readPage(this.#reader(), options);
    return { items: this.#group(documents), cursor };
  }

  /** Page after page, to the end. */
  async *pages(options: PageOptions = {}): AsyncGenerator<CollectionPage<Result>> {
    for await (const { documents, cursor } of readPages(this.#reader(), options)) {
      yield { items: this.#group(documents), cursor };
    }
  }

  /** Each item with its member's name, in sort order, as `for await` over the query itself gives them, with options. */
  async *items(options: ReadOptions = {}): AsyncGenerator<Item> {
    for await (const documents of readParts(this.#reader(), options)) {
      for (const document of documents) {
        const member = memberOf(this.#target.members, document);
        if (member) yield { member: member.name, item: this.#decode(member, document) } as Item;
      }
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Item> {
    return this.items();
  }

  /** The first request that would be sent. Nothing is sent. */
  plan(options: Pick<PageOptions, "size"> = {}): Plan {
    const source = this.#source();
    return planOfSource(source, this.#target.spec.name, firstLimit(source, options.size));
  }

  protected with(change: Partial<CollectionState>): this {
    // The class of `this`, so that a CollectionQuery stays one: the seam of the polymorphic type.
    const Class = this.constructor as new (target: CollectionTarget, state: CollectionState) => this;
    return new Class(this.#target, { ...this.#state, ...change });
  }

  #reader(): Reader {
    return {
      sender: this.#target.sender,
      source: this.#source(),
      decode: (documents) => this.#group(documents),
    };
  }

  #source(): Source {
    return collectionSource(this.#target, this.#state);
  }

  #decode({ entity }: Member, document: Readonly<Record<string, unknown>>): unknown {
    return entity.decode(document, undefined, this.#target.spec.index);
  }

  #group(documents: readonly Readonly<Record<string, unknown>>[]): Result {
    const { members } = this.#target;
    const groups = new Map<string, unknown[]>(members.map(({ name }) => [name, []]));
    for (const document of documents) {
      const member = memberOf(members, document);
      // What is no member's is somebody else's item in the same partition.
      if (member) groups.get(member.name)?.push(this.#decode(member, document));
    }
    const result = members.map(({ name, cardinality }) => {
      const items = groups.get(name) ?? [];
      return [name, cardinality === "one" ? items[0] : items] as const;
    });
    return Object.fromEntries(result) as Result;
  }
}

/** A query of several entities that lie together in the table or on a local index, which can also read consistently. */
export class CollectionQuery<Result, Item> extends GlobalCollectionQuery<Result, Item> {
  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): this {
    return this.with({ consistent: true });
  }
}
