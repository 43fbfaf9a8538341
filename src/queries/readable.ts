import type { Plan } from "../requests/operation.js";
import type { Sender } from "../requests/request.js";
import type { StoredDocument } from "../values/document.js";
import type { Bounds } from "./budget.js";
import {
  type AllOptions,
  type DocumentPage,
  type PageOptions,
  type Partitions,
  type Reader,
  type ReadOptions,
  readStrategyOf,
} from "./read.js";
import type { Source } from "./source.js";

/** A part of what is read. */
export interface Page<Item> {
  readonly items: Item[];
  /** Gives the next page as `.page({ after })`; `undefined` at the end. */
  readonly cursor: string | undefined;
}

/** A part of a collection, grouped by member as the whole is. */
export interface CollectionPage<Result> {
  readonly items: Result;
  /** Gives the next page as `.page({ after })`; `undefined` at the end. */
  readonly cursor: string | undefined;
}

/** A part of what is read, as the whole is given. */
export type PageOf<Result> = Result extends readonly (infer Item)[] ? Page<Item> : CollectionPage<Result>;

/**
 * A read of many items, in as many requests as it takes. Nothing is read until one of its methods is called: `page`, `pages`, `all`,
 * `first`, `count`, `items`, or `for await`.
 */
export abstract class Readable<Result, Item> implements AsyncIterable<Item> {
  protected abstract readonly sender: Sender;
  /** The name in plans of the entity, the collection or the table that is read. */
  protected abstract readonly subject: string;

  protected abstract source(): Source;

  /** The partitions that are read, where there are several. */
  protected partitions(): Partitions | undefined {
    return undefined;
  }

  /** A stored item as it is given; `undefined` if it is none of those that are read. */
  protected abstract decode(document: StoredDocument): Item | undefined;
  /** The items as pages and `all` give them. */
  protected abstract gather(items: Item[]): Result;

  /** One page: exactly `size` matches, or fewer at the end; what one request reads unless `size` is given. */
  async page(options: PageOptions = {}): Promise<PageOf<Result>> {
    const reader = this.reader();
    return this.#pageOf(await readStrategyOf(reader).readPage(reader, options));
  }

  /** Page after page, to the end. */
  async *pages(options: PageOptions = {}): AsyncGenerator<PageOf<Result>> {
    const reader = this.reader();
    for await (const page of readStrategyOf(reader).readPages(reader, options)) yield this.#pageOf(page);
  }

  /** Every match, in as many requests as it takes; or `limit` of them, or within `maxRequests` or `maxUnits`. */
  async all(options: AllOptions = {}): Promise<Result> {
    const reader = this.reader();
    return this.#gathered(await readStrategyOf(reader).readAll(reader, options));
  }

  /** The first match, `undefined` if there is none. */
  async first(options: Bounds = {}): Promise<Item | undefined> {
    const reader = this.reader();
    const { documents } = await readStrategyOf(reader).readPage(reader, { ...options, size: 1 });
    return this.#decoded(documents)[0];
  }

  /** The number of matches. It costs as much as reading them. */
  async count(options: Bounds = {}): Promise<number> {
    const reader = this.reader();
    return readStrategyOf(reader).countAll(reader, options);
  }

  /** Each match, as `for await` over the query or scan itself gives them, with options. */
  async *items(options: ReadOptions = {}): AsyncGenerator<Item> {
    const reader = this.reader();
    for await (const documents of readStrategyOf(reader).readParts(reader, options)) {
      for (const document of documents) {
        const item = this.decode(document);
        if (item !== undefined) yield item;
      }
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Item> {
    return this.items();
  }

  /** The first request that would be sent, with the index it uses and what it costs at the most. Nothing is sent. */
  plan(options: Pick<PageOptions, "size"> = {}): Plan {
    const reader = this.reader();
    return readStrategyOf(reader).planOf(reader, options.size);
  }

  protected reader(): Reader {
    const partitions = this.partitions();
    return {
      ...(partitions && { partitions }),
      sender: this.sender,
      source: this.source(),
      subject: this.subject,
      decode: (documents) => this.#gathered(documents),
    };
  }

  #pageOf({ documents, cursor }: DocumentPage): PageOf<Result> {
    // Type assertion of the conditional type: both of its pages are this.
    return { items: this.#gathered(documents), cursor } as PageOf<Result>;
  }

  #gathered(documents: readonly StoredDocument[]): Result {
    return this.gather(this.#decoded(documents));
  }

  #decoded(documents: readonly StoredDocument[]): Item[] {
    return documents.map((document) => this.decode(document)).filter((item) => item !== undefined);
  }
}
