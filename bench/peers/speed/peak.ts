import { setImmediate } from "node:timers/promises";
import { GCProfiler } from "node:v8";
import type { Name } from "../contestants/contestant.js";
import { contestantsOf } from "./field.js";
import { operations } from "./operations.js";
import type { Measured } from "./report.js";
import { streamed, stub } from "./stub.js";

/** One answer has so many times a thousand orders: what a thousand take is little beside what the heap grows by. */
const TIMES = 16;
const WARM_UP = 30;

/**
 * The most memory that a query of one large answer has in use at once, its result and the answer's own bytes included, beside
 * those bytes alone: the largest that the heap, and what it holds outside, is after a collection. The answer comes in chunks,
 * as from a socket. The parent process makes the young generation small, so that there are many collections.
 */
export async function measurePeak(peers: readonly Name[], rounds: number): Promise<readonly Measured[]> {
  const query = operations.filter(({ name }) => name === "query1000");
  const bytes: number[] = [];
  const measured: Measured[] = [{ peer: "(the answer)", operation: "query", samples: bytes }];
  for (const { name, contestant, wire, answers } of await contestantsOf(peers, () => stub(streamed))) {
    const [operation] = query;
    const answer = answers["query1000"];
    if (operation === undefined || answer === undefined) continue;
    await wire.use(answer);
    for (let turn = 0; turn < WARM_UP; turn += 1) await operation.run(contestant, 0);
    const body = enlarged(answer);
    await wire.use(body);
    const samples: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // What was outside the heap is given back by what comes after a collection.
      globalThis.gc?.();
      await setImmediate();
      globalThis.gc?.();
      const profiler = new GCProfiler();
      const before = inUse();
      profiler.start();
      const result = await operation.run(contestant, 0);
      const { statistics } = profiler.stop();
      const after = statistics.map(
        ({ afterGC: { heapStatistics } }) => heapStatistics.usedHeapSize + heapStatistics.externalMemory,
      );
      if ((result as readonly unknown[]).length === 0) throw new Error(`${name} found nothing`);
      samples.push(Math.max(...after) - before);
      bytes[round] = body.length;
    }
    measured.push({ peer: name, operation: "query", samples });
  }
  return measured;
}

/** An answer with its items so many times. */
function enlarged(answer: Uint8Array): Uint8Array {
  const page = JSON.parse(Buffer.from(answer).toString()) as { Items: unknown[]; Count: number };
  const Items = Array.from({ length: TIMES }, () => page.Items).flat();
  const count = Items.length;
  return Uint8Array.from(Buffer.from(JSON.stringify({ ...page, Items, Count: count, ScannedCount: count })));
}

function inUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
