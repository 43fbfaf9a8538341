import type { UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import { addLimits, withinLimits } from "../entities/add-limits.js";
import { type Entity, keyDetailsOf, managedOf, storedName } from "../entities/entity.js";
import { encodeInitial, withElements, withSetElements } from "../entities/nested-changes.js";
import { fromDocument } from "../entities/read-item.js";
import { type Changes, completeItem, NO_CHANGES, withAdd, withRemove } from "../entities/update.js";
import { changedByUpsert, upsertActions } from "../entities/upsert.js";
import { nestedValueOf } from "../entities/validate.js";
import type { MonotableError } from "../errors.js";
import {
  Aliases,
  allOf,
  type ConditionNode,
  type MaybeCondition,
  renderCondition,
} from "../expressions/condition.js";
import { holds } from "../expressions/holds.js";
import { withInitialValues } from "../expressions/initial-values.js";
import { applyUpdate, renderUpdate, type UpdateActions } from "../expressions/update.js";
import type { Values } from "../keys/key-format.js";
import { backoff, MAXIMUM_ATTEMPTS } from "../requests/backoff.js";
import { captured, type RunOptions } from "../requests/operation.js";
import { ConditionNotMet, type Request } from "../requests/request.js";
import { describeKey } from "../requests/subject.js";
import type { Document } from "../values/document.js";
import { buildCondition, type ConditionBuilder } from "./condition.js";
import { afterWrite, conditionFailed, uncertaintyNote } from "./condition-failed.js";
import { capturedFrom } from "./given.js";
import type * as interfaces from "./interfaces.js";
import type { UpdateTypes } from "./interfaces.js";
import { outOfRange } from "./out-of-range.js";
import { OwnItems } from "./own-items.js";
import { putUnder } from "./put.js";
import type { RepositoryContext } from "./repository-context.js";
import type { Part, UniqueValueChange } from "./transaction-part.js";
import { attributesOf } from "./unique-guards.js";
import { checkValueSizes, isMet, type Returning } from "./update.js";
import { transactItem, Write } from "./write.js";

interface UpsertState {
  /** The attributes that were given. */
  readonly input: unknown;
  readonly changes: () => Changes;
  readonly conditions: readonly (() => ConditionNode | undefined)[];
  readonly returning: Returning;
  readonly own: OwnItems;
}

interface Merge {
  /** The whole item, as the schema gave it. */
  readonly item: Values;
  /** The names of the attributes that the caller gave. */
  readonly given: ReadonlySet<string>;
  readonly key: Document;
  readonly actions: UpdateActions;
}

function merge(entity: Entity, { input, changes, own }: UpsertState): Merge {
  const { updated, version } = managedOf(entity);
  const whole =
    typeof input === "object" && input !== null ? { ...firstValues(entity, changes()), ...input } : input;
  const complete = completeItem(entity, whole, undefined, "now", () => own.now());
  // The version is counted on: it is not set.
  const item = Object.fromEntries(Object.entries(complete).filter(([name]) => name !== version));
  const givenEntries = Object.entries(input as object).filter(([, value]) => value !== undefined);
  const given = new Set([...givenEntries.map(([name]) => name), ...(updated === undefined ? [] : [updated])]);
  const actions = upsertActions(entity, item, given, changes());
  const counted =
    version === undefined
      ? actions
      : { ...actions, add: { ...actions.add, [storedName(entity, version)]: 1 } };
  return { item, given, key: entity.key(item), actions: counted };
}

/** Returns the values of a new item in what is added to and has no default, so that the item is validated as it will be. */
function firstValues(entity: Entity, { add, paths = [] }: Changes): Values {
  const first: Record<string, unknown> = {};
  const isNew = (name: string): boolean =>
    nestedValueOf(entity, entity.attribute(name)).initial === undefined && !entity.attribute(name).isOptional;
  for (const [name, addend] of Object.entries(add)) if (isNew(name)) first[name] = addend;
  for (const { path, kind } of paths) {
    const name = entity.nameInCode(path.attribute);
    if (isNew(name)) first[name] = kind === "addTo" ? new Set() : [];
  }
  return first;
}

/** The UpdateItem that creates an item or merges into it. */
function upsertRequest(
  entity: Entity,
  state: UpsertState,
  { key, actions }: Merge,
  further?: ConditionNode,
): Request<"UpdateItem"> {
  const { own, returning } = state;
  const aliases = new Aliases();
  checkValueSizes(entity, actions);
  const update = renderUpdate(actions, aliases);
  const condition = allOf([askedOf(entity, state), further, own.alive(), own.own()]);
  const input: UpdateCommandInput = {
    TableName: entity.tableName,
    Key: key,
    // An item that is nothing but its key needs no expression.
    ...(update !== "" && { UpdateExpression: update }),
    ...(condition && {
      ConditionExpression: renderCondition(condition, aliases),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    }),
    ReturnValues: RETURN_VALUES[returning],
    ...aliases.maps(),
  };
  return { operation: "UpdateItem", input };
}

const RETURN_VALUES = { new: "ALL_NEW", old: "ALL_OLD", changed: "UPDATED_NEW" } as const;

/** The conditions of `.if`, for which absent attributes count as their defaults, and the bounds of what is added. */
function askedOf(entity: Entity, state: UpsertState): ConditionNode | undefined {
  return allOf([wantedOf(entity, state), withinLimits(addLimits(entity, { add: state.changes().add }))]);
}

/** The conditions of `.if`. */
function wantedOf(entity: Entity, { conditions, changes }: UpsertState): ConditionNode | undefined {
  const { add } = changes();
  const initialOf = (stored: string) => {
    const attribute = entity.attributeStoredAs(stored);
    if (attribute === undefined) return undefined;
    const initial = encodeInitial(entity, attribute.name, nestedValueOf(entity, attribute));
    return initial ?? (Object.hasOwn(add, attribute.name) ? 0 : undefined);
  };
  const asked = conditions.flatMap((build) => {
    const node = build();
    return node === undefined ? [] : [withInitialValues(node, initialOf)];
  });
  return allOf(asked);
}

/**
 * Creates an item, or sets the given attributes of the one with its key and leaves the others. Defaults apply where the
 * item has no such attribute. Gives the whole item as it is then.
 */
export class Upsert<Result, Types extends UpdateTypes>
  extends Write<Result>
  implements interfaces.Upsert<Result, Types>
{
  readonly #state: UpsertState;
  readonly #merge: () => Merge;

  /** @internal */
  constructor(context: RepositoryContext, state: UpsertState) {
    super(context);
    this.#state = state;
    this.#merge = capturedFrom(context.entity, state.input, () => merge(context.entity, state));
  }

  /** @internal */
  static of<Result, Types extends UpdateTypes>(
    context: RepositoryContext,
    input: unknown,
  ): Upsert<Result, Types> {
    // A getter that throws is reported when the operation is run.
    const copy = captured(() =>
      typeof input === "object" && input !== null && !Array.isArray(input) ? { ...input } : input,
    );
    let given: unknown;
    try {
      given = copy();
    } catch {
      given = input;
    }
    return new Upsert(context, {
      input: given,
      changes: () => NO_CHANGES,
      conditions: [],
      returning: "new",
      own: new OwnItems(context.entity),
    });
  }

  get kind(): "upsert" {
    return "upsert";
  }

  add(addends: Types["add"]): this {
    return this.#with((entity, before) => withAdd(entity, before, addends as Values), addends);
  }

  append(lists: Types["append"]): this {
    return this.#with((entity, before) => withElements(entity, before, "append", lists as Values), lists);
  }

  addTo(sets: Types["addTo"]): this {
    return this.#with((entity, before) => withSetElements(entity, before, "addTo", sets as Values), sets);
  }

  remove(...attributes: readonly [Types["remove"], ...Types["remove"][]]): this {
    return this.#with((entity, before) => withRemove(entity, before, attributes));
  }

  if<Returned extends MaybeCondition>(condition: ConditionBuilder<Types["paths"], Returned>): this {
    const node = captured(() => buildCondition(this.context.entity, condition));
    return this.#copy({ conditions: [...this.#state.conditions, node] });
  }

  returning(what: "new"): Upsert<Types["item"], Types>;
  returning(what: "old"): Upsert<Types["item"] | undefined, Types>;
  returning(what: "changed"): Upsert<Partial<Types["item"]>, Types>;
  returning(what: Returning): Upsert<unknown, Types> {
    return new Upsert(this.context, { ...this.#state, returning: what });
  }

  #with(change: (entity: Entity, before: Changes) => Changes, given: unknown = {}): this {
    const { entity } = this.context;
    const { changes } = this.#state;
    return this.#copy({
      changes: capturedFrom(entity, given, () => {
        if (typeof given === "object" && given !== null && !Array.isArray(given))
          return change(entity, changes());
        const reason = "takes an object of attributes";
        throw entity.error("InvalidUpdate", `${entity.name}: an upsert ${reason}`, { reason });
      }),
    });
  }

  #copy(change: Partial<UpsertState>): this {
    // There is no class below this one: type assertion.
    return new Upsert(this.context, { ...this.#state, ...change }) as unknown as this;
  }

  request(further?: ConditionNode): Request<"UpdateItem"> {
    return upsertRequest(this.context.entity, this.#state, this.#merge(), further);
  }

  /** The item that it creates, as it is stored. */
  #created(): Document {
    const { key, actions } = this.#merge();
    // Values in document form only are put together: type assertion.
    return applyUpdate(key, actions) as Document;
  }

  /** The PutItem that takes the place of an expired item. */
  #replacement(): Request<"PutItem"> {
    const { entity } = this.context;
    return putUnder(entity, this.#created(), this.#state.own.absent());
  }

  override part(needsPreviousItem: boolean): Part {
    const own = super.part(needsPreviousItem);
    if (this.context.entity.timeToLive === undefined) return own;
    const replacement: Part = {
      ...own,
      item: () => transactItem(this.#replacement()),
      // It is refused where somebody else has written the item since.
      instead: () => part,
    };
    const part: Part = {
      ...own,
      instead: (found) => (this.#isReplaced(found) ? replacement : undefined),
    };
    return part;
  }

  /** Returns true if what was found is an expired item, in whose place the new one may be put. */
  #isReplaced(found: Readonly<Record<string, unknown>> | undefined): boolean {
    if (this.#state.own.kindOf(found) !== "expired") return false;
    const asked = askedOf(this.context.entity, this.#state);
    return asked === undefined || holds(asked);
  }

  protected override async run(options: RunOptions = {}): Promise<Result> {
    const { entity, sender } = this.context;
    if (entity.timeToLive === undefined || this.uniqueValueChange() !== undefined) return super.run(options);
    const scoped = sender.within({ signal: options.signal });
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { Attributes } = await scoped.send(this.request(), entity);
        return afterWrite(() => this.result(Attributes));
      } catch (error) {
        if (!(error instanceof ConditionNotMet)) throw error;
        if (!this.#isReplaced(error.item)) throw this.toError(error);
      }
      try {
        await scoped.send(this.#replacement(), entity);
        return afterWrite(() => this.#resultOfCreation());
      } catch (error) {
        if (!(error instanceof ConditionNotMet)) throw error;
        if (error.uncertain || attempt >= MAXIMUM_ATTEMPTS) throw this.toError(error);
      }
      await backoff(attempt, options.signal);
    }
  }

  #resultOfCreation(): Result {
    return this.#state.returning === "old" ? this.result(undefined) : this.result(this.#created());
  }

  override uniqueValueChange(): UniqueValueChange | undefined {
    const { unique } = this.context.entity;
    if (unique.length === 0) return undefined;
    const { item, given } = this.#merge();
    const names = attributesOf(unique);
    const removed = new Set(this.#state.changes().remove);
    const after = (before: Values = {}) =>
      Object.fromEntries(
        names.map((name) => {
          if (removed.has(name)) return [name, undefined];
          return [name, given.has(name) ? item[name] : (before[name] ?? item[name])];
        }),
      );
    return { key: item, constraints: unique, after };
  }

  protected override needsPreviousItem(): boolean {
    return true;
  }

  protected override resultFromPreviousItem(before: Readonly<Record<string, unknown>> | undefined): Result {
    const { key, actions } = this.#merge();
    return this.result(this.#state.returning === "old" ? before : applyUpdate(before ?? key, actions));
  }

  toError(reason: ConditionNotMet): MonotableError {
    const { entity } = this.context;
    const { own, changes } = this.#state;
    const key = keyDetailsOf(entity, this.#merge().item);
    const { item, uncertain, cause } = reason;
    const foreign = own.foreignNote(item);
    if (own.kindOf(item) === "foreign") {
      const uncertainty = uncertaintyNote(reason);
      const message = `${entity.name} ${describeKey(key)} cannot be created${foreign.text}${uncertainty.text}`;
      const details = { key, ...foreign.details, ...uncertainty.details };
      return entity.error("AlreadyExists", message, details, cause);
    }
    const live = own.kindOf(item) === "expired" ? undefined : item;
    const limits = addLimits(entity, { add: changes().add });
    return (
      (isMet(wantedOf(entity, this.#state), live)
        ? outOfRange(entity, key, { limits, item: live, uncertain, cause })
        : undefined) ?? conditionFailed(entity, key, reason, own)
    );
  }

  protected result(attributes: Readonly<Record<string, unknown>> | undefined): Result {
    const { entity } = this.context;
    const { returning, changes } = this.#state;
    const isGone =
      attributes === undefined || (returning === "old" && this.#state.own.kindOf(attributes) === "expired");
    if (returning === "old" && isGone) return undefined as Result;
    // DynamoDB always answers with them; a mock may leave them out, and then nothing is known of the item.
    if (attributes === undefined) return {} as Result;
    const { item } = this.#merge();
    const names = new Set([...Object.keys(item), ...changedByUpsert(changes(), entity)]);
    for (const name of changes().remove) names.delete(name);
    const selection =
      returning === "changed"
        ? [...names].filter((name) => !entity.attribute(name).isKeyAttribute)
        : undefined;
    // What was asked for decides which attributes there are: type assertion.
    return fromDocument(entity, attributes, selection) as Result;
  }
}
