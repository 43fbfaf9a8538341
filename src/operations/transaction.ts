import { randomUUID } from "node:crypto";
import { keyDetailsOf } from "../entities/attribute-roles.js";
import { fromDocument } from "../entities/read-item.js";
import type { MonotableError } from "../errors.js";
import { backoff, MAXIMUM_ATTEMPTS } from "../requests/backoff.js";
import { refuseTransaction } from "../requests/limits.js";
import {
  type CancellationReason,
  ConditionNotMet,
  type Sender,
  TransactionRefused,
} from "../requests/request.js";
import { type Composition, composeTransaction, type Documents } from "../transactions/composition.js";
import { checkLimits, subjectOf } from "../transactions/limits.js";
import { failureOfAction, itemOf, type Part } from "../transactions/part.js";
import { notUnique } from "../uniqueness/guard-action.js";
import { batchGet } from "./batch-get.js";
import { describeKey } from "./describe-key.js";
import { wasStill } from "./former.js";
import { Get } from "./get.js";
import type { RunOptions } from "./operation.js";

/** Why a transaction was cancelled: the error of each part at fault, by position. */
export class TransactionErrors extends Error {
  override readonly name = "TransactionErrors";
  readonly errors: readonly (MonotableError | undefined)[];

  constructor(errors: readonly (MonotableError | undefined)[], cause: unknown) {
    super("A transaction was cancelled", { cause });
    this.errors = errors;
  }
}

/** Gives an item as it is stored. */
class StoredGet extends Get<Readonly<Record<string, unknown>>> {
  override result(
    document: Readonly<Record<string, unknown>> | undefined,
  ): Readonly<Record<string, unknown>> | undefined {
    return document;
  }
}

/**
 * Runs parts as one transaction, and gives the items that were read for it. Where a unique constraint makes a part depend
 * on what its item was, that is read before, and all begins anew if the item has changed in between, up to ten times.
 * Rejects with {@link TransactionErrors} if it is cancelled for another reason.
 */
export async function executeTransaction(
  sender: Sender,
  parts: readonly Part[],
  { token, signal }: RunOptions & { readonly token?: string | undefined } = {},
): Promise<Documents> {
  const own = sender.within({ signal });
  const read = parts.flatMap((part, position) => (isRead(part) ? [{ part, position }] : []));
  if (token !== undefined && read.length > 0) {
    const names = [...new Set(read.map(({ part }) => part.entity.name))].join(", ");
    refuseTransaction(
      `a token makes equal requests count once, and the writes of ${names} depend on what is read for their unique constraints, so they are not equal: leave the token out`,
    );
  }
  // What cannot be sent is refused before anything is read for it.
  if (read.length > 0) {
    checkLimits(parts.map((part) => ({ entity: part.entity, item: itemOf(part.item()) })));
  }
  const subject = subjectOf(parts.map(({ entity }) => entity));
  const foreign = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    const documents = await readDocuments(own, read, signal);
    const composition = composeTransaction(parts, documents, foreign, token ?? randomUUID());
    try {
      await own.send(composition.request, subject);
      return documents;
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
      const verdict = judge(parts, composition, error);
      const { errors, stale } = verdict;
      const isForeign = verdict.foreign.length > 0 && errors.every((each) => each === undefined);
      if (stale.length === 0 && !isForeign) throw new TransactionErrors(errors, error.cause);
      // Guards that are known to be others' are not met again, so that these attempts end by themselves.
      if (stale.length > 0 && attempt >= MAXIMUM_ATTEMPTS)
        throw new TransactionErrors(exhausted(parts, verdict, attempt), error.cause);
      for (const id of verdict.foreign) foreign.add(id);
    }
    await backoff(attempt, signal);
  }
}

/** Whether what a part does depends on what its item is. */
function isRead({ guarding }: Part): boolean {
  return guarding !== undefined && guarding.known === undefined;
}

interface PositionedPart {
  readonly part: Part;
  readonly position: number;
}

/** Reads the items that parts depend on: one alone with GetItem, several with one BatchGetItem. */
async function readDocuments(
  sender: Sender,
  read: readonly PositionedPart[],
  signal: AbortSignal | undefined,
): Promise<Documents> {
  const gets = read.map(({ part: { entity, guarding } }) => {
    const key = entity.key(guarding?.key ?? {});
    return new StoredGet({ entity, sender }, { key: () => key, consistent: true, includeExpired: true });
  });
  const found = gets.length === 1 ? [await gets[0]] : await batchGet(sender, gets, { signal });
  return new Map(read.map(({ position }, at) => [position, found[at]]));
}

/** What a cancellation means. */
interface Verdict {
  readonly errors: readonly (MonotableError | undefined)[];
  /** The positions of the parts whose items have changed since they were read. */
  readonly stale: readonly { readonly position: number; readonly item: CancellationReason["item"] }[];
  /** The guards that parts would give up, and that are those of other items. */
  readonly foreign: readonly string[];
}

function judge(
  parts: readonly Part[],
  { formers, guards }: Composition,
  { reasons, cause }: TransactionRefused,
): Verdict {
  const errors: (MonotableError | undefined)[] = [];
  const stale: Verdict["stale"][number][] = [];
  const foreign: string[] = [];
  for (const [position, part] of parts.entries()) {
    const reason = reasons[position];
    const former = formers[position];
    if (reason === undefined || reason.code === "None") errors.push(undefined);
    else if (reason.code !== "ConditionalCheckFailed") errors.push(failureOfAction(part.entity, reason));
    else {
      if (former !== undefined && !wasStill(former, reason.item)) stale.push({ position, item: reason.item });
      errors.push(part.refused(new ConditionNotMet(reason.item, cause)));
    }
  }
  for (const [at, { guard, taken, given }] of guards.entries()) {
    const reason = reasons[parts.length + at];
    if (reason === undefined || reason.code === "None") continue;
    const position = (taken ?? given[0])?.position ?? 0;
    if (reason.code !== "ConditionalCheckFailed") errors[position] ??= failureOfAction(guard.entity, reason);
    else if (taken === undefined) foreign.push(guard.id);
    else errors[position] ??= notUnique(taken, reason.item, cause);
  }
  return { errors, stale, foreign };
}

/** The errors of parts whose items others have changed during each attempt. */
function exhausted(
  parts: readonly Part[],
  { stale }: Verdict,
  attempts: number,
): TransactionErrors["errors"] {
  return parts.map(({ entity, guarding }, position) => {
    const found = stale.find((each) => each.position === position);
    if (found === undefined) return undefined;
    const key = keyDetailsOf(entity, guarding?.key ?? {});
    const message = `${entity.name} ${describeKey(key)}: others changed it during each of ${attempts} attempts`;
    return entity.error("ConditionFailed", message, {
      key,
      item: found.item && fromDocument(entity, found.item),
    });
  });
}
