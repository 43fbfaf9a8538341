import { looseItems } from "../../src/entities/loose-items.js";
import { toldByKeys } from "../../src/entities/told-by-keys.js";
import { typedKeys } from "../../src/keys/typed-keys.js";
import type { EntitySpec } from "../../src/model/spec.js";
import { conversions } from "../../src/values/conversions.js";

/** What generated specs name where their design needs it: specs of tests that are written by hand have all of it. */
export const allFeatures = {
  keys: typedKeys,
  loose: looseItems,
  values: conversions,
  told: toldByKeys,
} satisfies Partial<EntitySpec>;
