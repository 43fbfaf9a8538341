import type { KeyPart, NaturalPart, Piece, TemplatePart } from "../model/model.js";
import { describe } from "../values/describe-value.js";
import {
  type KeyAttributeValue,
  type KeyFormat,
  naturalIn,
  type Refuse,
  typedIn,
  type Values,
} from "./key-format.js";

/**
 * Encodes one piece of a composite key as text.
 *
 * With `ordered` the text never holds the delimiter `#`, differs where values differ, and sorts by UTF-8 bytes as the
 * values do. With `plain` it is the value's usual text, and a value that holds the delimiter is refused. A derived piece
 * is the text of what is derived.
 */
export function encodePiece(piece: Piece, value: unknown, format: KeyFormat, refuse: Refuse): string {
  return isOrderedText(piece, format)
    ? escapeOrdered(checkedText(piece.attribute, value, refuse))
    : typedIn(format).encode(piece, value, format, refuse);
}

/** Whether a piece is text in the ordered encoding, as most are: anything else is {@link typedKeys}'. */
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
  refuse: Refuse,
  what = "a piece of a key",
): string {
  if (typeof value !== "string") return refuse(attribute, `must be a string, got ${describe(value)}`);
  if (value === "") return refuse(attribute, `must not be empty: it is ${what}`);
  return wellFormed(attribute, value, refuse);
}

export function wellFormed(attribute: string, text: string, refuse: Refuse): string {
  return text.isWellFormed()
    ? text
    : refuse(attribute, "holds half a surrogate pair, which UTF-8 cannot store");
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

/** The text that was escaped. What no escape gives is left as it is. */
export function unescapeOrdered(text: string): string {
  return text.replace(/\$([A-Za-k])/g, (_, letter: string) =>
    String.fromCharCode(ESCAPE_LETTERS.indexOf(letter)),
  );
}

const ESCAPE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijk";

/** Whether a piece of a key tells its attribute's value: nothing is derived, or what can be turned back. */
export function holdsValue({ derived }: Piece): boolean {
  return derived === undefined || derived.kind === "padded" || derived.kind === "descending";
}

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
