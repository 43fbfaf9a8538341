import { setImmediate } from "node:timers/promises";
import { contestantsOf } from "./field.js";
import { MADE } from "./operations.js";
import type { Measured, Selection } from "./report.js";

/** About how long a slice is: short enough that a disturbance hits all alike, long enough to be measured. */
const SLICE = 8_000;
/** Until the compiler of Node.js is done with what runs: a server that has just started is slower, by hand as with a mapper. */
const WARM_UP = 2_000_000;

/**
 * Processor time of an operation in microseconds, over all threads of the process: garbage collection and compilation
 * are a part of it. Slices of all contestants take turns, each time beginning with another one.
 */
export async function measureCpu({ peers, operations, rounds }: Selection): Promise<readonly Measured[]> {
  const field = await contestantsOf(peers);
  const measured: Measured[] = [];
  for (const operation of operations) {
    let turn = 0;
    const slice = async (entrant: (typeof field)[number], count: number) => {
      await entrant.wire.use(entrant.answers[operation.name] as Uint8Array);
      const before = process.cpuUsage();
      for (let done = 0; done < count; done += 1) await operation.run(entrant.contestant, turn++ % MADE);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / count;
    };
    const counts: number[] = [];
    for (const entrant of field) {
      let [spent, cost] = [0, SLICE];
      // At least a few slices, however slow a call is.
      for (let slices = 0; spent < WARM_UP || slices < 3; slices += 1) {
        const count = Math.max(1, Math.min(200, Math.floor(SLICE / cost)));
        cost = Math.max(1, await slice(entrant, count));
        spent += cost * count;
      }
      counts.push(Math.max(1, Math.round(SLICE / cost)));
    }
    const samples = field.map(() => [] as number[]);
    for (let round = 0; round < rounds; round += 1) {
      for (let step = 0; step < field.length; step += 1) {
        const at = (round + step) % field.length;
        // What the one before left behind is not this one's cost.
        await setImmediate();
        globalThis.gc?.({ type: "minor" });
        const entrant = field[at] as (typeof field)[number];
        samples[at]?.push(await slice(entrant, counts[at] ?? 1));
      }
    }
    field.forEach(({ name }, at) => {
      measured.push({ peer: name, operation: operation.name, samples: samples[at] ?? [] });
    });
  }
  return measured;
}
