import type { OperationName, Wire } from "./request.js";

/** The plan of an operation: the request that it would send, without sending it. */
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
   * The number of partitions that are read, if there are several: each shard with requests of its own like this one, and
   * as many buckets as it takes.
   */
  readonly partitions?: number;
  /** The operations that are sent after it. Their requests depend on its answer, so they are not known before. */
  readonly followedBy?: readonly OperationName[];
}

/** Worst-case capacity of one request: read request units, or write request units with those of the indexes. */
export type Capacity = { readonly readUnits: number } | { readonly writeUnits: number };

/** The options of running an operation or a read. */
export interface RunOptions {
  /** Aborts it: the request under way and all that would follow. It rejects with `Aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A promise in its type, so that compilers and linters see a statement that forgets to await it. It is lazy: nothing is
 * sent before it is awaited, or `then`, `catch` or `finally` is called. Each of these runs it again.
 */
export interface Awaitable<Result> extends Promise<Result> {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: as above.
export abstract class Awaitable<Result> {
  protected abstract run(options?: RunOptions): Promise<Result>;

  get [Symbol.toStringTag](): string {
    return "Promise";
  }

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
 * An operation as a value. Await it and it runs, again each time; `.plan()` shows what would be sent. Its modifiers
 * return new values.
 */
export abstract class Operation<Result> extends Awaitable<Result> {
  /** Returns the request that would be sent, with its index and the most that it can cost. Nothing is sent. */
  abstract plan(): Plan;
}

/**
 * Computes a value at once and returns it, or throws its error, later: an operation captures its arguments when it is made,
 * and reports what is wrong with them when it is run or planned.
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
