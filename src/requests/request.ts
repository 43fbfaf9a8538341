import type {
  BatchExecuteStatementCommandInput,
  BatchExecuteStatementCommandOutput,
  BatchGetCommandInput,
  BatchGetCommandOutput,
  BatchWriteCommandInput,
  BatchWriteCommandOutput,
  DeleteCommandInput,
  DeleteCommandOutput,
  ExecuteStatementCommandInput,
  ExecuteStatementCommandOutput,
  ExecuteTransactionCommandInput,
  ExecuteTransactionCommandOutput,
  GetCommandInput,
  GetCommandOutput,
  PutCommandInput,
  PutCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
  TransactGetCommandInput,
  TransactGetCommandOutput,
  TransactWriteCommandInput,
  TransactWriteCommandOutput,
  UpdateCommandInput,
  UpdateCommandOutput,
} from "@aws-sdk/lib-dynamodb";

/** DynamoDB's operations with their requests and answers in document form. */
export interface Wire {
  readonly GetItem: { readonly input: GetCommandInput; readonly output: GetCommandOutput };
  readonly PutItem: { readonly input: PutCommandInput; readonly output: PutCommandOutput };
  readonly UpdateItem: { readonly input: UpdateCommandInput; readonly output: UpdateCommandOutput };
  readonly DeleteItem: { readonly input: DeleteCommandInput; readonly output: DeleteCommandOutput };
  readonly Query: { readonly input: QueryCommandInput; readonly output: QueryCommandOutput };
  readonly BatchGetItem: { readonly input: BatchGetCommandInput; readonly output: BatchGetCommandOutput };
  readonly BatchWriteItem: {
    readonly input: BatchWriteCommandInput;
    readonly output: BatchWriteCommandOutput;
  };
  readonly TransactGetItems: {
    readonly input: TransactGetCommandInput;
    readonly output: TransactGetCommandOutput;
  };
  readonly TransactWriteItems: {
    readonly input: TransactWriteCommandInput;
    readonly output: TransactWriteCommandOutput;
  };
  readonly Scan: { readonly input: ScanCommandInput; readonly output: ScanCommandOutput };
  readonly ExecuteStatement: {
    readonly input: ExecuteStatementCommandInput;
    readonly output: ExecuteStatementCommandOutput;
  };
  readonly BatchExecuteStatement: {
    readonly input: BatchExecuteStatementCommandInput;
    readonly output: BatchExecuteStatementCommandOutput;
  };
  readonly ExecuteTransaction: {
    readonly input: ExecuteTransactionCommandInput;
    readonly output: ExecuteTransactionCommandOutput;
  };
}

export type OperationName = keyof Wire;

/** A request as a value: DynamoDB's operation and its input, exactly as it is sent. */
export type Request<Name extends OperationName = OperationName> = {
  readonly [Each in Name]: { readonly operation: Each; readonly input: Wire[Each]["input"] };
}[Name];

/** The subject of a request, for its errors: an entity, or several that share it. */
export interface Subject {
  /** The name of the entity. */
  readonly name: string;
  readonly table: { readonly name: string };
  readonly tableName: string;
  /** The attribute of one entity that is stored under a name. */
  nameInCode?(stored: string): string;
}

/** The properties that the requests of one operation have in common. */
export interface Call {
  /** Stops the operation: the request under way, and what would follow it. */
  readonly signal?: AbortSignal | undefined;
  readonly accessPattern?: string | undefined;
}

/** A client, as far as it is told apart from others. */
export interface ClientIdentity {
  readonly config?: unknown;
  readonly send?: unknown;
}

/** Sends requests: the one thing that an operation needs of the outside. */
export interface Sender {
  /** The client that the database was opened on. */
  readonly client: ClientIdentity;
  /**
   * Sends a request and gives DynamoDB's answer. Rejects with a `MonotableError`, or with {@link ConditionNotMet} or
   * {@link TransactionCancellation}, which only the operations can name.
   */
  send<Name extends OperationName>(request: Request<Name>, subject: Subject): Promise<Wire[Name]["output"]>;
  /** The clock that it waits by. */
  readonly clock: Clock;
  /** A sender for the requests of one operation. */
  within(call: Call): Sender;
}

/** Returns true if two senders send by one client. A document client is the client that it was made from. */
export function haveSameClient({ client: one }: Sender, { client: other }: Sender): boolean {
  return (
    one === other || (one.config !== undefined && one.config === other.config && one.send === other.send)
  );
}

/** The circumstances in which DynamoDB rejected a write. */
interface Rejection {
  /** An earlier attempt of this very write, whose answer was lost, may have been carried out, or may be yet. */
  readonly uncertain?: boolean | undefined;
  /**
   * The answer went through the middleware of the SDK, so that it has the item if there is one. A mock may leave it out.
   */
  readonly observed?: boolean | undefined;
}

/** A condition of a write did not hold. */
export class ConditionNotMet extends Error {
  override readonly name = "ConditionNotMet";
  readonly code = "ConditionFailed";
  /** The item as it was found, in document form. */
  readonly item: Readonly<Record<string, unknown>> | undefined;
  /** An earlier attempt of this very write, whose answer was lost, may have succeeded. */
  readonly uncertain: boolean;
  /** DynamoDB itself said that there is no item. */
  readonly isAbsent: boolean;

  constructor(
    item: Readonly<Record<string, unknown>> | undefined,
    cause: unknown,
    { uncertain = false, observed = false }: Rejection = {},
  ) {
    super("The condition of a write did not hold", { cause });
    this.item = item;
    this.uncertain = uncertain;
    this.isAbsent = item === undefined && observed;
  }
}

/** DynamoDB cancelled a transaction. */
export class TransactionCancellation extends Error {
  override readonly name = "TransactionCancellation";
  readonly code = "TransactionCanceled";
  /** The reason of each operation by position. */
  readonly reasons: readonly CancellationReason[];
  /** An earlier attempt, which got no answer, may still arrive and be carried out. */
  readonly uncertain: boolean;
  readonly observed: boolean;

  constructor(
    reasons: readonly CancellationReason[],
    cause: unknown,
    { uncertain = false, observed = false }: Rejection = {},
  ) {
    super("A transaction was cancelled", { cause });
    this.reasons = reasons;
    this.uncertain = uncertain;
    this.observed = observed;
  }
}

export interface CancellationReason {
  /** DynamoDB's code: `None` for an operation that is not at fault. */
  readonly code: string;
  readonly message: string;
  /** The item as it was found, in document form. */
  readonly item: Readonly<Record<string, unknown>> | undefined;
}

/** The clock of rate limits. */
export interface Clock {
  /** Milliseconds since some moment. It never goes back. */
  now(): number;
  /** Waits so many milliseconds, or until the signal is aborted. The next request then rejects with `Aborted`. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Returns true if a PartiQL statement only reads: any statement but SELECT may change something. */
export function isSelect(statement = ""): boolean {
  // One blank or comment after another: a single expression of all of them would try every way to split them.
  const blank = /\s+|--[^\n]*\n|\/\*[\s\S]*?\*\//y;
  let start = 0;
  while (blank.test(statement)) start = blank.lastIndex;
  return /^select\b/i.test(statement.slice(start, start + 7));
}
