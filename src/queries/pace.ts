import type { Clock } from "../operations/clock.js";

/**
 * Keeps reading to a number of capacity units per second, over all that read at once: a bucket that fills with time, to
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
