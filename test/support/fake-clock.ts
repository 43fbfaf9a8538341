import type { Clock } from "../../src/requests/request.js";

/** A clock whose time passes only while something waits: waiting takes no time at all. */
export interface FakeClock extends Clock {
  /** How long each wait was, in milliseconds. */
  readonly waits: readonly number[];
  /** Lets time pass. */
  pass(milliseconds: number): void;
}

export function fakeClock(onSleep: () => void = () => undefined): FakeClock {
  let time = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    pass(milliseconds) {
      time += milliseconds;
    },
    async sleep(milliseconds) {
      waits.push(milliseconds);
      time += milliseconds;
      onSleep();
    },
  };
}
