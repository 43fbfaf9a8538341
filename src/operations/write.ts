import type { Entity } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import type { MonotableError } from "../errors.js";
import type { ConditionNode } from "../expressions/condition.js";
import { ConditionNotMet, type Request } from "../requests/request.js";
import { planOfGuarded } from "../transactions/guarded-plan.js";
import { partOf } from "../transactions/part.js";
import type { Guarding } from "../uniqueness/guarding.js";
import { writeCapacity } from "./capacity.js";
import { describeKey } from "./describe-key.js";
import { type Capacity, Operation, type Plan, planOf, type RunOptions, type Target } from "./operation.js";
import { executeTransaction, TransactionErrors } from "./transaction.js";

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
    return planOfGuarded(partOf(this, this.tellsItem()), guarding, this.capacity());
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
      const part = partOf(this, this.tellsItem());
      const documents = await executeTransaction(this.target.sender, [part], options);
      return this.resultFrom(known === undefined ? documents.get(0) : known.document);
    } catch (error) {
      throw error instanceof TransactionErrors ? (error.errors[0] ?? error) : error;
    }
  }
}

/** The error of a write whose `.if` did not hold. */
export function conditionFailed(
  entity: Entity,
  key: Readonly<Record<string, unknown>>,
  reason: ConditionNotMet,
): MonotableError {
  const { item, cause } = reason;
  const found = item && fromDocument(entity, item);
  const what = found ? "the item is not as the condition demands" : "there is no such item";
  const doubt = doubtOf(reason);
  const message = `${entity.name} ${describeKey(key)}: ${what}${doubt.text}`;
  return entity.error("ConditionFailed", message, { key, item: found, ...doubt.details }, cause);
}

/** What the error of a condition says where an earlier attempt of the same write may have succeeded. */
export function doubtOf({ uncertain }: ConditionNotMet): {
  readonly text: string;
  readonly details: { readonly uncertain?: true };
} {
  if (!uncertain) return { text: "", details: {} };
  const text =
    "; an earlier attempt of this write, whose answer was lost, may have succeeded: read the item to know";
  return { text, details: { uncertain: true } };
}
