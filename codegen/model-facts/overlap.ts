import { escapeOrdered } from "../../src/keys/encode-key.js";
import { GUARD_SORT_KEY, guardPrefix } from "../../src/keys/guard-key.js";
import { foldCase, shardText } from "../../src/keys/typed-piece.js";
import type { KeyPart, Piece, TableModel, UniqueModel } from "../../src/model/model.js";
import { anyOf, begins, intersects, type Language, many, oneOf, sequence, symbol, text } from "./language.js";

/** The encoding of a table's composed keys. */
export type Encoding = Pick<TableModel, "keyEncoding" | "delimiter">;

/** A key attribute of items that are no entity's: all texts that begin with one. */
export interface PrefixPart {
  readonly name: string;
  readonly begins: string;
}

/** The possible content of a key attribute. */
export type Part = KeyPart | PrefixPart;

/**
 * Returns true if two entities can have one and the same key: each key attribute has a value that both can have. With
 * either encoding no piece holds the delimiter, so that a key splits into its pieces in one way.
 */
export function canMeet(a: readonly Part[], b: readonly Part[], encoding: Encoding): boolean {
  return a.every((part) => {
    const other = b.find((candidate) => candidate.name === part.name);
    return other === undefined || partsMeet(part, other, encoding);
  });
}

function partsMeet(a: Part, b: Part, encoding: Encoding): boolean {
  if (storedAs(a) !== storedAs(b) || beginApart(a, b)) return false;
  return storedAs(a) !== "S" || intersects(languageOf(a, encoding), languageOf(b, encoding));
}

/** Returns true if templates begin with different texts: most do, which saves the closer look. */
function beginApart(a: Part, b: Part): boolean {
  const [first, second] = [leadingText(a), leadingText(b)];
  return !first.startsWith(second) && !second.startsWith(first);
}

function leadingText(part: Part): string {
  if ("begins" in part) return part.begins;
  const first = "template" in part ? part.template[0] : undefined;
  return typeof first === "string" ? first : "";
}

function storedAs(part: Part): "S" | "N" | "B" {
  if (!("natural" in part)) return "S";
  const { type } = part.natural;
  if (type === "binary") return "B";
  return type === "string" || type === "date" || type === "boolean" ? "S" : "N";
}

/**
 * Returns true if keys of one sort key can lie in the widest range that a query of another one reads: all keys that
 * begin with its leading text, one key if it consists of text only, the whole partition if it begins with an attribute.
 */
export function canLieWithin(other: readonly Part[], own: readonly KeyPart[], encoding: Encoding): boolean {
  const [range] = own;
  const [part] = other;
  if (range === undefined || part === undefined || !("template" in range)) return true;
  const [prefix] = range.template;
  if (typeof prefix !== "string") return true;
  if (storedAs(part) !== "S") return false;
  const keys = languageOf(part, encoding);
  if (range.template.length === 1) return intersects(keys, symbols(prefix, encoding));
  return intersects(keys, begins(symbols(prefix, encoding)));
}

/** The span of sort keys of an access pattern: from a text to the last that begins with another; no ends if all. */
export interface Span {
  readonly low: string;
  readonly high: string | undefined;
  /** The span ends with `high` itself, not with all that begins with it. */
  readonly closed: boolean;
}

/** The narrowest span of texts that is known to hold all sort keys. */
export function spanOf(sort: readonly Part[]): Span {
  const [part] = sort;
  if (part !== undefined && "begins" in part) return { low: part.begins, high: part.begins, closed: false };
  const prefix = part !== undefined && "template" in part ? part.template[0] : undefined;
  if (part === undefined || !("template" in part) || typeof prefix !== "string") {
    return { low: "", high: undefined, closed: false };
  }
  return { low: prefix, high: prefix, closed: part.template.length === 1 };
}

/** The span from the first to the last key of several. */
export function spanAll(spans: readonly Span[]): Span {
  return spans.reduce((a, b) => ({ ...later(a, b), low: comparePoints(a.low, b.low) <= 0 ? a.low : b.low }));
}

function later(a: Span, b: Span): Pick<Span, "high" | "closed"> {
  if (a.high === undefined || b.high === undefined) return { high: undefined, closed: false };
  const order = comparePoints(a.high, b.high);
  if (order === 0) return { high: a.high, closed: a.closed && b.closed };
  const [first, last] = order < 0 ? [a, b] : [b, a];
  // What begins with the earlier text may sort after the later one only if the later one begins with it too.
  return !first.closed && last.high?.startsWith(first.high ?? "") ? first : last;
}

