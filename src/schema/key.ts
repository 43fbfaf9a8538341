import type { DerivedRef } from "./derivation.js";

/** The values of which a key can be composed. */
export type KeyValue = string | number | bigint | boolean | Date | Uint8Array;

/** A reference to one attribute of an entity, as the callbacks of `defineEntity` receive it. */
export interface AttributeRef<Value = unknown> {
  readonly attribute: string;
  /** Never set: carries the attribute's type for the compiler. */
  readonly _value?: Value;
}

/** A key composed of literal text and attributes: what {@link key} returns. */
export interface KeyTemplate {
  readonly pieces: readonly (string | AttributeRef | DerivedRef)[];
}

/** What is unique among an entity's items: an attribute, what is derived from one, or several together. */
export type UniqueSource = UniquePiece | readonly UniquePiece[];
type UniquePiece = AttributeRef<KeyValue | undefined> | DerivedRef;

/**
 * Where the value of a key attribute comes from: a template, one attribute as it is (a natural key), or what is derived
 * from one, which is the template of it alone.
 */
export type KeySource = KeyTemplate | AttributeRef<KeyValue | undefined> | DerivedRef;

/**
 * Composes a key from literal text and attributes.
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
  ...attributes: readonly (AttributeRef<KeyValue | undefined> | DerivedRef)[]
): KeyTemplate {
  const pieces: (string | AttributeRef | DerivedRef)[] = [];
  for (const [position, literal] of text.entries()) {
    if (literal !== "") pieces.push(literal);
    const attribute = attributes[position];
    if (attribute !== undefined) pieces.push(attribute);
  }
  return { pieces };
}
