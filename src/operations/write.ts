import type { MonotableError } from "../errors.js";
import type { ConditionNode } from "../expressions/condition.js";
import { writeCapacity } from "../requests/capacity.js";
import { type Capacity, Operation, type Plan, type RunOptions } from "../requests/operation.js";
import { ConditionNotMet, type Request } from "../requests/request.js";
import { afterWrite } from "./condition-failed.js";
import { planOf, type RepositoryContext } from "./repository-context.js";
import { type Documents, executeTransaction, planWithGuards, TransactionErrors } from "./transaction.js";
import type { Part, TransactItem, UniqueValueChange } from "./transaction-part.js";

/** The request of a write of one item. */
export type WriteRequest = Request<"PutItem" | "UpdateItem" | "DeleteItem">;

/**
 * Marks the writes of every copy of the package.
 *
 * @internal
 */
const WRITE: unique symbol = Symbol.for("monotable.write") as never;

/** A write of one item as a value: await it, or let it take part in a transaction or a batch. */
export abstract class Write<Result> extends Operation<Result> {
  /** @internal */
  readonly context: RepositoryContext;

  /** @internal */
  constructor(context: RepositoryContext) {
    super();
    this.context = context;
  }

  /** @internal */
  get [WRITE](): true {
    return true;
  }

  /** The kind of write, by which batches and transactions know it. */
  abstract readonly kind: string;

  /** @internal Returns the request, alone or as a part of a transaction or a batch; under a further condition, if given. */
  abstract request(further?: ConditionNode): WriteRequest;

  /** @internal Returns the change of values with a unique constraint; `undefined` if there is none. */
  uniqueValueChange(): UniqueValueChange | undefined {
    return undefined;
  }

  /** @internal The write as a part of a transaction. */
  part(needsPreviousItem: boolean): Part {
    return {
      entity: this.context.entity,
      item: (further) => transactItem(this.request(further)),
      toError: (reason) => this.toError(reason),
      uniqueValueChange: this.uniqueValueChange(),
      needsPreviousItem,
    };
  }

  /** @internal The error of a condition that did not hold. */
  abstract toError(reason: ConditionNotMet): MonotableError;

  protected abstract result(attributes: Readonly<Record<string, unknown>> | undefined): Result;

  protected capacity(): Capacity {
    return writeCapacity(this.context.entity);
  }

  plan(): Plan {
    const { entity } = this.context;
    const uniqueValueChange = this.uniqueValueChange();
    if (uniqueValueChange === undefined) return planOf(entity, this.request(), this.capacity());
    return planWithGuards(this.part(this.needsPreviousItem()), uniqueValueChange, this.capacity());
  }

  /** Returns true if its result is made from the item before it where DynamoDB returns none: inside a transaction. */
  protected needsPreviousItem(): boolean {
    return false;
  }

  /** Returns its result where DynamoDB returns none, from the item before it. */
  protected resultFromPreviousItem(_before: Readonly<Record<string, unknown>> | undefined): Result {
    return this.result(undefined);
  }

  /**
   * Returns true if the item that the condition found was written by an earlier attempt of this write, whose answer was lost.
   */
  protected isOwnWrite(_item: Readonly<Record<string, unknown>>): boolean {
    return false;
  }

  protected async run({ signal }: RunOptions = {}): Promise<Result> {
    const { entity, sender } = this.context;
    const uniqueValueChange = this.uniqueValueChange();
    if (uniqueValueChange !== undefined) return this.#runWithGuards(uniqueValueChange, { signal });
    let attributes: Readonly<Record<string, unknown>> | undefined;
    try {
      attributes = (await sender.within({ signal }).send(this.request(), entity)).Attributes;
    } catch (error) {
      if (!(error instanceof ConditionNotMet)) throw error;
      if (!(error.uncertain && error.item && this.isOwnWrite(error.item))) throw this.toError(error);
    }
    return afterWrite(() => this.result(attributes));
  }

  /** Runs it as a transaction with its guards. The token of the transaction leaves no uncertainty after a lost reply. */
  async #runWithGuards({ readItem }: UniqueValueChange, options: RunOptions): Promise<Result> {
    const part = this.part(this.needsPreviousItem());
    let documents: Documents;
    try {
      documents = await executeTransaction(this.context.sender, [part], options);
    } catch (error) {
      throw error instanceof TransactionErrors ? (error.errors[0] ?? error) : error;
    }
    const before = readItem === undefined ? documents.get(0) : readItem.document;
    return afterWrite(() => this.resultFromPreviousItem(before));
  }
}

/** Returns true if a value is a write of one item, of this copy of the package or another. */
export function isWrite(value: unknown): value is Write<unknown> {
  return typeof value === "object" && value !== null && WRITE in value;
}

/** A write inside a transaction gives nothing back. */
export function transactItem({ operation, input }: WriteRequest): TransactItem {
  const rest = withoutReturnValues(input);
  switch (operation) {
    case "PutItem":
      return { Put: rest as TransactItem["Put"] };
    case "UpdateItem":
      return { Update: rest as TransactItem["Update"] };
    case "DeleteItem":
      return { Delete: rest as TransactItem["Delete"] };
  }
}

function withoutReturnValues(input: WriteRequest["input"]): Omit<WriteRequest["input"], "ReturnValues"> {
  // Leaving out what is not there would be a slow copy.
  if (input.ReturnValues === undefined) return input;
  const { ReturnValues: _, ...rest } = input;
  return rest;
}
