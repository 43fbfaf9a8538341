import type { KeyPart, NaturalPart, Piece, TemplatePart } from "../model/model.js";
import { encodePiece, type KeyFormat, naturalIn } from "./encode-key.js";
import type { Refuse } from "./refuse.js";

/** The value of a key attribute as the document client takes it. */
export type KeyAttributeValue = string | number | bigint | Uint8Array;

/** Attribute values by name. */
export type Values = Readonly<Record<string, unknown>>;

/** DynamoDB's limits of a key attribute, in bytes of UTF-8. */
export const PARTITION_KEY_BYTES = 2048;
export const SORT_KEY_BYTES = 1024;

export function isTemplate(part: KeyPart): part is TemplatePart {
  return "template" in part;
}

/** The attributes that a key attribute is made of. */
export function piecesOf(part: KeyPart): readonly Piece[] {
  return isTemplate(part) ? part.template.filter((piece) => typeof piece !== "string") : [part.natural];
}

/** Whether the key attribute is written for the key alone, beside the entity's own attributes. */
export function isSynthetic(part: KeyPart): boolean {
  return isTemplate(part) || part.name !== (part.natural.storedAs ?? part.natural.attribute);
}

/** Composes a key attribute, or gives `undefined` where one of its attributes is absent. */
export function composeKeyPart(
  part: KeyPart,
  values: Values,
  format: KeyFormat,
  maximumBytes: number,
  refuse: Refuse,
): KeyAttributeValue | undefined {
  return missingPiece(part, values) === undefined
    ? composed(part, values, format, maximumBytes, refuse)
    : undefined;
}

/** Composes a key attribute, of which nothing may be absent: `why` says what for. */
export function wholeKeyPart(
  part: KeyPart,
  values: Values,
  format: KeyFormat,
  maximumBytes: number,
  why: string,
  refuse: Refuse,
): KeyAttributeValue {
  const missing = missingPiece(part, values);
  return missing === undefined
    ? composed(part, values, format, maximumBytes, refuse)
    : refuse(missing, `is missing: ${why}`);
}

function composed(
  part: KeyPart,
  values: Values,
  format: KeyFormat,
  maximumBytes: number,
  refuse: Refuse,
): KeyAttributeValue {
  const value = isTemplate(part)
    ? composeTemplate(part, values, format, refuse)
    : naturalIn(format).natural(part.natural, values[part.natural.attribute], refuse);
  return checkSize(part, value, maximumBytes, refuse);
}

/** An attribute that a key attribute is made of and that has no value, if there is one. */
function missingPiece(part: KeyPart, values: Values): string | undefined {
  if (!isTemplate(part))
    return values[part.natural.attribute] === undefined ? part.natural.attribute : undefined;
  for (const piece of part.template)
    if (typeof piece !== "string" && values[piece.attribute] === undefined) return piece.attribute;
  return undefined;
}

function composeTemplate(part: TemplatePart, values: Values, format: KeyFormat, refuse: Refuse): string {
  let text = "";
  for (const piece of part.template) {
    text += typeof piece === "string" ? piece : encodePiece(piece, values[piece.attribute], format, refuse);
  }
  return text;
}

/** Refuses a key that is longer than DynamoDB stores. */
export function checkSize<Value extends KeyAttributeValue>(
  part: TemplatePart | NaturalPart,
  value: Value,
  maximumBytes: number,
  refuse: Refuse,
): Value {
  // A number is short, and a character of UTF-16 has three bytes in UTF-8 at the most.
  if (typeof value === "number" || typeof value === "bigint" || value.length * 3 <= maximumBytes)
    return value;
  const bytes = Buffer.byteLength(value);
  if (bytes <= maximumBytes) return value;
  const attributes = piecesOf(part).map((piece) => piece.attribute);
  const reason = `makes the key attribute "${part.name}" ${bytes} bytes long; DynamoDB allows ${maximumBytes}`;
  return refuse(attributes.join(", ") || part.name, reason);
}
