import { type AddLimit, brokenLimit } from "../entities/add-limits.js";
import { describePlace, type Entity } from "../entities/entity.js";
import type { KeyDetails, MonotableError } from "../errors.js";
import { describeKey } from "../requests/subject.js";
import { uncertaintyNote } from "./condition-failed.js";

interface Refused {
  readonly limits: readonly AddLimit[];
  /** The item that was found, if there is one. */
  readonly item: Readonly<Record<string, unknown>> | undefined;
  readonly uncertain: boolean;
  readonly cause: unknown;
}

/** The error of an addend that would take a number out of its bounds; `undefined` if each would keep its number inside. */
export function outOfRange(
  entity: Entity,
  key: KeyDetails,
  { limits, item, uncertain, cause }: Refused,
): MonotableError<"NumberOutOfRange"> | undefined {
  const broken = brokenLimit(limits, item);
  if (broken === undefined) return undefined;
  const { limit, value } = broken;
  const { path, addend, bounds } = limit;
  const attribute = describePlace(entity, path);
  const minimum = bounds.least?.value;
  const maximum = bounds.greatest?.value;
  const range = [minimum !== undefined && `from ${minimum}`, maximum !== undefined && `to ${maximum}`].filter(
    (text) => text !== false,
  );
  const uncertainty = uncertaintyNote({ uncertain });
  const is = value === undefined ? `is absent, which counts as ${limit.initial ?? 0}` : `is ${value}`;
  const message = `${entity.name} ${describeKey(key)}: ${attribute} ${is}, and ${addend} cannot be added to it: its numbers go ${range.join(" ")} and have 38 digits at the most${uncertainty.text}`;
  const details = {
    key,
    attribute,
    value,
    addend,
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...uncertainty.details,
  };
  return entity.error("NumberOutOfRange", message, details, cause);
}
