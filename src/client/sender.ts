import { consumedUnits } from "../operations/capacity.js";
import type { Clock } from "../operations/clock.js";
import type { Call, OperationName, Request, Sender, Subject, Wire } from "../requests/request.js";
import { type Action, type AnyAction, isRead } from "./action.js";
import { type Attempts, attemptsOf } from "./attempts.js";
import { failureOf } from "./errors.js";
import { freshId, type Hooks, type RequestEvent, tell } from "./hooks.js";
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
  readonly failure?: ReturnType<typeof failureOf>;
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
    const { effects } = action;
    const input = (
      capacity ? { ReturnConsumedCapacity: "TOTAL", ...requested } : requested
    ) as typeof requested;
    const attempts: Attempts = { count: 0, errors: [], observed: false };
    const fail = (error: unknown) =>
      failureOf(error, { operation, subject, signal, effects, uncertain: doubt.uncertain });
    if (signal?.aborted) throw fail(signal.reason);
    const answered = observe({ operation, input } as Request, subject, call, operationId, attempts);
    try {
      const options = signal && { abortSignal: signal };
      const output = await transport.send(action, input, { attempts, options });
      answered?.({ output });
      return output;
    } catch (error) {
      doubt.uncertain ||= !isRead(action, input) && effects?.isUncertain(attempts, error) === true;
      const failure = fail(error);
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
        attempts: attemptsOf(attempts, error),
        duration: performance.now() - start,
        output,
        capacityUnits: output && consumedUnits(output),
        error,
        code: failure?.code,
      };
      for (const each of hooks) tell(each.after?.bind(each), answered);
    };
  }

  const senderOf = (call: Call, operationId?: number): Sender => ({
    clock,
    async send(request, subject) {
      const { operation, input } = request as Request;
      const action = actionOf(operation);
      action.check(input, subject);
      const { effects, sendAll } = action;
      const id = operationId ?? freshId();
      const doubt = { uncertain: false };
      const send = (part: typeof input) => {
        const once = () => sendOnce(action, part, subject, call, id, doubt);
        return effects?.throughConflicts(once, call.signal) ?? once();
      };
      if (sendAll === undefined) return send(input);
      const round = async (rest: typeof input) => {
        const output = await send(rest);
        // What fails after this leaves a part of the batch done.
        doubt.uncertain ||= !isRead(action, rest);
        return output;
      };
      return sendAll(round, input, call.signal);
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
