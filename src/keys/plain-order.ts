import type { KeyPart, Piece } from "../model/model.js";
import type { KeyFormat } from "./encode-key.js";
import { isTemplate, type Values } from "./key-part.js";
import { type ParsedRange, parseRange } from "./range.js";
import type { Refuse } from "./refuse.js";
import { compareText } from "./text-bounds.js";

/**
 * Whether keys sort as the values of a piece in them do. Of plain keys that is not so of numbers (10 sorts before 9), nor
 * of text before a delimiter: `ann lee#` sorts before `ann#`.
 *
 * @param last nothing comes after the piece in its key
 */
export function keepsOrder(
  { type, derived }: Piece,
  last: boolean,
  { keyEncoding, delimiter }: KeyFormat,
): boolean {
  // What is derived has digits of one length, or takes no range.
  if (keyEncoding === "ordered" || derived !== undefined) return true;
  switch (type) {
    case "int":
    case "number":
    case "bigint":
      return false;
    case "string":
      return last;
    case "binary":
      return last || compareText(delimiter, "0") < 0;
    default:
      return true;
  }
}

const LAST_CHARACTER = "\u{10ffff}";

/** The attribute of a sort key that is given as a range which the keys do not hold exactly, with that range. */
export function unsortedRange(
  parts: readonly KeyPart[],
  values: Values,
  format: KeyFormat,
  refuse: Refuse,
): { readonly attribute: string; readonly range: ParsedRange } | undefined {
  for (const part of parts) {
    const pieces = isTemplate(part) ? part.template : [part.natural];
    for (const [position, piece] of pieces.entries()) {
      if (typeof piece === "string") continue;
      const { attribute } = piece;
      if (values[attribute] === undefined) return undefined;
      const range = parseRange(values[attribute], (reason) => refuse(attribute, reason));
      if (range.operator === "eq") continue;
      if (range.operator === "beginsWith" || !isTemplate(part)) return undefined;
      return keepsOrder(piece, position === pieces.length - 1, format) ? undefined : { attribute, range };
    }
  }
  return undefined;
}

/**
 * The beginning of the last keys that hold a text's prefixes before a delimiter, if they sort after what is given, or that:
 * `a!` sorts after `a`, but `a!#` before `a#`.
 *
 * @param prefix what stands before the text in the key
 * @param text with the prefix
 */
export function furthest(given: string, prefix: string, text: string, delimiter: string): string {
  // What begins with a text goes further than what begins with a longer one: `a::END` sorts after `a:::`.
  const reachOf = (start: string) => start + LAST_CHARACTER;
  let last = given;
  let reach = given === text ? text : reachOf(given);
  let shorter = prefix;
  for (const character of text.slice(prefix.length)) {
    shorter += character;
    const begins = shorter + delimiter;
    if (shorter === text || compareText(reachOf(begins), reach) <= 0) continue;
    last = begins;
    reach = reachOf(begins);
  }
  return last;
}
