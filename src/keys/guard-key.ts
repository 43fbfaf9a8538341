import type { Piece, UniqueModel } from "../model/model.js";
import { encodePiece, escapeOrdered } from "./encode-key.js";
import type { KeyFormat, RejectAttribute, Values } from "./key-format.js";

/** The sort key of every guard, where the table has one. */
export const GUARD_SORT_KEY = "UNIQUE";

/** Returns the prefix of the partition keys of a constraint's guards. */
export function guardPrefix(entity: string, constraint: string): string {
  return `UNIQUE#${escapeOrdered(entity)}#${escapeOrdered(constraint)}#`;
}

/** The partition key of the guard of some values, `undefined` where one of them is absent: then there is no guard. */
export function guardKey(
  entity: string,
  { name, pieces }: UniqueModel,
  values: Values,
  typed: KeyFormat["typed"],
  reject: RejectAttribute,
): string | undefined {
  if (pieces.some(({ attribute }) => values[attribute] === undefined)) return undefined;
  // Whatever the table's own encoding is, different values never share a guard.
  const format = { keyEncoding: "ordered", delimiter: "#", typed } as const;
  const encoded = pieces.map((piece) =>
    encodePiece(boundless(piece), values[piece.attribute], format, reject),
  );
  return guardPrefix(entity, name) + encoded.join("#");
}

/** A number without its declared bounds: when the schema changes them, the guards that are there must stay found. */
function boundless(given: Piece): Piece {
  if (given.derived !== undefined) return given;
  const { width: _, ...piece } = given;
  return piece.type === "int" ? { ...piece, type: "number" } : piece;
}

/** The attribute of a unique constraint's guard that names its owner. */
export const OWNER_ATTRIBUTE = "_owner";
