/** The most requests of one batch that are under way at once. */
export const BATCH_CONCURRENCY = 4;

/** Runs tasks as they come, so many at once, and waits for all. The first error stops what has not begun. */
export async function runAll<Task>(
  tasks: Iterable<Task> | AsyncIterable<Task>,
  run: (task: Task) => Promise<void>,
  concurrency: number = BATCH_CONCURRENCY,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const task of tasks) {
      if (failure) break;
      const promise = run(task)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => running.delete(promise));
      running.add(promise);
      if (running.size >= concurrency) await Promise.race(running);
    }
  } catch (error) {
    // No further task comes; those that have begun come to their end.
    failure ??= { error };
  }
  await Promise.all(running);
  if (failure) throw failure.error;
}