/** Returns true if two spans have a text in common. */
export function spansMeet(a: Span, b: Span): boolean {
  return !endsBefore(a, b) && !endsBefore(b, a);
}

function endsBefore(a: Span, b: Span): boolean {
  if (a.high === undefined || comparePoints(a.high, b.low) >= 0) return false;
  return a.closed || !b.low.startsWith(a.high);
}

/** Compares as DynamoDB sorts: by UTF-8 bytes, which is by code points. */
function comparePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** All texts that a key attribute can hold. */
function languageOf(part: Part, encoding: Encoding): Language {
  if ("begins" in part) return begins(symbols(part.begins, encoding));
  if (!("template" in part)) return naturalLanguage(part.natural, encoding);
  return sequence(
    part.template.map((piece) =>
      typeof piece === "string" ? symbols(piece, encoding) : pieceLanguage(piece, encoding),
    ),
  );
}

function naturalLanguage({ type, values }: Piece, encoding: Encoding): Language {
  if (values !== undefined) return oneOf(values.map((value) => symbols(value, encoding)));
  return type === "date" ? DATE : many(ANYTHING);
}

function pieceLanguage(piece: Piece, encoding: Encoding): Language {
  const { type, width = 0, derived } = piece;
  switch (derived?.kind) {
    case "day":
      return shape("dddd-dd-dd");
    case "month":
      return shape("dddd-dd");
    case "year":
      return shape("dddd");
    case "shard":
      return shape("d".repeat(shardText(0, derived.count).length));
    case "padded":
      return shape("d".repeat(width));
    case "descending":
      return width > 0 && type === "int" ? shape("d".repeat(width)) : valueLanguage(piece, encoding);
    case "lower":
    case "upper": {
      const { kind } = derived;
      const values = piece.values?.map((value) => foldCase(value, kind));
      return valueLanguage({ ...piece, ...(values && { values }) }, encoding);
    }
    default:
      return valueLanguage(piece, encoding);
  }
}

function valueLanguage({ type, width, values }: Piece, { keyEncoding, delimiter }: Encoding): Language {
  const ordered = keyEncoding === "ordered";
  const encoding = { keyEncoding, delimiter };
  if (values !== undefined) {
    return oneOf(values.map((value) => symbols(ordered ? escapeOrdered(value) : value, encoding)));
  }
  switch (type) {
    case "boolean":
      return oneOf([text("true"), text("false")]);
    case "date":
      return DATE;
    case "binary":
      return many(anyOf("0123456789abcdef"));
    case "int":
    case "bigint":
      if (!ordered) return many(anyOf("-0123456789"));
      if (width === undefined) return sequence([anyOf("pm"), many(DIGIT)]);
      return sequence(Array.from({ length: width }, () => DIGIT));
    case "number":
      return many(anyOf(ordered ? "pmn0123456789~" : "-+.e0123456789"));
    default:
      return many(ordered ? ORDERED : NO_DELIMITER);
  }
}

/** Texts with a digit for each `d`. */
function shape(form: string): Language {
  return sequence([...form].map((character) => (character === "d" ? DIGIT : text(character))));
}

/** The delimiter counts as one symbol, of which no piece has any. */
const DELIMITER = -1;

function symbols(literal: string, { delimiter }: Encoding): Language {
  const parts = literal.split(delimiter).map(text);
  return sequence(parts.flatMap((part, position) => (position === 0 ? [part] : [symbol(DELIMITER), part])));
}

const DIGIT = anyOf("0123456789");

const DATE = shape("dddd-dd-ddTdd:dd:dd.dddZ");

const NO_DELIMITER: Language = { kind: "class", ranges: [[0, 0x10ffff]] };

const ANYTHING: Language = { kind: "class", ranges: [[DELIMITER, 0x10ffff]] };

/** The texts that the ordered encoding can produce: `$` and all characters that sort after it. */
const ORDERED: Language = { kind: "class", ranges: [[0x24, 0x10ffff]] };

/** The key attributes of a unique constraint's guards, the partition key first. */
export function guardParts(
  entity: string,
  { name }: UniqueModel,
  { partitionKey, sortKey }: TableModel,
): [Part, ...Part[]] {
  // Their values are encoded in a way of their own, so of a plain table's delimiter they can hold any number.
  return [
    { name: partitionKey.name, begins: guardPrefix(entity, name) },
    ...(sortKey === undefined ? [] : [{ name: sortKey.name, template: [GUARD_SORT_KEY] }]),
  ];
}
