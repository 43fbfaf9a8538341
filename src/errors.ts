/** The fault of one attribute. */
export interface AttributeIssue {
  /** The attribute's name, with the path below it: `lines[0].quantity`. */
  readonly attribute: string;
  readonly message: string;
}

/** The attributes of a primary key by name. */
export type KeyDetails = Readonly<Record<string, unknown>>;

/** The destination of a failed request. */
interface RequestDetails {
  readonly entity: string;
  readonly operation: string;
  readonly tableName: string;
  /**
   * The write may have been carried out all the same: an attempt of it got no definite answer. Absent where it certainly
   * was not.
   */
  readonly uncertain?: true;
  /** The other writes of a batch, of which this request was one; absent where none of them was carried out. */
  readonly batch?: BatchProgress;
}

/** The progress of a batch of writes of which a request failed. */
export interface BatchProgress {
  /** The number of operations that were sent, from the first on. None after them was. */
  readonly sent: number;
  /** The writes among them that failed or were left undone, as BatchWriteItem has them. All others were carried out. */
  readonly failed: readonly unknown[];
}

/** The details of each code of a {@link MonotableError}. */
export interface ErrorDetails {
  /** An item or a change does not fit the entity's schema. Nothing was sent. */
  InvalidItem: { readonly entity: string; readonly issues: readonly AttributeIssue[] };
  /** A value cannot be a key: empty, too long, of the wrong type. Nothing was sent. */
  InvalidKey: {
    readonly entity: string;
    readonly accessPattern: string;
    readonly attribute?: string;
    readonly reason: string;
  };
  /** A query skips a piece of the sort key, or its range or page is not one. Nothing was sent. */
  InvalidQuery: { readonly entity: string; readonly accessPattern: string; readonly reason: string };
  /**
   * A read was given `maxRequests` or `maxUnits`, which did not suffice: `items` is what was found and not given yet (of
   * a count, their number), and `cursor` goes on. `units` is 0 unless capacity was counted.
   */
  LimitExceeded: {
    readonly entity: string;
    readonly accessPattern: string;
    readonly requests: number;
    readonly units: number;
    readonly items: unknown;
    readonly cursor: string;
  };
  /** An update changes what it may not, or changes a part of an index key alone. Nothing was sent. */
  InvalidUpdate: { readonly entity: string; readonly attribute?: string; readonly reason: string };
  /** A condition or filter names an unknown attribute or compares with a value of another type. Nothing was sent. */
  InvalidCondition: { readonly entity: string; readonly attribute?: string; readonly reason: string };
  /** A cursor was made by another query, or was changed. Nothing was sent. */
  InvalidCursor: { readonly entity: string; readonly accessPattern: string; readonly reason: string };
  /** DynamoDB cannot store a value exactly. Nothing was sent. */
  InvalidValue: { readonly entity: string; readonly attribute: string; readonly reason: string };
  /** An item has more than the 400 KB that DynamoDB stores; `attribute` is its largest. It was not sent. */
  ItemTooLarge: { readonly entity: string; readonly bytes: number; readonly attribute: string };
  /**
   * An expression, its values or a statement is larger than DynamoDB takes; `expression` is its name in the request.
   * Nothing was sent.
   */
  ExpressionTooLarge: {
    readonly entity: string;
    readonly operation: string;
    readonly expression: string;
    readonly reason: string;
  };
  /**
   * An item in the table is not what the entity's schema says: at `path`, for `reason`. With `written`, it is the result
   * of a write that was carried out: to repeat the write would do it twice.
   *
   * In a read of many, `items` is what was read before it and not given yet, and `cursor` goes on behind it (absent at the
   * end); of `getMany` and `batchGet`, `results` has all items by position, `undefined` for those that cannot be read.
   */
  UnreadableItem: {
    readonly entity: string;
    readonly table?: string;
    readonly index?: string;
    readonly key?: KeyDetails;
    readonly attribute?: string;
    readonly path?: string;
    readonly reason: string;
    /** The item as it is stored, in document form. Not enumerable: logs must not print personal data. */
    readonly stored?: Readonly<Record<string, unknown>>;
    readonly items?: unknown;
    readonly cursor?: string | undefined;
    readonly results?: readonly unknown[];
    readonly written?: true;
  };
  /**
   * `create` found an item with this key; or `create` or `upsert` found a row of another entity, whose name is `foreign`.
   */
  AlreadyExists: {
    readonly entity: string;
    readonly key: KeyDetails;
    readonly foreign?: string;
    readonly uncertain?: true;
  };
  /**
   * Another item has the values of a unique constraint: `attributes` by name, `values` in their order. `owner` is its
   * key, `undefined` if it cannot be told.
   */
  NotUnique: {
    readonly entity: string;
    readonly key: KeyDetails;
    readonly constraint: string;
    readonly attributes: readonly string[];
    readonly values: readonly unknown[];
    readonly owner: KeyDetails | undefined;
    readonly uncertain?: true;
  };
  /**
   * A write of an item that must be there found none with this key, or one that has expired; or a row of another entity,
   * whose name is `foreign`. Nothing was written.
   */
  NotFound: {
    readonly entity: string;
    readonly key: KeyDetails;
    readonly foreign?: string;
    readonly uncertain?: true;
  };
  /**
   * `add` would take the number `attribute` out of the bounds of its schema (`minimum`, `maximum`), out of the integers that a
   * JavaScript number holds exactly, or beyond the 38 digits of DynamoDB. `value` is the number that was found, `undefined`
   * if there is none. Nothing was written.
   */
  NumberOutOfRange: {
    readonly entity: string;
    readonly key: KeyDetails;
    readonly attribute: string;
    readonly value: number | bigint | undefined;
    readonly addend: number | bigint;
    readonly minimum?: number | bigint;
    readonly maximum?: number | bigint;
    readonly uncertain?: true;
  };
  /**
   * The item is not as `.if` demands; `item` is what was found, `undefined` if there is none. With `uncertain`, an
   * earlier attempt of this very write, whose answer was lost, may have succeeded and changed what the condition reads.
   * With `unreadable`, there is an item which cannot be read: its error says why, and `item` is `undefined`. With
   * `foreign`, there is a row of the entity of that name.
   */
  ConditionFailed: {
    readonly entity: string;
    readonly key: KeyDetails;
    readonly item: unknown;
    readonly unreadable?: MonotableError<"UnreadableItem">;
    readonly foreign?: string;
    readonly uncertain?: true;
  };
  /** The table does not exist where the client looks for it. */
  TableNotFound: { readonly entity: string; readonly table: string; readonly tableName: string };
  /** The credentials are missing, expired or not allowed to do this. */
  AccessDenied: RequestDetails;
  /** DynamoDB refused for load, after the client's own retries. */
  Throttled: RequestDetails;
  /** The server was not reached or did not answer; with `uncertain`, a write may have happened. */
  Unreachable: RequestDetails;
  /** The operation's `signal` was aborted; `cause` is its reason. With `uncertain`, a write may have happened. */
  Aborted: RequestDetails;
  /** Anything else that DynamoDB or the SDK answered; `name` is its error's name. */
  RequestFailed: RequestDetails & { readonly name: string };
  /**
   * A transaction was cancelled and changed nothing; `reasons` has the error of each operation at fault, by position. With
   * `uncertain`, an earlier attempt got no answer, and may still arrive at DynamoDB and be carried out. With `expired`, an
   * `upsert` met an expired item, which another transaction replaces: not this one, since it was given a token.
   */
  TransactionCanceled: {
    readonly entity: string;
    readonly expired?: true;
    readonly reasons: readonly (MonotableError | undefined)[];
    readonly uncertain?: true;
  };
  /** An item was being changed by another transaction, after several attempts. */
  TransactionConflict: RequestDetails;
  /** A transaction has no operation, too many, or two on one item or for one unique value. Nothing was written. */
  InvalidTransaction: { readonly reason: string };
  /** A batch was given what DynamoDB's batches cannot do. Nothing of it was sent. */
  InvalidBatch: { readonly entity: string; readonly reason: string };
  /** DynamoDB left a part of a batch undone after several attempts; `unprocessed` has it, everything else was done. */
  BatchIncomplete: { readonly entity: string; readonly unprocessed: readonly unknown[] };
  /** `createDatabase` or a repository was given what it cannot use. */
  InvalidOptions: { readonly reason: string };
  /** DynamoDB Local cannot be started on this machine. */
  LocalUnavailable: { readonly reason: string };
}

