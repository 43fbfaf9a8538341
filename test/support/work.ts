import { Session } from "node:inspector/promises";

/** Counts the work of what is run. */
export type WorkOf = (run: () => Promise<unknown>) => Promise<number>;

/**
 * How much of our own code runs, and how often: the executions of every function, branch and loop body in `src`. It is
 * the same on each machine, however busy, and so can be a budget where time cannot. What V8 does by itself, such as
 * sorting, is not seen.
 *
 * Branches and loops are counted of what is loaded after this was called.
 */
export async function countWork(): Promise<WorkOf> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const taken = async () => {
    // Taking the counts begins anew.
    const { result } = await session.post("Profiler.takePreciseCoverage");
    return result
      .filter(({ url }) => /\/src\/[^?]*\.[jt]s/.test(url) && !url.includes("node_modules"))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
      .reduce((sum, count) => sum + count, 0);
  };
  return async (run) => {
    await taken();
    await run();
    return taken();
  };
}
