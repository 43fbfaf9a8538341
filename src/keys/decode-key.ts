import type { AccessPatternModel, KeyPart, Piece, TableModel, TemplatePart } from "../model/model.js";
import { decodeValue } from "../values/decode.js";
import { describeValue } from "../values/describe-value.js";
import { encodePiece, isReversible, isTemplate, piecesOf, unescapeOrdered } from "./encode-key.js";
import type { KeyFormat, RejectAttribute, Values } from "./key-format.js";
import { complement, readDecimal, readInteger, shardText } from "./typed-piece.js";

/**
 * Decodes the value of a piece from its text in a key; `undefined` for a piece that is not reversible (a day, a shard,
 * text in one case). A text that no value has is rejected: the value that is returned has exactly this text.
 */
export function decodePiece(piece: Piece, text: string, format: KeyFormat, reject: RejectAttribute): unknown {
  if (!isReversible(piece)) return undefined;
  const value = readText(piece, text, format);
  const unreadable = () =>
    reject(piece.attribute, `is ${JSON.stringify(text)} in a key, which is not the text of any value`);
  if (value === undefined || encodePiece(piece, value, format, unreadable) !== text) return unreadable();
  return value;
}

/** Reads the value of a text, if it is one that the piece can have. */
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

/** Returns true if a number is written as its digits alone, as many as the bounds take. */
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

/** Returns true if a stored key attribute can be one that this key part composes. */
export function matchesKeyPart(part: KeyPart, stored: unknown, format: KeyFormat): boolean {
  if (!isTemplate(part)) return stored !== undefined;
  const texts = pieceTexts(part, stored, format);
  if (texts === undefined) return false;
  return piecesOf(part).every(
    (piece, position) =>
      piece.type === "string" || typedText(piece, texts[position] ?? "", format) !== NO_TEXT,
  );
}

/** Returns the value of a piece that is not text; `NO_TEXT` if no value has the text, `undefined` if it is not reversible. */
function typedText(piece: Piece, text: string, format: KeyFormat): unknown {
  const { typed } = format;
  if (typed === undefined || !("decode" in typed)) return undefined;
  try {
    return typed.decode(piece, text, format, throwNoText);
  } catch (error) {
    if (error === NO_TEXT) return NO_TEXT;
    throw error;
  }
}

const NO_TEXT = /* @__PURE__ */ Symbol("no text of a value");

function throwNoText(): never {
  throw NO_TEXT;
}

/** Returns the values that a composed key attribute holds, as far as they can be told from it. */
export function heldValues(part: KeyPart, stored: unknown, format: KeyFormat): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const texts = isTemplate(part) ? pieceTexts(part, stored, format) : undefined;
  if (texts === undefined) return values;
  for (const [position, piece] of piecesOf(part).entries()) {
    const text = texts[position] ?? "";
    if (!isReversible(piece)) continue;
    const isText = piece.type === "string" && piece.derived === undefined;
    const value = isText
      ? format.keyEncoding === "ordered"
        ? unescapeOrdered(text)
        : text
      : typedText(piece, text, format);
    if (value !== undefined && value !== NO_TEXT) values[piece.attribute] = value;
  }
  return values;
}

/** Returns the text of each piece in a stored key attribute; `undefined` if the template does not compose it. */
export function pieceTexts(
  part: TemplatePart,
  stored: unknown,
  format: KeyFormat,
): readonly string[] | undefined {
  if (typeof stored !== "string") return undefined;
  return expressionOf(part, format).exec(stored)?.slice(1);
}

/** The regular expressions of key templates: a table has one delimiter. */
const EXPRESSIONS = /* @__PURE__ */ new WeakMap<TemplatePart, { delimiter: string; expression: RegExp }>();

