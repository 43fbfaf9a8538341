import { keySides, tableOf } from "./key-side.js";
import type { Rule } from "./rule.js";

/** Numbers in a plain sort key are text: 10 lies before 9, so a range of them reads all numbers and leaves out most. */
export const plainOrder: Rule = {
  name: "plain-order",
  severity: "warning",
  check: (model, report) => {
    for (const entity of model.entities) {
      if (tableOf(model, entity.table)?.keyEncoding !== "plain") continue;
      for (const { subject, part, side, path } of keySides(entity)) {
        if (side === "partition" || !("template" in part)) continue;
        for (const piece of part.template) {
          if (typeof piece === "string" || piece.derived || !NUMBERS.has(piece.type)) continue;
          report(
            path,
            `${subject}: the plain sort key holds the number "${piece.attribute}" as text, where 10 sorts before 9, so a range reads all numbers and filters them`,
            `Pad it with zeros if no keys are stored yet: padded(attribute, digits). If the order does not matter, add accept: ["plain-order"].`,
          );
        }
      }
    }
  },
};

const NUMBERS: ReadonlySet<string> = new Set(["int", "number", "bigint"]);
