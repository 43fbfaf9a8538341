import type { MonotableError } from "../errors.js";
import type { ConditionNode } from "../expressions/condition.js";
import { writeCapacity } from "../requests/capacity.js";
import { type Capacity, Operation, type Plan, type RunOptions } from "../requests/operation.js";
import { ConditionNotMet, type Request } from "../requests/request.js";
import { planOf, type Target } from "./repository-context.js";
import { executeTransaction, planOfGuarded, TransactionErrors } from "./transaction.js";
import type { Guarding, Part, TransactItem } from "./transaction-part.js";

/** The request of a write of one item. */
export type WriteRequest = Request<"PutItem" | "UpdateItem" | "DeleteItem">;

/** A write of one item as a value: await it, or let it take part in a transaction or a batch. */
export abstract class Write<Result> extends Operation<Result> {
  /** @internal */
  readonly target: Target;

  /** @internal */
  constructor(target: Target) {
    super();
    this.target = target;
  }

  /** What kind of write it is, by which batches and transactions know it. */
  abstract readonly kind: string;

  /** @internal What is sent, alone or as a part of a transaction or a batch; under a further condition, if given. */
  abstract request(further?: ConditionNode): WriteRequest;

  /** @internal What it does to unique constraints; `undefined` if none of them is touched. */
  guarding(): Guarding | undefined {
    return undefined;
  }

  /** @internal The write as a part of a transaction. */
  part(whole: boolean): Part {
    return {
      entity: this.target.entity,
      item: (further) => transactItem(this.request(further)),
      refused: (reason) => this.refused(reason),
      guarding: this.guarding(),
      whole,
    };
  }

  /** @internal The error of a condition that did not hold. */
  abstract refused(reason: ConditionNotMet): MonotableError;

  protected abstract result(attributes: Readonly<Record<string, unknown>> | undefined): Result;

  protected capacity(): Capacity {
    return writeCapacity(this.target.entity);
  }

  plan(): Plan {
    const { entity } = this.target;
    const guarding = this.guarding();
    if (guarding === undefined) return planOf(entity, this.request(), this.capacity());
    return planOfGuarded(this.part(this.tellsItem()), guarding, this.capacity());
  }

  /** Whether its result tells of the whole item, where DynamoDB gives none: inside a transaction. */
  protected tellsItem(): boolean {
    return false;
  }

  /** Its result where DynamoDB gives none, by what the item was before. */
  protected resultFrom(_before: Readonly<Record<string, unknown>> | undefined): Result {
    return this.result(undefined);
  }

  /**
   * Whether the item that a condition found shows that an earlier attempt of this write, whose answer was lost, did it.
   */
  protected isDone(_item: Readonly<Record<string, unknown>>): boolean {
    return false;
  }

  protected async run({ signal }: RunOptions = {}): Promise<Result> {
    const { entity, sender } = this.target;
    const guarding = this.guarding();
    if (guarding !== undefined) return this.#runGuarded(guarding, { signal });
    try {
      const output = await sender.within({ signal }).send(this.request(), entity);
      return this.result(output.Attributes);
    } catch (error) {
      if (!(error instanceof ConditionNotMet)) throw error;
      if (error.uncertain && error.item && this.isDone(error.item)) return this.result(undefined);
      throw this.refused(error);
    }
  }

  /** Runs it as a transaction with its guards. The token of the transaction leaves no doubt after a lost reply. */
  async #runGuarded({ known }: Guarding, options: RunOptions): Promise<Result> {
    try {
      const part = this.part(this.tellsItem());
      const documents = await executeTransaction(this.target.sender, [part], options);
      return this.resultFrom(known === undefined ? documents.get(0) : known.document);
    } catch (error) {
      throw error instanceof TransactionErrors ? (error.errors[0] ?? error) : error;
    }
  }
}

/** A write inside a transaction gives nothing back. */
function transactItem({ operation, input }: WriteRequest): TransactItem {
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
