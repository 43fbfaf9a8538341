import { setTimeout } from "node:timers/promises";

/** How often something is tried before what is left is given up. */
export const MAXIMUM_ATTEMPTS = 10;

const FIRST_DELAY = 25;
const MAXIMUM_DELAY = 2_000;

/** Waits before another attempt: a random time up to a bound that doubles with each (exponential, full jitter). */
export async function backoff(attempt: number): Promise<void> {
  const bound = Math.min(FIRST_DELAY * 2 ** attempt, MAXIMUM_DELAY);
  await setTimeout(Math.random() * bound);
}
