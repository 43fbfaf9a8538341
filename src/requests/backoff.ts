import { setTimeout } from "node:timers/promises";
import type { Clock } from "./request.js";

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  async sleep(milliseconds, signal) {
    try {
      await setTimeout(milliseconds, undefined, signal && { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};

/** How often something is tried before what is left is given up. */
export const MAXIMUM_ATTEMPTS = 10;

const FIRST_DELAY = 25;

const MAXIMUM_DELAY = 2_000;

/**
 * Waits before another attempt: a random time up to a bound that doubles with each (exponential, full jitter). Ends at
 * once when the signal is aborted; what is done next then finds it so.
 */
export function backoff(attempt: number, signal?: AbortSignal): Promise<void> {
  const bound = Math.min(FIRST_DELAY * 2 ** attempt, MAXIMUM_DELAY);
  return systemClock.sleep(Math.random() * bound, signal);
}
