import type { Model } from "../../src/model/model.js";
import type { Diagnostic, Locate } from "../diagnostics/diagnostic.js";
import { attributeStorage } from "./attribute-storage.js";
import { collectionQuery } from "./collection-query.js";
import { entityAttribute } from "./entity-attribute.js";
import { filteredRange } from "./filtered-range.js";
import { generatedName } from "./generated-name.js";
import { guardOverlap } from "./guard-overlap.js";
import { hotPartition } from "./hot-partition.js";
import { indexCondition } from "./index-condition.js";
import { indexEntry } from "./index-entry.js";
import { keyAttribute } from "./key-attribute.js";
import { keyConflict } from "./key-conflict.js";
import { keyFolding } from "./key-folding.js";
import { keyOverlap } from "./key-overlap.js";
import { keySize } from "./key-size.js";
import { keyTemplate } from "./key-template.js";
import { keyType } from "./key-type.js";
import { managedAttribute } from "./managed-attribute.js";
import { mutableKey } from "./mutable-key.js";
import { partitionRange } from "./partition-range.js";
import { plainOrder } from "./plain-order.js";
import { projection } from "./projection.js";
import { reservedAttribute } from "./reserved-attribute.js";
import { applyRule, type Rule } from "./rule.js";
import { storedName } from "./stored-name.js";
import { tableSettings } from "./table-settings.js";
import { tableShape } from "./table-shape.js";
import { timeToLive } from "./time-to-live.js";
import { uniqueConstraint } from "./unique-constraint.js";
import { unusedIndex } from "./unused-index.js";

/** The rules of a sound design. */
export const rules: readonly Rule[] = [
  tableShape,
  tableSettings,
  keyAttribute,
  keyTemplate,
  keyConflict,
  keyType,
  keyFolding,
  keyOverlap,
  storedName,
  partitionRange,
  indexEntry,
  indexCondition,
  entityAttribute,
  projection,
  timeToLive,
  reservedAttribute,
  managedAttribute,
  attributeStorage,
  uniqueConstraint,
  guardOverlap,
  collectionQuery,
  generatedName,
  hotPartition,
  filteredRange,
  mutableKey,
  plainOrder,
  keySize,
  unusedIndex,
];

/** Checks a design by every rule: each diagnostic has its place, the fault and the remedy. */
export function checkRules(model: Model, locate: Locate): Diagnostic[] {
  return rules.flatMap((rule) => applyRule(rule, model, locate));
}