export type ErrorCode = keyof ErrorDetails;

/**
 * Marks the errors of every copy of the package: one application may load it as ES modules and as CommonJS.
 *
 * @internal
 */
const MONOTABLE_ERROR: unique symbol = Symbol.for("monotable.error") as never;

/**
 * The one error that monotable throws. Decide on `code`; `details` has the payload of that code, and `cause` the SDK's
 * error where there is one.
 *
 * @example
 * try {
 *   await db.customer.create(customer);
 * } catch (error) {
 *   if (isMonotableError(error, "AlreadyExists")) return conflict(error.details.key);
 *   throw error;
 * }
 */
export class MonotableError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "MonotableError";
  readonly code: Code;
  readonly details: ErrorDetails[Code];

  constructor(
    code: Code,
    message: string,
    details: ErrorDetails[Code],
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  /** Returns true for every error of monotable's, also of another copy of the package. Narrows as `isMonotableError` does. */
  static override [Symbol.hasInstance](error: unknown): error is MonotableErrorOf {
    return isMonotableError(error);
  }

  /** @internal */
  get [MONOTABLE_ERROR](): true {
    return true;
  }
}

/** A {@link MonotableError} of one of some codes, or of any: a union by `code`, so that a `switch` narrows `details`. */
export type MonotableErrorOf<Code extends ErrorCode = ErrorCode> = {
  readonly [Each in Code]: MonotableError<Each>;
}[Code];

