import { PerformanceObserver } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { contestantsOf, type Entrant } from "./field.js";
import { MADE, type Operation } from "./operations.js";
import type { Measured, Selection } from "./report.js";

/** No slice may fill the young generation, which the parent process makes this large and more. */
const BUDGET = 32 * 2 ** 20;
/** Milliseconds. What is compiled to the end allocates less. */
const WARM_UP = 2_000;

/**
 * Bytes that an operation allocates: what the heap and its buffers grow by while nothing is collected. A slice in which
 * something was collected all the same is left out.
 */
export async function measureBytes({ peers, operations, rounds }: Selection): Promise<readonly Measured[]> {
  const field = await contestantsOf(peers);
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ["gc"] });
  let turn = 0;
  const grow = async (entrant: Entrant, operation: Operation, count: number): Promise<number | undefined> => {
    await entrant.wire.use(entrant.answers[operation.name] as Uint8Array);
    globalThis.gc?.();
    await setImmediate();
    await setImmediate();
    const [before, seen] = [used(), collections];
    for (let done = 0; done < count; done += 1) await operation.run(entrant.contestant, turn++ % MADE);
    const bytes = used() - before;
    await setImmediate();
    await setImmediate();
    return collections === seen ? bytes / count : undefined;
  };
  const measured: Measured[] = [];
  for (const operation of operations) {
    for (const entrant of field) {
      await entrant.wire.use(entrant.answers[operation.name] as Uint8Array);
      const end = performance.now() + WARM_UP;
      do await operation.run(entrant.contestant, turn++ % MADE);
      while (performance.now() < end);
      const once = (await grow(entrant, operation, 2)) ?? BUDGET;
      const count = Math.max(1, Math.min(50, Math.floor(BUDGET / once)));
      const samples: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const bytes = await grow(entrant, operation, count);
        if (bytes !== undefined) samples.push(bytes);
      }
      measured.push({ peer: entrant.name, operation: operation.name, samples });
    }
  }
  observer.disconnect();
  return measured;
}

function used(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