function expressionOf(part: TemplatePart, format: KeyFormat): RegExp {
  const known = EXPRESSIONS.get(part);
  if (known?.delimiter === format.delimiter) return known.expression;
  const expression = new RegExp(keyPattern(part, format), "u");
  EXPRESSIONS.set(part, { delimiter: format.delimiter, expression });
  return expression;
}

/** The regular expression, with flag `u`, of the texts that a key template can compose, with a group for each piece. */
export function keyPattern({ template }: TemplatePart, { delimiter }: KeyFormat): string {
  const pieces = template.map((piece) =>
    typeof piece === "string" ? escapeRegExp(piece) : `(${pieceOf(piece, delimiter)})`,
  );
  return `^${pieces.join("")}$`;
}

/** An encoded piece: so many characters, or at least one character and never the delimiter. */
function pieceOf({ type, derived }: Piece, delimiter: string): string {
  switch (derived?.kind) {
    case "day":
      return DAY;
    case "month":
      return MONTH;
    case "year":
      return YEAR;
    case "shard":
      return `\\d{${shardText(0, derived.count).length}}`;
    default:
  }
  if (type === "date") return `${ANY}{24}`;
  return type === "boolean" ? "false|true" : `(?:(?!${escapeRegExp(delimiter)})${ANY})+`;
}

/** Any character, line breaks too, whatever the flags. */
const ANY = "[\\s\\S]";

const YEAR = "\\d{4}";

const MONTH = `${YEAR}-\\d{2}`;

const DAY = `${MONTH}-\\d{2}`;

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/**
 * Decodes the attributes of a stored key attribute. Pieces that are not reversible (a day, a shard, text in one case) give
 * none. A key that this part does not compose is rejected.
 */
export function decodeKeyPart(
  part: KeyPart,
  stored: unknown,
  format: KeyFormat,
  reject: RejectAttribute,
): Values {
  if (!isTemplate(part)) {
    const { attribute, type } = part.natural;
    return { [attribute]: decodeValue(stored, type === "int" ? "number" : type, attribute, reject) };
  }
  const texts = pieceTexts(part, stored, format);
  if (texts === undefined)
    return reject(
      part.name,
      `should hold a key like ${templateText(part)}, but holds ${describeValue(stored)}`,
    );
  const pieces = part.template.filter((piece) => typeof piece !== "string");
  const attributes = pieces
    .map((piece, position) => [piece.attribute, decodePiece(piece, texts[position] ?? "", format, reject)])
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(attributes);
}

/** A template as messages show it: `ORDER#{orderId}`. */
function templateText({ template }: TemplatePart): string {
  return template.map((piece) => (typeof piece === "string" ? piece : `{${piece.attribute}}`)).join("");
}

type Keys = Pick<AccessPatternModel, "partition" | "sort">;

/**
 * Returns the names in DynamoDB of the attributes that an index has of each item: those that it projects, its own keys and
 * those of the table; `undefined` if it has the whole item, as the table does.
 */
export function projectedNames(
  { partitionKey, sortKey, indexes }: TableModel,
  indexName: string | undefined,
): ReadonlySet<string> | undefined {
  const index = indexes.find(({ name }) => name === indexName);
  if (index === undefined || index.projection === "ALL") return undefined;
  const keys = [partitionKey, ...(sortKey ? [sortKey] : []), ...index.partitionKey, ...index.sortKey];
  const included = index.projection === "KEYS_ONLY" ? [] : index.projection;
  return new Set([...keys.map(({ name }) => name), ...included]);
}

/** Returns the attributes that can be decoded from keys, each with the first key attribute that has it. */
export function keyDerivedAttributes(...keys: readonly Keys[]): ReadonlyMap<string, KeyPart> {
  const derived = new Map<string, KeyPart>();
  for (const part of keys.flatMap(({ partition, sort }) => [...partition, ...sort])) {
    for (const piece of piecesOf(part))
      if (isReversible(piece) && !derived.has(piece.attribute)) derived.set(piece.attribute, part);
  }
  return derived;
}
