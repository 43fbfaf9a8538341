import { measureBytes } from "./bytes.js";
import { measureCpu } from "./cpu.js";
import { contestantsOf } from "./field.js";
import { liveContestants } from "./live.js";
import { loopback } from "./loopback.js";
import { operations } from "./operations.js";
import { measurePeak } from "./peak.js";
import type { Measured, Task } from "./report.js";
import { measureThroughput } from "./throughput.js";

/** One measure in a process of its own, whose Node options suit it: what it saw goes to the parent. */
const task = JSON.parse(process.argv[2] ?? "") as Task;
const selection = { ...task, operations: operations.filter(({ name }) => task.only.includes(name)) };
// Not without its parent.
process.on("disconnect", () => process.exit(1));
const measured = await measure();
process.send?.(measured, () => process.exit());

async function measure(): Promise<readonly Measured[]> {
  switch (task.measure) {
    case "cpu":
      return measureCpu(selection);
    case "bytes":
      return measureBytes(selection);
    case "peak":
      return measurePeak(task.peers, task.rounds);
    case "throughput": {
      const { endpoint, peers, concurrency = 1 } = task;
      const field =
        endpoint === undefined
          ? await contestantsOf(peers, loopback)
          : await liveContestants(peers, endpoint);
      return measureThroughput(field, selection, concurrency);
    }
  }
}
