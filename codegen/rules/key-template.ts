import type { Piece, TableModel } from "../../src/model/model.js";
import { pieceText } from "../model-facts/key-pieces.js";
import { type KeySide, keySides, tableOf } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/** Two different tuples of attributes never make one key, and the keys sort as the tuples do. */
export const keyTemplate: Rule = {
  name: "key-template",
  check: (model, report) => {
    for (const entity of model.entities) {
      const table = tableOf(model, entity.table);
      if (table === undefined) continue;
      for (const side of keySides(entity))
        if ("template" in side.part) checkTemplate(side, side.part.template, table, report);
    }
  },
};

function checkTemplate(
  { subject, path }: KeySide,
  template: readonly (string | Piece)[],
  { keyEncoding, delimiter }: TableModel,
  report: Report,
): void {
  for (const [position, piece] of template.entries()) {
    if (typeof piece === "string") {
      if (keyEncoding === "ordered" && piece.includes("$")) {
        const help = 'Remove "$" from the text, or declare keyEncoding: "plain" on the table.';
        report(
          path,
          `${subject}: the text "${piece}" contains "$", which marks escaped characters in a key`,
          help,
        );
      }
      continue;
    }
    const next = template[position + 1];
    const fix = `Separate them: \${${pieceText(piece)}}${delimiter}…`;
    if (typeof next === "object") {
      const reason = `"${piece.attribute}" and "${next.attribute}" are adjacent, so that different values can give the same key`;
      report(path, `${subject}: attributes ${reason}`, `${fix}.`);
    } else if (next !== undefined && !next.startsWith(delimiter)) {
      const reason = `is followed by "${next}" instead of the delimiter "${delimiter}"`;
      report(path, `${subject}: attribute "${piece.attribute}" ${reason}`, `${fix}, or end the key with it.`);
    }
  }
}
