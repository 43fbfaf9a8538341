import type { OperationName, Wire } from "./request.js";

/** What an operation would do, without doing it. */
export interface Plan {
  /** DynamoDB's name of the operation. */
  readonly operation: OperationName;
  /** The entity, or the collection. */
  readonly of: string;
  /** The access pattern: `query` for the primary key. */
  readonly accessPattern: string;
  /** The index that is read; absent for the table itself. */
  readonly index?: string;
  /** The input of the request, exactly as it is sent, in document form. */
  readonly request: Wire[OperationName]["input"];
  /** The most that one request can cost. */
  readonly capacity: Capacity;
  /**
   * How many partitions are read, where there are several: each shard with requests of its own like this one, and of
   * buckets as many as it takes.
   */
  readonly partitions?: number;
  /** What is sent after it. Its request follows from the answer, so it cannot be known before. */
  readonly followedBy?: readonly OperationName[];
}

/** Worst-case capacity of one request: read request units, or write request units with those of the indexes. */
export type Capacity = { readonly readUnits: number } | { readonly writeUnits: number };

/** How an operation or a read is run. */
export interface RunOptions {
  /** Aborts it: the request under way and all that would follow. It rejects with `Aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** What runs when it is awaited, each time anew. */
export abstract class Awaitable<Result> implements PromiseLike<Result> {
  protected abstract run(options?: RunOptions): Promise<Result>;

  /**
   * Runs the operation, as awaiting it does, with options.
   *
   * @example await db.customer.get({ customerId }).execute({ signal: AbortSignal.timeout(500) });
   */
  execute(options: RunOptions = {}): Promise<Result> {
    return this.run(options);
  }

  // biome-ignore lint/suspicious/noThenProperty: an operation is awaited.
  then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: ((value: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.run().then(onFulfilled, onRejected);
  }

  catch<Rejected = never>(
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Result | Rejected> {
    return this.run().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<Result> {
    return this.run().finally(onFinally);
  }
}

/**
 * An operation as a value. Await it and it runs, each time anew; `.plan()` shows what would be sent. Its modifiers
 * return new values.
 */
export abstract class Operation<Result> extends Awaitable<Result> {
  /** What would be sent, with the index it uses and what it costs at the most. Nothing is sent. */
  abstract plan(): Plan;
}

/**
 * Computes now and answers later: an operation keeps what it was given as it was then, and reports what is wrong with
 * it when it is run or planned.
 */
export function captured<Value>(compute: () => Value): () => Value {
  try {
    const value = compute();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