/**
 * Returns true if an error is one of monotable's, and of one of the codes if some are given. Narrows `details`, by a
 * `switch` over `code` too.
 *
 * @example
 * if (isMonotableError(error, "ConditionFailed", "NotFound")) {
 *   switch (error.code) {
 *     case "ConditionFailed":
 *       return conflict(error.details.item);
 *     case "NotFound":
 *       return missing(error.details.key);
 *   }
 * }
 */
export function isMonotableError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is MonotableErrorOf<Code> {
  if (typeof error !== "object" || error === null || !(MONOTABLE_ERROR in error)) return false;
  // A code that is left out counts as none, as it did when there was one alone.
  const named = codes.filter((code) => code !== undefined);
  return named.length === 0 || named.some((code) => (error as MonotableError).code === code);
}

/** The error of what a database or a repository is opened with. */
export function invalidOptions(reason: string, cause?: unknown): MonotableError<"InvalidOptions"> {
  const message = `Invalid options: ${reason}`;
  return new MonotableError(
    "InvalidOptions",
    message,
    { reason },
    cause === undefined ? undefined : { cause },
  );
}

/**
 * The treatment of items that cannot be read in reads of many: an error (the default), or they are left out; a function
 * is told of each that is left out.
 */
export type UnreadablePolicy = "error" | "skip" | ((error: MonotableError<"UnreadableItem">) => void);

/** A row that a read has left out. */
export interface SkippedRow {
  /** The entity that was read; the first of several. */
  readonly entity: string;
  readonly table: string;
  readonly accessPattern: string;
  /** The row as it is stored, in document form. */
  readonly stored: Readonly<Record<string, unknown>>;
}

/** The treatment of rows that a read of many cannot give. */
export interface ReadPolicy {
  readonly unreadable?: UnreadablePolicy | undefined;
  /** Is told of each item that was left out since it cannot be read. */
  readonly skipped?:
    | ((row: SkippedRow & { readonly error: MonotableError<"UnreadableItem"> }) => void)
    | undefined;
  /** Is told of each row that was left out since it is no item of the design. */
  readonly foreign?: ((row: SkippedRow) => void) | undefined;
}
