import { keyDetailsOf } from "../entities/attribute-roles.js";
import { fromDocument } from "../entities/read-item.js";
import { isMonotableError } from "../errors.js";
import type { Values } from "../keys/key-part.js";
import { readCapacity } from "../operations/capacity.js";
import { describeKey } from "../operations/describe-key.js";
import { getRequest } from "../operations/get.js";
import { type Plan, planOf, type RunOptions, type Target } from "../operations/operation.js";
import { backoff, MAXIMUM_ATTEMPTS } from "../requests/backoff.js";
import type { OperationName, Request } from "../requests/request.js";
import type { Document } from "../values/document.js";
import type { ItemRead } from "./revision.js";

/** The item of a revision: its key, as it was given and as it is stored. */
export interface RevisionKey {
  readonly values: Values;
  readonly key: () => Document;
}

/** What a revision writes once it knows the item. It rejects with `ConditionFailed` if the item has changed since. */
export type RevisionWrite<Item> = () => PromiseLike<Item>;

function readingOf({ entity }: Target, { key }: RevisionKey): Request<"GetItem"> {
  // An expired item that is still there is changed as `update` would change it.
  return getRequest(entity, { key, consistent: true, includeExpired: true });
}

/** The target whose requests belong together, and end with the signal. */
export function within(target: Target, { signal }: RunOptions): Target {
  return { ...target, sender: target.sender.within({ signal }) };
}

/** The plan of a revision: its read, and what follows. */
export function planOfRevision(target: Target, key: RevisionKey, followedBy: OperationName): Plan {
  return { ...planOf(target.entity, readingOf(target, key), readCapacity(true)), followedBy: [followedBy] };
}

/**
 * Reads an item and writes what follows from it, and begins anew where somebody else has written it in between. It
 * gives up after several attempts, between which it waits longer and longer.
 */
export async function revise<Item>(
  target: Target,
  key: RevisionKey,
  { signal }: RunOptions,
  prepare: (read: ItemRead) => Promise<RevisionWrite<Item>>,
): Promise<Item> {
  const { entity, sender } = target;
  const details = keyDetailsOf(entity, key.values);
  for (let attempt = 1; ; attempt += 1) {
    const { Item: document } = await sender.send(readingOf(target, key), entity);
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
        const { item } = error.details;
        throw entity.error("ConditionFailed", message, { key: details, item }, error);
      }
    }
    await backoff(attempt, signal);
  }
}
