import type { ConditionNode } from "../expressions/condition.js";
import { buildCondition, type ConditionBuilder } from "../operations/condition.js";
import { type Plan, type RunOptions, settle, type Target } from "../operations/operation.js";
import { cursorOf } from "./item-cursor.js";
import {
  type AllOptions,
  countAll,
  firstLimit,
  type PageOptions,
  type Reader,
  type ReadOptions,
  readAll,
  readPage,
  readPages,
  readParts,
} from "./read.js";
import { planOfSource, type Source } from "./source.js";

/** A part of a query's matches. */
export interface Page<Item> {
  readonly items: Item[];
  /** Gives the next page as `.page({ after })`; `undefined` at the end. */
  readonly cursor: string | undefined;
}

/** What every kind of reading keeps of its modifiers. */
export interface ReadingState {
  readonly filters: readonly (() => ConditionNode | undefined)[];
  readonly selection?: () => readonly string[];
  readonly consistent: boolean;
  readonly includeExpired: boolean;
}

export const PLAIN_READING: ReadingState = { filters: [], consistent: false, includeExpired: false };

/**
 * Reads many items of one entity. Nothing is read until one of its ends is called: `page`, `pages`, `all`, `first`,
 * `count`, or `for await`. Its modifiers return new values.
 */
export abstract class Reading<Item, Paths, State extends ReadingState> implements AsyncIterable<Item> {
  protected readonly target: Target;
  protected readonly state: State;

  /** @internal */
  constructor(target: Target, state: State) {
    this.target = target;
    this.state = state;
  }

  protected abstract source(): Source;

  /** Gives the items of which this holds. It is applied after reading: what does not match is paid for. */
  filter(condition: ConditionBuilder<Paths>): this {
    const node = settle(() => buildCondition(this.target.entity, condition));
    return this.with({ filters: [...this.state.filters, node] } as unknown as Partial<State>);
  }

  /** Gives also items that have expired and that DynamoDB has not deleted yet. */
  includeExpired(): this {
    return this.with({ includeExpired: true } as unknown as Partial<State>);
  }

  /** One page: exactly `size` matches, or fewer at the end; what one request reads unless `size` is given. */
  async page(options: PageOptions = {}): Promise<Page<Item>> {
    const { documents, cursor } = await readPage(this.reader(), options);
    return { items: this.#decode(documents), cursor };
  }

  /** Page after page, to the end. */
  async *pages(options: PageOptions = {}): AsyncGenerator<Page<Item>> {
    for await (const { documents, cursor } of readPages(this.reader(), options)) {
      yield { items: this.#decode(documents), cursor };
    }
  }

  /** Every match, in as many requests as it takes; or `limit` of them, or in at most `maxRequests`. */
  async all(options: AllOptions = {}): Promise<Item[]> {
    const documents = await readAll(this.reader(), options);
    return this.#decode(documents);
  }

  /** The first match, `undefined` if there is none. */
  async first(options: RunOptions = {}): Promise<Item | undefined> {
    const { items } = await this.page({ ...options, size: 1 });
    return items[0];
  }

  /** The number of matches. It costs as much as reading them. */
  async count(options: RunOptions = {}): Promise<number> {
    return countAll(this.reader(), options);
  }

  /** Each match, as `for await` over the query itself gives them, with options. */
  async *items(options: ReadOptions = {}): AsyncGenerator<Item> {
    for await (const documents of readParts(this.reader(), options)) {
      yield* this.#decode(documents);
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Item> {
    return this.items();
  }

  /**
   * The cursor that goes on after an item, whether or not the item is still there. The item must have the attributes
   * that make its key and, of a query on an index, the index's.
   */
  cursorOf(item: Item): string {
    return cursorOf(this.source(), item);
  }

  /** The first request that would be sent, with the index it uses and what it costs at the most. Nothing is sent. */
  plan(options: Pick<PageOptions, "size"> = {}): Plan {
    const source = this.source();
    return planOfSource(source, source.entity.name, firstLimit(source, options.size));
  }

  protected reader(source = this.source()): Reader {
    return {
      sender: this.target.sender,
      source,
      decode: (documents) => this.#decode(documents, source),
    };
  }

  #decode(documents: readonly Readonly<Record<string, unknown>>[], { index } = this.source()): Item[] {
    const selection = this.state.selection?.();
    return documents.map((document) => this.target.entity.decode(document, selection, index) as Item);
  }

  protected selecting(accessPattern: string, attributes: readonly string[]): State {
    const { entity } = this.target;
    return { ...this.state, selection: settle(() => entity.selection(accessPattern, attributes)) };
  }

  protected with(change: Partial<State>): this {
    // The class of `this`, so that a Query stays one: the seam of the polymorphic type.
    const Class = this.constructor as new (target: Target, state: State) => this;
    return new Class(this.target, { ...this.state, ...change });
  }
}
