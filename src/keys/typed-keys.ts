import type { NaturalPart } from "../model/model.js";
import { derivedRange } from "./derivation.js";
import { naturalCondition } from "./features.js";
import { keepsOrder } from "./plain-order.js";
import type { Refuse } from "./refuse.js";
import { beginsWithTyped, unsortedCondition } from "./typed-condition.js";
import { typedBound, typedValue } from "./typed-natural.js";
import { encodeTyped } from "./typed-piece.js";

/**
 * What keys need that are made of more than text in the ordered encoding: numbers, dates, bytes, what is derived, and
 * plain keys, natural ones too. Specs of such keys name it, so that bundles of the others are without.
 */
export const typedKeys = {
  encode: encodeTyped,
  natural: typedValue,
  condition: (part: NaturalPart, given: unknown, refuse: Refuse) =>
    naturalCondition(part, given, typedBound, refuse),
  range: derivedRange,
  beginsWith: beginsWithTyped,
  keepsOrder,
  unsorted: unsortedCondition,
} as const;
