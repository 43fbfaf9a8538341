import { randomUUID } from "node:crypto";
import type { ControlContext } from "./control-table.js";
import { beatLease, leaseCheck, readLease, releaseLease, type TakenLease, takeLease } from "./lease.js";
import { LeaseObserver } from "./lease-observer.js";

/** Times of a lease in milliseconds. */
export interface LeaseOptions {
  /** The time without a heartbeat after which another process takes the lease. At least 100. */
  readonly leaseMilliseconds: number;
  /** Ends the waiting and the work. */
  readonly signal?: AbortSignal;
}

/** A lease while its work runs. */
export interface HeldLease {
  /** The number of times that the lease was taken: greater than that of every owner before. */
  readonly epoch: number;
  /** The position that the owner before has left. */
  readonly position: string | undefined;
  /** Is aborted before another process can take the lease, when one has taken it, and when the caller's signal is. */
  readonly signal: AbortSignal;
  /**
   * Returns `true` while no other process can have taken the lease. It asks the clock at once: a process that was paused
   * knows it before its timers run.
   */
  isHeld(): boolean;
  /** Writes how far the work has come. Rejects with {@link LeaseLost} if another process has taken the lease. */
  checkpoint(position: string): Promise<void>;
  /** The check by which a transaction is carried out only while the lease is held. */
  check(): ReturnType<typeof leaseCheck>;
}

/** Another process has taken a lease, or can have taken it. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** The part of the lease time after which the owner stops on its own account. The rest is for what is under way. */
const SAFE_PART = 0.75;
const BEATS_PER_LEASE = 4;

/**
 * Waits until a lease is free, takes it, gives heartbeats while the work runs, and gives the lease back with the last
 * position. Resolves with the result of the work.
 *
 * The lease is not a lock of what the work writes: a process that was paused may still send the request that it was about
 * to send. What must not be written twice goes in a transaction with {@link HeldLease.check}.
 *
 * @throws LeaseLost if the lease was lost and the work ended with an error after that
 */
export async function holdLease<Result>(
  context: ControlContext,
  name: string,
  options: LeaseOptions,
  work: (lease: HeldLease) => Promise<Result>,
): Promise<Result> {
  const { leaseMilliseconds, signal } = options;
  if (!(leaseMilliseconds >= 100))
    throw new RangeError(`leaseMilliseconds must be at least 100, got ${leaseMilliseconds}`);
  const { lease, sentAt } = await waitForLease(context, name, options);
  const holder = new LeaseHolder(context, name, lease, sentAt, leaseMilliseconds, signal);
  try {
    return await work(holder);
  } catch (error) {
    throw holder.lost === undefined || signal?.aborted ? error : new LeaseLost(holder.lost, { cause: error });
  } finally {
    await holder.end();
  }
}

async function waitForLease(
  context: ControlContext,
  name: string,
  { leaseMilliseconds, signal }: LeaseOptions,
): Promise<{ readonly lease: TakenLease; readonly sentAt: number }> {
  const { clock } = context.sender;
  const owner = randomUUID();
  const observer = new LeaseObserver(clock, leaseMilliseconds);
  for (;;) {
    signal?.throwIfAborted();
    const row = await readLease(context, name);
    if (observer.isFree(name, row)) {
      const sentAt = clock.now();
      const lease = await takeLease(context, name, owner, row);
      if (lease !== undefined) return { lease, sentAt };
    }
    await clock.sleep(leaseMilliseconds / BEATS_PER_LEASE, signal);
  }
}

class LeaseHolder implements HeldLease {
  readonly epoch: number;
  readonly position: string | undefined;
  readonly #context: ControlContext;
  readonly #name: string;
  readonly #lease: TakenLease;
  readonly #leaseMilliseconds: number;
  readonly #abort = new AbortController();
  readonly #ended = new AbortController();
  readonly #beating: Promise<void>;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  /** The time at which the last heartbeat that succeeded was sent, in milliseconds of the sender's clock. */
  #beatAt: number;
  #beat = 0;
  #position: string | undefined;
  /** Heartbeats and checkpoints go one after the other, so that an older one never follows a newer one. */
  #last: Promise<unknown> = Promise.resolve();
  lost: string | undefined;

  constructor(
    context: ControlContext,
    name: string,
    lease: TakenLease,
    sentAt: number,
    leaseMilliseconds: number,
    outer: AbortSignal | undefined,
  ) {
    this.epoch = lease.epoch;
    this.position = lease.position;
    this.#context = context;
    this.#name = name;
    this.#lease = lease;
    this.#leaseMilliseconds = leaseMilliseconds;
    this.#beatAt = sentAt;
    this.signal = outer === undefined ? this.#abort.signal : AbortSignal.any([this.#abort.signal, outer]);
    this.#setDeadline();
    this.#beating = this.#beatOn();
  }

  readonly signal: AbortSignal;

  isHeld(): boolean {
    return this.lost === undefined && this.#remaining() > 0;
  }

  async checkpoint(position: string): Promise<void> {
    this.#position = position;
    await this.#send();
    if (this.lost !== undefined) throw new LeaseLost(this.lost);
  }

  check() {
    return leaseCheck(this.#context, this.#name, this.#lease);
  }

  /** Ends the heartbeats, and gives the lease back if it is still held. */
  async end(): Promise<void> {
    this.#ended.abort();
    clearTimeout(this.#deadline);
    await this.#beating;
    await this.#last.catch(() => undefined);
    if (this.lost !== undefined) return;
    // Where it cannot be given back, others take it when its time has passed.
    await releaseLease(this.#context, this.#name, this.#lease, this.#beat + 1, this.#position).catch(
      () => undefined,
    );
  }

  /** Milliseconds until this owner must stop. */
  #remaining(): number {
    return this.#beatAt + this.#leaseMilliseconds * SAFE_PART - this.#context.sender.clock.now();
  }

  #setDeadline(): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(
      () => {
        if (this.#remaining() > 0) this.#setDeadline();
        else this.#lose(`no heartbeat of the lease "${this.#name}" succeeded in time`);
      },
      Math.max(0, this.#remaining()),
    );
    this.#deadline.unref();
  }

  #lose(reason: string): void {
    this.lost ??= reason;
    this.#abort.abort(new LeaseLost(this.lost));
  }

  async #beatOn(): Promise<void> {
    const { clock } = this.#context.sender;
    while (this.lost === undefined) {
      await clock.sleep(this.#leaseMilliseconds / BEATS_PER_LEASE, this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      // A heartbeat that fails is followed by another; the deadline ends the work if none succeeds.
      await this.#send().catch(() => undefined);
    }
  }

  #send(): Promise<void> {
    const next = this.#last
      .catch(() => undefined)
      .then(async () => {
        if (this.lost !== undefined) return;
        const sentAt = this.#context.sender.clock.now();
        this.#beat += 1;
        const held = await beatLease(this.#context, this.#name, this.#lease, this.#beat, this.#position);
        if (!held) return this.#lose(`another process has taken the lease "${this.#name}"`);
        this.#beatAt = sentAt;
      });
    this.#last = next;
    return next;
  }
}
