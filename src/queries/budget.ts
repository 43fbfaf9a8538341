import type { RunOptions } from "../operations/operation.js";
import type { Sender, Wire } from "../operations/wire.js";
import { readRequest, type Slice, type Source } from "./source.js";

/** What a read may cost. */
export interface Bounds extends RunOptions {
  /**
   * The most requests that are sent. If there is more to read then, it rejects with `LimitExceeded`, which has the items
   * that were found and the cursor that goes on.
   */
  readonly maxRequests?: number | undefined;
}

/** What one read may spend, and has spent: its pages and its partitions together. */
export class Budget {
  readonly #bounds: Bounds;
  readonly #sender: Sender;
  /** The requests that were sent. */
  requests = 0;

  constructor(sender: Sender, source: Source, bounds: Bounds) {
    checkCount(source, "maxRequests", bounds.maxRequests);
    this.#bounds = bounds;
    this.#sender = sender.within({ signal: bounds.signal, accessPattern: source.accessPattern });
  }

  /** Sends the next request; `undefined` if a bound is reached, and nothing was sent. */
  async send(source: Source, slice: Slice): Promise<Wire["Query" | "Scan"]["output"] | undefined> {
    const { maxRequests } = this.#bounds;
    if (maxRequests !== undefined && this.requests >= maxRequests) return undefined;
    this.requests += 1;
    return this.#sender.send(readRequest(source, slice), source.entity);
  }
}

/** The error of a read whose bound did not suffice: what it found and did not give, and the cursor that goes on. */
export function limitExceeded(
  { entity, accessPattern }: Source,
  { requests }: Budget,
  items: unknown,
  cursor: string,
) {
  const message = `${entity.name}.${accessPattern}: there is more to read after ${requests} requests, which is maxRequests; details.cursor goes on`;
  return entity.error("LimitExceeded", message, { accessPattern, requests, items, cursor });
}

/** Refuses what is not a whole number above 0. */
export function checkCount({ entity, accessPattern }: Source, what: string, value: number | undefined): void {
  if (value === undefined || (Number.isSafeInteger(value) && value > 0)) return;
  const reason = `${what} is a whole number above 0, got ${value}`;
  throw entity.error("InvalidQuery", `${entity.name}.${accessPattern}: ${reason}`, { accessPattern, reason });
}
