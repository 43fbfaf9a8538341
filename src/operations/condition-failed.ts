import type { Entity } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import { isMonotableError, MonotableError } from "../errors.js";
import type { ConditionNotMet } from "../requests/request.js";
import { describeKey } from "../requests/subject.js";

/** The error of a write whose `.if` did not hold. */
export function conditionFailed(
  entity: Entity,
  key: Readonly<Record<string, unknown>>,
  reason: ConditionNotMet,
): MonotableError {
  const { item, cause } = reason;
  const found = item && foundItem(() => fromDocument(entity, item));
  const what = reason.isAbsent
    ? "there is no such item"
    : `the item is not as the condition demands${found?.note ?? ""}`;
  const uncertainty = uncertaintyNote(reason);
  const message = `${entity.name} ${describeKey(key)}: ${what}${uncertainty.text}`;
  return entity.error(
    "ConditionFailed",
    message,
    { key, item: undefined, ...found?.details, ...uncertainty.details },
    cause,
  );
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
