import { randomUUID } from "node:crypto";
import { type Entity, keyAttributesOf, keyDetailsOf, storedNames } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import { isMonotableError, MonotableError } from "../errors.js";
import { backoff, MAXIMUM_ATTEMPTS } from "../requests/backoff.js";
import { readCapacity } from "../requests/capacity.js";
import { rejectTransaction } from "../requests/limits.js";
import type { Capacity, Plan, RunOptions } from "../requests/operation.js";
import {
  type CancellationReason,
  ConditionNotMet,
  type Request,
  type Sender,
  TransactionCancellation,
} from "../requests/request.js";
import { describeKey, subjectOf } from "../requests/subject.js";
import { ByKey } from "../values/document.js";
import { itemSize } from "../values/item-size.js";
import { batchGet } from "./batch-get.js";
import { foundItem } from "./condition-failed.js";
import { Get, getRequest } from "./get.js";
import { OwnItems } from "./own-items.js";
import { comparedAttributes, isUnchanged, type ReadSnapshot, unchangedCondition } from "./read-snapshot.js";
import { planOf } from "./repository-context.js";
import type { Part, TransactItem, UniqueValueChange } from "./transaction-part.js";
import {
  attributesOf,
  type GuardAction,
  type GuardUse,
  guardActions,
  guardDocument,
  guardItem,
  guardsOf,
  notUnique,
  ownerOf,
  storedGuardsOf,
} from "./unique-guards.js";

/** DynamoDB's limit of operations in one transaction. */
const MAXIMUM_OPERATIONS = 100;

/** A part of a transaction, as far as its limits go: the item that it is about. */
export interface TransactionItem {
  readonly entity: Entity;
  /** Its primary key, or all of it. */
  readonly item: Readonly<Record<string, unknown>>;
}

/**
 * Rejects a transaction that DynamoDB would reject: empty, too long, or with two operations on one item.
 *
 * @param guards the number of operations on guards of unique constraints besides
 */
export function checkLimits(items: readonly TransactionItem[], guards = 0): void {
  const total = items.length + guards;
  if (total === 0) rejectTransaction("it has no operation");
  if (total > MAXIMUM_OPERATIONS) {
    const besides = guards === 0 ? "" : `, ${guards} of them on the guards of unique constraints`;
    rejectTransaction(`it has ${total} operations${besides}; DynamoDB allows ${MAXIMUM_OPERATIONS}`);
  }
  const tables = new Map<string, ByKey<number>>();
  let position = 0;
  for (const { entity, item } of items) {
    let seen = tables.get(entity.tableName);
    if (seen === undefined) {
      seen = new ByKey(keyNames(entity));
      tables.set(entity.tableName, seen);
    }
    const first = seen.get(item);
    if (first !== undefined) {
      const key = Object.fromEntries(keyNames(entity).map((name) => [name, item[name]]));
      rejectTransaction(
        `operations ${first + 1} and ${position + 1} are on one item of ${entity.name} (${JSON.stringify(key)}); DynamoDB allows one operation on each item`,
      );
    }
    seen.set(item, position);
    position += 1;
  }
}

/** The attributes of the primary key. */
function keyNames({ table: { partitionKey, sortKey } }: Entity): readonly string[] {
  return sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name];
}

/** The item that an action is about: its primary key, or all of it. */
export function itemOf({
  Put,
  Update,
  Delete,
  ConditionCheck,
}: TransactItem): Readonly<Record<string, unknown>> {
  return Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key ?? {};
}

/** Creates the error of an action that DynamoDB did not carry out for another reason than its condition. */
export function failureOfAction(
  entity: Entity,
  { code, message }: CancellationReason,
  cause: unknown,
  uncertain = false,
): MonotableError {
  const where = {
    operation: "TransactWriteItems",
    tableName: entity.tableName,
    ...(uncertain && { uncertain: true as const }),
  };
  switch (code) {
    case "TransactionConflict":
      return entity.error(
        "TransactionConflict",
        `${entity.name}: another transaction changed the item`,
        where,
        cause,
      );
    case "ProvisionedThroughputExceeded":
    case "RequestLimitExceeded":
    case "ThrottlingError":
      return entity.error("Throttled", `${entity.name}: DynamoDB throttled the operation`, where, cause);
    default:
      return entity.error(
        "RequestFailed",
        `${entity.name}: ${code}: ${message}`,
        { ...where, name: code },
        cause,
      );
  }
}

