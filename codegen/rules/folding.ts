import type { Derivation, KeyPart, Piece } from "../../src/model/model.js";
import { pieceText } from "../piece-text.js";
import { piecesOf } from "./key-side.js";

/** What several values of an attribute share: text in one case; the days, months, years and shards of many items. */
export function folding(derived: Derivation | undefined): "case" | "bucket" | undefined {
  switch (derived?.kind) {
    case "lower":
    case "upper":
      return "case";
    case "day":
    case "month":
    case "year":
    case "shard":
      return "bucket";
    default:
      return undefined;
  }
}

/** Whether parts of a key decide what a piece is: they hold the attribute's value, or the same that is derived from it. */
export function determinedBy(parts: readonly KeyPart[]): (piece: Piece) => boolean {
  const pieces = parts.flatMap(piecesOf);
  const values = new Set(
    pieces.filter(({ derived }) => folding(derived) === undefined).map(({ attribute }) => attribute),
  );
  const derived = new Set(pieces.map(pieceText));
  return (piece) => values.has(piece.attribute) || derived.has(pieceText(piece));
}
