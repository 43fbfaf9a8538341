import type { KeyPart, NaturalPart, Piece, TemplatePart } from "../model/model.js";
import { whyNotStored, writeDate } from "../values/date.js";
import { whyNoNumber } from "../values/number.js";
import { checkBigInt, dateText, describe, encodePiece, type KeyFormat } from "./encode-piece.js";
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
  if (missingPiece(part, values) !== undefined) return undefined;
  const value = isTemplate(part)
    ? composeTemplate(part, values, format, refuse)
    : naturalValue(part.natural, values[part.natural.attribute], refuse);
  return checkSize(part, value, maximumBytes, refuse);
}

/** An attribute that a key attribute is made of and that has no value, if there is one. */
export function missingPiece(part: KeyPart, values: Values): string | undefined {
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

/** A natural key is the attribute as it is stored: a string, a number or binary. */
export function naturalValue(piece: Piece, value: unknown, refuse: Refuse): KeyAttributeValue {
  const { attribute } = piece;
  switch (piece.type) {
    case "string":
      if (typeof value !== "string") return refuse(attribute, `must be a string, got ${describe(value)}`);
      if (value === "") return refuse(attribute, "must not be empty: it is a key");
      if (!value.isWellFormed())
        return refuse(attribute, "holds half a surrogate pair, which UTF-8 cannot store");
      return value;
    case "date":
      return dateText(attribute, value, refuse);
    case "dateInSeconds":
    case "dateInMilliseconds": {
      const fault = value instanceof Date ? whyNotStored(value, piece.type) : undefined;
      return fault === undefined ? naturalBound(piece, value, refuse) : refuse(attribute, fault);
    }
    case "int":
    case "number": {
      if (typeof value !== "number" || !Number.isFinite(value)) {
        return refuse(attribute, `must be a finite number, got ${describe(value)}`);
      }
      const fault = whyNoNumber(value);
      return fault === undefined ? value : refuse(attribute, fault);
    }
    case "bigint":
      checkBigInt(attribute, value, refuse);
      return value;
    case "binary":
      if (!(value instanceof Uint8Array))
        return refuse(attribute, `must be a Uint8Array, got ${describe(value)}`);
      if (value.length === 0) return refuse(attribute, "must not be empty: it is a key");
      // A Buffer as what it is underneath: one key has one form.
      return new Uint8Array(value.buffer, value.byteOffset, value.length);
    case "boolean":
      return refuse(attribute, "is a boolean, which cannot be a key as it is");
  }
}

/**
 * A value that natural keys are compared with. It need not be one that could be stored: a Date between two seconds has
 * its place between two stored numbers of seconds.
 */
export function naturalBound(piece: Piece, value: unknown, refuse: Refuse): KeyAttributeValue {
  const { attribute, type } = piece;
  if (type !== "dateInSeconds" && type !== "dateInMilliseconds") return naturalValue(piece, value, refuse);
  if (!(value instanceof Date)) return refuse(attribute, `must be a Date, got ${describe(value)}`);
  return Number.isNaN(value.getTime()) ? refuse(attribute, "is an invalid Date") : writeDate(value, type);
}

/** Refuses a key that is longer than DynamoDB stores. */
export function checkSize<Value extends KeyAttributeValue>(
  part: TemplatePart | NaturalPart,
  value: Value,
  maximumBytes: number,
  refuse: Refuse,
): Value {
  // A character of UTF-16 has three bytes in UTF-8 at the most.
  if (typeof value !== "object" && String(value).length * 3 <= maximumBytes) return value;
  const bytes = byteLength(value);
  if (bytes <= maximumBytes) return value;
  const attributes = piecesOf(part).map((piece) => piece.attribute);
  const reason = `makes the key attribute "${part.name}" ${bytes} bytes long; DynamoDB allows ${maximumBytes}`;
  return refuse(attributes.join(", ") || part.name, reason);
}

function byteLength(value: KeyAttributeValue): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  return value instanceof Uint8Array ? value.length : 0;
}