/** The items before a transaction, by the position of the part; only of parts whose item is read first. */
export type Documents = ReadonlyMap<number, Readonly<Record<string, unknown>> | undefined>;

/** A transaction with the guards that keep its parts unique. */
export interface Composition {
  readonly request: Request<"TransactWriteItems">;
  /** The snapshot that each part demands to be unchanged, by position. */
  readonly snapshots: readonly (ReadSnapshot | undefined)[];
  /** The actions on guards, in the order of the request, after the parts. */
  readonly guards: readonly GuardAction[];
}

/** The guards that belong to other items although a stored item has their values: they are left alone. */
export type ForeignGuards = ReadonlySet<string>;

/**
 * Composes the TransactWriteItems of parts: each on condition that its item is still as it was read, and with them the
 * guards of what they give up and take.
 */
export function composeTransaction(
  parts: readonly Part[],
  documents: Documents,
  foreign: ForeignGuards,
  token: string | undefined,
): Composition {
  const hasUniqueValues = parts.some(({ uniqueValueChange }) => uniqueValueChange !== undefined);
  const snapshots = hasUniqueValues
    ? parts.map((part, position) => snapshotFor(part, position, documents))
    : [];
  const items = parts.map((part, position) => {
    const snapshot = snapshots[position];
    return part.item(snapshot && unchangedCondition(part.entity, snapshot));
  });
  const guards = hasUniqueValues ? guardsOfAll(parts, documents, foreign) : [];
  checkLimits(
    parts.map(({ entity }, position) => ({ entity, item: itemOf(items[position] ?? {}) })),
    guards.length,
  );
  const all = guards.length === 0 ? items : [...items, ...guards.map(guardItem)];
  const input = { TransactItems: all, ...(token !== undefined && { ClientRequestToken: token }) };
  return { request: { operation: "TransactWriteItems", input }, snapshots, guards };
}

/** Returns the actions on the guards of all parts together. */
function guardsOfAll(
  parts: readonly Part[],
  documents: Documents,
  foreign: ForeignGuards,
): readonly GuardAction[] {
  const uses = parts.map((part, position) => guardUses(part, position, documents));
  return guardActions(
    uses.flatMap(({ taken }) => taken),
    uses.flatMap(({ released }) => released).filter(({ guard }) => !foreign.has(guard.id)),
    rejectTransaction,
  );
}

/** Returns the snapshot of the item that was read for a part, which the part demands to be unchanged. */
function snapshotFor(part: Part, position: number, documents: Documents): ReadSnapshot | undefined {
  const { entity, uniqueValueChange, needsPreviousItem } = part;
  if (uniqueValueChange === undefined || uniqueValueChange.readItem !== undefined) return undefined;
  const document = documents.get(position);
  if (document === undefined) return { names: [], document };
  const names = attributesOf(uniqueValueChange.constraints).filter(
    (name) => !keyAttributesOf(entity).has(name),
  );
  return {
    names: [
      ...new Set([
        ...(needsPreviousItem ? comparedAttributes(entity, document) : []),
        ...storedNames(entity, names),
      ]),
    ],
    document,
  };
}

/** The guards that a part takes and gives up: those of values that stay are left alone. */
function guardUses(
  { entity, uniqueValueChange }: Part,
  position: number,
  documents: Documents,
): { readonly taken: readonly GuardUse[]; readonly released: readonly GuardUse[] } {
  if (uniqueValueChange === undefined) return { taken: [], released: [] };
  const { constraints, readItem } = uniqueValueChange;
  const document = readItem === undefined ? documents.get(position) : readItem.document;
  // The row of another entity has no values of this one.
  const isOwn = document !== undefined && new OwnItems(entity).foreignEntity(document) === undefined;
  const before = isOwn ? fromDocument(entity, document, attributesOf(constraints)) : undefined;
  const after = uniqueValueChange.after(before);
  const key = keyDetailsOf(entity, uniqueValueChange.key);
  const owner = ownerOf(entity, key);
  const isNew = readItem !== undefined && document === undefined;
  const had = before === undefined ? [] : storedGuardsOf(entity, constraints, before);
  const has = after === undefined ? [] : guardsOf(entity, constraints, after);
  const without = (guards: typeof has, others: typeof has) =>
    guards
      .filter(({ id }) => !others.some((other) => other.id === id))
      .map((guard): GuardUse => ({ position, guard, key, owner, isNew }));
  return { taken: without(has, had), released: without(had, has) };
}

