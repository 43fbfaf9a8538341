import type { Plan } from "../requests/operation.js";
import type { Sender, Wire } from "../requests/request.js";
import type { StoredDocument } from "../values/document.js";
import { type Bounds, Budget, checkCount, limitExceeded } from "./budget.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { isFiltered, keyNames, planOfSource, type Slice, type Source, sortKeyNames } from "./source.js";

/** The start and the bounds of a read. */
export interface ReadOptions extends Bounds {
  /** The cursor of the page before, or of an item. */
  readonly after?: string | undefined;
}

export interface PageOptions extends ReadOptions {
  /** The number of matches of the page; what one request reads (up to 1 MB) unless given. */
  readonly size?: number | undefined;
}

export interface AllOptions extends ReadOptions {
  /** Stops after this many matches, and reads no more than that takes. */
  readonly limit?: number | undefined;
}

/** Returns the cursor that goes on behind a stored item; `undefined` at the end. */
export type CursorAfter = (document: StoredDocument) => string | undefined;

/** The source of a read, its sender, and the decoding of its documents. */
export interface Reader {
  readonly sender: Sender;
  readonly source: Source;
  /** The name in plans of the entity, the collection or the table that is read. */
  readonly subject: string;
  readonly decode: (documents: readonly StoredDocument[], cursorAfter?: CursorAfter) => unknown;
  /** The partitions that are read, where there are several. */
  readonly partitions?: Partitions;
}

/** A part of the matches as they are stored, and where the next part begins. */
export interface DocumentPage {
  readonly documents: readonly StoredDocument[];
  /** Absent at the end. */
  readonly cursor: string | undefined;
}

/** With a filter of the user's, a first request of fewer items would rarely fill a page. */
const FIRST_FILTERED_LIMIT = 100;

const MAXIMUM_FILTERED_LIMIT = 5000;

/** Reads one page: exactly `size` matches, or fewer at the end. */
export async function readPage(
  reader: Reader,
  { size, after, ...bounds }: PageOptions,
  budget = budgetOf(reader, bounds),
): Promise<DocumentPage> {
  const { source } = reader;
  checkCount(source, "the size of a page", size);
  let startKey: StoredDocument | undefined = after === undefined ? undefined : decodeCursor(source, after);
  const documents: StoredDocument[] = [];
  let misses = 0;
  for (let request = 0; ; request += 1) {
    const limit = size === undefined ? undefined : limitOf(source, size - documents.length, request, misses);
    const output = await sendNext(reader, budget, { limit, startKey }, () => reader.decode(documents));
    const found = matches(source, output.Items);
    if (found.length < (output.Items ?? []).length) misses += 1;
    const room = size === undefined ? found.length : size - documents.length;
    documents.push(...found.slice(0, room));
    if (found.length > room) return { documents, cursor: cursorAfter(source, found[room - 1]) };
    startKey = output.LastEvaluatedKey;
    const full = size === undefined ? documents.length > 0 : documents.length === size;
    if (startKey === undefined) return { documents, cursor: undefined };
    if (full) return { documents, cursor: cursorAfter(source, resumeKey(source, output, found)) };
  }
}

/** Returns the key after which the next page begins: that of the last item given, or where a filter left out what follows, of what was read. */
function resumeKey(
  source: Source,
  { LastEvaluatedKey }: Wire["Query" | "Scan"]["output"],
  found: readonly StoredDocument[],
): StoredDocument | undefined {
  return isFiltered(source) ? LastEvaluatedKey : (found.at(-1) ?? LastEvaluatedKey);
}

export function budgetOf({ sender, source }: Reader, bounds: Bounds): Budget {
  return new Budget(sender, source, bounds);
}

/** Sends the next request. Rejects at a bound of the read, with what was found and not returned yet. */
async function sendNext(
  { source }: Reader,
  budget: Budget,
  slice: Slice,
  found: () => unknown,
): Promise<Wire["Query" | "Scan"]["output"]> {
  const output = await budget.send(source, slice);
  if (output !== undefined) return output;
  throw limitExceeded(source, budget, found(), cursorAfter(source, slice.startKey) ?? "");
}

/** Returns the limit of the first request for a page. */
export function firstLimit(source: Source, size: number | undefined): number | undefined {
  return size === undefined ? undefined : limitOf(source, size, 0);
}

/**
 * Without a filter each item is a match, but for rows of others. With one, the number of items to read grows until the page
 * is full; and so it does with each request that met rows of others.
 */
