import type { Entity } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import { isMonotableError, MonotableError } from "../errors.js";
import type { ConditionNotMet } from "../requests/request.js";
import { describeKey } from "../requests/subject.js";
import type { OwnItems } from "./own-items.js";

/** The error of a write whose `.if` did not hold. */
export function conditionFailed(
  entity: Entity,
  key: Readonly<Record<string, unknown>>,
  reason: ConditionNotMet,
  own: OwnItems,
): MonotableError {
  const { item, cause } = reason;
  const kind = own.kindOf(item);
  const foreign = own.foreignNote(item);
  const found = kind === "item" && item ? foundItem(() => fromDocument(entity, item)) : undefined;
  const what =
    reason.isAbsent || kind === "foreign" || kind === "expired"
      ? `there is no such item${kind === "expired" ? ", since it has expired" : foreign.text}`
      : `the item is not as the condition demands${found?.note ?? ""}`;
  const uncertainty = uncertaintyNote(reason);
  const message = `${entity.name} ${describeKey(key)}: ${what}${uncertainty.text}`;
  return entity.error(
    "ConditionFailed",
    message,
    { key, item: undefined, ...found?.details, ...foreign.details, ...uncertainty.details },
    cause,
  );
}

/** The error of a write of an item that must be there: there is none, it has expired, or the row is of another entity. */
export function notFound(
  entity: Entity,
  key: Readonly<Record<string, unknown>>,
  what: string,
  { item, own, uncertain, cause }: FoundRow,
): MonotableError<"NotFound"> {
  const uncertainty = uncertaintyNote({ uncertain: uncertain ?? false });
  const foreign = own.foreignNote(item);
  const expired = own.kindOf(item) === "expired" ? ": it has expired" : "";
  const message = `${entity.name} ${describeKey(key)} does not exist, so it cannot be ${what}${foreign.text}${expired}${uncertainty.text}`;
  return entity.error("NotFound", message, { key, ...foreign.details, ...uncertainty.details }, cause);
}

/** The row that a write found in the place of its item. */
interface FoundRow {
  readonly item: Readonly<Record<string, unknown>> | undefined;
  readonly own: OwnItems;
  readonly uncertain?: boolean;
  readonly cause?: unknown;
}

/**
 * Reads an item that a condition found. Where it cannot be read, the error of the condition says so beside what it says:
 * that nothing was written.
 */
export function foundItem<Item>(read: () => Item): {
  readonly note: string;
  readonly details: {
    readonly item: Item | undefined;
    readonly unreadable?: MonotableError<"UnreadableItem">;
  };
} {
  try {
    return { note: "", details: { item: read() } };
  } catch (error) {
    if (!isMonotableError(error, "UnreadableItem")) throw error;
    const note = `, and it cannot be read (${error.message})`;
    return { note, details: { item: undefined, unreadable: error } };
  }
}

/** Returns the result of a write that was carried out. If it cannot be read, the error says that the item was written. */
export function afterWrite<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!isMonotableError(error, "UnreadableItem")) throw error;
    const message = `${error.message}; the write was carried out`;
    throw new MonotableError("UnreadableItem", message, { ...error.details, written: true }, error);
  }
}

/** Returns the text and the details that a condition's error adds where an earlier attempt of the same write may have succeeded. */
export function uncertaintyNote({ uncertain }: Pick<ConditionNotMet, "uncertain">): {
  readonly text: string;
  readonly details: { readonly uncertain?: true };
} {
  if (!uncertain) return { text: "", details: {} };
  const text =
    "; an earlier attempt of this write, whose answer was lost, may have succeeded: read the item to know";
  return { text, details: { uncertain: true } };
}
