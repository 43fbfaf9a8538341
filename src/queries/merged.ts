/**
 * What several generators give, as it comes: each is asked for its next value once its last was taken. The first error
 * ends all of them, and so does leaving the loop.
 */
export async function* merged<Value>(generators: readonly AsyncGenerator<Value>[]): AsyncGenerator<Value> {
  const pending = new Map(generators.map((generator) => [generator, nextOf(generator)]));
  try {
    while (pending.size > 0) {
      const { generator, result } = await Promise.race(pending.values());
      if (result.done) {
        pending.delete(generator);
        continue;
      }
      yield result.value;
      pending.set(generator, nextOf(generator));
    }
  } finally {
    // What is under way comes to its end unheard; nothing follows it.
    for (const [generator, next] of pending) {
      next.catch(() => undefined);
      generator.return(undefined).catch(() => undefined);
    }
  }
}

async function nextOf<Value>(generator: AsyncGenerator<Value>) {
  return { generator, result: await generator.next() };
}
