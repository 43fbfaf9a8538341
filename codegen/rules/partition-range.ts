import { isTemplate, piecesOf } from "../../src/keys/encode-key.js";
import type { AccessPatternModel, EntityModel, Piece, TableModel } from "../../src/model/model.js";
import { bucketed, pieceText, queryPieces } from "../model-facts/key-pieces.js";
import { tableOf } from "./key-side.js";
import type { Report, Rule } from "./rule.js";

/**
 * A query of a range of dates walks through the days, months or years that are its partitions, in one direction, and
 * gives what lies in the range alone.
 */
export const partitionRange: Rule = {
  name: "partition-range",
  check: (model, report) => {
    for (const entity of model.entities) {
      const table = tableOf(model, entity.table);
      for (const pattern of [entity.primaryKey, ...entity.indexes])
        checkPattern(entity, pattern, table, report);
    }
  },
};

function checkPattern(
  entity: EntityModel,
  pattern: AccessPatternModel,
  table: TableModel | undefined,
  report: Report,
): void {
  const primary = pattern.index === undefined;
  const subject = `${entity.name}.${primary ? "key" : pattern.name}`;
  const path = [
    "entities",
    entity.exportName,
    ...(primary ? ["key"] : ["indexes", pattern.name]),
    "partition",
  ];
  const [bucket, other] = bucketed(pattern);
  if (bucket === undefined) return;
  if (other !== undefined) {
    const message = `${subject}: a query cannot visit partitions by both ${pieceText(bucket)} and ${pieceText(other)}`;
    report(path, message, "Keep one of the two in the partition key.");
  }
  const index = table?.indexes.find(({ name }) => name === pattern.index);
  if (index === undefined || index.projection === "ALL" || isSortedFirst(pattern, bucket)) return;
  const { attribute } = bucket;
  const keys = [...entity.primaryKey.partition, ...entity.primaryKey.sort, ...pattern.sort];
  const isHeld = keys.some((part) => !isTemplate(part) && part.natural.attribute === attribute);
  if (isHeld || (index.projection !== "KEYS_ONLY" && index.projection.includes(attribute))) return;
  const message = `${subject}: a range of "${attribute}" cannot be selected within its ${bucket.derived?.kind}s: the sort key does not begin with it, and the index "${index.name}" does not project it`;
  report(path, message, `Begin the sort key with it: key\`\${${attribute}}#…\`, or project the attribute.`);
}

/** Returns true if the sort key begins with the attribute itself, after the parts that the partition key fixes. */
function isSortedFirst(pattern: AccessPatternModel, { attribute }: Piece): boolean {
  const [first] = queryPieces(pattern).sort;
  const kind = pattern.sort.flatMap(piecesOf).find((piece) => piece.attribute === attribute)?.derived?.kind;
  return first?.attribute === attribute && (kind === undefined || kind === "descending");
}
