import { derivedRange } from "./derivation.js";
import { keepsOrder } from "./plain-order.js";
import { beginsWithTyped, unsortedCondition } from "./typed-condition.js";
import { typedBound, typedValue } from "./typed-natural.js";
import { encodeTyped } from "./typed-piece.js";

/**
 * What keys need that are made of more than text in the ordered encoding: numbers, dates, bytes, what is derived, and
 * plain keys. Specs of such keys name it, so that bundles of the others are without.
 */
export const typedKeys = {
  encode: encodeTyped,
  natural: typedValue,
  bound: typedBound,
  range: derivedRange,
  beginsWith: beginsWithTyped,
  keepsOrder,
  unsorted: unsortedCondition,
} as const;
