import { piecesOf } from "../../src/keys/encode-key.js";
import { OWNER_ATTRIBUTE } from "../../src/keys/guard-key.js";
import type {
  AttributeModel,
  EntityModel,
  KeyAttribute,
  Model,
  Piece,
  TableModel,
  UniqueModel,
} from "../../src/model/model.js";
import { suggestion } from "../diagnostics/suggestion.js";
import { faultOf } from "./key-attribute.js";
import { tableOf } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/** A unique constraint says something, and its guards can be kept in the table. */
export const uniqueConstraint: Rule = {
  name: "unique-constraint",
  check: (model, report) => {
    for (const entity of model.entities) {
      const { unique = [] } = entity;
      const table = tableOf(model, entity.table);
      if (unique.length > 0 && table !== undefined) checkTable(entity, table, report);
      for (const [position, constraint] of unique.entries()) {
        checkConstraint(entity, constraint, unique.slice(0, position), report);
      }
    }
    for (const table of model.tables) if (table.guards) checkOwner(model, table, report);
  },
};

/** Checks that guards can lie in the table, and stay there as long as the items. */
function checkTable(entity: EntityModel, table: TableModel, report: Report): void {
  const { name, exportName, attributes, primaryKey } = entity;
  const path = ["entities", exportName, "unique"];
  const keys = [table.partitionKey, ...(table.sortKey === undefined ? [] : [table.sortKey])];
  const other = keys.find(({ type }) => type !== "S");
  if (other !== undefined) {
    const kind = other.type === "N" ? "a number" : "binary";
    const message = `${name}.unique: guards need a string key, but "${other.name}" of the table "${table.name}" is ${kind}`;
    report(path, message, "Compose the key with key`…`, which makes it a string.");
  }
  if (attributes.some((attribute) => storedName(attribute) === table.timeToLive)) {
    const message = `${name}.unique: its items expire by "${table.timeToLive}", but DynamoDB would not delete their guards with them`;
    report(path, message, "Leave the time to live out of the entity, or the constraint.");
  }
  const folded = [...primaryKey.partition, ...primaryKey.sort]
    .flatMap(piecesOf)
    .find(({ derived }) => derived?.kind === "lower" || derived?.kind === "upper");
  if (folded !== undefined) {
    const message = `${name}.unique: guards identify an item by its key, which does not keep the case of "${folded.attribute}"`;
    report(path, message, "Use the attribute itself in the key, or store it in one case.");
  }
}

function checkConstraint(
  entity: EntityModel,
  constraint: UniqueModel,
  before: readonly UniqueModel[],
  report: Report,
): void {
  const path = ["entities", entity.exportName, "unique", constraint.name];
  const subject = `${entity.name}.unique.${constraint.name}:`;
  const names = constraint.pieces.map(({ attribute }) => attribute);
  for (const name of new Set(names)) {
    const fault = attributeFault(entity, name);
    if (fault !== undefined) report(path, `${subject} attribute "${name}" ${fault.reason}`, fault.help);
    if (names.indexOf(name) !== names.lastIndexOf(name))
      report(path, `${subject} names the attribute "${name}" twice`, "Name each attribute once.");
  }
  if (constraint.name === "")
    report(path, `${subject} has no name`, "Name it after the unique attribute: errors carry the name.");
  const other = before.find((candidate) => identity(candidate) === identity(constraint));
  if (other !== undefined)
    report(path, `${subject} is the same constraint as ${other.name}`, "Leave one of them out.");
  const { partition, sort } = entity.primaryKey;
  const key = [...partition, ...sort].flatMap(piecesOf);
  if (key.length === 0) {
    const message = `${subject} the table has at most one ${entity.name}, so the constraint has no effect`;
    report(path, message, "Leave it out.");
    return;
  }
  const asTheyAre = new Set(constraint.pieces.filter(isWhole).map(({ attribute }) => attribute));
  if (key.every(({ attribute }) => asTheyAre.has(attribute))) {
    const message = `${subject} contains the whole primary key, which is always unique`;
    report(path, message, "Leave it out, or name the attributes that must be unique besides the key.");
  }
}

function isWhole({ derived }: Piece): boolean {
  return derived === undefined;
}

/** Returns the identity of a constraint, whatever the order of its attributes. */
function identity({ pieces }: UniqueModel): string {
  return JSON.stringify(pieces.map(({ attribute, derived }) => JSON.stringify([attribute, derived])).sort());
}

function attributeFault(
  entity: EntityModel,
  name: string,
): { readonly reason: string; readonly help: string } | undefined {
  const attribute = entity.attributes.find((candidate) => candidate.name === name);
  if (attribute === undefined) {
    const names = entity.attributes.map((candidate) => candidate.name);
    return { reason: `does not exist on ${entity.name}`, help: suggestion(name, names, entity.name) };
  }
  if (attribute.managed !== undefined)
    return { reason: "is written by monotable", help: "Use attributes that you write." };
  return faultOf(attribute, true, false);
}

function storedName({ name, storedAs = name }: AttributeModel): string {
  return storedAs;
}

/** Nothing else has the name of the attribute in which a guard says whose it is. */
function checkOwner(model: Model, table: TableModel, report: Report): void {
  const keys: readonly KeyAttribute[] = [
    table.partitionKey,
    ...(table.sortKey === undefined ? [] : [table.sortKey]),
    ...table.indexes.flatMap(({ partitionKey, sortKey }) => [...partitionKey, ...sortKey]),
  ];
  const all = [...keys.map(({ name }) => name), table.entityAttribute, table.timeToLive];
  const help = `Rename the attribute: "${OWNER_ATTRIBUTE}" is reserved in a table with unique constraints.`;
  const why = `is the attribute in which the guards of unique constraints name their owner`;
  if (all.includes(OWNER_ATTRIBUTE))
    report(["tables", table.name], `Table "${table.name}": "${OWNER_ATTRIBUTE}" ${why}`, help);
  for (const { name, table: own, exportName, attributes } of model.entities) {
    if (own !== table.name || !attributes.some((attribute) => storedName(attribute) === OWNER_ATTRIBUTE))
      continue;
    const path = ["entities", exportName, "attributes", OWNER_ATTRIBUTE];
    report(path, `${name}: attribute "${OWNER_ATTRIBUTE}" ${why}`, help);
  }
}