export function limitOf(source: Source, missing: number, request: number, misses = 0): number {
  if (!isFiltered(source)) return Math.min(missing * 2 ** misses, Math.max(missing, MAXIMUM_FILTERED_LIMIT));
  const first = source.filters?.user.length ? Math.max(missing, FIRST_FILTERED_LIMIT) : missing;
  return Math.min(first * 2 ** request, Math.max(first, MAXIMUM_FILTERED_LIMIT));
}

export function cursorAfter(source: Source, document: StoredDocument | undefined): string | undefined {
  if (document === undefined) return undefined;
  return encodeCursor(source, Object.fromEntries(keyNames(source).map((name) => [name, document[name]])));
}

/** Reads page after page. */
export async function* readPages(
  reader: Reader,
  { after: first, ...options }: PageOptions,
): AsyncGenerator<DocumentPage> {
  const budget = budgetOf(reader, options);
  let after = first;
  do {
    const page = await readPage(reader, { ...options, after }, budget);
    // The end may show only after the last match: a page that is empty for that is not given.
    if (page.documents.length > 0) yield page;
    after = page.cursor;
  } while (after !== undefined);
}

/** Reads every match, a request's worth at a time. */
export async function* readParts(
  reader: Reader,
  options: ReadOptions,
): AsyncGenerator<readonly StoredDocument[]> {
  for await (const output of requests(reader, options)) yield matches(reader.source, output.Items);
}

/** Reads every match, or so many. */
export async function readAll(
  reader: Reader,
  { limit, ...options }: AllOptions,
): Promise<readonly StoredDocument[]> {
  if (limit !== undefined) {
    checkCount(reader.source, "limit", limit);
    return (await readPage(reader, { ...options, size: limit })).documents;
  }
  const documents: StoredDocument[] = [];
  for await (const { Items } of requests(reader, options, {}, () => reader.decode(documents))) {
    // One by one: the arguments of a call have a limit.
    for (const document of matches(reader.source, Items)) documents.push(document);
  }
  return documents;
}

/** The plan of a read: its first request. */
export function planOf({ source, subject }: Reader, size: number | undefined): Plan {
  return planOfSource(source, subject, firstLimit(source, size));
}

/** Counts the matches without giving them. It costs as much as reading them. */
export async function countAll(reader: Reader, options: ReadOptions): Promise<number> {
  let count = 0;
  for await (const output of requests(reader, options, countSlice(reader.source), () => count)) {
    count += countOf(reader.source, output);
  }
  return count;
}

/** Returns the slice of a count: without the items, unless they must be seen to decide. */
export function countSlice({ accepts, isSeenByKeys }: Source): Slice {
  return { count: accepts === undefined && !isSeenByKeys };
}

/** Returns the number of matches in an answer to {@link countSlice}. */
export function countOf(source: Source, output: Wire["Query" | "Scan"]["output"]): number {
  if (countSlice(source).count) return output.Count ?? 0;
  const { isItem, accepts = () => true } = source;
  return (output.Items ?? []).filter((document) => isItem(document) && accepts(document)).length;
}

/** The matches among the rows of an answer: items of what is read, and not of others. */
export function matches(source: Source, items: readonly StoredDocument[] = []): readonly StoredDocument[] {
  const { isItem, accepts, isSkipped } = source;
  // Rows of others are rare: the answer itself is returned where there is none.
  let own = items.every(isItem)
    ? items
    : items.filter((document) => isItem(document) || reportForeign(source, document));
  if (accepts !== undefined) own = own.filter(accepts);
  return isSkipped === undefined ? own : own.filter((document) => !isSkipped(document));
}

/** Tells the hook of a row that is no item of the design. */
function reportForeign({ entity, accessPattern }: Source, stored: StoredDocument): false {
  entity.readPolicy.foreign?.({ entity: entity.name, table: entity.table.name, accessPattern, stored });
  return false;
}

async function* requests(
  reader: Reader,
  { after, ...bounds }: ReadOptions,
  slice: Slice = {},
  found: () => unknown = () => reader.decode([]),
) {
  const budget = budgetOf(reader, bounds);
  let startKey = after === undefined ? undefined : decodeCursor(reader.source, after);
  do {
    const output = await sendNext(reader, budget, { ...slice, startKey }, found);
    yield output;
    startKey = output.LastEvaluatedKey;
  } while (startKey !== undefined);
}

