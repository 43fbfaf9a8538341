import { type AccessPatternSpec, type Entity, storedName } from "../entities/entity.js";
import { attributePath } from "../entities/paths.js";
import { isProjected } from "../entities/read-item.js";
import { encodeAttribute, patternKey } from "../entities/write-item.js";
import type { ConditionNode } from "../expressions/condition.js";
import { partitionConditions } from "../keys/key-condition.js";
import type { RangeOperator } from "../keys/key-format.js";
import { compareKeyValues } from "../keys/key-order.js";
import { openPartition, openSort, type ResidualFilter, sortsBackwards } from "../keys/partitions.js";
import { runAll } from "../requests/concurrency.js";
import type { Plan } from "../requests/operation.js";
import type { StoredDocument } from "../values/document.js";
import { type Bounds, type Budget, checkCount, limitExceeded } from "./budget.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { fetchSizePerPartition, Merge, PARTITION_CONCURRENCY, type ShardItem } from "./merge.js";
import { type QueryState, readingFiltersOf, readingOf } from "./query.js";
import type { ReadStrategy } from "./read.js";
import {
  type AllOptions,
  afterBucket,
  afterShard,
  budgetOf,
  countOf,
  countPartitions,
  countSlice,
  type DocumentPage,
  eachPartition,
  firstLimit,
  isMerged,
  type PageOptions,
  type Partitions,
  type Reader,
  type ReadOptions,
  type ResumePoint,
  startOf,
} from "./read.js";
import { countedOf, filtersOf, isSeenByKeys, keyNames, planOfSource, type Source } from "./source.js";

/**
 * The cursor of a query over several partitions: the numbers of the bucket and the shard, then the cursor in that
 * partition. However many shards there are, one item says where each of them goes on.
 */
export function encodeResumePoint(partitions: Partitions, { bucket, shard, key }: ResumePoint): string {
  const source = partitions.source(bucket, shard);
  const own = key && Object.fromEntries(keyNames(source).map((name) => [name, key[name]]));
  return `${bucket}.${shard}.${encodeCursor(source, own)}`;
}

/** Decodes a cursor to its resume point. Rejects one of another query, or one that was changed. */
export function decodeResumePoint(partitions: Partitions, cursor: string): ResumePoint {
  const { first, last, shards } = partitions;
  const [, ...parts] = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(.*)$/s.exec(String(cursor)) ?? [];
  const [bucket, shard] = parts.map(Number);
  const source = partitions.source(first, 0);
  if (bucket === undefined || shard === undefined) {
    return reject(source.entity, source.accessPattern, "it is not one of monotable's cursors");
  }
  if (bucket < first || bucket > last || shard >= shards) {
    return reject(
      source.entity,
      source.accessPattern,
      "it stands in a partition that this query does not read",
    );
  }
  return { bucket, shard, key: decodeCursor(partitions.source(bucket, shard), parts[2] ?? "") };
}

/**
 * The cursor that goes on after an item of a query over several partitions.
 *
 * @param cursorIn the cursor that goes on after it in its own partition, or the error of an item that is not in it
 */
export function cursorOfItem(
  partitions: Omit<Partitions, "cursorOf">,
  item: Readonly<Record<string, unknown>>,
  cursorIn: (source: Source) => string,
): string {
  const { first, last, shards, source } = partitions;
  const { entity, accessPattern } = source(first, 0);
  const key = patternKey(entity, accessPattern, item);
  const bucket = Math.min(Math.max(partitions.bucketOf(item), first), last);
  let shard = 0;
  const isOwn = () => source(bucket, shard).partition.every(({ name, value }) => key[name] === value);
  while (shard < shards - 1 && !isOwn()) shard += 1;
  return `${bucket}.${shard}.${cursorIn(source(bucket, shard))}`;
}

function reject(entity: Entity, accessPattern: string, reason: string): never {
  const message = `${entity.name}: this cursor is not one of ${accessPattern}: ${reason}`;
  throw entity.error("InvalidCursor", message, { accessPattern, reason });
}

/** A reader of several partitions. */
export interface PartitionedReader extends Reader {
  readonly partitions: Partitions;
}

/** The number of items of all shards together that are read at once if no page size is given. */
const WINDOW = 4000;

/** Returns the number of items to read at once if no page size is given: of one partition, a whole request. */
function windowOf(partitions: Partitions): number {
  return isMerged(partitions) ? WINDOW : Number.POSITIVE_INFINITY;
}

