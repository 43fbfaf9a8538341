import { satisfiesCondition } from "../keys/key-condition.js";
import { compareKeyValues } from "../keys/key-order.js";
import { resumeConditions } from "../keys/sort-span.js";
import { runAll } from "../requests/concurrency.js";
import type { Wire } from "../requests/request.js";
import type { StoredDocument } from "../values/document.js";
import { limitOf, matches } from "./read.js";
import { type Slice, type Source, sortKeyNames } from "./source.js";

/** The position of an item in the order of a merge: by its sort key, then by its shard. */
export interface Position {
  readonly sort: readonly unknown[];
  readonly shard: number;
}

/** Compares two positions in the order of what is read. */
export function comparePositions(a: Position, b: Position, descending: boolean): number {
  let order = 0;
  for (let part = 0; order === 0 && part < a.sort.length; part += 1) {
    order = compareKeyValues(a.sort[part], b.sort[part]);
  }
  if (order === 0) order = a.shard - b.shard;
  return descending ? -order : order;
}

/** Returns the position of an item, text as its bytes: positions are compared often. */
export function positionOf(source: Source, shard: number, document: StoredDocument): Position {
  const sort = sortKeyNames(source).map((name) => {
    const value = document[name];
    return typeof value === "string" ? Buffer.from(value) : value;
  });
  return { sort, shard };
}

/** One partition of a merge: the items that were read and not returned yet, and its start key. */
export class PartitionReader {
  readonly shard: number;
  readonly #whole: Source;
  readonly #source: Source;
  /** The item of another partition that was given last. */
  readonly #after: Position | undefined;
  #buffer: readonly StoredDocument[] = [];
  #next = 0;
  #startKey: StoredDocument | undefined;
  /** The position of the next item, or of where is gone on, once it was asked for. */
  #position: Position | undefined;
  #misses = 0;
  #begun = false;
  #ended = false;

  /** @param after the item that was given last, in this partition or another one of the merge */
  constructor(
    source: Source,
    shard: number,
    after?: { readonly shard: number; readonly key: StoredDocument },
  ) {
    this.shard = shard;
    this.#whole = source;
    if (after === undefined || after.shard === shard) {
      this.#source = source;
      this.#startKey = after?.key;
      return;
    }
    const { descending, entity } = source;
    const strict = descending ? shard > after.shard : shard < after.shard;
    const start = { names: sortKeyNames(source), values: after.key, strict, descending };
    const sort = resumeConditions(source.sort, start, entity.keyFormat);
    this.#source = { ...source, sort: sort ?? [] };
    this.#after = positionOf(source, after.shard, after.key);
    this.#ended = sort === undefined;
  }

  /** The number of items that were read and not returned yet. */
  get buffered(): number {
    return this.#buffer.length - this.#next;
  }

  /** True if something was read of it, or nothing has to be. */
  get begun(): boolean {
    return this.#begun || this.#ended;
  }

  /** True if there is nothing more to read; something may be buffered. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The key up to which it was read. */
  get startKey(): StoredDocument | undefined {
    return this.#startKey;
  }

  /** The position of its next item, or, if that was not read yet, of the key it comes after; `undefined` at its end. */
  get position(): Position | undefined {
    const document = this.#buffer[this.#next] ?? this.#startKey;
    if (document === undefined) return undefined;
    this.#position ??= positionOf(this.#whole, this.shard, document);
    return this.#position;
  }

  /** Gives the next item, which is buffered. */
  shift(): StoredDocument {
    const document = this.#buffer[this.#next] ?? {};
    this.#next += 1;
    this.#position = undefined;
    return document;
  }

