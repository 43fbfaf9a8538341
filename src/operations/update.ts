import type { UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import {
  type Changes,
  NO_CHANGES,
  updateActions,
  withAdd,
  withRemove,
  withSet,
} from "../entities/changes.js";
import { withElements, withSetElements, withSetIfAbsent } from "../entities/element-changes.js";
import type { Entity } from "../entities/entity.js";
import { withNested } from "../entities/nested-changes.js";
import type { MonotableError } from "../errors.js";
import { Aliases } from "../expressions/aliases.js";
import type { Change } from "../expressions/change.js";
import { type ConditionNode, renderCondition } from "../expressions/condition.js";
import { renderUpdate } from "../expressions/update.js";
import type { Values } from "../keys/key-part.js";
import type { Document } from "../values/document.js";
import { allOf, buildCondition, type ConditionBuilder, itemExists } from "./condition.js";
import { settle, type Target } from "./operation.js";
import type { ConditionNotMet, Request } from "./wire.js";
import { conditionFailed, describeKey, Write } from "./write.js";

interface UpdateState {
  readonly values: Values;
  readonly key: () => Document;
  readonly changes: () => Changes;
  readonly conditions: readonly (() => ConditionNode | undefined)[];
}

/** The UpdateItem of the changes, conditional on the item being there. */
export function updateRequest(entity: Entity, state: UpdateState): Request<"UpdateItem"> {
  const aliases = new Aliases();
  const key = state.key();
  const update = renderUpdate(updateActions(entity, state.values, state.changes()), aliases);
  const exists = itemExists(entity, true);
  const condition = allOf([exists, ...state.conditions.map((node) => node())]) ?? exists;
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
  const message = `${entity.name} ${describeKey(key)} does not exist, so it cannot be updated`;
  return entity.error("NotFound", message, { key }, reason.cause);
}

/**
 * Changes attributes of an item and gives the whole item as it is then. Rejects with `NotFound` if there is none. Every
 * index key follows: attributes that make one index key together are set together.
 */
export class Update<
  Item,
  Paths,
  Changing,
  Removable extends string,
  Addends,
  Lists = never,
  Sets = never,
  Below = never,
  Absent = Changing,
> extends Write<Item> {
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
  set(changes: Changing): this {
    return this.#with((entity, before) => withSet(entity, before, changes as Values));
  }

  /** Sets attributes that the item does not have, and leaves those that it has. */
  setIfAbsent(values: Absent): this {
    return this.#with((entity, before) => withSetIfAbsent(entity, before, values as Values));
  }

  /** Removes optional attributes. An item that loses a piece of an index key leaves that index. */
  remove(...attributes: readonly [Removable, ...Removable[]]): this {
    return this.#with((entity, before) => withRemove(entity, before, attributes));
  }

  /** Adds to numbers, atomically; an absent one counts as 0. A reply that is lost and sent again adds twice. */
  add(addends: Addends): this {
    return this.#with((entity, before) => withAdd(entity, before, addends as Values));
  }

  /** Adds elements at the end of lists, atomically. Each is validated by its schema; how many there are then is not. */
  append(lists: Lists): this {
    return this.#with((entity, before) => withElements(entity, before, "append", lists as Values));
  }

  /** Adds elements at the beginning of lists, atomically. */
  prepend(lists: Lists): this {
    return this.#with((entity, before) => withElements(entity, before, "prepend", lists as Values));
  }

  /** Adds elements to sets, atomically. Adding them twice changes nothing. */
  addTo(sets: Sets): this {
    return this.#with((entity, before) => withSetElements(entity, before, "addTo", sets as Values));
  }

  /** Takes elements out of sets, atomically. A set that loses its last one is absent. */
  deleteFrom(sets: Sets): this {
    return this.#with((entity, before) => withSetElements(entity, before, "deleteFrom", sets as Values));
  }

  /**
   * Changes members, entries and elements below attributes, and leaves what is beside them. Below an entry or element
   * that is not there nothing can be changed: demand it with `.if`, or DynamoDB refuses the update (`RequestFailed`).
   *
   * @example
   * .change((p) => [p.preferences.theme.set("dark"), p.items.at(0).quantity.add(1), p.labels.key("x").remove()])
   */
  change(build: (attributes: Below) => readonly Change[]): this {
    // The cast is the seam between the generated paths and their implementation.
    return this.#with((entity, before) => withNested(entity, before, (paths) => build(paths as Below)));
  }

  /** Updates only if the item is so; rejects with `ConditionFailed` otherwise. Several must all hold. */
  if(condition: ConditionBuilder<Paths>): this {
    const node = settle(() => buildCondition(this.target.entity, condition));
    return this.#copy({ conditions: [...this.#state.conditions, node] });
  }

  #with(change: (entity: Entity, before: Changes) => Changes): this {
    const changes = settle(() => change(this.target.entity, this.#state.changes()));
    return this.#copy({ changes });
  }

  #copy(change: Partial<UpdateState>): this {
    // There is no class below this one: the seam of the polymorphic type.
    return new Update(this.target, { ...this.#state, ...change }) as unknown as this;
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
