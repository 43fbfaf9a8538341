import { consumedUnits, pageCapacity } from "../requests/capacity.js";
import type { RunOptions } from "../requests/operation.js";
import type { Clock, Sender, Wire } from "../requests/request.js";
import { readRequest, type Slice, type Source } from "./source.js";

/**
 * Limits reading to a number of capacity units per second, over all requests at once: a bucket that fills with time, to
 * one second's worth at the most, and from which each request takes what it consumed. What that is shows in its answer
 * alone, so that a request first takes what the one before it consumed, or the most that it can, and the difference is
 * settled afterwards.
 */
export class Pace {
  readonly #unitsPerSecond: number;
  readonly #clock: Clock;
  #level: number;
  #filledAt: number;
  #last: number | undefined;

  constructor(unitsPerSecond: number, clock: Clock) {
    this.#unitsPerSecond = unitsPerSecond;
    this.#clock = clock;
    this.#level = unitsPerSecond;
    this.#filledAt = clock.now();
  }

  /**
   * Waits until a request may be sent, or until the signal is aborted.
   *
   * @param most the units that it can consume
   * @returns what to call with the units that it did consume
   */
  async admit(most: number, signal?: AbortSignal): Promise<(units: number) => void> {
    for (this.#fill(); this.#level < 0 && !signal?.aborted; this.#fill()) {
      // At least a millisecond: a rest too small to measure would never be waited out.
      await this.#clock.sleep(Math.max(1, (-this.#level / this.#unitsPerSecond) * 1000), signal);
    }
    const taken = Math.min(this.#last ?? most, most);
    this.#level -= taken;
    return (units) => {
      this.#level += taken - units;
      this.#last = units;
    };
  }

  #fill(): void {
    const now = this.#clock.now();
    const gained = ((now - this.#filledAt) / 1000) * this.#unitsPerSecond;
    this.#level = Math.min(this.#level + gained, this.#unitsPerSecond);
    this.#filledAt = now;
  }
}

/** The bounds of a read: its requests, its capacity, and its rate. */
export interface Bounds extends RunOptions {
  /**
   * The most requests that are sent. If there is more to read then, it rejects with `LimitExceeded`, which has what was
   * found and the cursor that goes on.
   */
  readonly maxRequests?: number | undefined;
  /**
   * The read capacity units after which no further request is sent: it rejects with `LimitExceeded` as with
   * `maxRequests`. What one request consumes is known afterwards, so the last one may go beyond: 128 units at the most,
   * 256 where it reads consistently.
   */
  readonly maxUnits?: number | undefined;
  /**
   * The read capacity units that it consumes per second: it waits between its requests. The first second is free, and a
   * single request consumes up to 128 units at once, 256 where it reads consistently.
   */
  readonly unitsPerSecond?: number | undefined;
}

/** The budget of one read, and its use so far: of its pages and its segments together. */
export class Budget {
  readonly #bounds: Bounds;
  readonly #sender: Sender;
  readonly #pace: Pace | undefined;
  /** The requests that were sent. */
  requests = 0;
  /** The units that they consumed, as far as they were counted. */
  units = 0;

  constructor(sender: Sender, source: Source, bounds: Bounds) {
    checkCount(source, "maxRequests", bounds.maxRequests);
    checkAmount(source, "maxUnits", bounds.maxUnits);
    checkAmount(source, "unitsPerSecond", bounds.unitsPerSecond);
    this.#bounds = bounds;
    this.#sender = sender.within({ signal: bounds.signal, accessPattern: source.accessPattern });
    this.#pace = bounds.unitsPerSecond ? new Pace(bounds.unitsPerSecond, sender.clock) : undefined;
  }

  /** The bound that is reached, so that nothing more is sent. */
  get reached(): "maxRequests" | "maxUnits" | undefined {
    const { maxRequests, maxUnits } = this.#bounds;
    if (maxRequests !== undefined && this.requests >= maxRequests) return "maxRequests";
    return maxUnits !== undefined && this.units >= maxUnits ? "maxUnits" : undefined;
  }

  /** Sends the next request, when its time has come; `undefined` if a bound is reached, and nothing was sent. */
  async send(source: Source, slice: Slice): Promise<Wire["Query" | "Scan"]["output"] | undefined> {
    if (this.reached) return undefined;
    const { readUnits: most } = pageCapacity(slice.limit, source.consistent);
    const reportConsumed = await this.#pace?.admit(most, this.#bounds.signal);
    // Another segment may have spent the rest meanwhile.
    if (this.reached) {
      reportConsumed?.(0);
      return undefined;
    }
    this.requests += 1;
    const output = await this.#sender.send(this.#counted(source, slice), source.entity);
    // What an answer does not tell counts as the most that it can be.
    const units = consumedUnits(output) ?? (this.#isCounting ? most : 0);
    this.units += units;
    reportConsumed?.(units);
    return output;
  }

  #counted(source: Source, slice: Slice) {
    const request = readRequest(source, slice);
    if (!this.#isCounting) return request;
    return { ...request, input: { ...request.input, ReturnConsumedCapacity: "TOTAL" as const } };
  }

  get #isCounting(): boolean {
    return this.#bounds.maxUnits !== undefined || this.#pace !== undefined;
  }
}

/** The error of a read whose bound did not suffice: what it found and did not give, and the cursor that goes on. */
export function limitExceeded(
  { entity, accessPattern }: Source,
  { reached, requests, units }: Budget,
  items: unknown,
  cursor: string,
) {
  const spent = reached === "maxUnits" ? `${units} read units` : `${requests} requests`;
  const message = `${entity.name}.${accessPattern}: there is more to read after ${spent}, which is ${reached}; details.cursor goes on`;
  return entity.error("LimitExceeded", message, { accessPattern, requests, units, items, cursor });
}

/** Rejects what is not a whole number above 0. */
export function checkCount(source: Source, what: string, value: number | undefined): void {
  if (value === undefined || (Number.isSafeInteger(value) && value > 0)) return;
  reject(source, `${what} is a whole number above 0, got ${value}`);
}

function checkAmount(source: Source, what: string, value: number | undefined): void {
  if (value === undefined || (Number.isFinite(value) && value > 0)) return;
  reject(source, `${what} is a number above 0, got ${value}`);
}

function reject({ entity, accessPattern }: Source, reason: string): never {
  throw entity.error("InvalidQuery", `${entity.name}.${accessPattern}: ${reason}`, { accessPattern, reason });
}
