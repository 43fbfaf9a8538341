import type { StoredDocument } from "../values/document.js";
import { runAll } from "../batches/concurrency.js";
import type { Plan } from "../operations/operation.js";
import { type Bounds, type Budget, checkCount, limitExceeded } from "./budget.js";
import type { Ends } from "./ends.js";
import { expected, type Mark, Merge, PARTITION_CONCURRENCY } from "./merge.js";
import { decodePlace, encodePlace } from "./partition-cursor.js";
import {
  afterBucket,
  afterShard,
  countPartitions,
  eachPartition,
  isMerged,
  type Partitions,
  type Place,
  startOf,
} from "./partitions.js";
import {
  type AllOptions,
  budgetOf,
  countOf,
  countSlice,
  type DocumentPage,
  firstLimit,
  type PageOptions,
  type Reader,
  type ReadOptions,
} from "./read.js";
import { planOfSource, type Source } from "./source.js";

/** A reader of several partitions. */
export interface PartitionedReader extends Reader {
  readonly partitions: Partitions;
}

/** How many items of all shards together are read at once where no number is asked for. */
const WINDOW = 4000;

/** How many items are asked for where the caller does not say: of one partition what a request reads. */
function windowOf(partitions: Partitions): number {
  return isMerged(partitions) ? WINDOW : Number.POSITIVE_INFINITY;
}

/** A way through the partitions: bucket after bucket, the shards of each merged. */
class Walk {
  readonly #reader: PartitionedReader;
  readonly #budget: Budget;
  readonly #isMerged: boolean;
  /** Where the partitions that are being read begin, and after what in them; `undefined` at the end. */
  #place: Place | undefined;
  #merge: Merge | undefined;
  /** What was given last of them. */
  #given: Mark | undefined;

  constructor(reader: PartitionedReader, { after, ...bounds }: ReadOptions) {
    const { partitions, source } = reader;
    this.#reader = reader;
    this.#budget = budgetOf(reader, bounds);
    this.#isMerged = isMerged(partitions);
    this.#place = after === undefined ? startOf(partitions) : decodePlace(partitions, after);
    this.#checkRequests(source, bounds);
  }

  /** The first item of several shards is known when each of them was asked. */
  #checkRequests({ entity, accessPattern }: Source, { maxRequests }: Bounds): void {
    const { shards } = this.#reader.partitions;
    if (!this.#isMerged || maxRequests === undefined || maxRequests >= shards) return;
    const reason = `maxRequests is ${shards} at the least, since so many shards are merged; got ${maxRequests}`;
    throw entity.error("InvalidQuery", `${entity.name}.${accessPattern}: ${reason}`, {
      accessPattern,
      reason,
    });
  }

  /**
   * The next items in order: at least one, and as many of those wanted as are known without a further request; none at
   * the end.
   *
   * @param found what an error gives that ends the walk
   */
  async take(wanted: number, found: () => unknown): Promise<readonly StoredDocument[]> {
    for (; this.#place; this.#advance()) {
      this.#merge ??= this.#open(this.#place);
      const marks = await this.#merge.take(wanted, found);
      this.#given = marks.at(-1) ?? this.#given;
      if (marks.length > 0) return marks.map(({ key }) => key);
    }
    return [];
  }

  /** The cursor that goes on after what was given; `undefined` at the end. */
  cursor(): string | undefined {
    if (this.#merge?.ended) this.#advance();
    return this.#place && encodePlace(this.#reader.partitions, this.#current(this.#place, this.#given));
  }

  #advance(): void {
    const { partitions } = this.#reader;
    const next = this.#isMerged ? afterBucket : afterShard;
    this.#place = this.#place && next(partitions, this.#place);
    this.#merge = undefined;
    this.#given = undefined;
  }

  #open(place: Place): Merge {
    const { partitions } = this.#reader;
    const { bucket, shard, key } = place;
    const all = this.#isMerged ? partitions.shards : 1;
    const first = this.#isMerged ? 0 : shard;
    const sources = Array.from({ length: all }, (_, position) => partitions.source(bucket, first + position));
    const after = key && { shard: shard - first, key };
    return new Merge(sources, after, async (source, slice, mark, found) => {
      const output = await this.#budget.send(source, slice);
      if (output !== undefined) return output;
      const cursor = encodePlace(partitions, this.#current(place, mark));
      throw limitExceeded(source, this.#budget, found(), cursor);
    });
  }

  /** Where is gone on after a mark in the partitions of a place. */
  #current(place: Place, mark: Mark | undefined): Place {
    if (mark === undefined) return place;
    const first = this.#isMerged ? 0 : place.shard;
    return { bucket: place.bucket, shard: first + mark.shard, key: mark.key };
  }
}

