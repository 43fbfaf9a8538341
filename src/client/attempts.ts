import { toFailure } from "./errors.js";

/** What became of the attempts that the SDK made of one request: it retries, and keeps the last error alone. */
export interface Attempts {
  /** How often the request was sent. */
  count: number;
  /** The errors of those that failed. */
  readonly errors: unknown[];
  /** Whether the SDK reports its attempts here; a client whose `send` was replaced does not. */
  observed: boolean;
}

/** The part of a command's middleware that is used here: the seam of the SDK's overloaded types. */
interface Stack {
  add(
    middleware: <Result>(next: (args: unknown) => Promise<Result>) => (args: unknown) => Promise<Result>,
    options: { step: "finalizeRequest"; priority: "low"; name: string; override: true },
  ): void;
}

/** Records the attempts of a command: below the middleware that retries. */
export function recordAttempts<Command extends { readonly middlewareStack: object }>(
  command: Command,
  attempts: Attempts,
): Command {
  const stack = command.middlewareStack as unknown as Stack;
  stack.add(
    (next) => {
      attempts.observed = true;
      return async (args) => {
        attempts.count += 1;
        try {
          return await next(args);
        } catch (error) {
          attempts.errors.push(error);
          throw error;
        }
      };
    },
    { step: "finalizeRequest", priority: "low", name: "monotableAttempts", override: true },
  );
  return command;
}

/** A client whose `send` was replaced may tell its attempts in the error alone. */
export function attemptsOf({ observed, count }: Attempts, error: unknown): number {
  return observed ? count : (toFailure(error).$metadata?.attempts ?? 1);
}
