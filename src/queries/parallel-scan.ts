import { unreadableWith } from "../entities/unreadable.js";
import { isMonotableError, type MonotableError } from "../errors.js";
import type { Wire } from "../requests/request.js";
import { type Bounds, Budget, limitExceeded } from "./budget.js";
import { decodePositions, encodePositions, type Position } from "./cursor.js";
import { type CursorAfter, countOf, countSlice, matches, type Reader, type ReadOptions } from "./read.js";
import type { Page } from "./readable.js";
import type { Slice, Source } from "./source.js";

/**
 * Yields the values of several generators as they come: each is asked for its next value once its last was taken. The first error
 * ends all of them, and so does leaving the loop.
 */
export async function* merged<Value>(generators: readonly AsyncGenerator<Value>[]): AsyncGenerator<Value> {
  const pending = new Map(generators.map((generator) => [generator, nextOf(generator)]));
  try {
    while (pending.size > 0) {
      const { generator, result } = await Promise.race(pending.values());
      if (result.done) {
        pending.delete(generator);
        continue;
      }
      yield result.value;
      pending.set(generator, nextOf(generator));
    }
  } finally {
    // What is under way comes to its end unheard; nothing follows it.
    for (const [generator, next] of pending) {
      next.catch(() => undefined);
      generator.return(undefined).catch(() => undefined);
    }
  }
}

async function nextOf<Value>(generator: AsyncGenerator<Value>) {
  return { generator, result: await generator.next() };
}

type Output = Wire["Scan"]["output"];

/** Returns the items of an answer. The type assertion is between a reader and its items' type. */
function itemsOf<Item>(reader: Reader): (output: Output) => Item[] {
  return ({ Items }) => reader.decode(matches(reader.source, Items)) as Item[];
}

/** DynamoDB's limit of segments. */
const MAXIMUM_SEGMENTS = 1_000_000;

/**
 * Reads the whole table, or a whole index, in several segments at once, each with requests of its own. What comes first
 * is given first: there is no order. It holds one request's worth of each segment.
 */
export class ParallelScan<Item> implements AsyncIterable<Item> {
  readonly #reader: () => Reader;
  readonly #segments: number;

  /** @internal */
  constructor(
    { entity, accessPattern }: Pick<Source, "entity" | "accessPattern">,
    read: () => Reader,
    segments: number,
  ) {
    if (!(Number.isSafeInteger(segments) && segments >= 1 && segments <= MAXIMUM_SEGMENTS)) {
      const reason = `the number of segments is a whole number from 1 to ${MAXIMUM_SEGMENTS}, got ${segments}`;
      throw entity.error("InvalidQuery", `${entity.name}: ${reason}`, { accessPattern, reason });
    }
    this.#reader = read;
    this.#segments = segments;
  }

  /**
   * Yields the items of each request, as they come, and a cursor over all segments: everything up to this page was given, and
   * nothing after it. Keep the cursor of a page once all of its items are dealt with, and a scan that was ended by a crash
   * goes on from it: each item is then given once. With a cursor that is kept less often, what came after it is given
   * again. The scan must be the same, and its number of segments.
   *
   * A page can be empty, where nothing matches: its cursor goes on all the same.
   *
   * @example
   * for await (const { items, cursor } of db.order.scan().parallel(8).pages({ after: await load() })) {
   *   await send(items);
   *   await save(cursor); // undefined: it is done
   * }
   */
  async *pages(options: ReadOptions = {}): AsyncGenerator<Page<Item>> {
    const reader = this.#reader();
    for await (const { value, cursor } of this.#read(reader, options, {}, itemsOf<Item>(reader), () => [])) {
      yield { items: value, cursor };
    }
  }

  /** Every match. */
  async all(options: ReadOptions = {}): Promise<Item[]> {
    const reader = this.#reader();
    const items: Item[] = [];
    for await (const { value } of this.#read(reader, options, {}, itemsOf<Item>(reader), () => items)) {
      for (const item of value) items.push(item);
    }
    return items;
  }

  /** The number of matches. It costs as much as reading them. */
  async count(options: Bounds = {}): Promise<number> {
    const reader = this.#reader();
    let count = 0;
    const slice = countSlice(reader.source);
    const take = (output: Output) => countOf(reader.source, output);
    for await (const { value } of this.#read(reader, options, slice, take, () => count)) count += value;
    return count;
  }

  /** Each match, as `for await` over the scan itself gives them, with options. */
  async *items(options: ReadOptions = {}): AsyncGenerator<Item> {
    for await (const { items } of this.pages(options)) yield* items;
  }

  [Symbol.asyncIterator](): AsyncGenerator<Item> {
    return this.items();
  }

  async *#read<Value>(
    { sender, source }: Reader,
    options: ReadOptions,
    slice: Slice,
    take: (output: Output) => Value,
    found: () => unknown,
  ): AsyncGenerator<{ readonly value: Value; readonly cursor: string | undefined }> {
    const { after, ...bounds } = options;
    const total = this.#segments;
    const positions: Position[] =
      after === undefined
        ? Array.from({ length: total }, () => "begin" as const)
        : decodePositions(source, after, total);
    const budget = new Budget(sender, source, bounds);
    const segments = positions.flatMap((position, segment) =>
      position === "end"
        ? []
        : [readSegment({ ...source, segment: { position: segment, total } }, budget, slice, position, take)],
    );
    const cursor = () =>
      positions.every((position) => position === "end") ? undefined : encodePositions(source, positions);
    for await (const { segment, value, fault, position } of merged(segments)) {
      if (fault !== undefined)
        throw withRest(fault, found(), (document) => {
          positions[segment] = document;
          return cursor();
        });
      positions[segment] = position;
      // Type assertion: a part without a fault has a value.
      yield { value: value as Value, cursor: cursor() };
    }
    // Segments end early where a bound is reached, after what was under way has come.
    const rest = cursor();
    if (rest !== undefined) throw limitExceeded(source, budget, found(), rest);
  }
}

/** Returns the error of an item that cannot be read with what was found before it, and the cursor over all segments behind it. */
function withRest(
  fault: MonotableError<"UnreadableItem">,
  found: unknown,
  cursorAfter: CursorAfter,
): MonotableError<"UnreadableItem"> {
  const { stored, items } = fault.details;
  const before = [found, items].flatMap((each) => (Array.isArray(each) ? each : []));
  return unreadableWith(fault, { items: before, cursor: stored && cursorAfter(stored) });
}

/** Takes the values of an answer; or the error of an item that cannot be read. */
function taken<Value>(take: (output: Output) => Value, output: Output) {
  try {
    return { value: take(output), fault: undefined };
  } catch (error) {
    if (!isMonotableError(error, "UnreadableItem")) throw error;
    return { value: undefined, fault: error };
  }
}

/** Reads a segment to its end, or until a bound of the whole scan is reached, and holds no answer once it is taken. */
async function* readSegment<Value>(
  source: Source,
  budget: Budget,
  slice: Slice,
  from: Exclude<Position, "end">,
  take: (output: Output) => Value,
) {
  let startKey = from === "begin" ? undefined : from;
  do {
    const output = await budget.send(source, { ...slice, startKey });
    if (output === undefined) return;
    startKey = output.LastEvaluatedKey;
    yield {
      segment: source.segment?.position ?? 0,
      ...taken(take, output),
      position: startKey ?? ("end" as const),
    };
  } while (startKey !== undefined);
}
