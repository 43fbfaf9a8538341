import type { Entity } from "../entities/entity.js";
import type { MonotableError } from "../errors.js";
import { writeCapacity } from "./capacity.js";
import { type Capacity, Operation, type Plan, planOf, type RunOptions, type Target } from "./operation.js";
import { ConditionNotMet, type Request } from "./wire.js";

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

  /** @internal What is sent, alone or as a part of a transaction or a batch. */
  abstract request(): WriteRequest;

  /** @internal The error of a condition that did not hold. */
  abstract refused(reason: ConditionNotMet): MonotableError;

  protected abstract result(attributes: Readonly<Record<string, unknown>> | undefined): Result;

  protected capacity(): Capacity {
    return writeCapacity(this.target.entity);
  }

  plan(): Plan {
    return planOf(this.target.entity, this.request(), this.capacity());
  }

  /**
   * Whether the item that a condition found shows that an earlier attempt of this write, whose answer was lost, did it.
   */
  protected isDone(_item: Readonly<Record<string, unknown>>): boolean {
    return false;
  }

  protected async run({ signal }: RunOptions = {}): Promise<Result> {
    const { entity, sender } = this.target;
    try {
      const output = await sender.within({ signal }).send(this.request(), entity);
      return this.result(output.Attributes);
    } catch (error) {
      if (!(error instanceof ConditionNotMet)) throw error;
      if (error.uncertain && error.item && this.isDone(error.item)) return this.result(undefined);
      throw this.refused(error);
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
  const found = item && entity.decode(item);
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

/** A key for a message: `userId "u1", orderId "o1"`. */
export function describeKey(key: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(key).map(
    ([name, value]) => `${name} ${typeof value === "string" ? JSON.stringify(value) : String(value)}`,
  );
  return parts.length === 0 ? "(a singleton)" : parts.join(", ");
}
