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
import { applyUpdate, type Change, renderUpdate, type UpdateActions } from "../expressions/update.js";
import type { Values } from "../keys/key-format.js";
import type { Piece } from "../model/model.js";
import { checkItem } from "../requests/limits.js";
import { captured } from "../requests/operation.js";
import type { ConditionNotMet, Request } from "../requests/request.js";
import { describeKey } from "../requests/subject.js";
import { describeValue } from "../values/describe-value.js";
import type { Document } from "../values/document.js";
import {
  buildCondition,
  type ConditionBuilder,
  isEqual,
  itemExists,
  sameVersionCondition,
} from "./condition.js";
import { conditionFailed, uncertaintyNote } from "./condition-failed.js";
import { capturedFrom, explained, givenKey } from "./given.js";
import type * as interfaces from "./interfaces.js";
import type { UpdateTypes } from "./interfaces.js";
import type { RepositoryContext } from "./repository-context.js";
import type { UniqueValueChange } from "./transaction-part.js";
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

/** The result of an update: the item after it, the item before it, or the changed attributes after it. */
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

/** Rejects an update whose values alone are larger than an item can be. */
export function checkValueSizes(entity: Entity, { set, changes = [] }: UpdateActions): void {
  checkItem(set, entity);
  for (const change of changes) {
    // What is deleted, or set only where it is absent, does not become a part of every item.
    if (change.kind === "remove" || change.kind === "deleteFrom" || change.kind === "setIfAbsent") continue;
    checkItem({ [change.path.attribute]: change.value }, entity);
  }
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
  const actions = explained(entity, changes.set, () => updateActions(entity, state.values, changes));
  checkValueSizes(entity, actions);
  const update = renderUpdate(actions, aliases);
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

/** Creates the error of an update whose condition failed: there is no item, or it is not as `.if` demands. */
function updateError(entity: Entity, state: UpdateState, reason: ConditionNotMet): MonotableError {
  const key = keyDetailsOf(entity, state.values);
  // Without an item, only DynamoDB's own answer says that there is none.
  if (reason.item !== undefined || (state.conditions.length > 0 && !reason.isAbsent))
    return conditionFailed(entity, key, reason);
  const uncertainty = uncertaintyNote(reason);
  const message = `${entity.name} ${describeKey(key)} does not exist, so it cannot be updated${uncertainty.text}`;
  return entity.error("NotFound", message, { key, ...uncertainty.details }, reason.cause);
}

export class Update<Result, Types extends UpdateTypes>
  extends Write<Result>
  implements interfaces.Update<Result, Types>
{
  readonly #state: UpdateState;

  /** @internal */
  constructor(context: RepositoryContext, state: UpdateState) {
    super(context);
    this.#state = state;
  }

  /** @internal */
  static of<Result, Types extends UpdateTypes>(
    context: RepositoryContext,
    values: Values,
    read?: unknown,
  ): Update<Result, Types> {
    const { entity } = context;
    return new Update(context, {
      ...givenKey(entity, values),
      changes: () => NO_CHANGES,
      conditions: read === undefined ? [] : [captured(() => sameVersionCondition(entity, read))],
      returning: "new",
    });
  }

  get kind(): "update" {
    return "update";
  }

  set(changes: Types["set"]): this {
    return this.#withValues("set", changes, (entity, before) => withSet(entity, before, changes as Values));
  }

  setIfAbsent(values: Types["setIfAbsent"]): this {
    return this.#withValues("setIfAbsent", values, (entity, before) =>
      withSetIfAbsent(entity, before, values as Values),
    );
  }

  remove(...attributes: readonly [Types["remove"], ...Types["remove"][]]): this {
    return this.#with((entity, before) => withRemove(entity, before, attributes));
  }

  add(addends: Types["add"]): this {
    return this.#withValues("add", addends, (entity, before) => withAdd(entity, before, addends as Values));
  }

  append(lists: Types["append"]): this {
    return this.#withValues("append", lists, (entity, before) =>
      withElements(entity, before, "append", lists as Values),
    );
  }

  prepend(lists: Types["append"]): this {
    return this.#withValues("prepend", lists, (entity, before) =>
      withElements(entity, before, "prepend", lists as Values),
    );
  }

  addTo(sets: Types["addTo"]): this {
    return this.#withValues("addTo", sets, (entity, before) =>
      withSetElements(entity, before, "addTo", sets as Values),
    );
  }

  deleteFrom(sets: Types["addTo"]): this {
    return this.#withValues("deleteFrom", sets, (entity, before) =>
      withSetElements(entity, before, "deleteFrom", sets as Values),
    );
  }

  change(build: (attributes: Types["change"]) => readonly Change[]): this {
    return this.#with((entity, before) => withNested(entity, before, (paths) => build(paths)));
  }

  if<Returned extends MaybeCondition>(condition: ConditionBuilder<Types["paths"], Returned>): this {
    const node = captured(() => buildCondition(this.context.entity, condition));
    return this.#copy({ conditions: [...this.#state.conditions, node] });
  }

  returning(what: "new" | "old"): Update<Types["item"], Types>;
  returning(what: "changed"): Update<Partial<Types["item"]>, Types>;
  returning(what: Returning): Update<unknown, Types> {
    return new Update(this.context, { ...this.#state, returning: what });
  }

  /** Adds the changes of a method that takes values by attribute. */
  #withValues(method: string, given: unknown, change: (entity: Entity, before: Changes) => Changes): this {
    return this.#with((entity, before) => {
      if (typeof given === "object" && given !== null && !Array.isArray(given)) return change(entity, before);
      const reason = `${method} takes an object of attributes, got ${describeValue(given)}`;
      throw entity.error("InvalidUpdate", `${entity.name}: ${reason}`, { reason });
    }, given);
  }

  #with(change: (entity: Entity, before: Changes) => Changes, given?: unknown): this {
    const { entity } = this.context;
    const changes = capturedFrom(entity, given, () =>
      withManaged(entity, change(entity, this.#state.changes())),
    );
    return this.#copy({ changes });
  }

  #copy(change: Partial<UpdateState>): this {
    // There is no class below this one: type assertion.
    return new Update(this.context, { ...this.#state, ...change }) as unknown as this;
  }

  request(further?: ConditionNode): Request<"UpdateItem"> {
    return updateRequest(this.context.entity, this.#state, further);
  }

  override uniqueValueChange(): UniqueValueChange | undefined {
    const { values, changes, read } = this.#state;
    const { set, remove } = changes();
    const isChanged = ({ attribute }: Piece) => Object.hasOwn(set, attribute) || remove.includes(attribute);
    const constraints = this.context.entity.unique.filter(({ pieces }) => pieces.some(isChanged));
    if (constraints.length === 0) return undefined;
    const removed = Object.fromEntries(remove.map((name) => [name, undefined]));
    return {
      key: values,
      constraints,
      ...(read !== undefined && { readItem: { document: read } }),
      after: (before) => before && { ...before, ...set, ...removed },
    };
  }

  protected override needsPreviousItem(): boolean {
    return true;
  }

  protected override resultFromPreviousItem(before: Readonly<Record<string, unknown>> = {}): Result {
    const { values, changes, returning } = this.#state;
    if (returning === "old") return this.result(before);
    return this.result(applyUpdate(before, updateActions(this.context.entity, values, changes())));
  }

  toError(reason: ConditionNotMet): MonotableError {
    return updateError(this.context.entity, this.#state, reason);
  }

  protected result(attributes: Readonly<Record<string, unknown>> | undefined): Result {
    // DynamoDB always answers with them; a mock may leave them out, and then nothing is known of the item.
    if (attributes === undefined) return {} as Result;
    const { returning, changes } = this.#state;
    const { entity } = this.context;
    const selection = returning === "changed" ? changedAttributes(entity, changes()) : undefined;
    // What was asked for decides which attributes there are: type assertion.
    return fromDocument(entity, attributes, selection) as Result;
  }
}
