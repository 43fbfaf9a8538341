import type { NaturalPart, Piece } from "../model/model.js";
import { checkedText } from "./encode-key.js";
import { between, type KeyCondition, NO_PREFIX } from "./key-condition.js";
import type { KeyAttributeValue } from "./key-part.js";
import { parseRange } from "./range.js";
import type { Refuse } from "./refuse.js";

/** Gives the value of a natural key, as it is stored or as natural keys are compared with it. */
type NaturalValue = (piece: Piece, value: unknown, refuse: Refuse) => KeyAttributeValue;

/**
 * What natural keys of text need, which are attributes as they are. Specs of such keys name it, so that bundles of the
 * others are without; those of other natural keys name {@link typedKeys}.
 */
export const naturalKeys = {
  natural: textKey,
  condition: (part: NaturalPart, given: unknown, refuse: Refuse) =>
    naturalCondition(part, given, textKey, refuse),
} as const;

export function textKey({ attribute }: Piece, value: unknown, refuse: Refuse): string {
  return checkedText(attribute, value, refuse, "a key");
}

/** The condition on a natural key, if anything is given for it. */
export function naturalCondition(
  { name, natural: piece }: NaturalPart,
  given: unknown,
  keyValue: NaturalValue,
  refuse: Refuse,
): KeyCondition | undefined {
  if (given === undefined) return undefined;
  const range = parseRange(given, (reason) => refuse(piece.attribute, reason));
  const value = keyValue(piece, range.low, refuse);
  switch (range.operator) {
    case "beginsWith":
      if (typeof value === "number" || typeof value === "bigint") return refuse(piece.attribute, NO_PREFIX);
      return { name, operator: "beginsWith", value };
    case "between":
      return between(name, piece, value, keyValue(piece, range.high, refuse), refuse);
    default:
      return { name, operator: SYMBOLS[range.operator], value };
  }
}

const SYMBOLS = { eq: "=", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;
