import { withManaged } from "../entities/managed.js";
import { fromDocument } from "../entities/read-item.js";
import type { Changes } from "../entities/update.js";
import type { Values } from "../keys/key-part.js";
import {
  planOfRevision,
  type RevisionKey,
  type RevisionWrite,
  revise,
  within,
} from "../revisions/attempts.js";
import { changesOf, type ItemRead, isAsRead, isChanged } from "../revisions/revision.js";
import type { UpdateTypes } from "./interfaces.js";
import { Operation, type Plan, type RunOptions, settle, type Target } from "./operation.js";
import { Update } from "./update.js";

/**
 * Gives the changes of an item by what it is now: the attributes to set, of which `undefined` removes an optional one, or
 * nothing to leave the item as it is. It is called again where the item has changed before it was written.
 */
export type Modifier<Item, Changing> = (item: Item) => Changing | undefined | Promise<Changing | undefined>;

/** Writes changes of an item that was read, if it is still so. */
export function rewrite<Item>(
  target: Target,
  { values, key }: RevisionKey,
  read: ItemRead,
  changes: Changes,
): RevisionWrite<Item> {
  const { entity } = target;
  // The stored form becomes the generated type: the seam.
  if (!isChanged(changes)) return async () => read.item as Item;
  const managed = withManaged(entity, changes);
  return () =>
    new Update<Item, UpdateTypes>(target, {
      values,
      key,
      changes: () => managed,
      conditions: [() => isAsRead(entity, read)],
      returning: "new",
      read: read.document,
    });
}

/**
 * Reads an item, and writes what a function makes of it if the item is still as it was read; otherwise it begins anew, up
 * to ten times. Gives the item as it is then. Rejects with `NotFound` if there is none, and with `ConditionFailed` if
 * others changed the item during each attempt, or with `details.uncertain` if the answer to its write was lost, which
 * may have happened. Every index key follows.
 */
export class Modify<Item> extends Operation<Item> {
  readonly #target: Target;
  readonly #key: RevisionKey;
  readonly #modifier: Modifier<Item, unknown>;

  /** @internal */
  constructor(target: Target, values: Values, modifier: Modifier<Item, unknown>) {
    super();
    this.#target = target;
    this.#key = { values: { ...values }, key: settle(() => target.entity.key(values)) };
    this.#modifier = modifier;
  }

  plan(): Plan {
    return planOfRevision(this.#target, this.#key, "UpdateItem");
  }

  protected run(options: RunOptions = {}): Promise<Item> {
    const target = within(this.#target, options);
    const { entity } = target;
    return revise(target, this.#key, options, async (read) => {
      // An item of its own for the function, which may change it and give it back.
      const given = await this.#modifier(fromDocument(entity, read.document) as Item);
      if (given !== undefined && (typeof given !== "object" || given === null)) {
        const reason = "the function of modify must give an object of changes, or undefined";
        throw entity.error("InvalidUpdate", `${entity.name}: ${reason}`, { reason });
      }
      return rewrite(target, this.#key, read, changesOf(entity, read, { ...given }));
    });
  }
}
