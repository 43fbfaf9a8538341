import { escapeOrdered, piecesOf } from "../../src/keys/encode-key.js";
import { PARTITION_KEY_BYTES, SORT_KEY_BYTES } from "../../src/keys/key-format.js";
import { shardText } from "../../src/keys/typed-piece.js";
import type { EntityModel, KeyPart, Piece, TableModel } from "../../src/model/model.js";
import { keySides, tableOf } from "./key-side.js";
import type { Rule } from "./rule.js";

/**
 * A key fits into what DynamoDB takes with the longest values that the schema allows, each character one byte. Text
 * without a declared maximum is taken to be short: a longer one is rejected when it is written.
 */
export const keySize: Rule = {
  name: "key-size",
  severity: "warning",
  check: (model, report) => {
    for (const entity of model.entities) {
      const table = tableOf(model, entity.table);
      if (table === undefined) continue;
      for (const { subject, part, side, path } of keySides(entity)) {
        const bytes = longest(part, entity, table);
        const maximum = side === "partition" ? PARTITION_KEY_BYTES : SORT_KEY_BYTES;
        if (bytes <= maximum) continue;
        const attributes = new Set(piecesOf(part).map(({ attribute }) => `"${attribute}"`));
        report(
          path,
          `${subject}: with the longest ${[...attributes].join(" and ")} that the schema allows, the ${side} key has ${bytes} bytes, but DynamoDB allows ${maximum}`,
          'Declare lower maxima, as in z.string().max(100). If the values are never that long, add accept: ["key-size"].',
        );
      }
    }
  },
};

/** Returns the maximum length of a key, in bytes of ASCII text. */
function longest(part: KeyPart, entity: EntityModel, table: TableModel): number {
  const lengthOf = (piece: Piece) => {
    const attribute = entity.attributes.find(({ name }) => name === piece.attribute);
    return attribute?.maximumLength;
  };
  // A number that is a key itself has no such limit.
  if ("natural" in part) return part.natural.type === "string" ? (lengthOf(part.natural) ?? 0) : 0;
  const lengths = part.template.map((piece) =>
    typeof piece === "string" ? Buffer.byteLength(piece) : longestPiece(piece, lengthOf(piece), table),
  );
  return lengths.reduce((sum, length) => sum + length, 0);
}

function longestPiece(piece: Piece, maximumLength: number | undefined, { keyEncoding }: TableModel): number {
  const { type, width, values, derived } = piece;
  switch (derived?.kind) {
    case "day":
      return 10;
    case "month":
      return 7;
    case "year":
      return 4;
    case "shard":
      return shardText(0, derived.count).length;
    default:
  }
  if (width !== undefined) return width;
  if (type !== "string") return LENGTHS[type];
  if (values === undefined) return maximumLength ?? 0;
  const texts = values.map((value) => (keyEncoding === "ordered" ? escapeOrdered(value) : value));
  return Math.max(0, ...texts.map((text) => Buffer.byteLength(text)));
}

/** The longest text of each type. Of bytes nothing is declared. */
const LENGTHS: Readonly<Record<Exclude<Piece["type"], "string">, number>> = {
  boolean: 5,
  date: 24,
  dateInSeconds: 24,
  dateInMilliseconds: 24,
  int: 19,
  bigint: 41,
  number: 22,
  binary: 0,
};
