/** Time as rate limits see it. */
export interface Clock {
  /** Milliseconds since some moment. It never goes back. */
  now(): number;
  /** Waits so many milliseconds, or until the signal is aborted: whatever is done next then finds it so. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
