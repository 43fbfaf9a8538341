import { isMonotableError } from "../errors.js";
import { consumedUnits } from "../operations/capacity.js";
import type { Clock } from "../operations/clock.js";
import {
  type Call,
  type OperationName,
  type Request,
  type Sender,
  type Subject,
  TransactionRefused,
  type Wire,
} from "../operations/wire.js";
import type { Action, AnyAction } from "./action.js";
import { answerOf, toFailure } from "./answer.js";
import type { Attempts } from "./attempts.js";
import { backoff, MAXIMUM_ATTEMPTS } from "./backoff.js";
import { failureOf } from "./failure.js";
import { codeOf, freshId, type Hooks, type RequestEvent, tell } from "./hooks.js";
import { systemClock } from "./system-clock.js";
import type { Transport } from "./transport.js";

/** Whether an earlier request of the same operation may have changed something. */
interface Doubt {
  uncertain: boolean;
}

/** What came of a request: its output, or the SDK's error with what is made of it. */
interface Answer {
  readonly output?: Wire[OperationName]["output"];
  readonly error?: unknown;
  readonly failure?: unknown;
}

/**
 * What sends every request: the one place that does. The SDK's retries are the client's own; what the SDK does not retry,
 * a conflict with another transaction and what a batch left unprocessed, is tried again here.
 *
 * @param actions those that it sends
 */
export function createSender(
  transport: Transport,
  actions: readonly AnyAction[],
  given: Hooks | readonly Hooks[] = [],
  clock: Clock = systemClock,
): Sender {
  const hooks: readonly Hooks[] = Array.isArray(given) ? given : [given as Hooks];
  const capacity = hooks.some((each) => each.capacity);

  function actionOf(operation: OperationName): AnyAction {
    const action = actions.find(({ name }) => name === operation);
    if (action === undefined) throw new Error(`None of these methods sends a ${operation}`);
    return action;
  }

  /** One request, observed by the hooks. Rejects with what {@link failureOf} makes of the SDK's error. */
  async function sendOnce<Name extends OperationName>(
    action: Action<Name>,
    requested: Wire[Name]["input"],
    subject: Subject,
    call: Call,
    operationId: number,
    doubt: Doubt,
  ): Promise<Wire[Name]["output"]> {
    const operation = action.name;
    const { signal } = call;
    const input = (
      capacity ? { ReturnConsumedCapacity: "TOTAL", ...requested } : requested
    ) as typeof requested;
    const attempts: Attempts = { count: 0, lost: false, observed: false };
    if (signal?.aborted) throw failureOf(signal.reason, operation, subject, { signal, ...doubt });
    const answered = observe({ operation, input } as Request, subject, call, operationId, attempts);
    try {
      const options = signal && { abortSignal: signal };
      const output = await transport.send(action, input, { attempts, options });
      answered?.({ output });
      return output;
    } catch (error) {
      doubt.uncertain ||= !action.isRead(input) && isUncertain(attempts, error);
      const failure = failureOf(error, operation, subject, { signal, ...doubt });
      answered?.({ error, failure });
      throw failure;
    }
  }

  /** Tells the hooks of a request, and gives what tells them of its answer; nothing where there are none. */
  function observe(
    { operation, input }: Request,
    subject: Subject,
    { accessPattern = defaultPattern(operation) }: Call,
    operationId: number,
    attempts: Attempts,
  ): ((answer: Answer) => void) | undefined {
    if (hooks.length === 0) return undefined;
    const { name: entity, tableName } = subject;
    const requestId = freshId();
    const event: RequestEvent = {
      operationId,
      requestId,
      operation,
      entity,
      accessPattern,
      tableName,
      input,
    };
    for (const each of hooks) tell(each.before?.bind(each), event);
    const start = performance.now();
    return ({ output, error, failure }) => {
      const answered = {
        ...event,
        attempts: countOf(attempts, error),
        duration: performance.now() - start,
        output,
        capacityUnits: output && consumedUnits(output),
        error,
        code: codeOf(failure),
      };
      for (const each of hooks) tell(each.after?.bind(each), answered);
    };
  }

  async function send<Name extends OperationName>(
    action: Action<Name>,
    input: Wire[Name]["input"],
    subject: Subject,
    call: Call,
    operationId: number,
    doubt: Doubt,
  ): Promise<Wire[Name]["output"]> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await sendOnce(action, input, subject, call, operationId, doubt);
      } catch (error) {
        if (!isConflict(error) || attempt + 1 >= MAXIMUM_ATTEMPTS) throw error;
        await backoff(attempt, call.signal);
      }
    }
  }

  const senderOf = (call: Call, operationId?: number): Sender => ({
    clock,
    async send(request, subject) {
      const id = operationId ?? freshId();
      const { operation, input } = request as Request;
      const action = actionOf(operation);
      action.check(input, subject);
      const doubt = { uncertain: false };
      if (action.sendAll === undefined) return send(action, input, subject, call, id, doubt);
      const round = async (rest: typeof input) => {
        const output = await send(action, rest, subject, call, id, doubt);
        // What fails after this leaves a part of the batch done.
        doubt.uncertain ||= !action.isRead(rest);
        return output;
      };
      return action.sendAll(round, input, call.signal);
    },
    within: ({ signal = call.signal, accessPattern = call.accessPattern }) =>
      senderOf({ signal, accessPattern }, operationId ?? freshId()),
  });
  return senderOf({});
}

/** The access pattern of an operation on one item is the primary key. */
function defaultPattern(operation: OperationName): string | undefined {
  return /^(Batch|Transact|Execute)/.test(operation) ? undefined : "query";
}

/** A client whose `send` was replaced may tell its attempts in the error alone. */
function countOf(attempts: Attempts, error: unknown): number {
  return attempts.observed ? attempts.count : (toFailure(error).$metadata?.attempts ?? 1);
}

/** Whether a request that failed may have changed something all the same. */
function isUncertain(attempts: Attempts, error: unknown): boolean {
  const count = countOf(attempts, error);
  const lost = attempts.observed ? attempts.lost : count > 1;
  return lost || (count > 0 && answerOf(error) === "unknown");
}

/** Nothing but another transaction on the same items stood in the way. */
function isConflict(failure: unknown): boolean {
  if (!(failure instanceof TransactionRefused)) return isMonotableError(failure, "TransactionConflict");
  const atFault = failure.reasons.filter(({ code }) => code !== "None");
  return atFault.length > 0 && atFault.every(({ code }) => code === "TransactionConflict");
}
