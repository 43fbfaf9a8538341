import type { Piece, UniqueModel } from "../model/model.js";
import { encodePiece, escapeOrdered } from "./encode-key.js";
import type { KeyFormat, Refuse, Values } from "./key-format.js";

/** The sort key of every guard, where the table has one. */
export const GUARD_SORT_KEY = "UNIQUE";

/** What the partition keys of a constraint's guards begin with. */
export function guardPrefix(entity: string, constraint: string): string {
  return `UNIQUE#${escapeOrdered(entity)}#${escapeOrdered(constraint)}#`;
}

/** The partition key of the guard of some values, `undefined` where one of them is absent: then there is no guard. */
export function guardKey(
  entity: string,
  { name, pieces }: UniqueModel,
  values: Values,
  typed: KeyFormat["typed"],
  refuse: Refuse,
): string | undefined {
  if (pieces.some(({ attribute }) => values[attribute] === undefined)) return undefined;
  // Whatever the table's own encoding is, different values never share a guard.
  const format = { keyEncoding: "ordered", delimiter: "#", typed } as const;
  const encoded = pieces.map((piece) =>
    encodePiece(boundless(piece), values[piece.attribute], format, refuse),
  );
  return guardPrefix(entity, name) + encoded.join("#");
}

/** A number without its declared bounds: when the schema changes them, the guards that are there must stay found. */
function boundless(given: Piece): Piece {
  if (given.derived !== undefined) return given;
  const { width: _, ...piece } = given;
  return piece.type === "int" ? { ...piece, type: "number" } : piece;
}

/** The attribute of a guard of a unique constraint that says whose it is. */
export const OWNER_ATTRIBUTE = "_owner";
