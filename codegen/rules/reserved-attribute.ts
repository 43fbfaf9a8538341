import { isSynthetic } from "../../src/keys/encode-key.js";
import type { EntityModel, TableModel } from "../../src/model/model.js";
import { describePart, keySides, tableOf } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/** No attribute has a name that the item needs for its keys or for the entity, or that JavaScript objects have. */
export const reservedAttribute: Rule = {
  name: "reserved-attribute",
  check: (model, report) => {
    for (const entity of model.entities) {
      const table = tableOf(model, entity.table);
      if (table !== undefined) checkEntity(entity, table, report);
    }
  },
};

function checkEntity(entity: EntityModel, table: TableModel, report: Report): void {
  const composed = keySides(entity).filter(({ part }) => isSynthetic(part));
  for (const { name: inCode, storedAs } of entity.attributes) {
    const name = storedAs ?? inCode;
    const how = storedAs === undefined ? [] : ["storedAs"];
    const path = ["entities", entity.exportName, "attributes", inCode, ...how];
    const subject = `${entity.name}: ${storedAs === undefined ? "" : `"${inCode}", stored as the `}attribute "${name}"`;
    const side = composed.find(({ part }) => part.name === name);
    if (OBJECT_MEMBERS.has(inCode)) {
      const place = path.slice(0, 4);
      const text = `${entity.name}: attribute "${inCode}" has the name of a property of Object.prototype`;
      report(place, text, "Choose another name.");
    } else if (OBJECT_MEMBERS.has(name)) {
      report(path, `${subject} has the name of a property of Object.prototype`, "Choose another name.");
    } else if (name === table.entityAttribute) {
      const help = "Rename it, or give the table another entityAttribute.";
      report(path, `${subject} is the entity attribute of the table "${table.name}"`, help);
    } else if (side !== undefined) {
      const message = `${subject} is a key attribute, to which ${side.subject} writes ${describePart(side.part)}`;
      report(path, message, "Rename the attribute, or use the attribute itself as this key.");
    }
  }
}

const OBJECT_MEMBERS: ReadonlySet<string> = new Set([
  "__proto__",
  "constructor",
  "prototype",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toLocaleString",
  "toString",
  "valueOf",
]);
