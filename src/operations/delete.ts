import type { DeleteCommandInput } from "@aws-sdk/lib-dynamodb";
import { type Entity, keyDetailsOf } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import type { MonotableError } from "../errors.js";
import {
  Aliases,
  allOf,
  type ConditionNode,
  type MaybeCondition,
  renderCondition,
} from "../expressions/condition.js";
import type { Values } from "../keys/key-format.js";
import { captured } from "../requests/operation.js";
import type { ConditionNotMet, Request } from "../requests/request.js";
import type { Document } from "../values/document.js";
import { buildCondition, type ConditionBuilder, sameVersionCondition } from "./condition.js";
import { conditionFailed, notFound } from "./condition-failed.js";
import { givenKey } from "./given.js";
import { OwnItems } from "./own-items.js";
import type { RepositoryContext } from "./repository-context.js";
import type { UniqueValueChange } from "./transaction-part.js";
import { Write } from "./write.js";

interface DeleteState {
  readonly values: Values;
  readonly key: () => Document;
  readonly conditions: readonly (() => ConditionNode | undefined)[];
  readonly returning: boolean;
  /** There must be an item. */
  readonly mustExist?: boolean;
  readonly own: OwnItems;
  /** The item as it was read, where the conditions demand that it is still so. */
  readonly read?: Readonly<Record<string, unknown>>;
}

/** The DeleteItem of a key. */
export function deleteRequest(
  entity: Entity,
  state: DeleteState,
  further?: ConditionNode,
): Request<"DeleteItem"> {
  const aliases = new Aliases();
  const { own, mustExist = false, conditions } = state;
  const demanded = conditions.map((node) => node());
  const asked = mustExist ? own.existing(demanded) : own.matching(demanded);
  const condition = allOf([asked, further]);
  const input: DeleteCommandInput = {
    TableName: entity.tableName,
    Key: state.key(),
    ...(condition && {
      ConditionExpression: renderCondition(condition, aliases),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    }),
    ...(state.returning && { ReturnValues: "ALL_OLD" }),
    ...aliases.maps(),
  };
  return { operation: "DeleteItem", input };
}

/**
 * Deletes an item. That there is none is no error, unless a condition demands it.
 *
 * @typeParam Kind says whether it can be a part of a batch: not where it keeps unique constraints
 */
export class Delete<Item, Paths, Result = void, Kind extends string = "delete"> extends Write<Result> {
  readonly #state: DeleteState;

  /** @internal */
  constructor(context: RepositoryContext, state: DeleteState) {
    super(context);
    this.#state = state;
  }

  /** @internal */
  static of<Item, Paths>(context: RepositoryContext, values: Values, read?: unknown): Delete<Item, Paths> {
    const { entity } = context;
    return new Delete(context, {
      ...givenKey(entity, values),
      conditions: read === undefined ? [] : [captured(() => sameVersionCondition(entity, read))],
      returning: false,
      own: new OwnItems(entity),
    });
  }

  get kind(): Kind {
    // What it is does not depend on the type: type assertion.
    return "delete" as Kind;
  }

  /**
   * Deletes only if the item is so; rejects with `ConditionFailed` otherwise. Several must all hold. `details.uncertain`
   * says that an attempt whose answer was lost may have deleted the item.
   */
  if<Returned extends MaybeCondition>(
    condition: ConditionBuilder<Paths, Returned>,
  ): Delete<Item, Paths, Result, Kind> {
    const node = captured(() => buildCondition(this.context.entity, condition));
    return new Delete(this.context, { ...this.#state, conditions: [...this.#state.conditions, node] });
  }

  /**
   * Deletes only if there is an item; rejects with `NotFound` otherwise. Of several that delete one item at the same time, it
   * succeeds for one.
   */
  mustExist(): Delete<Item, Paths, Result, Kind> {
    return new Delete(this.context, { ...this.#state, mustExist: true });
  }

  /**
   * Gives the item as it was, `undefined` if there was none, if it had expired, or if the answer that held it was lost.
   */
  returning(_what: "old"): Delete<Item, Paths, Item | undefined, Kind> {
    return new Delete(this.context, { ...this.#state, returning: true });
  }

  request(further?: ConditionNode): Request<"DeleteItem"> {
    return deleteRequest(this.context.entity, this.#state, further);
  }

  override uniqueValueChange(): UniqueValueChange | undefined {
    const { unique } = this.context.entity;
    if (unique.length === 0) return undefined;
    const { values, read } = this.#state;
    const readItem = read === undefined ? undefined : { readItem: { document: read } };
    return { key: values, constraints: unique, ...readItem, after: () => undefined };
  }

  protected override needsPreviousItem(): boolean {
    return this.#state.returning;
  }

  protected override resultFromPreviousItem(before: Readonly<Record<string, unknown>> | undefined): Result {
    return this.result(this.#state.returning ? before : undefined);
  }

  toError(reason: ConditionNotMet): MonotableError {
    const { entity } = this.context;
    const { values, mustExist, own } = this.#state;
    const key = keyDetailsOf(entity, values);
    const { item, uncertain, cause } = reason;
    const isMissing = own.kindOf(item) !== "item" && (item !== undefined || reason.isAbsent);
    return mustExist && (isMissing || this.#state.conditions.length === 0)
      ? notFound(entity, key, "deleted", { item, uncertain, cause, own })
      : conditionFailed(entity, key, reason, own);
  }

  protected result(attributes: Readonly<Record<string, unknown>> | undefined): Result {
    const isGone = attributes === undefined || this.#state.own.kindOf(attributes) === "expired";
    // The attributes are there only where the old item was asked for: type assertion.
    return (isGone ? undefined : fromDocument(this.context.entity, attributes)) as Result;
  }
}
