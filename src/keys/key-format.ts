import type { KeyEncoding, NaturalPart, Piece, TemplatePart } from "../model/model.js";

/** One condition of a Query on a key attribute. */
export type KeyCondition =
  | {
      readonly name: string;
      readonly operator: "=" | "<" | "<=" | ">" | ">=";
      readonly value: KeyAttributeValue;
    }
  | {
      readonly name: string;
      readonly operator: "between";
      readonly value: KeyAttributeValue;
      readonly high: KeyAttributeValue;
    }
  | { readonly name: string; readonly operator: "beginsWith"; readonly value: KeyAttributeValue };

export interface TemplateRange {
  readonly part: TemplatePart;
  /** The text before the piece. */
  readonly prefix: string;
  readonly piece: Piece;
  /** The piece ends the template: its keys have nothing after it. */
  readonly last: boolean;
  readonly range: ParsedRange;
}

/** The text form of a table's key templates. */
export interface KeyFormat {
  readonly keyEncoding: KeyEncoding;
  readonly delimiter: string;
  /** The part of the runtime for keys that are not made of text in the ordered encoding, where there are any. */
  readonly typed?: KeyFeatures | undefined;
}

/** Encodes and compares natural keys. Specs of entities that have such keys name one. */
export interface NaturalKeyFeatures {
  natural(piece: Piece, value: unknown, reject: RejectAttribute): KeyAttributeValue;
  /** Returns the condition on a natural key, if anything is given for it. */
  condition(part: NaturalPart, given: unknown, reject: RejectAttribute): KeyCondition | undefined;
}

/** Encodes and compares the keys that are not made of text in the ordered encoding. */
export interface TypedKeyFeatures extends NaturalKeyFeatures {
  encode(piece: Piece, value: unknown, format: KeyFormat, reject: RejectAttribute): string;
  /** Decodes the value of a piece from its text in a key; `undefined` for a piece that is not reversible. */
  decode(piece: Piece, text: string, format: KeyFormat, reject: RejectAttribute): unknown;
  range(piece: Piece, range: ParsedRange, reject: RejectAttribute): ParsedRange;
  beginsWith(given: TemplateRange, format: KeyFormat, reject: RejectAttribute): KeyCondition;
  /** Returns true if the texts of a piece sort as its values do. */
  preservesOrder(piece: Piece, last: boolean, format: KeyFormat): boolean;
  unsorted(given: TemplateRange, format: KeyFormat, reject: RejectAttribute): KeyCondition | undefined;
}

/** The parts of the runtime that some keys need, as their specs name them. */
export type KeyFeatures = NaturalKeyFeatures | TypedKeyFeatures;

/** Returns the part of the runtime that encodes pieces other than text in the ordered encoding. */
export function typedIn({ typed }: KeyFormat): TypedKeyFeatures {
  return isTyped(typed) ? typed : notNamed("typedKeys");
}

/** Returns the part of the runtime for natural keys. */
export function naturalIn({ typed }: KeyFormat): KeyFeatures {
  return typed ?? notNamed("naturalKeys");
}

function isTyped(features: KeyFeatures | undefined): features is TypedKeyFeatures {
  return features !== undefined && "encode" in features;
}

/** Returns the format of one table's keys that can encode all of them. */
export function widestOf(formats: readonly [KeyFormat, ...KeyFormat[]]): KeyFormat {
  const [first] = formats;
  return formats.find(({ typed }) => isTyped(typed)) ?? formats.find(({ typed }) => typed) ?? first;
}

function notNamed(feature: string): never {
  throw new Error(`The spec of these keys does not name ${feature}: run \`npx monotable generate\``);
}

/** Throws the caller's typed error for a value of an attribute. */
export type RejectAttribute = (attribute: string, reason: string) => never;

/** The value of a key attribute as the document client takes it. */
export type KeyAttributeValue = string | number | bigint | Uint8Array;

/** Attribute values by name. */
export type Values = Readonly<Record<string, unknown>>;

/** DynamoDB's limits of a key attribute, in bytes of UTF-8. */
export const PARTITION_KEY_BYTES = 2048;

export const SORT_KEY_BYTES = 1024;

export type RangeOperator = "eq" | "lt" | "lte" | "gt" | "gte" | "between" | "beginsWith";

/** A range taken apart: its operator and the one or two values. */
export interface ParsedRange {
  readonly operator: RangeOperator;
  readonly low: unknown;
  readonly high: unknown;
}
