import { Session } from "node:inspector/promises";

/**
 * How much of our own code runs, and how often: the executions of every function, branch and loop body in `src`. It is
 * the same on each machine, however busy, and so can be a budget where time cannot.
 */
export async function workOf(run: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    // What ran before is not counted.
    await session.post("Profiler.takePreciseCoverage");
    await run();
    const { result } = await session.post("Profiler.takePreciseCoverage");
    const ours = result.filter(({ url }) => /\/src\/[^?]*\.[jt]s/.test(url) && !url.includes("node_modules"));
    if (ours.length === 0) throw new Error("Nothing of src ran");
    return ours
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
      .reduce((sum, count) => sum + count, 0);
  } finally {
    await session.post("Profiler.stopPreciseCoverage");
    session.disconnect();
  }
}