/** A way through the partitions: bucket after bucket, the shards of each merged. */
class Walk {
  readonly #reader: PartitionedReader;
  readonly #budget: Budget;
  readonly #isMerged: boolean;
  /** The resume point in the partitions that are being read; `undefined` at the end. */
  #resumePoint: ResumePoint | undefined;
  #merge: Merge | undefined;
  /** The last item that was returned of them. */
  #lastGiven: ShardItem | undefined;

  constructor(reader: PartitionedReader, { after, ...bounds }: ReadOptions) {
    const { partitions, source } = reader;
    this.#reader = reader;
    this.#budget = budgetOf(reader, bounds);
    this.#isMerged = isMerged(partitions);
    this.#resumePoint = after === undefined ? startOf(partitions) : decodeResumePoint(partitions, after);
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
    for (; this.#resumePoint; this.#advance()) {
      this.#merge ??= this.#open(this.#resumePoint);
      const items = await this.#merge.take(wanted, found);
      this.#lastGiven = items.at(-1) ?? this.#lastGiven;
      if (items.length > 0) return items.map(({ key }) => key);
    }
    return [];
  }

  /** The cursor that goes on after what was given; `undefined` at the end. */
  cursor(): string | undefined {
    if (this.#merge?.ended) this.#advance();
    return (
      this.#resumePoint &&
      encodeResumePoint(this.#reader.partitions, this.#resumePointAfter(this.#resumePoint, this.#lastGiven))
    );
  }

  #advance(): void {
    const { partitions } = this.#reader;
    const next = this.#isMerged ? afterBucket : afterShard;
    this.#resumePoint = this.#resumePoint && next(partitions, this.#resumePoint);
    this.#merge = undefined;
    this.#lastGiven = undefined;
  }

  #open(resumePoint: ResumePoint): Merge {
    const { partitions } = this.#reader;
    const { bucket, shard, key } = resumePoint;
    const all = this.#isMerged ? partitions.shards : 1;
    const first = this.#isMerged ? 0 : shard;
    const sources = Array.from({ length: all }, (_, position) => partitions.source(bucket, first + position));
    const after = key && { shard: shard - first, key };
    return new Merge(sources, after, async (source, slice, resumeItem, found) => {
      const output = await this.#budget.send(source, slice);
      if (output !== undefined) return output;
      const cursor = encodeResumePoint(partitions, this.#resumePointAfter(resumePoint, resumeItem));
      throw limitExceeded(source, this.#budget, found(), cursor);
    });
  }

  /** Returns the resume point after an item in the partitions that are being read. */
  #resumePointAfter(resumePoint: ResumePoint, resumeItem: ShardItem | undefined): ResumePoint {
    if (resumeItem === undefined) return resumePoint;
    const first = this.#isMerged ? 0 : resumePoint.shard;
    return { bucket: resumePoint.bucket, shard: first + resumeItem.shard, key: resumeItem.key };
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

/** Returns the cursor that goes on behind a stored item: the partition in which it lies, and its keys. */
function cursorAfterItem({ partitions }: PartitionedReader, document: StoredDocument): string | undefined {
  const { first, last, shards } = partitions;
  for (let bucket = first; bucket <= last; bucket += 1) {
    for (let shard = 0; shard < shards; shard += 1) {
      const { partition } = partitions.source(bucket, shard);
      if (partition.every(({ name, value }) => document[name] === value))
        return encodeResumePoint(partitions, { bucket, shard, key: document });
    }
  }
  return undefined;
}

/** The plan of a read of several partitions: its first request, of as many as there are partitions or more. */
function planOf({ partitions, subject }: PartitionedReader, size: number | undefined): Plan {
  const { bucket, shard } = startOf(partitions);
  const source = partitions.source(bucket, shard);
  const merged = isMerged(partitions) ? partitions.shards : 1;
  const limit = firstLimit(source, fetchSizePerPartition(size ?? windowOf(partitions), merged));
  const plan = planOfSource(source, subject, limit);
  return { ...plan, partitions: countPartitions(partitions) };
}

/** The read strategy of a fan-out query. */
export const PARTITIONED_STRATEGY: ReadStrategy = {
  readPage,
  readPages,
  readParts,
  readAll,
  countAll,
  cursorAfter: cursorAfterItem,
  planOf,
};

/** The residual filters of a query whose keys hold only the shard or the bucket of an attribute, or do not sort by it. */
interface ResidualFilters {
  readonly filters: readonly ConditionNode[];
  /** For attributes that are keys of what is read, which DynamoDB does not filter by. */
  readonly accepts?: (document: StoredDocument) => boolean;
}

export function residualFilters(
  entity: Entity,
  pattern: AccessPatternSpec,
  residual: readonly ResidualFilter[],
): ResidualFilters {
  const keys = new Set([...pattern.partition, ...pattern.sort].map(({ name }) => name));
  const isKey = ({ attribute }: ResidualFilter) => keys.has(storedName(entity, attribute));
  const inKey = residual.filter(isKey);
  const filters = residual
    .filter((one) => !isKey(one))
    .map((one) => {
      if (!isProjected(entity, one.attribute, pattern)) throwNotProjected(entity, pattern, one);
      return filterOf(entity, one);
    });
  if (inKey.length === 0) return { filters };
  const checks = inKey.map(({ attribute, range }) => {
    const [low, high] = [
      encodeAttribute(entity, attribute, range.low),
      encodeAttribute(entity, attribute, range.high),
    ];
    const stored = storedName(entity, attribute);
    return (document: StoredDocument) =>
      isWithin(
        range.operator,
        compareKeyValues(document[stored], low),
        compareKeyValues(document[stored], high),
      );
  });
  return { filters, accepts: (document) => checks.every((check) => check(document)) };
}

/** Returns true if a value is in a range, from its comparison with the two bounds, which are equal for a single value. */
function isWithin(operator: RangeOperator, low: number, high: number): boolean {
  switch (operator) {
    case "lt":
      return low < 0;
    case "lte":
      return low <= 0;
    case "gt":
      return low > 0;
    case "gte":
      return low >= 0;
    default:
      return low >= 0 && high <= 0;
  }
}

function filterOf(entity: Entity, { attribute, range }: ResidualFilter): ConditionNode {
  const path = attributePath(entity, attribute);
  const { operator, low, high } = range;
  if (operator === "between" || operator === "beginsWith") return path.between(low, high).node;
  return path[operator](low).node;
}

function throwNotProjected(
  entity: Entity,
  { name, index }: AccessPatternSpec,
  { attribute, unsorted }: ResidualFilter,
): never {
  const why = unsorted
    ? "takes no range: the plain keys do not sort by it"
    : "decides the partition, but tells single items apart only together with all that is before it in the sort key";
  const reason = `${attribute} ${why}: the index "${index}" does not hold it`;
  throw entity.error("InvalidQuery", `${entity.name}.${name}: ${reason}`, { accessPattern: name, reason });
}

/**
 * Opens a query whose keys hold only a part of a value (its shard, its day), or do not sort by it: one partition or
 * several, with filters that make it exact. The specs of such access patterns name it.
 */
export function fanOutQueries(entity: Entity, state: QueryState): Partitions {
  const { pattern, values } = state;
  const reading = readingOf(entity, state);
  const filters = readingFiltersOf(entity, state);
  const reject = entity.rejectKey(pattern.name);
  const partition = openPartition(pattern.partition, values, reject);
  const { sort, residual } = openSort(pattern, values, partition.open, entity.keyFormat, reject);
  const exact = residualFilters(entity, pattern, residual);
  const several = countPartitions(partition) > 1;
  const all = filtersOf([...(filters?.own ?? []), ...exact.filters], filters?.user ?? []);
  const common = {
    ...reading,
    sort,
    filters: all,
    isSeenByKeys: isSeenByKeys(entity, [pattern]),
    counted: countedOf([entity], pattern.index, all),
    ...(exact.accepts && { accepts: exact.accepts }),
    ...(several && { keyed: true }),
    ...((several || residual.length > 0) && {
      range: [partition.first, partition.last, partition.shards, residual],
    }),
  };
  const partitions = {
    first: partition.first,
    last: partition.last,
    shards: partition.shards,
    backwards: state.descending !== sortsBackwards(pattern.sort, partition.bucketed),
    bucketOf: partition.bucketOf,
    source: (bucket: number, shard: number) => ({
      ...common,
      partition: partitionConditions(partition.parts(bucket, shard), values, entity.keyFormat, reject),
    }),
    strategy: PARTITIONED_STRATEGY,
  };
  return { ...partitions, cursorOf: (item, cursorIn) => cursorOfItem(partitions, item, cursorIn) };
}
