import type { KeyPart, NaturalPart, Piece, TemplatePart } from "../model/model.js";
import { describeValue } from "../values/describe-value.js";
import {
  type KeyAttributeValue,
  type KeyFormat,
  naturalIn,
  type RejectAttribute,
  typedIn,
  type Values,
} from "./key-format.js";

/**
 * Encodes one piece of a composite key as text.
 *
 * With `ordered` the text never contains the delimiter `#`, differs where values differ, and sorts by UTF-8 bytes as the
 * values do. With `plain` it is the value's usual text, and a value that contains the delimiter is rejected. A derived
 * piece is the text of the derived value.
 */
export function encodePiece(
  piece: Piece,
  value: unknown,
  format: KeyFormat,
  reject: RejectAttribute,
): string {
  return isOrderedText(piece, format)
    ? escapeOrdered(checkedText(piece.attribute, value, reject))
    : typedIn(format).encode(piece, value, format, reject);
}

/** Returns true if a piece is text in the ordered encoding, as most are: any other is encoded by {@link typedKeys}. */
export function isOrderedText(
  { type, derived }: Piece,
  { keyEncoding }: Pick<KeyFormat, "keyEncoding">,
): boolean {
  return type === "string" && derived === undefined && keyEncoding === "ordered";
}

/** Text of a key, which may not be empty: two templates could meet in one key otherwise. */
export function checkedText(
  attribute: string,
  value: unknown,
  reject: RejectAttribute,
  what = "a piece of a key",
): string {
  if (typeof value !== "string") return reject(attribute, `must be a string, got ${describeValue(value)}`);
  if (value === "") return reject(attribute, `must not be empty: it is ${what}`);
  return wellFormed(attribute, value, reject);
}

export function wellFormed(attribute: string, text: string, reject: RejectAttribute): string {
  return text.isWellFormed()
    ? text
    : reject(attribute, "holds half a surrogate pair, which UTF-8 cannot store");
}

/**
 * Escapes text so that it holds no character up to and including `#`: each becomes `$` and a letter that sorts alike.
 * The escape of a prefix is a prefix of the escape.
 */
export function escapeOrdered(text: string): string {
  if (!FIRST_CHARACTERS.test(text)) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
  return text.replace(/[\u0000-\u0024]/g, (character) => `$${ESCAPE_LETTERS[character.charCodeAt(0)]}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
const FIRST_CHARACTERS = /[\u0000-\u0024]/;

/** Restores a text that {@link escapeOrdered} escaped. */
export function unescapeOrdered(text: string): string {
  return text.replace(/\$([A-Za-k])/g, (_, letter: string) =>
    String.fromCharCode(ESCAPE_LETTERS.indexOf(letter)),
  );
}

const ESCAPE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijk";

/** Returns true if the attribute's value can be decoded from a piece: nothing is derived from it, or only reversibly. */
export function isReversible({ derived }: Piece): boolean {
  return derived === undefined || derived.kind === "padded" || derived.kind === "descending";
}

export function isTemplate(part: KeyPart): part is TemplatePart {
  return "template" in part;
}

/** The attributes that a key attribute is made of. */
export function piecesOf(part: KeyPart): readonly Piece[] {
  return isTemplate(part) ? part.template.filter((piece) => typeof piece !== "string") : [part.natural];
}

/** Returns true if a key attribute is written for the key alone, beside the entity's own attributes. */
export function isSynthetic(part: KeyPart): boolean {
  return isTemplate(part) || part.name !== (part.natural.storedAs ?? part.natural.attribute);
}

/** Composes a key attribute, or gives `undefined` where one of its attributes is absent. */
export function composeKeyPart(
  part: KeyPart,
  values: Values,
  format: KeyFormat,
  maximumBytes: number,
  reject: RejectAttribute,
): KeyAttributeValue | undefined {
  return missingPiece(part, values) === undefined
    ? composed(part, values, format, maximumBytes, reject)
    : undefined;
}

/** Composes a key attribute of which no piece may be absent: `why` says the reason. */
export function requiredKeyPart(
  part: KeyPart,
  values: Values,
  format: KeyFormat,
  maximumBytes: number,
  why: string,
  reject: RejectAttribute,
): KeyAttributeValue {
  const missing = missingPiece(part, values);
  return missing === undefined
    ? composed(part, values, format, maximumBytes, reject)
    : reject(missing, `is missing: ${why}`);
}

function composed(
  part: KeyPart,
  values: Values,
  format: KeyFormat,
  maximumBytes: number,
  reject: RejectAttribute,
): KeyAttributeValue {
  const value = isTemplate(part)
    ? composeTemplate(part, values, format, reject)
    : naturalIn(format).natural(part.natural, values[part.natural.attribute], reject);
  return checkSize(part, value, maximumBytes, reject);
}

/** Returns an attribute of a key attribute that has no value, if there is one. */
function missingPiece(part: KeyPart, values: Values): string | undefined {
  if (!isTemplate(part))
    return values[part.natural.attribute] === undefined ? part.natural.attribute : undefined;
  for (const piece of part.template)
    if (typeof piece !== "string" && values[piece.attribute] === undefined) return piece.attribute;
  return undefined;
}

function composeTemplate(
  part: TemplatePart,
  values: Values,
  format: KeyFormat,
  reject: RejectAttribute,
): string {
  let text = "";
  for (const piece of part.template) {
    text += typeof piece === "string" ? piece : encodePiece(piece, values[piece.attribute], format, reject);
  }
  return text;
}

/** Rejects a key that is longer than DynamoDB stores. */
export function checkSize<Value extends KeyAttributeValue>(
  part: TemplatePart | NaturalPart,
  value: Value,
  maximumBytes: number,
  reject: RejectAttribute,
): Value {
  // A number is short, and a character of UTF-16 has three bytes in UTF-8 at the most.
  if (typeof value === "number" || typeof value === "bigint" || value.length * 3 <= maximumBytes)
    return value;
  const bytes = Buffer.byteLength(value);
  if (bytes <= maximumBytes) return value;
  const attributes = piecesOf(part).map((piece) => piece.attribute);
  const reason = `makes the key attribute "${part.name}" ${bytes} bytes long; DynamoDB allows ${maximumBytes}`;
  return reject(attributes.join(", ") || part.name, reason);
}
