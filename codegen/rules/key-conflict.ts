import type { EntityModel, KeyPart, TableModel } from "../../src/model/model.js";
import { areExclusive } from "../model-facts/index-conditions.js";
import { pieceText } from "../model-facts/key-pieces.js";
import { canLieWithin, canMeet } from "../model-facts/overlap.js";
import { describePart, type KeySide, keySides, tableOf } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/** An item has one value for each key attribute: its access patterns agree on what they write there. */
export const keyConflict: Rule = {
  name: "key-conflict",
  check: (model, report) => {
    for (const entity of model.entities) {
      checkEntity(entity, report);
      const table = tableOf(model, entity.table);
      if (table !== undefined) checkRanges(entity, table, report);
    }
  },
};

function checkEntity(entity: EntityModel, report: Report): void {
  const written: KeySide[] = [];
  for (const side of keySides(entity)) {
    const before = written.find(
      (other) =>
        other.part.name === side.part.name &&
        identity(other.part) !== identity(side.part) &&
        !areExclusive(other.pattern, side.pattern),
    );
    written.push(side);
    if (before !== undefined) {
      const what = `writes ${describePart(side.part)} to "${side.part.name}"`;
      const help =
        "An attribute holds one value: write the same value in both, use another index, or give both a when that no item meets together.";
      report(
        side.path,
        `${side.subject} ${what}, where ${before.subject} writes ${describePart(before.part)}`,
        help,
      );
    }
  }
}

/** A query of one of several keys of an index does not read the items that have another one. */
function checkRanges(entity: EntityModel, table: TableModel, report: Report): void {
  for (const [position, pattern] of entity.indexes.entries()) {
    const other = entity.indexes
      .slice(0, position)
      .find(
        (before) =>
          before.index === pattern.index &&
          areExclusive(before, pattern) &&
          canMeet(before.partition, pattern.partition, table) &&
          (canLieWithin(before.sort, pattern.sort, table) || canLieWithin(pattern.sort, before.sort, table)),
      );
    if (other === undefined) continue;
    const path = ["entities", entity.exportName, "indexes", pattern.name];
    const message = `${entity.name}.${pattern.name} and ${entity.name}.${other.name} are alternatives in the index "${pattern.index ?? ""}", but a query of one can read items of the other`;
    report(path, message, "Begin their keys with different texts: key`OPEN#…` and key`CLOSED#…`.");
  }
}

function identity(part: KeyPart): string {
  if (!("template" in part)) return JSON.stringify({ natural: part.natural.attribute });
  return JSON.stringify(
    part.template.map((piece) => (typeof piece === "string" ? piece : { piece: pieceText(piece) })),
  );
}
