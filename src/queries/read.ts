import type { Sender } from "../operations/wire.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { isFiltered, keyNames, readRequest, type Slice, type Source } from "./source.js";

type Document = Readonly<Record<string, unknown>>;

export interface PageOptions {
  /** How many matches the page has; what one request reads (up to 1 MB) unless given. */
  readonly size?: number | undefined;
  /** The cursor of the page before. */
  readonly after?: string | undefined;
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
  sender: Sender,
  source: Source,
  { size, after }: PageOptions,
): Promise<DocumentPage> {
  if (size !== undefined && !(Number.isSafeInteger(size) && size > 0)) {
    const { entity, accessPattern } = source;
    const reason = `the size of a page is a whole number above 0, got ${size}`;
    throw entity.error("InvalidQuery", `${entity.name}.${accessPattern}: ${reason}`, {
      accessPattern,
      reason,
    });
  }
  let startKey: Document | undefined = after === undefined ? undefined : decodeCursor(source, after);
  const documents: Document[] = [];
  for (let request = 0; ; request += 1) {
    const limit = size === undefined ? undefined : limitOf(source, size - documents.length, request);
    const output = await sender.send(readRequest(source, { limit, startKey }), source.entity);
    const found = matches(source, output.Items);
    const room = size === undefined ? found.length : size - documents.length;
    documents.push(...found.slice(0, room));
    if (found.length > room) return { documents, cursor: cursorAfter(source, found[room - 1]) };
    startKey = output.LastEvaluatedKey;
    const full = size === undefined ? documents.length > 0 : documents.length === size;
    if (startKey === undefined || full) return { documents, cursor: cursorAfter(source, startKey) };
  }
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
  sender: Sender,
  source: Source,
  options: PageOptions,
): AsyncGenerator<DocumentPage> {
  let after = options.after;
  do {
    const page = await readPage(sender, source, { ...options, after });
    // The end may show only after the last match: a page that is empty for that is not given.
    if (page.documents.length > 0) yield page;
    after = page.cursor;
  } while (after !== undefined);
}

/** Reads every match, a request's worth at a time. */
export async function* readAll(sender: Sender, source: Source): AsyncGenerator<readonly Document[]> {
  for await (const output of requests(sender, source, {})) yield matches(source, output.Items);
}

/** Counts the matches without giving them. It costs as much as reading them. */
export async function countAll(sender: Sender, source: Source): Promise<number> {
  let count = 0;
  if (source.accepts !== undefined) {
    for await (const documents of readAll(sender, source)) count += documents.length;
    return count;
  }
  for await (const output of requests(sender, source, { count: true })) count += output.Count ?? 0;
  return count;
}

function matches({ accepts }: Source, items: readonly Document[] = []): readonly Document[] {
  return accepts === undefined ? items : items.filter(accepts);
}

async function* requests(sender: Sender, source: Source, slice: Slice) {
  let startKey: Document | undefined;
  do {
    const output = await sender.send(readRequest(source, { ...slice, startKey }), source.entity);
    yield output;
    startKey = output.LastEvaluatedKey;
  } while (startKey !== undefined);
}
