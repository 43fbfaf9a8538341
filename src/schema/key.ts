import type { Derivation } from "../model/model.js";

/** The values of which a key can be composed. */
export type KeyValue = string | number | bigint | boolean | Date | Uint8Array;

/** A reference to one attribute of an entity, as the callbacks of `defineEntity` receive it. */
export interface AttributeRef<Value = unknown> {
  readonly attribute: string;
  /** Never set: carries the attribute's type for the compiler. */
  readonly _value?: Value;
}

/** A key composed of literal text and attributes: the result of {@link key}. */
export interface KeyTemplate {
  readonly pieces: readonly (string | AttributeRef | DerivedRef)[];
}

/** The source of a unique constraint: an attribute, a function of one, or several together. */
export type UniqueSource = UniquePiece | readonly UniquePiece[];

type UniquePiece = AttributeRef<KeyValue | undefined> | DerivedRef;

/**
 * The source of a key attribute: a template, one attribute as it is (a natural key), or a function of one, which is a
 * template of it alone.
 */
export type KeySource = KeyTemplate | AttributeRef<KeyValue | undefined> | DerivedRef;

/**
 * Composes a key from literal text and attributes. A string constant is literal text, as in `${PREFIX}#${o.orderId}`.
 *
 * With the table's key encoding `ordered` every value is allowed: two different tuples never meet in one key, and keys
 * sort as the tuples do. An attribute must be followed by the delimiter (`#`) or by the end of the key. What is derived from
 * an attribute, as by `lower` or `day`, is a piece like the attribute itself.
 *
 * @example
 * key: (o) => ({ partition: key`CUSTOMER#${o.customerId}`, sort: key`ORDER#${o.placedAt}#${o.orderId}` })
 */
export function key(
  text: TemplateStringsArray,
  ...attributes: readonly (AttributeRef<KeyValue | undefined> | DerivedRef | string)[]
): KeyTemplate {
  const pieces: (string | AttributeRef | DerivedRef)[] = [];
  const add = (piece: string | AttributeRef | DerivedRef): void => {
    const last = pieces.at(-1);
    if (typeof piece !== "string") pieces.push(piece);
    else if (typeof last === "string") pieces[pieces.length - 1] = last + piece;
    else if (piece !== "") pieces.push(piece);
  };
  for (const [position, literal] of text.entries()) {
    add(literal);
    const piece = attributes[position];
    if (piece !== undefined) add(piece);
  }
  return { pieces };
}

/** A function of an attribute that a key has in its place: the result of {@link lower}, {@link day} and the like. */
export interface DerivedRef {
  readonly of: AttributeRef;
  readonly derived: Derivation;
  /** Digits of a padded number. */
  readonly width?: number;
}

type Text = AttributeRef<string | undefined>;

type DateOrText = AttributeRef<Date | string | undefined>;

/**
 * The text in lower case: each code point by Unicode's full case mapping. Values that differ in case alone share a key.
 * A query takes a value or `beginsWith`, in any case.
 *
 * @example
 * key: (c) => ({ partition: key`EMAIL#${lower(c.email)}`, sort: key`CUSTOMER` })
 */
export function lower(attribute: Text): DerivedRef {
  return { of: attribute, derived: { kind: "lower" } };
}

/** The text in upper case, as {@link lower} does it. */
export function upper(attribute: Text): DerivedRef {
  return { of: attribute, derived: { kind: "upper" } };
}

/**
 * The UTC day of a `z.date()`, a `z.iso.date()` or a `z.iso.datetime()`: `2026-11-21`. A query takes any time of that
 * day. All items of the day share this piece, so a primary key needs the attribute itself as well.
 *
 * @example
 * key: (e) => ({ partition: key`EVENTS#${day(e.at)}`, sort: key`${e.at}#${e.eventId}` })
 */
export function day(attribute: DateOrText): DerivedRef {
  return { of: attribute, derived: { kind: "day" } };
}

/** The UTC month of a date, `2026-11`: see {@link day}. */
export function month(attribute: DateOrText): DerivedRef {
  return { of: attribute, derived: { kind: "month" } };
}

/** The UTC year of a date, `2026`: see {@link day}. */
export function year(attribute: DateOrText): DerivedRef {
  return { of: attribute, derived: { kind: "year" } };
}

/**
 * A whole number with zeros before it, `00042`, so that it sorts by value. A negative number, a fraction and one with more
 * digits are rejected. With the key encoding `ordered` declared bounds do the same; `plain` keys need it.
 *
 * @param width the number of digits, from 1 to 38
 */
export function padded(attribute: AttributeRef<number | bigint | undefined>, width: number): DerivedRef {
  return { of: attribute, derived: { kind: "padded" }, width };
}

/**
 * A number or a date that sorts backwards: the greatest first. A query takes values and ranges of the attribute. With the
 * key encoding `plain` a number needs declared bounds, as in `z.int().min(0).max(9999)`.
 *
 * @example
 * indexes: (s) => ({ leaders: { index: "gsi1", partition: key`GAME#${s.game}`, sort: key`${descending(s.points)}` } })
 */
export function descending(attribute: AttributeRef<number | bigint | Date | undefined>): DerivedRef {
  return { of: attribute, derived: { kind: "descending" } };
}

/**
 * One of `count` shards, by a hash of the value (CRC-32) that never changes: it spreads the items of one hot partition
 * over several. Changing `count` changes the keys. A primary key needs the attribute itself as well.
 *
 * @param count the number of shards, from 2 to 1000
 * @example
 * indexes: (o) => ({ open: { index: "gsi1", partition: key`OPEN#${shard(o.orderId, 8)}`, sort: key`${o.placedAt}` } })
 */
export function shard(
  attribute: AttributeRef<string | number | bigint | boolean | Date | undefined>,
  count: number,
): DerivedRef {
  return { of: attribute, derived: { kind: "shard", count } };
}
