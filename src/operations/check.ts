import { keyDetailsOf } from "../entities/entity.js";
import type { MonotableError } from "../errors.js";
import { Aliases, type ConditionNode, renderCondition } from "../expressions/condition.js";
import type { Values } from "../keys/key-format.js";
import { captured } from "../requests/operation.js";
import type { ConditionNotMet } from "../requests/request.js";
import type { Document } from "../values/document.js";
import { buildCondition, type ConditionBuilder } from "./condition.js";
import { conditionFailed, notFound } from "./condition-failed.js";
import { composeKey } from "./given.js";
import { OwnItems } from "./own-items.js";
import type { RepositoryContext } from "./repository-context.js";

/** DynamoDB's ConditionCheck of a transaction, in document form. */
export interface ConditionCheckInput {
  readonly TableName: string;
  readonly Key: Document;
  readonly ConditionExpression: string;
  readonly ReturnValuesOnConditionCheckFailure: "ALL_OLD";
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/**
 * Marks the checks of every copy of the package.
 *
 * @internal
 */
const CHECK: unique symbol = Symbol.for("monotable.check") as never;

/**
 * The condition that an item is so, as a part of a transaction that does not change it. The transaction is cancelled
 * with `ConditionFailed` otherwise, or with `NotFound` where the item has expired or the row is of another entity. It is not awaited: only a transaction can check.
 */
export class Check {
  /** @internal */
  readonly context: RepositoryContext;
  readonly #values: Values;
  readonly #key: () => Document;
  readonly #condition: () => ConditionNode;
  readonly #own: OwnItems;

  private constructor(context: RepositoryContext, values: Values, condition: () => ConditionNode) {
    const { entity } = context;
    this.context = context;
    this.#values = { ...values };
    this.#key = captured(() => composeKey(entity, values));
    this.#condition = condition;
    this.#own = new OwnItems(entity);
  }

  /** @internal */
  static of<Paths>(context: RepositoryContext, key: Values, condition: ConditionBuilder<Paths>): Check {
    const { entity } = context;
    return new Check(
      context,
      key,
      captured(() => {
        const node = buildCondition(entity, condition);
        if (node !== undefined) return node;
        const reason = "a check needs a condition: its callback returned none";
        throw entity.error("InvalidCondition", `${entity.name}: ${reason}`, { reason });
      }),
    );
  }

  /** @internal */
  get [CHECK](): true {
    return true;
  }

  /** @internal */
  input(): ConditionCheckInput {
    const aliases = new Aliases();
    const condition = this.#condition();
    return {
      TableName: this.context.entity.tableName,
      Key: this.#key(),
      ConditionExpression: renderCondition(this.#own.matching([condition]) ?? condition, aliases),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      ...aliases.maps(),
    };
  }

  /** @internal */
  toError(reason: ConditionNotMet): MonotableError {
    const { entity } = this.context;
    const key = keyDetailsOf(entity, this.#values);
    const kind = this.#own.kindOf(reason.item);
    const { item, uncertain, cause } = reason;
    return kind === "foreign" || kind === "expired"
      ? notFound(entity, key, "checked", { item, uncertain, cause, own: this.#own })
      : conditionFailed(entity, key, reason, this.#own);
  }
}

/** Returns true if a value is a check, of this copy of the package or another. */
export function isCheck(value: unknown): value is Check {
  return typeof value === "object" && value !== null && CHECK in value;
}
