import { setTimeout } from "node:timers/promises";
import type { Clock } from "../operations/clock.js";

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
