import { decodeAbsent, decodeValue } from "./decode.js";
import { tied } from "./recursion.js";

/**
 * What reading items needs whose values are stored as something else than code has: dates, bigints, compressed values,
 * codecs, unions, and what lies in lists and maps. Specs of such items name it, so that bundles of the others are without.
 */
export const conversions = { decode: decodeValue, absent: decodeAbsent, tied } as const;
