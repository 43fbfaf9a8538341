import { isMonotableError } from "../errors.js";
import { consumedUnits } from "../operations/capacity.js";
import type { Clock } from "../operations/clock.js";
import { checkRequest } from "../operations/limits.js";
import { isSelect } from "../operations/statement-kind.js";
import {
  type Call,
  type OperationName,
  type Request,
  type Sender,
  type Subject,
  TransactionRefused,
  type Wire,
} from "../operations/wire.js";
import { answerOf, toFailure } from "./answer.js";
import type { Attempts } from "./attempts.js";
import { backoff, MAXIMUM_ATTEMPTS } from "./backoff.js";
import { failureOf } from "./failure.js";
import { codeOf, freshId, type Hooks, type RequestEvent, tell } from "./hooks.js";
import { systemClock } from "./system-clock.js";
import type { Transport } from "./transport.js";
import { batchExecute, batchGet, batchWrite } from "./unprocessed.js";

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
 * What sends every request: the one place that does. The SDK's
 * retries are the client's own; what the SDK
 * does not retry, a conflict with another transaction and what a batch left unprocessed, is tried again here.
 */
export function createSender(
  transport: Transport,
  given: Hooks | readonly Hooks[] = [],
  clock: Clock = systemClock,
): Sender {
  const hooks: readonly Hooks[] = Array.isArray(given) ? given : [given as Hooks];
  const capacity = hooks.some((each) => each.capacity);

  /** One request, observed by the hooks. Rejects with what {@link failureOf} makes of the SDK's error. */
  async function sendOnce<Name extends OperationName>(
    { operation, input: requested }: Request<Name>,
    subject: Subject,
    call: Call,
    operationId: number,
    doubt: Doubt,
  ): Promise<Wire[Name]["output"]> {
    const { signal } = call;
    const input = (
      capacity ? { ReturnConsumedCapacity: "TOTAL", ...requested } : requested
    ) as typeof requested;
    const attempts: Attempts = { count: 0, lost: false, observed: false };
    if (signal?.aborted) throw failureOf(signal.reason, operation, subject, { signal, ...doubt });
    const answered = observe({ operation, input } as Request, subject, call, operationId, attempts);
    try {
      const options = signal && { abortSignal: signal };
      const output = await transport.send(operation, input, { attempts, options });
      answered?.({ output });
      return output;
    } catch (error) {
      doubt.uncertain ||= isUncertain({ operation, input } as Request, attempts, error);
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
    request: Request<Name>,
    subject: Subject,
    call: Call,
    operationId: number,
    doubt: Doubt = { uncertain: false },
  ): Promise<Wire[Name]["output"]> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await sendOnce(request, subject, call, operationId, doubt);
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
      const { signal } = call;
      const { operation, input } = request as Request;
      checkRequest(request as Request, subject);
      switch (operation) {
        case "BatchGetItem":
          return batchGet((rest) => send({ operation, input: rest }, subject, call, id), input, signal);
        case "BatchWriteItem": {
          const doubt = { uncertain: false };
          const round = async (rest: typeof input) => {
            const output = await send({ operation, input: rest }, subject, call, id, doubt);
            // What fails after this leaves a part of the batch done.
            doubt.uncertain = true;
            return output;
          };
          return batchWrite(round, input, signal);
        }
        case "BatchExecuteStatement": {
          const doubt = { uncertain: false };
          const round = async (rest: typeof input) => {
            const output = await send({ operation, input: rest }, subject, call, id, doubt);
            doubt.uncertain ||= !isRead({ operation, input: rest });
            return output;
          };
          return batchExecute(round, input, signal);
        }
        default:
          return send(request, subject, call, id);
      }
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
function isUncertain(request: Request, attempts: Attempts, error: unknown): boolean {
  if (isRead(request)) return false;
  const count = countOf(attempts, error);
  const lost = attempts.observed ? attempts.lost : count > 1;
  return lost || (count > 0 && answerOf(error) === "unknown");
}

/** Whether a request changes nothing. */
function isRead({ operation, input }: Request): boolean {
  switch (operation) {
    case "ExecuteStatement":
      return isSelect(input.Statement);
    case "BatchExecuteStatement":
      return (input.Statements ?? []).every(({ Statement }) => isSelect(Statement));
    case "ExecuteTransaction":
      return (input.TransactStatements ?? []).every(({ Statement }) => isSelect(Statement));
    default:
      return operation === "Query" || operation === "Scan" || operation.includes("Get");
  }
}

/** Nothing but another transaction on the same items stood in the way. */
function isConflict(failure: unknown): boolean {
  if (!(failure instanceof TransactionRefused)) return isMonotableError(failure, "TransactionConflict");
  const atFault = failure.reasons.filter(({ code }) => code !== "None");
  return atFault.length > 0 && atFault.every(({ code }) => code === "TransactionConflict");
}
