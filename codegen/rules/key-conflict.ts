import type { EntityModel, KeyPart } from "../../src/model/model.js";
import { pieceText } from "../model-facts/key-pieces.js";
import { describePart, type KeySide, keySides } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/** An item has one value for each key attribute: its access patterns agree on what they write there. */
export const keyConflict: Rule = {
  name: "key-conflict",
  check: (model, report) => {
    for (const entity of model.entities) checkEntity(entity, report);
  },
};

function checkEntity(entity: EntityModel, report: Report): void {
  const written = new Map<string, KeySide>();
  for (const side of keySides(entity)) {
    const before = written.get(side.part.name);
    if (before === undefined) {
      written.set(side.part.name, side);
    } else if (identity(before.part) !== identity(side.part)) {
      const what = `writes ${describePart(side.part)} to "${side.part.name}"`;
      const help = "An attribute holds one value: write the same value in both, or use another index.";
      report(
        side.path,
        `${side.subject} ${what}, where ${before.subject} writes ${describePart(before.part)}`,
        help,
      );
    }
  }
}

function identity(part: KeyPart): string {
  if (!("template" in part)) return JSON.stringify({ natural: part.natural.attribute });
  return JSON.stringify(
    part.template.map((piece) => (typeof piece === "string" ? piece : { piece: pieceText(piece) })),
  );
}
