import { piecesOf } from "../../src/keys/encode-key.js";
import type { AccessPatternModel, EntityModel } from "../../src/model/model.js";
import { describeParts } from "./key-side.js";
import type { Rule } from "./rule.js";

/** The rule for ranges that hold items of other entities: a query pays for the items that it filters out. */
export const filteredRange: Rule = {
  name: "filtered-range",
  severity: "warning",
  check: (model, report) => {
    for (const entity of model.entities) {
      for (const pattern of [entity.primaryKey, ...entity.indexes]) {
        if (!pattern.shared) continue;
        const primary = pattern.index === undefined;
        const path = ["entities", entity.exportName, ...(primary ? ["key"] : ["indexes", pattern.name])];
        report(
          path,
          `${entity.name}.${pattern.name}: the range ${describeParts([...pattern.partition, ...pattern.sort])} also holds items of other entities, which are read and then filtered out`,
          `${remedy(entity, pattern)} If they are few, add accept: ["filtered-range"].`,
        );
      }
    }
    for (const { name, exportName, shared } of model.collections) {
      if (!shared) continue;
      report(
        ["collections", exportName],
        `${name}: the range that it reads also holds items of entities that are not members, which are read and then filtered out`,
        'Begin their sort keys with a prefix that sorts outside of it. If they are few, add accept: ["filtered-range"].',
      );
    }
  },
};

/** Another access pattern by the same attributes whose range is its own, or a prefix. */
function remedy(entity: EntityModel, pattern: AccessPatternModel): string {
  const attributes = attributesOf(pattern);
  const other = [entity.primaryKey, ...entity.indexes].find(
    (each) => !each.shared && attributes.every((name) => attributesOf(each).includes(name)),
  );
  if (other !== undefined) return `Query ${other.name} instead: its range holds no other entities.`;
  return "Begin the keys with a distinct prefix, e.g. key`ORDER#…`.";
}

function attributesOf({ partition }: AccessPatternModel): readonly string[] {
  return partition.flatMap(piecesOf).map(({ attribute }) => attribute);
}
