import type { StoredDocument } from "../values/document.js";
import { runAll } from "../batches/concurrency.js";
import type { Wire } from "../requests/request.js";
import { comparePositions, Lane } from "./lane.js";
import type { Slice, Source } from "./source.js";

/** How many requests of one read are under way at once, at the most. */
export const PARTITION_CONCURRENCY = 16;

/** An item, or its key, with the shard in which it lies. */
export interface Mark {
  readonly shard: number;
  readonly key: StoredDocument;
}

/** Sends a request of a merge. If it must not, it rejects with what was found and where is gone on, after the mark. */
export type Send = (
  source: Source,
  slice: Slice,
  mark: Mark | undefined,
  found: () => unknown,
) => Promise<Wire["Query"]["output"]>;

/**
 * The items of several partitions in DynamoDB's order of their sort keys. Those with equal ones come partition by partition.
 * So one item says where all of the partitions go on: each after it, or at it.
 */
export class Merge {
  readonly #lanes: readonly Lane[];
  readonly #send: Send;
  readonly #descending: boolean;
  readonly #after: Mark | undefined;

  /** @param after the item to go on from, of one of the partitions */
  constructor(sources: readonly Source[], after: Mark | undefined, send: Send) {
    this.#descending = sources[0]?.descending ?? false;
    this.#lanes = sources.map((source, shard) => new Lane(source, shard, after));
    this.#send = send;
    this.#after = after;
  }

  /** Whether all was given. */
  get ended(): boolean {
    return this.#lanes.every((lane) => lane.ended && lane.buffered === 0);
  }

  /** The next items: as many as were read already, up to those wanted; none at the end. */
  async take(wanted: number, found: () => unknown): Promise<readonly Mark[]> {
    while (!this.ended) {
      const ready = this.#ready(wanted);
      if (ready.length > 0) return ready;
      await this.#fill(wanted, found);
    }
    return [];
  }

  /** What certainly comes next: nothing that was not read yet lies before it. */
  #ready(wanted: number): Mark[] {
    const ready: Mark[] = [];
    if (!this.#lanes.every((lane) => lane.begun)) return ready;
    while (ready.length < wanted) {
      const lane = this.#first();
      if (lane === undefined || lane.buffered === 0) break;
      ready.push({ shard: lane.shard, key: lane.shift() });
    }
    return ready;
  }

  /** The partition that has what comes next, or has to be read before that is known. */
  #first(): Lane | undefined {
    let first: Lane | undefined;
    for (const lane of this.#lanes) {
      const [a, b] = [lane.position, first?.position];
      if (a === undefined) continue;
      if (b === undefined || comparePositions(a, b, this.#descending) < 0) first = lane;
    }
    return first;
  }

  /** Reads on in all partitions of which little is left, so that they do not come one by one. */
  async #fill(wanted: number, found: () => unknown): Promise<void> {
    const mark = this.#mark();
    const open = this.#lanes.filter((lane) => !lane.ended);
    const share = wanted / open.length;
    const short = open.filter((lane) => !lane.begun || lane.buffered === 0 || lane.buffered < share / 2);
    const missing = expected(wanted, open.length);
    const send = (source: Source, slice: Slice) => this.#send(source, slice, mark, found);
    await runAll(short, (lane) => lane.read(missing, send), PARTITION_CONCURRENCY);
  }

  /** Up to where all of the partitions were read and given. */
  #mark(): Mark | undefined {
    const lane = this.#first();
    const key = lane?.startKey;
    if (lane === undefined || key === undefined || !this.#lanes.every(({ begun }) => begun))
      return this.#after;
    return lane.isBehindStart ? this.#after : { shard: lane.shard, key };
  }
}

/**
 * How many of the items that are wanted one of so many partitions is expected to have, with two standard deviations more:
 * so that a page is rarely short of a few.
 */
export function expected(wanted: number, partitions: number): number | undefined {
  if (wanted === Number.POSITIVE_INFINITY) return undefined;
  if (partitions === 1) return wanted;
  const mean = wanted / partitions;
  return Math.min(wanted, Math.ceil(mean + 2 * Math.sqrt(mean)));
}
