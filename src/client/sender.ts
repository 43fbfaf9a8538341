import type { ErrorCode, MonotableError, SkippedRow } from "../errors.js";
import { systemClock } from "../requests/backoff.js";
import { consumedUnits } from "../requests/capacity.js";
import type {
  Call,
  ClientIdentity,
  Clock,
  OperationName,
  Request,
  Sender,
  Subject,
  Wire,
} from "../requests/request.js";
import { type Action, type AnyAction, isRead, type Transport } from "./action.js";
import { type Attempts, attemptsOf, type OutcomeTracker, toError } from "./errors.js";

/** A request that is about to be sent. */
export interface RequestEvent {
  /** Ties the requests of one operation together: its pages, its chunks, and what is tried again. Unique in a process. */
  readonly operationId: number;
  /** This request. Unique in a process. */
  readonly requestId: number;
  /** DynamoDB's name of the operation. */
  readonly operation: OperationName;
  /** The entity; several, with commas, in a transaction or a batch; `db.raw` where there is none. */
  readonly entity: string;
  /** `query` for the primary key; absent in a transaction or a batch; `raw` or `partiql` of `db.raw`. */
  readonly accessPattern: string | undefined;
  readonly tableName: string;
  /** The input of the request, exactly as it is sent, in document form. */
  readonly input: Wire[OperationName]["input"];
}

/** A request that was answered, or failed. */
export interface ResponseEvent extends RequestEvent {
  /** The number of times that the SDK sent it. */
  readonly attempts: number;
  /** In milliseconds, the SDK's retries included. */
  readonly duration: number;
  /** DynamoDB's answer in document form, with `$metadata`; `undefined` if it failed. */
  readonly output: Wire[OperationName]["output"] | undefined;
  /** The capacity units that it consumed, of the table and its indexes; `undefined` unless `capacity` is asked for. */
  readonly capacityUnits: number | undefined;
  /** The SDK's error if it failed. */
  readonly error: unknown;
  /**
   * The code of the error. A failed condition is `ConditionFailed` here, also where the operation goes on to
   * call it `AlreadyExists` or `NotFound`, or to find that an attempt whose answer was lost had succeeded.
   */
  readonly code: ErrorCode | undefined;
}

/**
 * Functions that are called for every request. A hook changes nothing and breaks nothing: what it throws is a warning of
 * the process (`MonotableHookWarning`), and what it returns is not waited for.
 *
 * @example
 * createDatabase(client, { hooks: { capacity: true, after: (event) => metrics.record(event) } });
 */
export interface Hooks {
  before?(event: RequestEvent): void;
  after?(event: ResponseEvent): void;
  /** Is told of each item that a read of many left out since it does not have the types of the schema. */
  skipped?(event: SkippedRow & { readonly error: MonotableError<"UnreadableItem"> }): void;
  /** Is told of each row that a read of many left out since it is no item of the schema, with the row as it is stored. */
  foreign?(event: SkippedRow): void;
  /** Asks DynamoDB what each request consumed, with `ReturnConsumedCapacity: "TOTAL"`. */
  readonly capacity?: boolean;
}

let lastId = 0;

/** Returns a number that no other operation or request of this process has. */
export function freshId(): number {
  lastId += 1;
  return lastId;
}

/** Calls a hook. What it throws does not reach the operation. */
export function callHook<Event>(hook: ((event: Event) => unknown) | undefined, event: Event): void {
  if (hook === undefined) return;
  try {
    const result = hook(event);
    if (result instanceof Promise) result.catch(warn);
  } catch (error) {
    warn(error);
  }
}

function warn(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(`A hook of createDatabase threw: ${text}`, "MonotableHookWarning");
}

/** The outcome of a request: its output, or the SDK's error with its translation. */
interface Answer {
  readonly output?: Wire[OperationName]["output"];
  readonly error?: unknown;
  readonly failure?: ReturnType<typeof toError>;
}

/**
 * Creates the one thing that sends requests. The SDK's retries are the client's own; what the SDK does not retry, a
 * conflict with another transaction, a transaction cancelled for throttling and what a batch left unprocessed, is tried
 * again here.
 *
 * @param client the client that the transport sends by
 * @param actions those that it sends
 * @param otherAction makes the action of an operation that is none of them, where any may be sent
 */
export function createSender(
  client: ClientIdentity,
  transport: Transport,
  actions: readonly AnyAction[],
  oneOrMoreHooks: Hooks | readonly Hooks[] = [],
  clock: Clock = systemClock,
  otherAction?: (operation: string) => AnyAction,
): Sender {
  const hooks = [oneOrMoreHooks].flat() as readonly Hooks[];
  const capacity = hooks.some((each) => each.capacity);

  function actionOf(operation: OperationName): AnyAction {
    const action = actions.find(({ name }) => name === operation) ?? otherAction?.(operation);
    if (action === undefined) throw new Error(`None of these methods sends a ${operation}`);
    return action;
  }

  /** Sends one request, observed by the hooks. Rejects with the translation of the SDK's error: {@link toError}. */
  async function sendOnce<Name extends OperationName>(
    action: Action<Name>,
    requested: Wire[Name]["input"],
    subject: Subject,
    call: Call,
    operationId: number,
    tracker: OutcomeTracker,
  ): Promise<Wire[Name]["output"]> {
    const operation = action.name;
    const { signal } = call;
    const { errorPolicy } = action;
    const input = (
      capacity && action.commandClass === undefined
        ? { ReturnConsumedCapacity: "TOTAL", ...requested }
        : requested
    ) as typeof requested;
    const attempts: Attempts = { count: 0, errors: [], observed: false };
    const fail = (error: unknown, uncertain: boolean) => {
      const { observed } = attempts;
      return toError(error, { operation, subject, signal, errorPolicy, uncertain, observed });
    };
    if (signal?.aborted) throw fail(signal.reason, tracker.unanswered || tracker.unknown);
    const answered = observe({ operation, input } as Request, subject, call, operationId, attempts);
    try {
      const options = signal && { abortSignal: signal };
      const output = await transport.send(action, input, { attempts, options });
      answered?.({ output });
      return output;
    } catch (error) {
      const uncertain = !isRead(action, input) && errorPolicy?.isUncertain(tracker, attempts, error) === true;
      const failure = fail(error, uncertain);
      answered?.({ error, failure });
      throw failure;
    }
  }

  /** Calls the hooks before a request, and returns the function that calls them after it; nothing without hooks. */
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
    for (const each of hooks) callHook(each.before?.bind(each), event);
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
      for (const each of hooks) callHook(each.after?.bind(each), answered);
    };
  }

  const senderOf = (call: Call, operationId?: number): Sender => ({
    client,
    clock,
    async send(request, subject) {
      const { operation, input } = request as Request;
      const action = actionOf(operation);
      action.check(input, subject);
      const { errorPolicy, sendAll } = action;
      const id = operationId ?? freshId();
      const tracker = { unanswered: false, unknown: false };
      const send = (part: typeof input) => {
        const once = () => sendOnce(action, part, subject, call, id, tracker);
        return errorPolicy?.throughContention(once, call.signal) ?? once();
      };
      if (sendAll === undefined) return send(input);
      const round = async (rest: typeof input) => {
        const output = await send(rest);
        // An error after this leaves a part of the batch done.
        tracker.unknown ||= !isRead(action, rest);
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
