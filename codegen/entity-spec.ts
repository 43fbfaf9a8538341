import type { EntityModel, TableModel } from "../src/model/model.js";
import type { AccessPatternSpec, AttributeSpec, EntitySpec } from "../src/model/spec.js";

/** What generated code prints as a constant: the Model of an entity as the runtime takes it. */
export function entitySpec(
  { name, attributes, primaryKey, indexes, unique }: EntityModel,
  table: TableModel,
): EntitySpec {
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
    table,
    attributes: Object.fromEntries(specs),
    primaryKey: patternSpec(primaryKey),
    indexes: indexes.map(patternSpec),
    ...(unique !== undefined && { unique }),
  };
}

function patternSpec({ shared, doc: _, ...pattern }: EntityModel["primaryKey"]): AccessPatternSpec {
  return { ...pattern, ...(shared && { shared: true as const }) };
}
