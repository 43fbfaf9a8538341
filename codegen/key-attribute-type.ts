import type { KeyAttributeType, KeyPart, Piece } from "../src/model/model.js";

/** What a key attribute holds in DynamoDB: text if it is composed, otherwise what its attribute is. */
export function keyAttributeType(part: KeyPart): KeyAttributeType {
  return "template" in part ? "S" : PIECE_TYPES[part.natural.type];
}

const PIECE_TYPES: Readonly<Record<Piece["type"], KeyAttributeType>> = {
  string: "S",
  date: "S",
  dateInSeconds: "N",
  dateInMilliseconds: "N",
  boolean: "S",
  int: "N",
  number: "N",
  bigint: "N",
  binary: "B",
};
