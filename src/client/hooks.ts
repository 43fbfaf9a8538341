import type { ErrorCode } from "../errors.js";
import type { OperationName, Wire } from "../requests/request.js";

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
  /** How often the SDK sent it. */
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
   * What monotable makes of the error. A failed condition is `ConditionFailed` here, also where the operation goes on to
   * call it `AlreadyExists` or `NotFound`, or to find that an attempt whose answer was lost had succeeded.
   */
  readonly code: ErrorCode | undefined;
}

/**
 * What is told of every request. A hook changes nothing and breaks nothing: what it throws is a warning of the process
 * (`MonotableHookWarning`), and what it returns is not waited for.
 *
 * @example
 * createDatabase(client, { hooks: { capacity: true, after: (event) => metrics.record(event) } });
 */
export interface Hooks {
  before?(event: RequestEvent): void;
  after?(event: ResponseEvent): void;
  /** Asks DynamoDB what each request consumed, with `ReturnConsumedCapacity: "TOTAL"`. */
  readonly capacity?: boolean;
}

let lastId = 0;

/** A number that no other operation or request of this process has. */
export function freshId(): number {
  lastId += 1;
  return lastId;
}

/** Calls a hook, and keeps what it throws from the operation. */
export function tell<Event>(hook: ((event: Event) => unknown) | undefined, event: Event): void {
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
