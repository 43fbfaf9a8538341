import type { Rule } from "./rule.js";

/** An index costs storage and a write with every write of an item in it, so something reads it. */
export const unusedIndex: Rule = {
  name: "unused-index",
  severity: "warning",
  check: (model, report) => {
    for (const table of model.tables) {
      const read = new Set(
        [
          ...model.entities
            .filter((entity) => entity.table === table.name)
            .flatMap((entity) => entity.indexes),
          ...model.collections.filter((collection) => collection.table === table.name),
        ].map(({ index }) => index),
      );
      for (const { name } of table.indexes) {
        if (read.has(name)) continue;
        report(
          ["tables", table.name, "indexes", name],
          `Table "${table.name}": no access pattern uses the index "${name}"`,
          'Declare one in an entity\'s indexes, or remove the index. If other code reads it, add accept: ["unused-index"].',
        );
      }
    }
  },
};
