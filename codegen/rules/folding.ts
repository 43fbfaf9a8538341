import { holdsValue } from "../../src/keys/encode-key.js";
import type { Derivation, KeyPart, Piece } from "../../src/model/model.js";
import { pieceText } from "../piece-text.js";
import { piecesOf } from "./key-side.js";

/** Whether many items share what is derived: a day, a month, a year, a shard. */
export function isBucket(derived: Derivation | undefined): boolean {
  return ["day", "month", "year", "shard"].includes(derived?.kind ?? "");
}

/** Whether parts of a key decide what a piece is: they hold the attribute's value, or the same that is derived from it. */
export function determinedBy(parts: readonly KeyPart[]): (piece: Piece) => boolean {
  const pieces = parts.flatMap(piecesOf);
  const values = new Set(pieces.filter(holdsValue).map(({ attribute }) => attribute));
  const derived = new Set(pieces.map(pieceText));
  return (piece) => values.has(piece.attribute) || derived.has(pieceText(piece));
}
