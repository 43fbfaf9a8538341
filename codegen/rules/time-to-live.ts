import type { AttributeModel, EntityModel, TableModel } from "../../src/model/model.js";
import type { Report, Rule } from "./rule.js";

/** DynamoDB reads the time to live from a number of seconds; it ignores anything else and never deletes the item. */
export const timeToLive: Rule = {
  name: "time-to-live",
  check: (model, report) => {
    for (const table of model.tables) {
      for (const entity of model.entities)
        if (entity.table === table.name) checkEntity(entity, table, report);
    }
  },
};

function checkEntity(entity: EntityModel, { timeToLive }: TableModel, report: Report): void {
  if (timeToLive === undefined) return;
  const attribute = entity.attributes.find(({ name, storedAs = name }) => storedAs === timeToLive);
  const path = ["entities", entity.exportName, "attributes"];
  if (attribute === undefined) {
    // The table names what is stored, so that an attribute that is stored elsewhere is not found.
    const moved = entity.attributes.find(({ name }) => name === timeToLive);
    if (moved?.storedAs === undefined) return;
    const message = `${entity.name}: "${timeToLive}", the table's time to live, is stored as "${moved.storedAs}", which is not the TTL attribute in DynamoDB`;
    const help = `Declare timeToLive: "${moved.storedAs}" on the table, or leave storedAs out.`;
    report([...path, timeToLive, "storedAs"], message, help);
    return;
  }
  const { name, value } = attribute;
  if (value === "number" || value === "dateInSeconds" || isCodecOfNumbers(value)) return;
  const message = `${entity.name}: attribute "${name}" is the table's time to live, but not ${isDate(attribute) ? "stored in seconds" : "a number"}`;
  const help = isDate(attribute)
    ? `Declare attributes: { ${name}: { date: "seconds" } }. DynamoDB deletes no items with any other form.`
    : "Declare it as z.int(): seconds since 1970. DynamoDB deletes no items with any other type.";
  report([...path, name], message, help);
}

/** Returns true if a codec stores numbers. */
function isCodecOfNumbers(value: AttributeModel["value"]): boolean {
  return typeof value === "object" && value.kind === "codec" && value.of === "number";
}

function isDate({ value }: AttributeModel): boolean {
  return value === "date" || value === "dateInMilliseconds";
}
