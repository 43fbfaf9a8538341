import { isDeepStrictEqual } from "node:util";
import { type Entity, keyAttributesOf, keyDetailsOf } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import {
  type Changes,
  checkNotManaged,
  NO_CHANGES,
  withManaged,
  withRemove,
  withSet,
} from "../entities/update.js";
import { validateAttribute } from "../entities/validate.js";
import { encodeAttribute } from "../entities/write-item.js";
import { isMonotableError } from "../errors.js";
import type { ConditionNode } from "../expressions/condition.js";
import type { Values } from "../keys/key-format.js";
import { backoff, MAXIMUM_ATTEMPTS } from "../requests/backoff.js";
import { readCapacity } from "../requests/capacity.js";
import { Operation, type Plan, type RunOptions } from "../requests/operation.js";
import type { OperationName, Request } from "../requests/request.js";
import { describeKey } from "../requests/subject.js";
import { getRequest } from "./get.js";
import { explained, type GivenKey, givenKey } from "./given.js";
import type { UpdateTypes } from "./interfaces.js";
import { comparedAttributes, sameAttributesCondition } from "./read-snapshot.js";
import { planOf, type RepositoryContext } from "./repository-context.js";
import { Update } from "./update.js";

/** Writes a revision of an item that was read. Rejects with `ConditionFailed` if the item has changed since. */
export type RevisionWrite<Item> = () => PromiseLike<Item>;

function readingOf({ entity }: RepositoryContext, { key }: GivenKey): Request<"GetItem"> {
  // An expired item that is still there is changed as `update` would change it.
  return getRequest(entity, { key, consistent: true, includeExpired: true });
}

/** The context whose requests belong together, and end with the signal. */
export function contextWithin(context: RepositoryContext, { signal }: RunOptions): RepositoryContext {
  return { ...context, sender: context.sender.within({ signal }) };
}

/** The plan of a revision: its read, and what follows. */
export function planOfRevision(context: RepositoryContext, key: GivenKey, followedBy: OperationName): Plan {
  return { ...planOf(context.entity, readingOf(context, key), readCapacity(true)), followedBy: [followedBy] };
}

/**
 * Reads an item and writes what follows from it, and starts over where somebody else has written it in between. It
 * gives up after several attempts, between which it waits longer and longer.
 */
export async function revise<Item>(
  context: RepositoryContext,
  key: GivenKey,
  { signal }: RunOptions,
  prepare: (read: ItemRead) => Promise<RevisionWrite<Item>>,
): Promise<Item> {
  const { entity, sender } = context;
  const details = keyDetailsOf(entity, key.values);
  for (let attempt = 1; ; attempt += 1) {
    const { Item: document } = await sender.send(readingOf(context, key), entity);
    if (document === undefined) {
      const message = `${entity.name} ${describeKey(details)} does not exist, so it cannot be changed`;
      throw entity.error("NotFound", message, { key: details });
    }
    const write = await prepare({ item: fromDocument(entity, document), document });
    try {
      return await write();
    } catch (error) {
      // What may be its own write, whose answer was lost, must not be made a second time.
      if (!isMonotableError(error, "ConditionFailed") || error.details.uncertain) throw error;
      if (attempt >= MAXIMUM_ATTEMPTS) {
        const message = `${entity.name} ${describeKey(details)}: others changed it during each of ${attempt} attempts`;
        throw entity.error("ConditionFailed", message, { ...error.details, key: details }, error);
      }
    }
    await backoff(attempt, signal);
  }
}

/** An item as it was read: the entity's own form, and the stored one. */
export interface ItemRead {
  readonly item: Values;
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * Returns the given attributes that change an item: those that are as they were are left out, so that a whole item can be
 * given. `undefined` removes an optional attribute.
 */
export function changesOf(entity: Entity, { item }: ItemRead, given: Values): Changes {
  const set: Record<string, unknown> = {};
  const remove: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (isDeepStrictEqual(value, item[name])) continue;
    checkNotManaged(entity, name);
    if (value === undefined) remove.push(name);
    else if (keyAttributesOf(entity).has(name)) rejectMove(entity, name);
    else {
      const valid = validateAttribute(entity, name, value);
      if (!isDeepStrictEqual(encodeAttribute(entity, name, valid), encodeAttribute(entity, name, item[name])))
        set[name] = value;
    }
  }
  const changes = withRemove(entity, withSet(entity, NO_CHANGES, set), remove);
  return changes === NO_CHANGES ? changes : { ...changes, of: item };
}

function rejectMove(entity: Entity, attribute: string): never {
  const reason = "is a part of the primary key: change it with move";
  throw entity.error("InvalidUpdate", `${entity.name}: ${attribute} ${reason}`, { attribute, reason });
}

/** Returns true if there is anything to write. */
export function isChanged({ set, remove }: Changes): boolean {
  return Object.keys(set).length + remove.length > 0;
}

/**
 * The condition that an item is still as it was read: it has the same version, or where its entity has none, each of its
 * attributes is the same.
 */
export function unchangedItemCondition(entity: Entity, { document }: ItemRead): ConditionNode {
  return sameAttributesCondition(comparedAttributes(entity, document), document);
}

/**
 * Gives the changes of an item by what it is now: the attributes to set, of which `undefined` removes an optional one, or
 * nothing to leave the item as it is. It is called again where the item has changed before it was written.
 */
export type Modifier<Item, Changing> = (item: Item) => Changing | undefined | Promise<Changing | undefined>;

/** Writes changes of an item that was read, if it is still so. */
export function rewrite<Item>(
  context: RepositoryContext,
  { values, key }: GivenKey,
  read: ItemRead,
  changes: Changes,
): RevisionWrite<Item> {
  const { entity } = context;
  // The stored form becomes the generated type: type assertion.
  if (!isChanged(changes)) return async () => read.item as Item;
  const managed = withManaged(entity, changes);
  return () =>
    new Update<Item, UpdateTypes>(context, {
      values,
      key,
      changes: () => managed,
      conditions: [() => unchangedItemCondition(entity, read)],
      returning: "new",
      read: read.document,
    });
}

/**
 * Reads an item, and writes what a function makes of it if the item is still as it was read; otherwise it starts over, up
 * to ten times. Gives the item as it is then. Rejects with `NotFound` if there is none, and with `ConditionFailed` if
 * others changed the item during each attempt, or with `details.uncertain` if the answer to its write was lost, which
 * may have happened. Every index key follows.
 */
export class Modify<Item> extends Operation<Item> {
  readonly #context: RepositoryContext;
  readonly #key: GivenKey;
  readonly #modifier: Modifier<Item, unknown>;

  /** @internal */
  constructor(context: RepositoryContext, values: Values, modifier: Modifier<Item, unknown>) {
    super();
    this.#context = context;
    this.#key = givenKey(context.entity, values);
    this.#modifier = modifier;
  }

  plan(): Plan {
    return planOfRevision(this.#context, this.#key, "UpdateItem");
  }

  protected run(options: RunOptions = {}): Promise<Item> {
    const context = contextWithin(this.#context, options);
    const { entity } = context;
    return revise(context, this.#key, options, async (read) => {
      // An item of its own for the function, which may change it and give it back.
      const given = await this.#modifier(fromDocument(entity, read.document) as Item);
      if (given !== undefined && (typeof given !== "object" || given === null)) {
        const reason = "the function of modify must give an object of changes, or undefined";
        throw entity.error("InvalidUpdate", `${entity.name}: ${reason}`, { reason });
      }
      const changes = explained(entity, given, () => changesOf(entity, read, { ...given }));
      return rewrite(context, this.#key, read, changes);
    });
  }
}
