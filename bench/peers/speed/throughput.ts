import { setImmediate } from "node:timers/promises";
import type { Entrant } from "./field.js";
import type { Operation } from "./operations.js";
import type { Measured, Selection } from "./report.js";

/** Milliseconds. */
const SLICE = 250;
const EMPTY = Buffer.from("{}");

/** Operations in a second, so many at a time, over sockets. Slices of all contestants take turns. */
export async function measureThroughput(
  field: readonly Entrant[],
  { operations, rounds }: Selection,
  concurrency: number,
): Promise<readonly Measured[]> {
  let turn = 1;
  const slice = async ({ contestant, wire, answers }: Entrant, operation: Operation) => {
    await wire.use(answers[operation.name] ?? EMPTY);
    await setImmediate();
    let done = 0;
    const start = performance.now();
    const work = async () => {
      while (performance.now() - start < SLICE) {
        await operation.run(contestant, turn++);
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return (done / (performance.now() - start)) * 1000;
  };
  const measured: Measured[] = [];
  for (const operation of operations) {
    const entrants = field.filter(({ only }) => only?.includes(operation.name) ?? true);
    const samples = entrants.map(() => [] as number[]);
    // The first round warms up.
    for (let round = -1; round < rounds; round += 1) {
      for (let step = 0; step < entrants.length; step += 1) {
        const at = (round + 1 + step) % entrants.length;
        globalThis.gc?.({ type: "minor" });
        const seen = await slice(entrants[at] as Entrant, operation);
        if (round >= 0) samples[at]?.push(seen);
      }
    }
    entrants.forEach(({ name }, at) => {
      measured.push({ peer: name, operation: operation.name, samples: samples[at] ?? [] });
    });
  }
  return measured;
}
