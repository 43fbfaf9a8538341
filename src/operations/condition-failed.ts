import type { Entity } from "../entities/entity.js";
import { fromDocument } from "../entities/read-item.js";
import type { MonotableError } from "../errors.js";
import type { ConditionNotMet } from "../requests/request.js";
import { describeKey } from "../requests/subject.js";

/** The error of a write whose `.if` did not hold. */
export function conditionFailed(
  entity: Entity,
  key: Readonly<Record<string, unknown>>,
  reason: ConditionNotMet,
): MonotableError {
  const { item, cause } = reason;
  const found = item && fromDocument(entity, item);
  const what = reason.isAbsent ? "there is no such item" : "the item is not as the condition demands";
  const uncertainty = uncertaintyNote(reason);
  const message = `${entity.name} ${describeKey(key)}: ${what}${uncertainty.text}`;
  return entity.error("ConditionFailed", message, { key, item: found, ...uncertainty.details }, cause);
}

/** Returns the text and the details that a condition's error adds where an earlier attempt of the same write may have succeeded. */
export function uncertaintyNote({ uncertain }: ConditionNotMet): {
  readonly text: string;
  readonly details: { readonly uncertain?: true };
} {
  if (!uncertain) return { text: "", details: {} };
  const text =
    "; an earlier attempt of this write, whose answer was lost, may have succeeded: read the item to know";
  return { text, details: { uncertain: true } };
}
