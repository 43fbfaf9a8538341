import type { Entity } from "../entities/entity.js";
import { isSkipped, unreadableWith } from "../entities/unreadable.js";
import type { UnreadablePolicy } from "../errors.js";
import { isMonotableError } from "../errors.js";
import type { Plan } from "../requests/operation.js";
import type { Sender } from "../requests/request.js";
import type { StoredDocument } from "../values/document.js";
import type { Bounds } from "./budget.js";
import {
  type AllOptions,
  type CursorAfter,
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

  /** The treatment of items that cannot be read, if one is given. */
  protected abstract readonly policy: UnreadablePolicy | undefined;

  /** One page: exactly `size` matches, or fewer at the end; what one request reads unless `size` is given. */
  async page(options: PageOptions = {}): Promise<PageOf<Result>> {
    const reader = this.reader();
    return this.#pageOf(reader, await readStrategyOf(reader).readPage(reader, options));
  }

  /** Page after page, to the end. */
  async *pages(options: PageOptions = {}): AsyncGenerator<PageOf<Result>> {
    const reader = this.reader();
    for await (const page of readStrategyOf(reader).readPages(reader, options))
      yield this.#pageOf(reader, page);
  }

  /** Every match, in as many requests as it takes; or `limit` of them, or within `maxRequests` or `maxUnits`. */
  async all(options: AllOptions = {}): Promise<Result> {
    const reader = this.reader();
    return this.#gathered(await readStrategyOf(reader).readAll(reader, options), cursorAfterIn(reader));
  }

  /** The first match, `undefined` if there is none. */
  async first(options: Bounds = {}): Promise<Item | undefined> {
    const reader = this.reader();
    const { documents } = await readStrategyOf(reader).readPage(reader, { ...options, size: 1 });
    return this.#decoded(documents, cursorAfterIn(reader))[0];
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
        // What was given before is gone: the error has no items, and goes on behind the one at fault.
        const [item] = this.#decoded([document], cursorAfterIn(reader));
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
    const whole = this.source();
    const { entity, accessPattern } = whole;
    const policy = this.policy ?? entity.readPolicy.unreadable ?? "error";
    const skipping = (source: Source): Source =>
      policy === "error"
        ? source
        : { ...source, isSkipped: (document) => this.#isSkipped(document, entity, accessPattern, policy) };
    return {
      ...(partitions && {
        partitions: {
          ...partitions,
          source: (bucket: number, shard: number) => skipping(partitions.source(bucket, shard)),
        },
      }),
      sender: this.sender,
      source: skipping(whole),
      subject: this.subject,
      decode: (documents, cursorAfter) => this.#gathered(documents, cursorAfter),
    };
  }

  /** Returns true if an item cannot be read, and tells whom the policy names. */
  #isSkipped(
    document: StoredDocument,
    entity: Entity,
    accessPattern: string,
    policy: UnreadablePolicy,
  ): boolean {
    try {
      this.decode(document);
      return false;
    } catch (error) {
      if (!isMonotableError(error, "UnreadableItem")) throw error;
      return isSkipped(entity, error, accessPattern, policy);
    }
  }

  #pageOf(reader: Reader, { documents, cursor }: DocumentPage): PageOf<Result> {
    // Type assertion of the conditional type: both of its pages are this.
    return { items: this.#gathered(documents, cursorAfterIn(reader)), cursor } as PageOf<Result>;
  }

  #gathered(documents: readonly StoredDocument[], cursorAfter?: CursorAfter): Result {
    return this.gather(this.#decoded(documents, cursorAfter));
  }

  /**
   * Decodes items in their order. The error of one that cannot be read has those before it, and the cursor behind it.
   */
  #decoded(documents: readonly StoredDocument[], cursorAfter: CursorAfter = () => undefined): Item[] {
    const items: Item[] = [];
    for (const document of documents) {
      try {
        const item = this.decode(document);
        if (item !== undefined) items.push(item);
      } catch (error) {
        if (!isMonotableError(error, "UnreadableItem")) throw error;
        throw unreadableWith(error, { items: this.gather(items), cursor: cursorAfter(document) });
      }
    }
    return items;
  }
}

/** Returns the cursors behind the items of a read. */
function cursorAfterIn(reader: Reader): CursorAfter {
  return (document) => readStrategyOf(reader).cursorAfter(reader, document);
}
