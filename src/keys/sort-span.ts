import type { KeyPart } from "../model/model.js";
import { encodePiece, type KeyFormat } from "./encode-key.js";
import type { KeyCondition } from "./key-condition.js";
import { isTemplate, type Values } from "./key-part.js";
import type { Refuse } from "./refuse.js";
import { compareText, lastWithPrefix } from "./text-bounds.js";

/** The sort keys that an entity's items can have within one partition: a single key, or all with a prefix. */
interface Span {
  readonly low: string;
  readonly high: string;
  /** The prefix, where the span is all keys with it. */
  readonly prefix?: string;
}

/**
 * The condition that reads exactly the sort keys of several entities in one partition, or none where one of them may
 * have any sort key.
 *
 * @param members the sort key of each entity, with the values that the partition key fixes
 */
export function spanCondition(
  members: readonly { readonly sort: readonly KeyPart[]; readonly values: Values }[],
  format: KeyFormat,
  refuse: Refuse,
): KeyCondition | undefined {
  const name = members[0]?.sort[0]?.name;
  const spans = members.map(({ sort, values }) => spanOf(sort, values, format, refuse));
  const known = spans.filter((span) => span !== undefined);
  const [first] = known;
  if (name === undefined || first === undefined || known.length < spans.length) return undefined;

  const low = known.map((span) => span.low).reduce((a, b) => (compareText(a, b) <= 0 ? a : b));
  const high = known.map((span) => span.high).reduce((a, b) => (compareText(a, b) >= 0 ? a : b));
  if (low === high) return { name, operator: "=", value: low };
  const prefix = known.find((span) => span.low === low && span.high === high)?.prefix;
  if (prefix !== undefined) return { name, operator: "beginsWith", value: prefix };
  return { name, operator: "between", value: low, high };
}

function spanOf(
  sort: readonly KeyPart[],
  values: Values,
  format: KeyFormat,
  refuse: Refuse,
): Span | undefined {
  const [part] = sort;
  if (part === undefined || !isTemplate(part)) return undefined;
  let prefix = "";
  for (const piece of part.template) {
    if (typeof piece === "string") {
      prefix += piece;
      continue;
    }
    const value = values[piece.attribute];
    if (value === undefined) {
      return prefix === "" ? undefined : { low: prefix, high: lastWithPrefix(prefix, format), prefix };
    }
    prefix += encodePiece(piece, value, format, refuse);
  }
  return { low: prefix, high: prefix };
}
