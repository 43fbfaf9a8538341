import { isSynthetic, piecesOf } from "../../src/keys/encode-key.js";
import type { EntityModel, Piece } from "../../src/model/model.js";
import { pieceText } from "../model-facts/key-pieces.js";
import { determinedBy, isBucket, type KeySide, keySides, sidesOf } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/**
 * A primary key tells items apart: what many items share, a day or a shard, is not all that it holds of an attribute. One
 * that holds an attribute in one case only does not tell what the attribute is, so no index key is made of that.
 */
export const keyFolding: Rule = {
  name: "key-folding",
  check: (model, report) => {
    for (const entity of model.entities) {
      checkPrimaryKey(entity, report);
      checkIndexKeys(entity, report);
    }
  },
};

function checkPrimaryKey(entity: EntityModel, report: Report): void {
  const sides = sidesOf(entity, entity.primaryKey);
  const all = sides.flatMap(({ part }) => piecesOf(part));
  const reported = new Set<string>();
  for (const { subject, part, path } of sides) {
    for (const piece of piecesOf(part)) {
      const { attribute } = piece;
      const tellsApart = all.some((other) => other.attribute === attribute && !isBucket(other.derived));
      if (tellsApart || reported.has(attribute)) continue;
      reported.add(attribute);
      const message = `${subject}: items that differ only in "${attribute}" can have the same key, which holds only its ${pieceText(piece)}`;
      report(path, message, `Add the attribute itself: key\`…#\${${attribute}}\`.`);
    }
  }
}

function checkIndexKeys(entity: EntityModel, report: Report): void {
  const primary = [...entity.primaryKey.partition, ...entity.primaryKey.sort];
  const isKnown = determinedBy(primary);
  const folded = new Map(
    primary
      .flatMap(piecesOf)
      .filter((piece) => !isKnown({ attribute: piece.attribute, type: piece.type }))
      .map((piece) => [piece.attribute, piece]),
  );
  for (const side of keySides(entity)) {
    if (side.primary || !isSynthetic(side.part)) continue;
    for (const piece of piecesOf(side.part)) {
      const only = folded.get(piece.attribute);
      if (only !== undefined && !isKnown(piece)) reportUnknown(side, piece.attribute, only, report);
    }
  }
  for (const { name, when = {} } of entity.indexes) {
    for (const attribute of Object.keys(when)) {
      const only = folded.get(attribute);
      const path = ["entities", entity.exportName, "indexes", name, "when"];
      if (only !== undefined)
        reportUnknown({ subject: `${entity.name}.${name}`, path }, attribute, only, report);
    }
  }
}

function reportUnknown(
  { subject, path }: Pick<KeySide, "subject" | "path">,
  attribute: string,
  only: Piece,
  report: Report,
): void {
  const held = pieceText(only);
  const message = `${subject}: depends on "${attribute}", which an update does not know: the primary key holds only its ${held}`;
  report(path, message, `Use ${held} here too, or add the attribute itself to the primary key.`);
}
