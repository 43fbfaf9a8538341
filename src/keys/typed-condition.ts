import { encodePiece, escapeOrdered, type KeyFormat } from "./encode-key.js";
import {
  BACKWARDS,
  begins,
  bounded,
  type KeyCondition,
  NO_PREFIX,
  NO_START,
  prefixText,
  type TemplateRange,
} from "./key-condition.js";
import { checkSize, SORT_KEY_BYTES } from "./key-part.js";
import { furthest } from "./plain-order.js";
import type { Refuse } from "./refuse.js";
import { compareText, lastWithPrefix } from "./text-bounds.js";
import { binaryText } from "./typed-piece.js";

/** Holds all keys of a range whose values they do not sort by, and others among them, which a filter leaves out. */
export function unsortedCondition(
  { part, prefix, piece, range }: TemplateRange,
  format: KeyFormat,
  refuse: Refuse,
): KeyCondition | undefined {
  const { name } = part;
  const checked = (value: string) => checkSize(part, value, SORT_KEY_BYTES, refuse);
  const [low, high] = [range.low, range.high].map((value) =>
    checked(prefix + encodePiece(piece, value, format, refuse)),
  ) as [string, string];
  if (piece.type !== "string" && piece.type !== "binary")
    return prefix === "" ? undefined : begins(part, prefix, refuse);
  const upTo = (given: string) => {
    const last = furthest(given, prefix, high, format.delimiter);
    return last === high ? high : checked(lastWithPrefix(last, format));
  };
  switch (range.operator) {
    case "between":
      if (compareText(low, high) > 0) return refuse(piece.attribute, BACKWARDS);
      return { name, operator: "between", value: low, high: upTo(high + format.delimiter) };
    case "lte":
      return bounded(name, prefix, upTo(high + format.delimiter));
    case "lt":
      return bounded(name, prefix, upTo(high));
    default:
      return prefix === ""
        ? { name, operator: ">=", value: low }
        : { name, operator: "between", value: low, high: lastWithPrefix(prefix, format) };
  }
}

/** Begins with some bytes, or with text in a plain key or of one case. */
export function beginsWithTyped(
  { part, prefix, piece, last, range }: TemplateRange,
  format: KeyFormat,
  refuse: Refuse,
): KeyCondition {
  const { attribute } = piece;
  const start = range.low;
  // Bytes are hexadecimal text, so the first ones are a prefix of it.
  if (piece.type === "binary") {
    return begins(part, prefix + binaryText(attribute, start, refuse), refuse);
  }
  if (piece.type !== "string") return refuse(attribute, NO_PREFIX);
  const given = prefixText(attribute, start, refuse);
  const text = format.keyEncoding === "ordered" ? escapeOrdered(given) : given;
  if (format.keyEncoding === "plain" && given.includes(format.delimiter)) {
    return refuse(attribute, `holds the key delimiter ${JSON.stringify(format.delimiter)}`);
  }
  // The delimiter after a shorter value would begin so too.
  if (!last && format.keyEncoding === "plain") encodePiece(piece, given, format, refuse);
  if (prefix + text === "") return refuse(attribute, NO_START);
  return begins(part, prefix + text, refuse);
}
