import type { Piece } from "../model/model.js";
import { whyNotStored, writeDate } from "../values/date.js";
import { whyNoNumber } from "../wire/number.js";
import { describe } from "./encode-key.js";
import { textKey } from "./features.js";
import type { KeyAttributeValue } from "./key-part.js";
import type { Refuse } from "./refuse.js";
import { checkBigInt, dateText } from "./typed-piece.js";

/** A natural key of any type. */
export function typedValue(piece: Piece, value: unknown, refuse: Refuse): KeyAttributeValue {
  const { attribute } = piece;
  switch (piece.type) {
    case "string":
      return textKey(piece, value, refuse);
    case "date":
      return dateText(attribute, value, refuse);
    case "dateInSeconds":
    case "dateInMilliseconds": {
      const fault = value instanceof Date ? whyNotStored(value, piece.type) : undefined;
      return fault === undefined ? typedBound(piece, value, refuse) : refuse(attribute, fault);
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
    default:
      return refuse(attribute, "is a boolean, which cannot be a key as it is");
  }
}

/**
 * A value that natural keys are compared with. It need not be one that could be stored: a Date between two seconds has
 * its place between two stored numbers of seconds.
 */
export function typedBound(piece: Piece, value: unknown, refuse: Refuse): KeyAttributeValue {
  const { attribute, type } = piece;
  if (type !== "dateInSeconds" && type !== "dateInMilliseconds") return typedValue(piece, value, refuse);
  if (!(value instanceof Date)) return refuse(attribute, `must be a Date, got ${describe(value)}`);
  return Number.isNaN(value.getTime()) ? refuse(attribute, "is an invalid Date") : writeDate(value, type);
}
