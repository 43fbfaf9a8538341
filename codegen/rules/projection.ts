import type { IndexModel, Model, TableModel } from "../../src/model/model.js";
import type { Report, Rule } from "./rule.js";

/** An index holds what its access patterns need to know of an item, and lists nothing that no item has. */
export const projection: Rule = {
  name: "projection",
  check: (model, report) => {
    for (const table of model.tables) {
      for (const index of table.indexes) {
        if (index.projection === "ALL") continue;
        checkUnknown(model, table, index, report);
        checkTimeToLive(model, table, index, report);
      }
    }
  },
};

/** A listed attribute that no item has is a mistyped one: the index does not hold what it should. */
function checkUnknown(model: Model, table: TableModel, index: IndexModel, report: Report): void {
  if (typeof index.projection === "string") return;
  const entities = model.entities.filter((entity) => entity.table === table.name);
  const storedNames = new Set([
    ...(table.entityAttribute === undefined ? [] : [table.entityAttribute]),
    ...entities.flatMap((entity) => [
      ...entity.attributes.map(({ name, storedAs = name }) => storedAs),
      ...[entity.primaryKey, ...entity.indexes].flatMap(({ partition, sort }) =>
        [...partition, ...sort].map(({ name }) => name),
      ),
    ]),
  ]);
  for (const name of index.projection) {
    if (storedNames.has(name)) continue;
    // An index holds what is stored: a name of code alone is never found.
    const renamed = entities.find((entity) => entity.attributes.some((attribute) => attribute.name === name));
    const stored = renamed?.attributes.find((attribute) => attribute.name === name)?.storedAs;
    report(
      ["tables", table.name, "indexes", index.name],
      `Table "${table.name}", index "${index.name}": the projection lists "${name}", ${stored === undefined ? "which no entity of the table has" : `which ${renamed?.name} stores as "${stored}"`}`,
      stored === undefined ? "Correct the name, or remove it." : `Project "${stored}".`,
    );
  }
}

/** Without the time to live a query of the index would give expired items. */
function checkTimeToLive(model: Model, table: TableModel, index: IndexModel, report: Report): void {
  const { timeToLive } = table;
  if (timeToLive === undefined || index.projection.includes(timeToLive)) return;
  if ([...index.partitionKey, ...index.sortKey].some(({ name }) => name === timeToLive)) return;
  for (const entity of model.entities) {
    const pattern = entity.indexes.find((each) => each.index === index.name);
    const expires = entity.attributes.some(({ name, storedAs = name }) => storedAs === timeToLive);
    if (entity.table !== table.name || pattern === undefined || !expires) continue;
    report(
      ["entities", entity.exportName, "indexes", pattern.name],
      `${entity.name}.${pattern.name}: the index "${index.name}" does not project "${timeToLive}", so expired items cannot be filtered out`,
      `Add "${timeToLive}" to its projection.`,
    );
  }
}
