import type { Clock } from "../requests/request.js";
import type { LeaseRow } from "./lease.js";

/**
 * Tells which leases may be taken. It compares no clocks of two machines: a lease is free for this process once it has seen
 * one and the same heartbeat for a whole lease time by its own monotonic clock.
 */
export class LeaseObserver {
  readonly #clock: Pick<Clock, "now">;
  readonly #leaseMilliseconds: number;
  readonly #seen = new Map<
    string,
    { readonly epoch: number; readonly beat: number; readonly since: number }
  >();

  constructor(clock: Pick<Clock, "now">, leaseMilliseconds: number) {
    this.#clock = clock;
    this.#leaseMilliseconds = leaseMilliseconds;
  }

  /**
   * Returns `true` if a lease may be taken now.
   *
   * @param row the lease as it was read after `this` was asked for the last time; `undefined` if there is none
   */
  isFree(name: string, row: LeaseRow | undefined): boolean {
    if (row === undefined || row.owner === undefined) return true;
    const before = this.#seen.get(name);
    const now = this.#clock.now();
    if (before === undefined || before.epoch !== row.epoch || before.beat !== row.beat) {
      this.#seen.set(name, { epoch: row.epoch, beat: row.beat, since: now });
      return false;
    }
    return now - before.since >= this.#leaseMilliseconds;
  }
}
