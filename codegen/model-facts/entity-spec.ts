import type { AttributeSpec } from "../../src/entities/attribute.js";
import type { AccessPatternSpec, EntitySpec } from "../../src/entities/entity.js";
import { keyDerivedReads, looseItems } from "../../src/entities/read-item.js";
import { naturalKeys, typedKeys } from "../../src/keys/features.js";
import { hasResidualFilter } from "../../src/keys/partitions.js";
import type { EntityModel, TableModel } from "../../src/model/model.js";
import { conversions } from "../../src/values/decode.js";
import { featuresOf } from "./features.js";

/**
 * Returns the Model of an entity as the runtime takes it, which generated code prints as a constant.
 *
 * @param fanOut opens the partitions of fan-out queries; without it their patterns cannot be queried
 */
export function entitySpec(
  entity: EntityModel,
  table: TableModel,
  fanOut?: AccessPatternSpec["fanOut"],
): EntitySpec {
  const { name, storedAs: storedName, constants, attributes, primaryKey, indexes, unique } = entity;
  const features = featuresOf(entity, table);
  const patternSpec = ({ shared, doc: _, ...pattern }: EntityModel["primaryKey"]): AccessPatternSpec => ({
    ...pattern,
    ...(shared && { shared: true as const }),
    ...(fanOut && hasResidualFilter(pattern, table) && { fanOut }),
  });
  const specs = attributes.map((attribute) => {
    const { storedAs, stored, value, optional, managed } = attribute;
    const spec: AttributeSpec = {
      ...(storedAs !== undefined && { storedAs }),
      ...(stored === false && { stored }),
      value,
      ...(optional && { optional: true }),
      ...(managed !== undefined && { managed }),
    };
    return [attribute.name, spec] as const;
  });
  return {
    name,
    ...(storedName !== undefined && { storedAs: storedName }),
    ...(constants !== undefined && { constants }),
    table,
    attributes: Object.fromEntries(specs),
    primaryKey: patternSpec(primaryKey),
    indexes: indexes.map(patternSpec),
    ...(unique !== undefined && { unique }),
    ...(features.keys && { keys: { typedKeys, naturalKeys }[features.keys] }),
    ...(features.loose && { loose: looseItems }),
    ...(features.values && { values: conversions }),
    ...(features.keyDerived && { keyDerived: keyDerivedReads }),
  };
}
