import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { carriesName, type Entity, keyDetailsOf, ownsKey } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import { guardOf, isItemOf } from "../entities/row-class.js";
import { type ErrorCode, type ErrorDetails, MonotableError } from "../errors.js";
import { foundItem, uncertaintyNote } from "../operations/condition-failed.js";
import {
  type CancellationReason,
  ConditionNotMet,
  type OperationName,
  type Subject,
  TransactionCancellation,
} from "../requests/request.js";
import type { StoredDocument } from "../values/document.js";
import { fromWire } from "../wire/attribute-value-json.js";
import { expectInexactNumbers, storedNumberText } from "../wire/number.js";
import { isPlainObject } from "../wire/plain-object.js";

/** The name of raw requests in errors and hooks, in place of an entity's. */
export const RAW = "db.raw";

/** Returns the subject of a raw request, for its errors and hooks. */
export function rawSubject(tableName: string, logicalName = tableName): Subject {
  return { name: RAW, table: { name: logicalName }, tableName };
}

/** The operation and the table of a raw request. */
export interface RawRequest {
  readonly operation: OperationName;
  readonly tableName: string;
}

/** Returns the error of a raw request, with the entity and the key of the item that was found. */
export function rawFailure(items: StoredItems, request: RawRequest, error: unknown): unknown {
  if (error instanceof ConditionNotMet) return conditionFailed(items, error);
  if (!(error instanceof TransactionCancellation)) return error;
  const reasons = error.reasons.map((reason) =>
    reason.code === "None" ? undefined : errorOfCode(items, request, reason, error.cause, error.uncertain),
  );
  const texts = reasons.flatMap((each, position) => (each ? [`part ${position + 1}: ${each.message}`] : []));
  const message = `The transaction of ${reasons.length} parts was cancelled: ${texts.join("; ")}`;
  const details = { entity: RAW, reasons, ...(error.uncertain && { uncertain: true as const }) };
  return new MonotableError("TransactionCanceled", message, details, { cause: error.cause });
}

function conditionFailed(items: StoredItems, failure: ConditionNotMet): MonotableError<"ConditionFailed"> {
  const { item, cause } = failure;
  const entity = item && items.entityOf(item);
  const found = item && foundItem(() => items.decode(item).item);
  const uncertainty = uncertaintyNote(failure);
  const name = entity?.name ?? RAW;
  const read = found?.details.item;
  const key = entity && read ? keyDetailsOf(entity, read) : {};
  const message = `${name}: the item is not as the condition demands, or there is none${found?.note ?? ""}${uncertainty.text}`;
  return new MonotableError(
    "ConditionFailed",
    message,
    { entity: name, key, item: undefined, ...found?.details, ...uncertainty.details },
    { cause },
  );
}

/** The error of one part of a transaction or a batch, by DynamoDB's code. With `uncertain`, it may have been done. */
export function errorOfCode(
  items: StoredItems,
  { operation, tableName }: RawRequest,
  { code, message, item }: CancellationReason,
  cause: unknown,
  uncertain = false,
): MonotableError {
  const uncertainty = uncertain ? ({ uncertain: true } as const) : {};
  const where = { entity: RAW, operation, tableName, ...uncertainty };
  const fail = <Code extends ErrorCode>(name: Code, text: string, details: ErrorDetails[Code]) =>
    new MonotableError(name, `${RAW}: ${operation}: ${text}`, details, { cause });
  switch (code) {
    case "ConditionalCheckFailed":
      return conditionFailed(items, new ConditionNotMet(item, cause, { uncertain }));
    case "DuplicateItem":
      return fail("AlreadyExists", "there is an item with this key already", {
        entity: RAW,
        key: {},
        ...uncertainty,
      });
    case "TransactionConflict":
      return fail("TransactionConflict", "another transaction was changing the item", where);
    case "ProvisionedThroughputExceeded":
    case "RequestLimitExceeded":
    case "ThrottlingError":
      return fail("Throttled", "DynamoDB throttled it", where);
    case "AccessDenied":
      return fail("AccessDenied", `access was denied: ${message}`, where);
    default:
      return fail("RequestFailed", `${code}: ${message}`, { ...where, name: code });
  }
}

/** Rejects what the SDK would store as a map of its members, or of nothing: a `Date`, an instance of any other class. */
export function rejectInstances(value: unknown, path: string): void {
  if (typeof value !== "object" || value === null || isStorable(value)) return;
  if (!Array.isArray(value) && !isPlainObject(value)) {
    const reason = `is an instance of ${value.constructor?.name}; give what DynamoDB stores of it`;
    throw new MonotableError("InvalidValue", `${RAW}: ${path} ${reason}`, {
      entity: RAW,
      attribute: path,
      reason,
    });
  }
  for (const [name, member] of Object.entries(value)) {
    rejectInstances(member, path === "" ? name : `${path}.${name}`);
  }
}

/** Instances that the document client knows: binary in its forms, sets, maps, and its own numbers. */
function isStorable(value: object): boolean {
  return (
    ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer ||
    value instanceof Blob ||
    value instanceof Set ||
    value instanceof Map ||
    storedNumberText(value) !== undefined
  );
}

/** An item in the table that is none of the design's entities, as it is stored. */
export interface UnknownItem {
  readonly entity: undefined;
  readonly item: Readonly<Record<string, unknown>>;
  /** The unique constraint whose guard the row is, as in `Customer.email`; absent if it is none. */
  readonly guard?: string;
}

/** An item with the name of its entity. */
export interface EntityItem {
  readonly entity: string;
  readonly item: Readonly<Record<string, unknown>>;
}

/** Tells stored items apart, of whichever entity they are. */
export class StoredItems {
  readonly #entities: readonly Entity[];

  constructor(entities: readonly Entity[]) {
    this.#entities = entities;
  }

  /** A stored item as its entity's, in document form or in DynamoDB's own. */
  decode(stored: StoredDocument): EntityItem | UnknownItem {
    const document = documentOf(this.#entities, stored);
    const entity = this.entityOf(document);
    if (entity !== undefined) return { entity: entity.name, item: fromDocument(entity, document) };
    const guard = guardOf(this.#entities, document);
    return { entity: undefined, item: document, ...(guard !== undefined && { guard }) };
  }

  /** The entity whose name an item carries; where its table has no such attribute, the one whose keys it has. */
  entityOf(document: StoredDocument): Entity | undefined {
    const named = this.#entities.filter((entity) => carriesName(entity, document));
    // Entities that are stored under one name are told apart by their keys.
    if (named.length > 0)
      return named.length === 1 ? named[0] : named.find((entity) => ownsKey(entity, document));
    const owners = this.#entities.filter((entity) => isItemOf(entity, document));
    return owners.length === 1 ? owners[0] : undefined;
  }
}

/**
 * A stored item in document form. Streams and exports give DynamoDB's own (`{ pk: { S: "…" } }`), which its key shows:
 * no key attribute is a map.
 */
export function documentOf(entities: readonly Entity[], stored: StoredDocument): StoredDocument {
  const tagged = entities.some(({ table: { partitionKey } }) =>
    isTagged(stored[partitionKey.name], partitionKey.type),
  );
  // Type assertion between what was given and DynamoDB's own form.
  if (tagged) return fromWire(stored as Readonly<Record<string, AttributeValue>>);
  expectInexactNumbers();
  return stored;
}

function isTagged(value: unknown, type: string): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !(value instanceof Uint8Array) &&
    Object.hasOwn(value, type)
  );
}
