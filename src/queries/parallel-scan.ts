import type { RunOptions } from "../operations/operation.js";
import { merged } from "./merged.js";
import { countAll, type Reader, readParts } from "./read.js";

/**
 * Reads the whole table in several segments at once, each with requests of its own. What comes first is given first:
 * there is no order, and no cursor. It holds one request's worth of each segment.
 */
export class ParallelScan<Item> implements AsyncIterable<Item> {
  readonly #segments: () => readonly Reader[];

  /** @internal */
  constructor(segments: () => readonly Reader[]) {
    this.#segments = segments;
  }

  /** Every match. */
  async all(options: RunOptions = {}): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this.items(options)) items.push(item);
    return items;
  }

  /** The number of matches. It costs as much as reading them. */
  async count(options: RunOptions = {}): Promise<number> {
    const counts = await Promise.all(this.#segments().map((reader) => countAll(reader, options)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Each match, as `for await` over the scan itself gives them, with options. */
  async *items(options: RunOptions = {}): AsyncGenerator<Item> {
    const parts = this.#segments().map((reader) => decoded<Item>(reader, options));
    for await (const part of merged(parts)) yield* part;
  }

  [Symbol.asyncIterator](): AsyncGenerator<Item> {
    return this.items();
  }
}

/** What a segment holds, a request's worth at a time. The cast is the seam between a reader and its items' type. */
async function* decoded<Item>(reader: Reader, options: RunOptions): AsyncGenerator<readonly Item[]> {
  for await (const documents of readParts(reader, options)) yield reader.decode(documents) as readonly Item[];
}
