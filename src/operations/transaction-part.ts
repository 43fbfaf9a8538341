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
  refused(reason: ConditionNotMet): MonotableError;
  readonly guarding?: Guarding | undefined;
  /** What it gives tells of the whole item, which it must therefore know. */
  readonly whole: boolean;
}

/** What a write does to what its entity's unique constraints speak of. */
export interface Guarding {
  /** What the item is known by: the attributes of its primary key are in it. */
  readonly key: Values;
  /** The constraints whose values may change. */
  readonly constraints: readonly UniqueModel[];
  /** The item before the write, where the write knows and demands it; it is read otherwise. */
  readonly known?: { readonly document: Readonly<Record<string, unknown>> | undefined };
  /**
   * The attributes of the constraints after the write, by what they were; nothing before where there is no item,
   * nothing after where there will be none.
   */
  after(before: Values | undefined): Values | undefined;
}
