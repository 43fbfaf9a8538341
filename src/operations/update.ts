import type { UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import {
  type Changes,
  NO_CHANGES,
  updateActions,
  withAdd,
  withRemove,
  withSet,
} from "../entities/changes.js";
import type { Entity } from "../entities/entity.js";
import type { MonotableError } from "../errors.js";
import { Aliases } from "../expressions/aliases.js";
import { type ConditionNode, join, renderCondition } from "../expressions/condition.js";
import { renderUpdate } from "../expressions/update.js";
import type { Values } from "../keys/key-part.js";
import type { Document } from "../values/document.js";
import { buildCondition, type ConditionBuilder, itemExists } from "./condition.js";
import { settle, type Target } from "./operation.js";
import type { ConditionNotMet, Request } from "./wire.js";
import { conditionFailed, describeKey, doubtOf, Write } from "./write.js";

interface UpdateState {
  readonly values: Values;
  readonly key: () => Document;
  readonly changes: () => Changes;
  readonly conditions: readonly (() => ConditionNode)[];
}

/** The UpdateItem of the changes, conditional on the item being there. */
export function updateRequest(entity: Entity, state: UpdateState): Request<"UpdateItem"> {
  const aliases = new Aliases();
  const key = state.key();
  const update = renderUpdate(updateActions(entity, state.values, state.changes()), aliases);
  const condition = join("and", [itemExists(entity, true), ...state.conditions.map((node) => node())]);
  const input: UpdateCommandInput = {
    TableName: entity.tableName,
    Key: key,
    UpdateExpression: update,
    ConditionExpression: renderCondition(condition, aliases),
    ReturnValues: "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    ...aliases.maps(),
  };
  return { operation: "UpdateItem", input };
}

/** Why an update was refused: there is no item, or it is not as `.if` demands. */
function updateRefused(entity: Entity, state: UpdateState, reason: ConditionNotMet): MonotableError {
  const key = entity.keyDetails(state.values);
  if (reason.item !== undefined) return conditionFailed(entity, key, reason);
  const doubt = doubtOf(reason);
  const message = `${entity.name} ${describeKey(key)} does not exist, so it cannot be updated${doubt.text}`;
  return entity.error("NotFound", message, { key, ...doubt.details }, reason.cause);
}

/**
 * Changes attributes of an item and gives the whole item as it is then. Rejects with `NotFound` if there is none. Every
 * index key follows: attributes that make one index key together are set together.
 */
export class Update<Item, Paths, Changing, Removable extends string, Addends> extends Write<Item> {
  readonly #state: UpdateState;

  /** @internal */
  constructor(target: Target, state: UpdateState) {
    super(target);
    this.#state = state;
  }

  /** @internal */
  static of<Item, Paths, Changing, Removable extends string, Addends>(
    target: Target,
    values: Values,
  ): Update<Item, Paths, Changing, Removable, Addends> {
    const key = settle(() => target.entity.key(values));
    return new Update(target, { values: { ...values }, key, changes: () => NO_CHANGES, conditions: [] });
  }

  /** Sets attributes, each validated by its schema. One that is `undefined` is left as it is. */
  set(changes: Changing): Update<Item, Paths, Changing, Removable, Addends> {
    return this.#with((entity, before) => withSet(entity, before, changes as Values));
  }

  /** Removes optional attributes. An item that loses a piece of an index key leaves that index. */
  remove(
    ...attributes: readonly [Removable, ...Removable[]]
  ): Update<Item, Paths, Changing, Removable, Addends> {
    return this.#with((entity, before) => withRemove(entity, before, attributes));
  }

  /**
   * Adds to numbers, atomically; an absent one counts as 0. If an answer is lost and the SDK sends the request again, it
   * adds twice: where that matters, put the update into `transactWrite`, whose token makes it count once.
   */
  add(addends: Addends): Update<Item, Paths, Changing, Removable, Addends> {
    return this.#with((entity, before) => withAdd(entity, before, addends as Values));
  }

  /**
   * Updates only if the item is so; rejects with `ConditionFailed` otherwise. Several must all hold. `details.uncertain`
   * says that an attempt whose answer was lost may have made the change, and with it the condition false.
   */
  if(condition: ConditionBuilder<Paths>): Update<Item, Paths, Changing, Removable, Addends> {
    const node = settle(() => buildCondition(this.target.entity, condition));
    return new Update(this.target, { ...this.#state, conditions: [...this.#state.conditions, node] });
  }

  #with(
    change: (entity: Entity, before: Changes) => Changes,
  ): Update<Item, Paths, Changing, Removable, Addends> {
    const changes = settle(() => change(this.target.entity, this.#state.changes()));
    return new Update(this.target, { ...this.#state, changes });
  }

  request(): Request<"UpdateItem"> {
    return updateRequest(this.target.entity, this.#state);
  }

  refused(reason: ConditionNotMet): MonotableError {
    return updateRefused(this.target.entity, this.#state, reason);
  }

  protected result(attributes: Readonly<Record<string, unknown>> = {}): Item {
    return this.target.entity.decode(attributes) as Item;
  }
}
