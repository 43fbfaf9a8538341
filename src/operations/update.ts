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
import { withManaged } from "../entities/managed.js";
import type { MonotableError } from "../errors.js";
import { Aliases } from "../expressions/aliases.js";
import { type ConditionNode, join, renderCondition } from "../expressions/condition.js";
import { renderUpdate } from "../expressions/update.js";
import type { Values } from "../keys/key-part.js";
import type { Document } from "../values/document.js";
import { buildCondition, type ConditionBuilder, isEqual, isUnchangedSince, itemExists } from "./condition.js";
import { settle, type Target } from "./operation.js";
import type { ConditionNotMet, Request } from "./wire.js";
import { conditionFailed, describeKey, Write } from "./write.js";

interface UpdateState {
  readonly values: Values;
  readonly key: () => Document;
  readonly changes: () => Changes;
  readonly conditions: readonly (() => ConditionNode)[];
  readonly returning: Returning;
}

/** What an update gives: the item after it, the item before it, or the changed attributes after it. */
type Returning = "new" | "old" | "changed";

const RETURN_VALUES = { new: "ALL_NEW", old: "ALL_OLD", changed: "UPDATED_NEW" } as const;

/** The UpdateItem of the changes, conditional on the item being there. */
export function updateRequest(entity: Entity, state: UpdateState): Request<"UpdateItem"> {
  const aliases = new Aliases();
  const key = state.key();
  const changes = state.changes();
  const update = renderUpdate(updateActions(entity, state.values, changes), aliases);
  const condition = join("and", [
    itemExists(entity, true),
    ...Object.entries(changes.assumed ?? {}).map(([name, value]) => isEqual(entity, name, value)),
    ...state.conditions.map((node) => node()),
  ]);
  const input: UpdateCommandInput = {
    TableName: entity.tableName,
    Key: key,
    UpdateExpression: update,
    ConditionExpression: renderCondition(condition, aliases),
    ReturnValues: RETURN_VALUES[state.returning],
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
  Result = Item,
> extends Write<Result> {
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
    read?: unknown,
  ): Update<Item, Paths, Changing, Removable, Addends> {
    const { entity } = target;
    return new Update(target, {
      values: { ...values },
      key: settle(() => entity.key(values)),
      changes: () => NO_CHANGES,
      conditions: read === undefined ? [] : [settle(() => isUnchangedSince(entity, read))],
      returning: "new",
    });
  }

  /** Sets attributes, each validated by its schema. One that is `undefined` is left as it is. */
  set(changes: Changing): Update<Item, Paths, Changing, Removable, Addends, Result> {
    return this.#with((entity, before) => withSet(entity, before, changes as Values));
  }

  /** Removes optional attributes. An item that loses a piece of an index key leaves that index. */
  remove(
    ...attributes: readonly [Removable, ...Removable[]]
  ): Update<Item, Paths, Changing, Removable, Addends, Result> {
    return this.#with((entity, before) => withRemove(entity, before, attributes));
  }

  /** Adds to numbers, atomically; an absent one counts as 0. A reply that is lost and sent again adds twice. */
  add(addends: Addends): Update<Item, Paths, Changing, Removable, Addends, Result> {
    return this.#with((entity, before) => withAdd(entity, before, addends as Values));
  }

  /** Updates only if the item is so; rejects with `ConditionFailed` otherwise. Several must all hold. */
  if(condition: ConditionBuilder<Paths>): Update<Item, Paths, Changing, Removable, Addends, Result> {
    const node = settle(() => buildCondition(this.target.entity, condition));
    return new Update(this.target, { ...this.#state, conditions: [...this.#state.conditions, node] });
  }

  /** Gives the item as it is then (`new`, unless asked), as it was before, or the changed attributes as they are then. */
  returning(what: "new"): Update<Item, Paths, Changing, Removable, Addends>;
  returning(what: "old"): Update<Item, Paths, Changing, Removable, Addends>;
  returning(what: "changed"): Update<Item, Paths, Changing, Removable, Addends, Partial<Item>>;
  returning(what: Returning): Update<Item, Paths, Changing, Removable, Addends, unknown> {
    return new Update(this.target, { ...this.#state, returning: what });
  }

  #with(
    change: (entity: Entity, before: Changes) => Changes,
  ): Update<Item, Paths, Changing, Removable, Addends, Result> {
    const changes = settle(() =>
      withManaged(this.target.entity, change(this.target.entity, this.#state.changes())),
    );
    return new Update(this.target, { ...this.#state, changes });
  }

  request(): Request<"UpdateItem"> {
    return updateRequest(this.target.entity, this.#state);
  }

  refused(reason: ConditionNotMet): MonotableError {
    return updateRefused(this.target.entity, this.#state, reason);
  }

  protected result(attributes: Readonly<Record<string, unknown>> = {}): Result {
    // What was asked for decides which attributes there are: the seam of the type parameter.
    return this.target.entity.decode(attributes) as Result;
  }
}
