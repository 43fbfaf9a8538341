import type { AccessPatternModel, EntityModel, TableModel } from "../../src/model/model.js";
import { canLieWithin, canMeet } from "../model-facts/overlap.js";
import { keyOf } from "./key-overlap.js";
import type { Report, Rule } from "./rule.js";

/**
 * Items of two entities are told apart by the name that they carry, by a constant, or where both are stored under one name
 * without a constant that differs, by their keys in every range that is read.
 */
export const storedName: Rule = {
  name: "stored-name",
  check: (model, report) => {
    for (const entity of model.entities) checkConstants(entity, model.tables, report);
    for (const table of model.tables) {
      if (table.entityAttribute === undefined) continue;
      const entities = model.entities.filter((entity) => entity.table === table.name);
      for (const [position, entity] of entities.entries()) {
        const other = entities
          .slice(0, position)
          .find((before) => haveOneName(before, entity) && canBeReadTogether(before, entity, table));
        if (other === undefined) continue;
        const message = `${entity.name} and ${other.name} are both stored as "${storedAs(entity)}", and nothing tells their items apart where a query reads both`;
        const help =
          'Give each a constant that differs: constants: { version: "1" }. Or begin each of their sort keys with a distinct prefix.';
        report(["entities", entity.exportName, "storedAs"], message, help);
      }
    }
  },
};

function storedAs({ storedAs: given, name }: EntityModel): string {
  return given ?? name;
}

function haveOneName(one: EntityModel, other: EntityModel): boolean {
  if (storedAs(one) !== storedAs(other)) return false;
  return !Object.entries(one.constants ?? {}).some(([name, value]) => {
    const against = other.constants?.[name];
    return against !== undefined && against !== value;
  });
}

function canBeReadTogether(one: EntityModel, other: EntityModel, table: TableModel): boolean {
  const patternsOf = ({ primaryKey, indexes }: EntityModel) => [primaryKey, ...indexes];
  return patternsOf(one).some((pattern) =>
    patternsOf(other).some(
      (against) => pattern.index === against.index && rangesMeet(pattern, against, table),
    ),
  );
}

function rangesMeet(one: AccessPatternModel, other: AccessPatternModel, table: TableModel): boolean {
  return (
    canMeet(one.partition, other.partition, table) &&
    (canLieWithin(one.sort, other.sort, table) || canLieWithin(other.sort, one.sort, table))
  );
}

/** A constant is neither a key nor an attribute of the entity, nor the entity attribute. */
function checkConstants(entity: EntityModel, tables: readonly TableModel[], report: Report): void {
  const table = tables.find(({ name }) => name === entity.table);
  const keys = new Set(
    [...keyOf(entity), ...entity.indexes.flatMap(({ partition, sort }) => [...partition, ...sort])].map(
      ({ name }) => name,
    ),
  );
  for (const name of Object.keys(entity.constants ?? {})) {
    const path = ["entities", entity.exportName, "constants", name];
    const attribute = entity.attributes.find(({ name: own, storedAs: stored = own }) => stored === name);
    const fault = keys.has(name)
      ? "is a key attribute"
      : name === table?.entityAttribute
        ? "is the entity attribute, whose value storedAs gives"
        : attribute && `is stored by the attribute ${attribute.name} of its schema`;
    if (fault !== undefined)
      report(
        path,
        `${entity.name}: the constant "${name}" ${fault}`,
        "Give it another name, or leave it out.",
      );
  }
}
