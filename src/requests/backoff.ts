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

/** The number of attempts after which the rest is given up. */
export const MAXIMUM_ATTEMPTS = 10;

/**
 * The reasons that DynamoDB gives for an action of a transaction, or a statement of a batch, which it did not carry out and
 * which may succeed a moment later. The SDK retries none of them.
 */
export const RETRIED_REASONS: ReadonlySet<string | undefined> = new Set([
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "ThrottlingError",
  "TransactionConflict",
]);

/** In milliseconds. */
const FIRST_DELAY = 25;

/** In milliseconds. */
const MAXIMUM_DELAY = 2_000;

/**
 * Waits before another attempt: a random time up to a bound that doubles with each (exponential, full jitter). Ends at
 * once when the signal is aborted; the next request then rejects with `Aborted`.
 */
export function backoff(attempt: number, signal?: AbortSignal): Promise<void> {
  const bound = Math.min(FIRST_DELAY * 2 ** attempt, MAXIMUM_DELAY);
  return systemClock.sleep(Math.random() * bound, signal);
}
