import { isDeepStrictEqual } from "node:util";
import { type Entity, isReserved, keyAttributesOf, managedOf } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import { type Changes, withManaged } from "../entities/update.js";
import { validateAttribute } from "../entities/validate.js";
import { toDocument } from "../entities/write-item.js";
import { isMonotableError } from "../errors.js";
import type { Values } from "../keys/key-format.js";
import { Operation, type Plan, type RunOptions } from "../requests/operation.js";
import type { Document, DocumentValue } from "../values/document.js";
import { afterWrite } from "./condition-failed.js";
import { Delete } from "./delete.js";
import { capturedFrom, type GivenKey, givenKey } from "./given.js";
import {
  changesOf,
  contextWithin,
  type ItemRead,
  type OwnItemRead,
  planOfRevision,
  type RevisionWrite,
  revise,
  rewrite,
  unchangedItemCondition,
} from "./modify.js";
import { Create, type NewItem } from "./put.js";
import type { RepositoryContext } from "./repository-context.js";
import { transactWrite } from "./transact-write.js";

/** The attributes that a move was given: those of the primary key, and others. */
interface Destination {
  readonly key: Values;
  readonly changes: Values;
}

function destinationOf(entity: Entity, given: Values): Destination {
  const entries = Object.entries(given);
  const inKey = entries.filter(([name, value]) => keyAttributesOf(entity).has(name) && value !== undefined);
  const key = inKey.map(([name, value]) => [name, validateAttribute(entity, name, value)]);
  return {
    key: Object.fromEntries(key),
    changes: Object.fromEntries(entries.filter(([name]) => !keyAttributesOf(entity).has(name))),
  };
}

/** With the attributes of which the key holds one case alone, so that another value leaves it as it is. */
function withChangedSpelling(changes: Changes, { item }: ItemRead, key: Values): Changes {
  const changed = Object.entries(key).filter(([name, value]) => !isDeepStrictEqual(item[name], value));
  return changed.length === 0
    ? changes
    : { ...changes, set: { ...changes.set, ...Object.fromEntries(changed) } };
}

/** The item under its new key. What the schema does not know, or what is not changed, stays as it is stored. */
function movedItem(
  entity: Entity,
  { item, document, own }: OwnItemRead,
  key: Values,
  changes: Changes,
): NewItem {
  const { version } = managedOf(entity);
  const { set } = withManaged(entity, { ...changes, set: { ...changes.set, ...key } }, () => own.now());
  const before = version === undefined ? 0 : (item[version] as number | undefined);
  const changed = { ...set, ...(version !== undefined && { [version]: (before ?? 0) + 1 }) };
  const kept = (name: string): boolean => !changes.remove.includes(name);
  const moved = Object.fromEntries(Object.entries({ ...item, ...changed }).filter(([name]) => kept(name)));
  const primary = new Set(Object.keys(entity.key(item)));
  const untouched = Object.entries(document).filter(([stored]) => {
    const name = entity.nameInCode(stored);
    return kept(name) && !Object.hasOwn(changed, name) && !primary.has(stored) && !isReserved(entity, stored);
  });
  // It goes back as it came, so it is in document form: type assertion between the SDK's type and ours.
  const stored = Object.fromEntries(untouched) as Record<string, DocumentValue>;
  return { item: moved, document: { ...toDocument(entity, moved), ...stored } };
}

/** Deletes an item that is still as it was read, and creates it under its new key. */
async function moveItem(
  context: RepositoryContext,
  from: GivenKey,
  read: OwnItemRead,
  to: NewItem,
): Promise<void> {
  const { entity } = context;
  const { own, document } = read;
  const conditions = [() => unchangedItemCondition(entity, read)];
  const parts = [
    new Delete(context, { ...from, conditions, mustExist: true, returning: false, read: document, own }),
    new Create(context, () => to, undefined, own),
  ] as const;
  try {
    await transactWrite(context.sender, parts);
  } catch (error) {
    if (!isMonotableError(error, "TransactionCanceled")) throw error;
    // That the item has changed comes first: it may have gone to the new key itself. A conflict tells the least.
    const reasons = error.details.reasons.filter((reason) => reason !== undefined);
    const decisive = ["ConditionFailed", "NotFound", "AlreadyExists", "NotUnique"].flatMap(
      (code) => reasons.find((each) => each.code === code) ?? [],
    );
    throw decisive[0] ?? reasons[0] ?? error;
  }
}

/**
 * Changes attributes of the primary key, and others with them: reads the item, and in one transaction deletes it, if it
 * is still so, and creates it under its new key. Where the key stays as it is, this is an update. Gives the item as it is
 * then. Rejects with `NotFound` if there is none, with `AlreadyExists` if the new key is taken, and with `ConditionFailed`
 * if others changed the item during each of ten attempts.
 */
export class Move<Item> extends Operation<Item> {
  readonly #context: RepositoryContext;
  readonly #key: GivenKey;
  readonly #destination: () => Destination;

  /** @internal */
  constructor(context: RepositoryContext, values: Values, given: Values) {
    super();
    const { entity } = context;
    this.#context = context;
    this.#key = givenKey(entity, values);
    this.#destination = capturedFrom(entity, given, () => destinationOf(entity, { ...given }));
  }

  plan(): Plan {
    const after: Document = this.#context.entity.key({ ...this.#key.values, ...this.#destination().key });
    const stays = isDeepStrictEqual(after, this.#key.key());
    return planOfRevision(this.#context, this.#key, stays ? "UpdateItem" : "TransactWriteItems");
  }

  protected async run(options: RunOptions = {}): Promise<Item> {
    const context = contextWithin(this.#context, options);
    const { entity } = context;
    const { key, changes: given } = this.#destination();
    const write = async (read: OwnItemRead): Promise<RevisionWrite<Item>> => {
      const changes = changesOf(entity, read, given);
      const after = entity.key({ ...read.item, ...this.#key.values, ...key });
      if (isDeepStrictEqual(after, this.#key.key()))
        return rewrite(context, this.#key, read, withChangedSpelling(changes, read, key));
      return async () => {
        const moved = movedItem(entity, read, key, changes);
        await moveItem(context, this.#key, read, moved);
        // The stored form becomes the generated type: type assertion.
        return afterWrite(() => fromDocument(entity, moved.document) as Item);
      };
    };
    return revise(context, this.#key, options, write);
  }
}