/** Reads one page of several partitions: exactly `size` matches, or fewer at the end. */
async function readPage(reader: PartitionedReader, { size, ...options }: PageOptions): Promise<DocumentPage> {
  checkCount(reader.source, "the size of a page", size);
  return nextPage(reader, new Walk(reader, options), size);
}

/** Reads page after page. What was read beyond one of them is in the next. */
async function* readPages(
  reader: PartitionedReader,
  { size, ...options }: PageOptions,
): AsyncGenerator<DocumentPage> {
  checkCount(reader.source, "the size of a page", size);
  const walk = new Walk(reader, options);
  let page: DocumentPage;
  do {
    page = await nextPage(reader, walk, size);
    if (page.documents.length > 0) yield page;
  } while (page.cursor !== undefined);
}

async function nextPage(
  reader: PartitionedReader,
  walk: Walk,
  size: number | undefined,
): Promise<DocumentPage> {
  const documents: StoredDocument[] = [];
  const found = () => reader.decode(documents);
  do {
    const taken = await walk.take(
      size === undefined ? windowOf(reader.partitions) : size - documents.length,
      found,
    );
    if (taken.length === 0) break;
    for (const document of taken) documents.push(document);
  } while (size !== undefined && documents.length < size);
  return { documents, cursor: walk.cursor() };
}

/** Reads every match, some at a time. */
async function* readParts(
  reader: PartitionedReader,
  options: ReadOptions,
): AsyncGenerator<readonly StoredDocument[]> {
  const walk = new Walk(reader, options);
  for (;;) {
    const documents = await walk.take(windowOf(reader.partitions), () => reader.decode([]));
    if (documents.length === 0) return;
    yield documents;
  }
}

/** Reads every match, or so many. */
async function readAll(
  reader: PartitionedReader,
  { limit, ...options }: AllOptions,
): Promise<readonly StoredDocument[]> {
  if (limit !== undefined) {
    checkCount(reader.source, "limit", limit);
    return (await readPage(reader, { ...options, size: limit })).documents;
  }
  const walk = new Walk(reader, options);
  const documents: StoredDocument[] = [];
  for (;;) {
    const taken = await walk.take(Number.POSITIVE_INFINITY, () => reader.decode(documents));
    if (taken.length === 0) return documents;
    for (const document of taken) documents.push(document);
  }
}

/**
 * Counts the matches of all partitions, several at once: a sum has no order. Within bounds they are counted in order, so
 * that a cursor says where the rest begins.
 */
async function countAll(reader: PartitionedReader, bounds: Bounds): Promise<number> {
  if ((bounds.maxRequests ?? bounds.maxUnits) !== undefined) return countInOrder(reader, bounds);
  const budget = budgetOf(reader, bounds);
  let count = 0;
  await runAll(
    eachPartition(reader.partitions),
    async (source) => {
      let startKey: StoredDocument | undefined;
      do {
        const output = await budget.send(source, { ...countSlice(source), startKey });
        count += output === undefined ? 0 : countOf(source, output);
        startKey = output?.LastEvaluatedKey;
      } while (startKey !== undefined);
    },
    PARTITION_CONCURRENCY,
  );
  return count;
}

async function countInOrder(reader: PartitionedReader, bounds: Bounds): Promise<number> {
  const walk = new Walk(reader, bounds);
  let count = 0;
  for (;;) {
    const documents = await walk.take(windowOf(reader.partitions), () => count);
    if (documents.length === 0) return count;
    count += documents.length;
  }
}

/** The plan of a read of several partitions: its first request, of as many as there are partitions or more. */
function planOf({ partitions, subject }: PartitionedReader, size: number | undefined): Plan {
  const { bucket, shard } = startOf(partitions);
  const source = partitions.source(bucket, shard);
  const merged = isMerged(partitions) ? partitions.shards : 1;
  const limit = firstLimit(source, expected(size ?? windowOf(partitions), merged));
  const plan = planOfSource(source, subject, limit);
  return { ...plan, partitions: countPartitions(partitions) };
}

/** How several partitions are read. */
export const PARTITIONED_ENDS: Ends = { readPage, readPages, readParts, readAll, countAll, planOf };