/** The error of each part at fault in a cancelled transaction, by position. */
export class TransactionErrors extends Error {
  override readonly name = "TransactionErrors";
  readonly errors: readonly (MonotableError | undefined)[];
  /** An earlier attempt, which got no answer, may still be carried out. */
  readonly uncertain: boolean;
  /** An upsert met an expired item, and the token of the caller forbids another transaction that replaces it. */
  readonly expired: boolean;

  constructor(
    errors: readonly (MonotableError | undefined)[],
    cause: unknown,
    uncertain: boolean,
    expired = false,
  ) {
    super("A transaction was cancelled", { cause });
    this.errors = errors;
    this.uncertain = uncertain;
    this.expired = expired;
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
 * on what its item was, that is read before, and all starts over if the item has changed in between, up to ten times.
 * Rejects with {@link TransactionErrors} if it is cancelled for another reason.
 */
export async function executeTransaction(
  sender: Sender,
  parts: readonly Part[],
  { token, signal }: RunOptions & { readonly token?: string | undefined } = {},
): Promise<Documents> {
  const scoped = sender.within({ signal });
  const read = parts.flatMap((part, position) => (isRead(part) ? [{ part, position }] : []));
  if (token !== undefined && read.length > 0) {
    const names = [...new Set(read.map(({ part }) => part.entity.name))].join(", ");
    rejectTransaction(
      `a token makes equal requests count once, and the writes of ${names} depend on what is read for their unique constraints, so they are not equal: leave the token out`,
    );
  }
  // What cannot be sent is rejected before anything is read for it.
  if (read.length > 0) {
    checkLimits(parts.map((part) => ({ entity: part.entity, item: itemOf(part.item()) })));
  }
  const subject = subjectOf(parts.map(({ entity }) => entity));
  let current = parts;
  const foreign = new Set<string>();
  let uncertain = false;
  for (let attempt = 1; ; attempt += 1) {
    let composition: Composition | undefined;
    try {
      const documents = await readDocuments(scoped, read, signal);
      composition = composeTransaction(current, documents, foreign, token ?? randomUUID());
      await scoped.send(composition.request, subject);
      return documents;
    } catch (error) {
      if (composition === undefined || !(error instanceof TransactionCancellation))
        throw uncertain ? asUncertain(error) : error;
      uncertain ||= error.uncertain;
      const verdict = judge(current, composition, error, uncertain);
      const { errors, stale, replaced } = verdict;
      if (replaced.size > 0 && errors.every((each, at) => each === undefined || replaced.has(at))) {
        if (token !== undefined || attempt >= MAXIMUM_ATTEMPTS)
          throw new TransactionErrors(errors, error.cause, uncertain, token !== undefined);
        current = current.map((part, at) => replaced.get(at) ?? part);
        await backoff(attempt, signal);
        continue;
      }
      const isForeign = verdict.foreign.length > 0 && errors.every((each) => each === undefined);
      if (stale.length === 0 && !isForeign) throw new TransactionErrors(errors, error.cause, uncertain);
      // Guards that are known to be others' are not met again, so that these attempts end by themselves.
      if (stale.length > 0 && attempt >= MAXIMUM_ATTEMPTS)
        throw new TransactionErrors(exhausted(parts, verdict, attempt, uncertain), error.cause, uncertain);
      for (const id of verdict.foreign) foreign.add(id);
    }
    await backoff(attempt, signal);
  }
}

/** Marks the error of a later request, where an earlier attempt of the transaction may still be carried out. */
function asUncertain(error: unknown): unknown {
  if (!isMonotableError(error)) return error;
  const details = { ...error.details, uncertain: true } as typeof error.details;
  const message = `${error.message}; an earlier attempt of the transaction may have been carried out`;
  return new MonotableError(error.code, message, details, { cause: error.cause });
}

/** Returns true if the item must be read before the part can be composed. */
function isRead({ uniqueValueChange }: Part): boolean {
  return uniqueValueChange !== undefined && uniqueValueChange.readItem === undefined;
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
  const gets = read.map(({ part: { entity, uniqueValueChange } }) => {
    const key = entity.key(uniqueValueChange?.key ?? {});
    return new StoredGet({ entity, sender }, { key: () => key, consistent: true, includeExpired: true });
  });
  const found = gets.length === 1 ? [await gets[0]] : await batchGet(sender, gets, { signal });
  return new Map(read.map(({ position }, at) => [position, found[at]]));
}

/** The meaning of a cancellation: errors, or reasons to start again. */
interface Verdict {
  readonly errors: readonly (MonotableError | undefined)[];
  /** The positions of the parts whose items have changed since they were read. */
  readonly stale: readonly { readonly position: number; readonly item: CancellationReason["item"] }[];
  /** The guards that parts would give up, and that are those of other items. */
  readonly foreign: readonly string[];
  /** The parts to send instead of others, by position. */
  readonly replaced: ReadonlyMap<number, Part>;
}

function judge(
  parts: readonly Part[],
  { snapshots, guards }: Composition,
  { reasons, cause, observed }: TransactionCancellation,
  uncertain: boolean,
): Verdict {
  const errors: (MonotableError | undefined)[] = [];
  const stale: Verdict["stale"][number][] = [];
  const foreign: string[] = [];
  const replaced = new Map<number, Part>();
  for (const [position, part] of parts.entries()) {
    const reason = reasons[position];
    const snapshot = snapshots[position];
    if (reason === undefined || reason.code === "None") errors.push(undefined);
    else if (reason.code !== "ConditionalCheckFailed")
      errors.push(failureOfAction(part.entity, reason, cause, uncertain));
    else {
      if (snapshot !== undefined && !isUnchanged(snapshot, reason.item))
        stale.push({ position, item: reason.item });
      const instead = part.instead?.(reason.item);
      if (instead !== undefined) replaced.set(position, instead);
      errors.push(part.toError(new ConditionNotMet(reason.item, cause, { uncertain, observed })));
    }
  }
  for (const [at, { guard, taken, released }] of guards.entries()) {
    const reason = reasons[parts.length + at];
    if (reason === undefined || reason.code === "None") continue;
    const position = (taken ?? released[0])?.position ?? 0;
    if (reason.code !== "ConditionalCheckFailed")
      errors[position] ??= failureOfAction(guard.entity, reason, cause, uncertain);
    else if (taken === undefined) foreign.push(guard.id);
    else errors[position] ??= notUnique(taken, reason.item, cause, uncertain);
  }
  return { errors, stale, foreign, replaced };
}

/** The errors of parts whose items others have changed during each attempt. */
function exhausted(
  parts: readonly Part[],
  { stale }: Verdict,
  attempts: number,
  uncertain: boolean,
): TransactionErrors["errors"] {
  return parts.map(({ entity, uniqueValueChange }, position) => {
    const found = stale.find((each) => each.position === position);
    if (found === undefined) return undefined;
    const key = keyDetailsOf(entity, uniqueValueChange?.key ?? {});
    const message = `${entity.name} ${describeKey(key)}: others changed it during each of ${attempts} attempts`;
    const { item } = found;
    return entity.error("ConditionFailed", message, {
      key,
      item: undefined,
      ...(item && foundItem(() => fromDocument(entity, item)).details),
      ...(uncertain && { uncertain: true }),
    });
  });
}

/**
 * The plan of a write that keeps unique constraints: its transaction, without the token that each sending has of its own;
 * or where the transaction follows from what the item is, the read before it.
 */
export function planWithGuards(
  part: Part,
  { key: values, readItem }: UniqueValueChange,
  alone: Capacity,
): Plan {
  const { entity } = part;
  if (readItem === undefined) {
    const key = entity.key(values);
    const request = getRequest(entity, { key: () => key, consistent: true, includeExpired: true });
    return { ...planOf(entity, request, readCapacity(true)), followedBy: ["TransactWriteItems"] };
  }
  const { request, guards } = composeTransaction([part], new Map(), new Set(), undefined);
  return planOf(entity, request, transactionCapacity(entity, alone, guards));
}

/** A transaction costs twice what its writes do; a guard costs its own size, in the table and in each index that holds it. */
function transactionCapacity({ table }: Entity, alone: Capacity, guards: Composition["guards"]): Capacity {
  const keys = new Set([table.partitionKey.name, table.sortKey?.name]);
  const holding = table.indexes.filter(({ partitionKey, sortKey }) =>
    [...partitionKey, ...sortKey].every(({ name }) => keys.has(name)),
  );
  const kilobytes = guards.map(({ guard, taken }) =>
    Math.ceil(itemSize(guardDocument(guard, taken?.owner ?? {})) / 1024),
  );
  const units = kilobytes.reduce((total, size) => total + size * (1 + holding.length), 0);
  return { writeUnits: 2 * (units + ("writeUnits" in alone ? alone.writeUnits : 0)) };
}
