import type { UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import { type Entity, keyDetailsOf } from "../entities/entity.js";
import { withElements, withNested, withSetElements, withSetIfAbsent } from "../entities/nested-changes.js";
import { fromDocument } from "../entities/read-item.js";
import {
  type Changes,
  NO_CHANGES,
  updateActions,
  withAdd,
  withManaged,
  withRemove,
  withSet,
} from "../entities/update.js";
import type { MonotableError } from "../errors.js";
import {
  Aliases,
  allOf,
  type ConditionNode,
  type MaybeCondition,
  renderCondition,
} from "../expressions/condition.js";
import { applyUpdate, type Change, renderUpdate } from "../expressions/update.js";
import type { Values } from "../keys/key-format.js";
import type { Piece } from "../model/model.js";
import { settle } from "../requests/operation.js";
import type { ConditionNotMet, Request } from "../requests/request.js";
import { describeKey } from "../requests/subject.js";
import type { Document } from "../values/document.js";
import { buildCondition, type ConditionBuilder, isEqual, isUnchangedSince, itemExists } from "./condition.js";
import { conditionFailed, doubtOf } from "./condition-failed.js";
import type * as interfaces from "./interfaces.js";
import type { UpdateTypes } from "./interfaces.js";
import type { Target } from "./repository-context.js";
import type { Guarding } from "./transaction-part.js";
import { Write } from "./write.js";

interface UpdateState {
  readonly values: Values;
  readonly key: () => Document;
  readonly changes: () => Changes;
  readonly conditions: readonly (() => ConditionNode | undefined)[];
  readonly returning: Returning;
  /** The item as it was read, where the conditions demand that it is still so. */
  readonly read?: Readonly<Record<string, unknown>>;
}

/** What an update gives: the item after it, the item before it, or the changed attributes after it. */
type Returning = "new" | "old" | "changed";

const RETURN_VALUES = { new: "ALL_NEW", old: "ALL_OLD", changed: "UPDATED_NEW" } as const;

/** DynamoDB gives of a value that was changed below its top only what was changed there: the whole item has all of it. */
function returnValues({ returning, changes }: UpdateState): (typeof RETURN_VALUES)[Returning] {
  const below = returning === "changed" && (changes().paths ?? []).length > 0;
  return RETURN_VALUES[below ? "new" : returning];
}

/** The attributes that an update changes. */
function changedAttributes(entity: Entity, { set, add, paths = [] }: Changes): readonly string[] {
  const below = paths.map(({ path }) => entity.nameInCode(path.attribute));
  return [...new Set([...Object.keys(set), ...Object.keys(add), ...below])];
}

/** The UpdateItem of the changes, conditional on the item being there. */
export function updateRequest(
  entity: Entity,
  state: UpdateState,
  further?: ConditionNode,
): Request<"UpdateItem"> {
  const aliases = new Aliases();
  const key = state.key();
  const changes = state.changes();
  const update = renderUpdate(updateActions(entity, state.values, changes), aliases);
  const exists = itemExists(entity, true);
  const assumed = Object.entries(changes.assumed ?? {}).map(([name, value]) => isEqual(entity, name, value));
  const demanded = [...assumed, ...state.conditions.map((node) => node()), further];
  const condition = allOf([exists, ...demanded]) ?? exists;
  const input: UpdateCommandInput = {
    TableName: entity.tableName,
    Key: key,
    UpdateExpression: update,
    ConditionExpression: renderCondition(condition, aliases),
    ReturnValues: returnValues(state),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    ...aliases.maps(),
  };
  return { operation: "UpdateItem", input };
}

/** Why an update was refused: there is no item, or it is not as `.if` demands. */
function updateRefused(entity: Entity, state: UpdateState, reason: ConditionNotMet): MonotableError {
  const key = keyDetailsOf(entity, state.values);
  if (reason.item !== undefined) return conditionFailed(entity, key, reason);
  const doubt = doubtOf(reason);
  const message = `${entity.name} ${describeKey(key)} does not exist, so it cannot be updated${doubt.text}`;
  return entity.error("NotFound", message, { key, ...doubt.details }, reason.cause);
}

export class Update<Result, Types extends UpdateTypes>
  extends Write<Result>
  implements interfaces.Update<Result, Types>
{
  readonly #state: UpdateState;

  /** @internal */
  constructor(target: Target, state: UpdateState) {
    super(target);
    this.#state = state;
  }

  /** @internal */
  static of<Result, Types extends UpdateTypes>(
    target: Target,
    values: Values,
    read?: unknown,
  ): Update<Result, Types> {
    const { entity } = target;
    return new Update(target, {
      values: { ...values },
      key: settle(() => entity.key(values)),
      changes: () => NO_CHANGES,
      conditions: read === undefined ? [] : [settle(() => isUnchangedSince(entity, read))],
      returning: "new",
    });
  }

  get kind(): "update" {
    return "update";
  }

  set(changes: Types["set"]): this {
    return this.#with((entity, before) => withSet(entity, before, changes as Values));
  }

  setIfAbsent(values: Types["setIfAbsent"]): this {
    return this.#with((entity, before) => withSetIfAbsent(entity, before, values as Values));
  }

  remove(...attributes: readonly [Types["remove"], ...Types["remove"][]]): this {
    return this.#with((entity, before) => withRemove(entity, before, attributes));
  }

  add(addends: Types["add"]): this {
    return this.#with((entity, before) => withAdd(entity, before, addends as Values));
  }

  append(lists: Types["append"]): this {
    return this.#with((entity, before) => withElements(entity, before, "append", lists as Values));
  }

  prepend(lists: Types["append"]): this {
    return this.#with((entity, before) => withElements(entity, before, "prepend", lists as Values));
  }

  addTo(sets: Types["addTo"]): this {
    return this.#with((entity, before) => withSetElements(entity, before, "addTo", sets as Values));
  }

  deleteFrom(sets: Types["addTo"]): this {
    return this.#with((entity, before) => withSetElements(entity, before, "deleteFrom", sets as Values));
  }

  change(build: (attributes: Types["change"]) => readonly Change[]): this {
    return this.#with((entity, before) => withNested(entity, before, (paths) => build(paths)));
  }

  if<Returned extends MaybeCondition>(condition: ConditionBuilder<Types["paths"], Returned>): this {
    const node = settle(() => buildCondition(this.target.entity, condition));
    return this.#copy({ conditions: [...this.#state.conditions, node] });
  }

  returning(what: "new" | "old"): Update<Types["item"], Types>;
  returning(what: "changed"): Update<Partial<Types["item"]>, Types>;
  returning(what: Returning): Update<unknown, Types> {
    return new Update(this.target, { ...this.#state, returning: what });
  }

  #with(change: (entity: Entity, before: Changes) => Changes): this {
    const { entity } = this.target;
    const changes = settle(() => withManaged(entity, change(entity, this.#state.changes())));
    return this.#copy({ changes });
  }

  #copy(change: Partial<UpdateState>): this {
    // There is no class below this one: the seam of the polymorphic type.
    return new Update(this.target, { ...this.#state, ...change }) as unknown as this;
  }

  request(further?: ConditionNode): Request<"UpdateItem"> {
    return updateRequest(this.target.entity, this.#state, further);
  }

  override guarding(): Guarding | undefined {
    const { values, changes, read } = this.#state;
    const { set, remove } = changes();
    const isChanged = ({ attribute }: Piece) => Object.hasOwn(set, attribute) || remove.includes(attribute);
    const constraints = this.target.entity.unique.filter(({ pieces }) => pieces.some(isChanged));
    if (constraints.length === 0) return undefined;
    const removed = Object.fromEntries(remove.map((name) => [name, undefined]));
    return {
      key: values,
      constraints,
      ...(read !== undefined && { known: { document: read } }),
      after: (before) => before && { ...before, ...set, ...removed },
    };
  }

  protected override tellsItem(): boolean {
    return true;
  }

  protected override resultFrom(before: Readonly<Record<string, unknown>> = {}): Result {
    const { values, changes, returning } = this.#state;
    if (returning === "old") return this.result(before);
    return this.result(applyUpdate(before, updateActions(this.target.entity, values, changes())));
  }

  refused(reason: ConditionNotMet): MonotableError {
    return updateRefused(this.target.entity, this.#state, reason);
  }

  protected result(attributes: Readonly<Record<string, unknown>> = {}): Result {
    const { returning, changes } = this.#state;
    const { entity } = this.target;
    const selection = returning === "changed" ? changedAttributes(entity, changes()) : undefined;
    // What was asked for decides which attributes there are: the seam of the type parameter.
    return fromDocument(entity, attributes, selection) as Result;
  }
}