/** The partitions that one query reads: its buckets one after another, the shards of each merged. */
export interface Partitions {
  /** The numbers of the first and the last bucket; those between follow one another. */
  readonly first: number;
  readonly last: number;
  /** The number of shards of each bucket. */
  readonly shards: number;
  /** True if the last bucket comes first. */
  readonly backwards: boolean;
  /** The bucket in which an item lies, if it is one of the query's. */
  bucketOf(item: StoredDocument): number;
  /** Returns the source of one partition. */
  source(bucket: number, shard: number): Source;
  /** The strategy that reads them. */
  readonly strategy: ReadStrategy;
  /**
   * The cursor that goes on after an item.
   *
   * @param cursorIn the cursor that goes on after it in its own partition, or the error of an item that is not in it
   */
  cursorOf(item: StoredDocument, cursorIn: (source: Source) => string): string;
}

/** The resume point of a query over several partitions. */
export interface ResumePoint {
  readonly bucket: number;
  readonly shard: number;
  /** After the item with this key; where the bucket or the shard begins unless given. */
  readonly key?: StoredDocument | undefined;
}

/** Returns the number of partitions. */
export function countPartitions({
  first,
  last,
  shards,
}: Pick<Partitions, "first" | "last" | "shards">): number {
  return (last - first + 1) * shards;
}

/** Every partition, in the order of the query. */
export function* eachPartition(partitions: Partitions): Generator<Source> {
  for (
    let resumePoint: ResumePoint | undefined = startOf(partitions);
    resumePoint;
    resumePoint = afterShard(partitions, resumePoint)
  ) {
    yield partitions.source(resumePoint.bucket, resumePoint.shard);
  }
}

/** Returns true if the shards of a bucket are merged; without a sort key there is no order in which they could be. */
export function isMerged({ first, shards, source }: Partitions): boolean {
  return shards > 1 && sortKeyNames(source(first, 0)).length > 0;
}

export function startOf({ first, last, shards, backwards, source }: Partitions): ResumePoint {
  const { descending } = source(first, 0);
  return { bucket: backwards ? last : first, shard: descending ? shards - 1 : 0 };
}

/** Returns the start of the next bucket, if there is one. */
export function afterBucket(partitions: Partitions, { bucket }: ResumePoint): ResumePoint | undefined {
  const { first, last, backwards } = partitions;
  const next = bucket + (backwards ? -1 : 1);
  return next < first || next > last ? undefined : { ...startOf(partitions), bucket: next };
}

/** Returns the start of the next shard, of this bucket or the next. */
export function afterShard(partitions: Partitions, resumePoint: ResumePoint): ResumePoint | undefined {
  const next =
    resumePoint.shard + (partitions.source(resumePoint.bucket, resumePoint.shard).descending ? -1 : 1);
  const isOut = next < 0 || next >= partitions.shards;
  return isOut ? afterBucket(partitions, resumePoint) : { bucket: resumePoint.bucket, shard: next };
}

/** The implementation of the methods that read many items: of one partition, or of several. */
export interface ReadStrategy {
  /** One page: exactly `size` matches, or fewer at the end. */
  readPage(reader: Reader, options: PageOptions): Promise<DocumentPage>;
  /** Page after page. */
  readPages(reader: Reader, options: PageOptions): AsyncGenerator<DocumentPage>;
  /** Every match, some at a time. */
  readParts(reader: Reader, options: ReadOptions): AsyncGenerator<readonly StoredDocument[]>;
  /** Every match, or so many. */
  readAll(reader: Reader, options: AllOptions): Promise<readonly StoredDocument[]>;
  /** Counts the matches without giving them. It costs as much as reading them. */
  countAll(reader: Reader, options: Bounds): Promise<number>;
  /** Returns the cursor that goes on behind a stored item. */
  cursorAfter(reader: Reader, document: StoredDocument): string | undefined;
  /** Returns the plan of the first request for a page of a given size. */
  planOf(reader: Reader, size: number | undefined): Plan;
}

/** Returns the read strategy: of one partition, a table or an index, or of several partitions. */
export function readStrategyOf({ partitions }: Reader): ReadStrategy {
  return partitions?.strategy ?? DEFAULT_STRATEGY;
}

export const DEFAULT_STRATEGY: ReadStrategy = {
  readPage,
  readPages,
  readParts,
  readAll,
  countAll,
  cursorAfter: ({ source }, document) => cursorAfter(source, document),
  planOf,
};
