import type { Piece } from "../model/model.js";
import { holdsValue } from "./derivation.js";
import { encodePiece, type KeyFormat, unescapeOrdered } from "./encode-key.js";
import { complement, readDecimal, readInteger } from "./ordered-number.js";
import type { Refuse } from "./refuse.js";

/**
 * The value that a piece's text in a key was made of; `undefined` of a piece that does not tell it (a day, a shard, text
 * in one case). A text that no value makes is refused: what is given makes the very same text again.
 */
export function decodePiece(piece: Piece, text: string, format: KeyFormat, refuse: Refuse): unknown {
  if (!holdsValue(piece)) return undefined;
  const value = readText(piece, text, format);
  const unreadable = () =>
    refuse(piece.attribute, `is ${JSON.stringify(text)} in a key, which no value is written as there`);
  if (value === undefined || encodePiece(piece, value, format, unreadable) !== text) return unreadable();
  return value;
}

/** What a text says, if it is one that the piece can have. */
function readText(piece: Piece, text: string, format: KeyFormat): unknown {
  switch (piece.type) {
    case "string":
      return format.keyEncoding === "ordered" ? unescapeOrdered(text) : text;
    case "boolean":
      return text === "true";
    case "date":
    case "dateInSeconds":
    case "dateInMilliseconds":
      return new Date(piece.derived === undefined ? text : complement(text));
    case "binary":
      return new Uint8Array(Buffer.from(text, "hex"));
    default:
      return numberOf(piece, text, format);
  }
}

function numberOf(piece: Piece, text: string, format: KeyFormat): number | bigint | undefined {
  const backwards = piece.derived?.kind === "descending";
  if (piece.derived?.kind === "padded" || (piece.width !== undefined && isDigits(piece, format)))
    return typed(piece, digitsOf(backwards ? complement(text) : text));
  if (format.keyEncoding === "plain")
    return piece.type === "bigint" ? digitsOf(text) : typed(piece, Number(text));
  const value = piece.type === "number" ? readDecimal(text) : readInteger(text);
  return value === undefined ? undefined : typed(piece, backwards ? -value : value);
}

/** Whether the digits alone are written, as many as the bounds take. */
function isDigits({ type, derived }: Piece, { keyEncoding }: KeyFormat): boolean {
  return derived !== undefined || (keyEncoding === "ordered" && type !== "number");
}

function digitsOf(text: string): bigint | undefined {
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

function typed({ type }: Piece, value: number | bigint | undefined): number | bigint | undefined {
  if (value === undefined) return undefined;
  // No key holds a negative zero.
  return type === "bigint" ? BigInt(value) : Number(value) + 0;
}
