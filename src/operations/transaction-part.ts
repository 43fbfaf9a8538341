import type { TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Entity } from "../entities/entity.js";
import type { MonotableError } from "../errors.js";
import type { ConditionNode } from "../expressions/condition.js";
import type { Values } from "../keys/key-format.js";
import type { UniqueModel } from "../model/model.js";
import type { ConditionNotMet } from "../requests/request.js";

/** One action of a TransactWriteItems. */
export type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** A part of a transaction, as the transaction sees it. */
export interface Part {
  readonly entity: Entity;
  /** Its action, under a further condition if there is one. */
  item(further?: ConditionNode): TransactItem;
  /** The error of its condition. */
  toError(reason: ConditionNotMet): MonotableError;
  readonly uniqueValueChange?: UniqueValueChange | undefined;
  /** Returns the part to send instead where its condition found such a row, as an upsert that meets an expired item. */
  instead?(found: Readonly<Record<string, unknown>> | undefined): Part | undefined;
  /** Its result is made from the item before it, which is therefore read first. */
  readonly needsPreviousItem: boolean;
}

/** The change that a write makes to values with a unique constraint. */
export interface UniqueValueChange {
  /** Values that include the attributes of the primary key of the item. */
  readonly key: Values;
  /** The constraints whose values may change. */
  readonly constraints: readonly UniqueModel[];
  /** The item before the write, where the write knows and demands it; it is read otherwise. */
  readonly readItem?: { readonly document: Readonly<Record<string, unknown>> | undefined };
  /**
   * The attributes of the constraints after the write, by what they were; nothing before where there is no item,
   * nothing after where there will be none.
   */
  after(before: Values | undefined): Values | undefined;
}
