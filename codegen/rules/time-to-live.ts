import type { Rule } from "./rule.js";

/** DynamoDB reads the time to live from a number; it ignores anything else and never deletes the item. */
export const timeToLive: Rule = {
  name: "time-to-live",
  check: (model, report) => {
    for (const table of model.tables) {
      if (table.timeToLive === undefined) continue;
      for (const entity of model.entities) {
        const attribute = entity.attributes.find(({ name }) => name === table.timeToLive);
        if (entity.table !== table.name || attribute === undefined || attribute.value === "number") continue;
        const path = ["entities", entity.exportName, "attributes", attribute.name];
        const message = `${entity.name}: attribute "${attribute.name}" is the table's time to live, but not a number`;
        report(
          path,
          message,
          "Declare it as z.int(): seconds since 1970. Of any other type DynamoDB never deletes the item.",
        );
      }
    }
  },
};
