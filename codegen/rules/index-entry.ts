import type { EntityModel, IndexModel, KeyAttribute, TableModel } from "../../src/model/model.js";
import { listed } from "../diagnostics/suggestion.js";
import { keySides, tableOf } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/**
 * Items enter an index as soon as they have all of its key attributes. An entity that has them says so with an access
 * pattern; an index of the table's own key attributes holds every item anyway.
 */
export const indexEntry: Rule = {
  name: "index-entry",
  check: (model, report) => {
    for (const entity of model.entities) {
      const table = tableOf(model, entity.table);
      for (const index of table?.indexes ?? [])
        if (table !== undefined) checkIndex(entity, index, table, report);
    }
  },
};

function checkIndex(entity: EntityModel, index: IndexModel, table: TableModel, report: Report): void {
  if (entity.indexes.some((pattern) => pattern.index === index.name)) return;
  const keys = [...index.partitionKey, ...index.sortKey];
  const isTableKey = ({ name }: KeyAttribute) =>
    name === table.partitionKey.name || name === table.sortKey?.name;
  const indexKeys = keys.filter((key) => !isTableKey(key));
  const has = new Set([
    ...entity.attributes.map(({ name, storedAs = name }) => storedAs),
    ...keySides(entity).map(({ part }) => part.name),
  ]);
  if (indexKeys.length === 0 || !indexKeys.every(({ name }) => has.has(name))) return;

  const attributes = indexKeys.map(({ name }) => `"${name}"`);
  const [first] = indexKeys;
  const stored = entity.attributes.find(({ name, storedAs = name }) => storedAs === first?.name);
  const path = ["entities", entity.exportName, ...(stored === undefined ? [] : ["attributes", stored.name])];
  const what = `its items have ${listed(attributes)}, the key of the index "${index.name}"`;
  const help =
    "Declare an access pattern on it, or rename the attribute: otherwise the items are added to the index.";
  report(path, `${entity.name}: ${what}, but it has no access pattern there`, help);
}
