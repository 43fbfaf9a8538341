import type { IndexModel, TableModel } from "../../src/model/model.js";
import { tableOf } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/** The rule for ranges that hold items of several entities: a query distinguishes them by the entity attribute. */
export const entityAttribute: Rule = {
  name: "entity-attribute",
  check: (model, report) => {
    for (const entity of model.entities) {
      const table = tableOf(model, entity.table);
      for (const pattern of [entity.primaryKey, ...entity.indexes]) {
        if (!pattern.shared || table === undefined) continue;
        const primary = pattern.index === undefined;
        const path = ["entities", entity.exportName, ...(primary ? ["key"] : ["indexes", pattern.name])];
        checkRange(path, `${entity.name}.${pattern.name}`, table, pattern.index, report);
      }
    }
    for (const collection of model.collections) {
      const table = tableOf(model, collection.table);
      // Without an entity attribute the primary keys tell the members apart, which every index holds.
      const several = collection.members.length > 1 && table?.entityAttribute !== undefined;
      if (table === undefined || !(collection.shared || several)) continue;
      checkRange(["collections", collection.exportName], collection.name, table, collection.index, report);
    }
  },
};

function checkRange(
  path: readonly string[],
  subject: string,
  table: TableModel,
  indexName: string | undefined,
  report: Report,
): void {
  const { entityAttribute: attribute } = table;
  const reads = `${subject}: the range that it reads holds items of several entities`;
  if (attribute === undefined) {
    const message = `${reads}, and the table "${table.name}" has no entity attribute to distinguish them`;
    report(path, message, "Begin each sort key with a distinct prefix, or leave out entityAttribute: false.");
    return;
  }
  const index = table.indexes.find(({ name }) => name === indexName);
  if (index === undefined || projects(index, attribute)) return;
  const message = `${reads}, and the index "${index.name}" does not project "${attribute}", which distinguishes them`;
  report(
    path,
    message,
    `Add "${attribute}" to its projection, or begin each sort key with a distinct prefix.`,
  );
}

function projects({ projection, partitionKey, sortKey }: IndexModel, attribute: string): boolean {
  if (projection === "ALL") return true;
  if (projection !== "KEYS_ONLY" && projection.includes(attribute)) return true;
  return [...partitionKey, ...sortKey].some(({ name }) => name === attribute);
}