  /** Reads on, at the least what is expected to be missing. */
  async read(
    missing: number | undefined,
    send: (source: Source, slice: Slice) => Promise<Wire["Query"]["output"]>,
  ): Promise<void> {
    const source = this.#source;
    const limit = missing === undefined ? undefined : limitOf(source, missing, this.#misses);
    const { Items, LastEvaluatedKey } = await send(source, { limit, startKey: this.#startKey });
    const found = matches(source, Items);
    const inside = found.filter((document) => !this.#isBeyond(document));
    const fresh = inside.filter((document) => !this.#isGiven(document));
    this.#buffer = [...this.#buffer.slice(this.#next), ...fresh];
    this.#next = 0;
    this.#position = undefined;
    this.#misses = fresh.length === 0 ? this.#misses + 1 : 0;
    this.#begun = true;
    const last = LastEvaluatedKey;
    this.#ended = last === undefined || inside.length < found.length || this.#isBeyond(last);
    this.#startKey = this.#ended ? undefined : last;
  }

  /** Returns true if an item is beyond the range of the query: a read that resumes after an item of another partition may reach there. */
  #isBeyond(document: StoredDocument): boolean {
    return (
      this.#after !== undefined &&
      this.#whole.sort.some((condition) => !satisfiesCondition(condition, document[condition.name]))
    );
  }

  /** True if it was read only up to a key before the resume point. */
  get isBehindStart(): boolean {
    return this.#startKey !== undefined && this.#isGiven(this.#startKey);
  }

  #isGiven(document: StoredDocument): boolean {
    if (this.#after === undefined) return false;
    const position = positionOf(this.#whole, this.shard, document);
    return comparePositions(position, this.#after, this.#whole.descending) <= 0;
  }
}

/** The most requests of one read that are sent at once. */
export const PARTITION_CONCURRENCY = 16;

/** An item, or its key, with its shard. */
export interface ShardItem {
  readonly shard: number;
  readonly key: StoredDocument;
}

/** Sends a request of a merge. At a bound it rejects with what was found and the resume point after `resumeItem`. */
export type Send = (
  source: Source,
  slice: Slice,
  resumeItem: ShardItem | undefined,
  found: () => unknown,
) => Promise<Wire["Query"]["output"]>;

/**
 * The items of several partitions in DynamoDB's order of their sort keys. Those with equal ones come partition by partition.
 * So one item says where all of the partitions go on: each after it, or at it.
 */
export class Merge {
  readonly #readers: readonly PartitionReader[];
  readonly #send: Send;
  readonly #descending: boolean;
  readonly #after: ShardItem | undefined;

  /** @param after the item to go on from, of one of the partitions */
  constructor(sources: readonly Source[], after: ShardItem | undefined, send: Send) {
    this.#descending = sources[0]?.descending ?? false;
    this.#readers = sources.map((source, shard) => new PartitionReader(source, shard, after));
    this.#send = send;
    this.#after = after;
  }

  /** True if every item was returned. */
  get ended(): boolean {
    return this.#readers.every((reader) => reader.ended && reader.buffered === 0);
  }

  /** The next items: as many as were read already, up to those wanted; none at the end. */
  async take(wanted: number, found: () => unknown): Promise<readonly ShardItem[]> {
    while (!this.ended) {
      const ready = this.#ready(wanted);
      if (ready.length > 0) return ready;
      await this.#fill(wanted, found);
    }
    return [];
  }

  /** Returns the items that certainly come next: nothing that was not read yet lies before them. */
  #ready(wanted: number): ShardItem[] {
    const ready: ShardItem[] = [];
    if (!this.#readers.every((reader) => reader.begun)) return ready;
    while (ready.length < wanted) {
      const reader = this.#first();
      if (reader === undefined || reader.buffered === 0) break;
      ready.push({ shard: reader.shard, key: reader.shift() });
    }
    return ready;
  }

  /** The partition that has what comes next, or has to be read before that is known. */
  #first(): PartitionReader | undefined {
    let first: PartitionReader | undefined;
    for (const reader of this.#readers) {
      const [a, b] = [reader.position, first?.position];
      if (a === undefined) continue;
      if (b === undefined || comparePositions(a, b, this.#descending) < 0) first = reader;
    }
    return first;
  }

  /** Reads on in all partitions of which little is left, so that they do not come one by one. */
  async #fill(wanted: number, found: () => unknown): Promise<void> {
    const resumeItem = this.#resumeItem();
    const open = this.#readers.filter((reader) => !reader.ended);
    const share = wanted / open.length;
    const short = open.filter(
      (reader) => !reader.begun || reader.buffered === 0 || reader.buffered < share / 2,
    );
    const missing = fetchSizePerPartition(wanted, open.length);
    const send = (source: Source, slice: Slice) => this.#send(source, slice, resumeItem, found);
    await runAll(short, (reader) => reader.read(missing, send), PARTITION_CONCURRENCY);
  }

  /** Returns the item up to which all of the partitions were read and returned. */
  #resumeItem(): ShardItem | undefined {
    const reader = this.#first();
    const key = reader?.startKey;
    if (reader === undefined || key === undefined || !this.#readers.every(({ begun }) => begun))
      return this.#after;
    return reader.isBehindStart ? this.#after : { shard: reader.shard, key };
  }
}

/**
 * Returns how many of the wanted items one of so many partitions is expected to have, with two standard deviations more,
 * so that a page is rarely short of a few.
 */
export function fetchSizePerPartition(wanted: number, partitions: number): number | undefined {
  if (wanted === Number.POSITIVE_INFINITY) return undefined;
  if (partitions === 1) return wanted;
  const mean = wanted / partitions;
  return Math.min(wanted, Math.ceil(mean + 2 * Math.sqrt(mean)));
}
