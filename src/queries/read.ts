import type { RunOptions } from "../operations/operation.js";
import type { Sender, Wire } from "../operations/wire.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { isFiltered, keyNames, readRequest, type Slice, type Source } from "./source.js";

type Document = Readonly<Record<string, unknown>>;

/** From where, and how far, is read. */
export interface ReadOptions extends RunOptions {
  /** The cursor of the page before, or of an item. */
  readonly after?: string | undefined;
  /**
   * The most requests that are sent. If there is more to read then, it rejects with `LimitExceeded`, which has the items
   * that were found and the cursor that goes on.
   */
  readonly maxRequests?: number | undefined;
}

export interface PageOptions extends ReadOptions {
  /** How many matches the page has; what one request reads (up to 1 MB) unless given. */
  readonly size?: number | undefined;
}

export interface AllOptions extends ReadOptions {
  /** Stops after this many matches, and reads no more than that takes. */
  readonly limit?: number | undefined;
}

/** What is read, and how its documents are given. */
export interface Reader {
  readonly sender: Sender;
  readonly source: Source;
  readonly decode: (documents: readonly Document[]) => unknown;
}

/** A part of the matches as they are stored, and where the next part begins. */
interface DocumentPage {
  readonly documents: readonly Document[];
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
  budget = new Budget(reader, bounds),
): Promise<DocumentPage> {
  const { source } = reader;
  checkCount(source, "the size of a page", size);
  let startKey: Document | undefined = after === undefined ? undefined : decodeCursor(source, after);
  const documents: Document[] = [];
  for (let request = 0; ; request += 1) {
    const limit = size === undefined ? undefined : limitOf(source, size - documents.length, request);
    const output = await budget.send({ limit, startKey }, documents);
    const found = matches(source, output.Items);
    const room = size === undefined ? found.length : size - documents.length;
    documents.push(...found.slice(0, room));
    if (found.length > room) return { documents, cursor: cursorAfter(source, found[room - 1]) };
    startKey = output.LastEvaluatedKey;
    const full = size === undefined ? documents.length > 0 : documents.length === size;
    if (startKey === undefined || full) return { documents, cursor: cursorAfter(source, startKey) };
  }
}

/** The requests of one read, of which there may be a greatest number. */
class Budget {
  readonly #reader: Reader;
  readonly #sender: Sender;
  readonly #maximum: number;
  #spent = 0;

  constructor(reader: Reader, { maxRequests, signal }: ReadOptions) {
    checkCount(reader.source, "maxRequests", maxRequests);
    this.#reader = reader;
    this.#sender = reader.sender.within({ signal, accessPattern: reader.source.accessPattern });
    this.#maximum = maxRequests ?? Number.POSITIVE_INFINITY;
  }

  /** Sends the next request, or refuses to: with the documents that were found and not given yet. */
  send(slice: Slice, found: readonly Document[]): Promise<Wire["Query" | "Scan"]["output"]> {
    const { source, decode } = this.#reader;
    if (this.#spent >= this.#maximum) {
      const { entity, accessPattern } = source;
      const cursor = cursorAfter(source, slice.startKey) ?? "";
      const requests = this.#spent;
      const message = `${entity.name}.${accessPattern}: there is more to read after ${requests} requests, which is maxRequests; details.cursor goes on`;
      const details = { accessPattern, requests, items: decode(found), cursor };
      throw entity.error("LimitExceeded", message, details);
    }
    this.#spent += 1;
    return this.#sender.send(readRequest(source, slice), source.entity);
  }
}

/** Refuses what is not a whole number above 0. */
function checkCount({ entity, accessPattern }: Source, what: string, value: number | undefined): void {
  if (value === undefined || (Number.isSafeInteger(value) && value > 0)) return;
  const reason = `${what} is a whole number above 0, got ${value}`;
  throw entity.error("InvalidQuery", `${entity.name}.${accessPattern}: ${reason}`, { accessPattern, reason });
}

/** How many items the first request for a page reads at the most. */
export function firstLimit(source: Source, size: number | undefined): number | undefined {
  return size === undefined ? undefined : limitOf(source, size, 0);
}

/** Without a filter each item is a match. With one, the number of items to read grows until the page is full. */
function limitOf(source: Source, missing: number, request: number): number {
  if (!isFiltered(source)) return missing;
  const first = source.userFilters.length > 0 ? Math.max(missing, FIRST_FILTERED_LIMIT) : missing;
  return Math.min(first * 2 ** request, Math.max(first, MAXIMUM_FILTERED_LIMIT));
}

function cursorAfter(source: Source, document: Document | undefined): string | undefined {
  if (document === undefined) return undefined;
  return encodeCursor(source, Object.fromEntries(keyNames(source).map((name) => [name, document[name]])));
}

/** Reads page after page. */
export async function* readPages(
  reader: Reader,
  { after: first, ...options }: PageOptions,
): AsyncGenerator<DocumentPage> {
  const budget = new Budget(reader, options);
  let after = first;
  do {
    const page = await readPage(reader, { ...options, after }, budget);
    // The end may show only after the last match: a page that is empty for that is not given.
    if (page.documents.length > 0) yield page;
    after = page.cursor;
  } while (after !== undefined);
}

/** Reads every match, a request's worth at a time. */
export async function* readParts(reader: Reader, options: ReadOptions): AsyncGenerator<readonly Document[]> {
  for await (const output of requests(reader, options, {}, [])) yield matches(reader.source, output.Items);
}

/** Reads every match, or so many. */
export async function readAll(
  reader: Reader,
  { limit, ...options }: AllOptions,
): Promise<readonly Document[]> {
  if (limit !== undefined) {
    checkCount(reader.source, "limit", limit);
    return (await readPage(reader, { ...options, size: limit })).documents;
  }
  const documents: Document[] = [];
  for await (const { Items } of requests(reader, options, {}, documents)) {
    // One by one: the arguments of a call have a limit.
    for (const document of matches(reader.source, Items)) documents.push(document);
  }
  return documents;
}

/** Counts the matches without giving them. It costs as much as reading them. */
export async function countAll(reader: Reader, options: RunOptions): Promise<number> {
  let count = 0;
  if (reader.source.accepts !== undefined) {
    for await (const documents of readParts(reader, options)) count += documents.length;
    return count;
  }
  for await (const output of requests(reader, options, { count: true }, [])) count += output.Count ?? 0;
  return count;
}

function matches({ accepts }: Source, items: readonly Document[] = []): readonly Document[] {
  return accepts === undefined ? items : items.filter(accepts);
}

async function* requests(reader: Reader, options: ReadOptions, slice: Slice, found: readonly Document[]) {
  const budget = new Budget(reader, options);
  let startKey = options.after === undefined ? undefined : decodeCursor(reader.source, options.after);
  do {
    const output = await budget.send({ ...slice, startKey }, found);
    yield output;
    startKey = output.LastEvaluatedKey;
  } while (startKey !== undefined);
}
