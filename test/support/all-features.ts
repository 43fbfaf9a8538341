import type { EntitySpec } from "../../src/entities/entity.js";
import { keyDerivedReads, looseItems } from "../../src/entities/read-item.js";
import { typedKeys } from "../../src/keys/features.js";
import { conversions } from "../../src/values/decode.js";

/** What generated specs name where their design needs it: specs of tests that are written by hand have all of it. */
export const allFeatures = {
  keys: typedKeys,
  loose: looseItems,
  values: conversions,
  told: keyDerivedReads,
} satisfies Partial<EntitySpec>;
