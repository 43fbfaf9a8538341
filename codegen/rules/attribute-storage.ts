import { keyDerivedAttributes } from "../../src/keys/decode-key.js";
import type { EntityModel, TableModel } from "../../src/model/model.js";
import { tableOf } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/** Each attribute has a name of its own in DynamoDB, where indexes find it, and a form that can do what it is there for. */
export const attributeStorage: Rule = {
  name: "attribute-storage",
  check: (model, report) => {
    for (const entity of model.entities) {
      const at: Report = (place, message, help) =>
        report(
          ["entities", entity.exportName, "attributes", ...place],
          `${entity.name}.attributes.${message}`,
          help,
        );
      checkNames(entity, at);
      checkManaged(entity, at);
      checkUnstored(entity, tableOf(model, entity.table), at);
      const table = tableOf(model, entity.table);
      if (table !== undefined) checkKeys(entity, table, at);
    }
  },
};

/** Two attributes under one name would overwrite one another. */
function checkNames({ attributes }: EntityModel, report: Report): void {
  const seen = new Map<string, string>();
  for (const { name, storedAs } of [...attributes].sort(renamedLast)) {
    const stored = storedAs ?? name;
    const other = seen.get(stored);
    seen.set(stored, other ?? name);
    if (other === undefined) continue;
    const message = `${name}: "${name}" and "${other}" are both stored as "${stored}"`;
    report([name, "storedAs"], message, "Give each a different stored name.");
  }
}

/** Orders two attributes with one stored name so that the renamed one, which is at fault, comes last. */
function renamedLast(one: { readonly storedAs?: string }, other: { readonly storedAs?: string }): number {
  return Number(one.storedAs !== undefined) - Number(other.storedAs !== undefined);
}

/** Times and versions are compared and counted by DynamoDB. */
function checkManaged({ attributes }: EntityModel, report: Report): void {
  for (const { name, managed, value } of attributes) {
    if (managed === undefined || typeof value !== "object" || value.kind !== "compressed") continue;
    const message = `${name}: "${name}" is written by monotable and cannot be compressed`;
    report([name, "compression"], message, "Leave compression out.");
  }
}

/**
 * Checks that an attribute with `stored: false` can be read from the primary key, and that nothing else looks for it in
 * the item.
 */
function checkUnstored(entity: EntityModel, table: TableModel | undefined, report: Report): void {
  const { attributes, primaryKey, indexes, unique = [] } = entity;
  const keyDerived = keyDerivedAttributes(primaryKey);
  const natural = [primaryKey, ...indexes]
    .flatMap(({ partition, sort }) => [...partition, ...sort])
    .filter((part) => "natural" in part);
  for (const { name, stored, managed } of attributes) {
    if (stored !== false) continue;
    const needed = (why: string) =>
      report([name, "stored"], `${name}: "${name}" ${why}`, "Leave stored: false out.");
    const part = natural.find((each) => each.natural.attribute === name);
    if (managed !== undefined) needed("is written by monotable and is not in a key");
    else if (part !== undefined) needed(`is the key attribute "${part.name}" itself`);
    else if (!keyDerived.has(name)) needed("cannot be derived from the primary key");
    else if (unique.some(({ pieces }) => pieces.some(({ attribute }) => attribute === name)))
      needed("is part of a unique constraint, which compares stored values");
    else if (table?.timeToLive === name) needed("is the time to live of the table");
    else if (table?.indexes.some(({ projection }) => projection !== "ALL" && projection.includes(name)))
      needed("is in the projection of an index");
  }
}

/** An attribute under the name of a key attribute is that key: it is declared as one, not met by chance. */
function checkKeys(entity: EntityModel, table: TableModel, report: Report): void {
  const keys = new Map(
    [
      ...[table.partitionKey, table.sortKey].map((key) => [key?.name, "the table"] as const),
      ...table.indexes.flatMap((index) =>
        [...index.partitionKey, ...index.sortKey].map(
          (key) => [key.name, `the index "${index.name}"`] as const,
        ),
      ),
    ].reverse(),
  );
  const parts = [entity.primaryKey, ...entity.indexes].flatMap(({ partition, sort }) => [
    ...partition,
    ...sort,
  ]);
  for (const { name, storedAs } of entity.attributes) {
    const where = storedAs === undefined ? undefined : keys.get(storedAs);
    // What the entity writes to that key attribute is another rule's.
    if (where === undefined || parts.some((part) => part.name === storedAs)) continue;
    const message = `${name}: "${storedAs}" is a key attribute of ${where}, on which ${entity.name} has no access pattern`;
    report([name, "storedAs"], message, "Use another stored name, or declare an access pattern.");
  }
}
