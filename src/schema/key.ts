/** The values of which a key can be composed. */
export type KeyValue = string | number | bigint | boolean | Date | Uint8Array;

/** A reference to one attribute of an entity, as the callbacks of `defineEntity` receive it. */
export interface AttributeRef<Value = unknown> {
  readonly attribute: string;
  /** Never set: carries the attribute's type for the compiler. */
  readonly _value?: Value;
}

/** The attributes of an entity by name. */
export type AttributeRefs<Output> = { readonly [Name in keyof Output]-?: AttributeRef<Output[Name]> };

/** A key composed of literal text and attributes: what {@link key} returns. */
export interface KeyTemplate {
  readonly pieces: readonly (string | AttributeRef)[];
}

/** What is unique among an entity's items: an attribute, or several together. */
export type UniqueSource = AttributeRef<KeyValue | undefined> | readonly AttributeRef<KeyValue | undefined>[];

/** Where the value of a key attribute comes from: a template, or one attribute as it is (a natural key). */
export type KeySource = KeyTemplate | AttributeRef<KeyValue | undefined>;

/**
 * Composes a key from literal text and attributes.
 *
 * With the table's key encoding `ordered` every value is allowed: two different tuples never meet in one key, and keys
 * sort as the tuples do. An attribute must be followed by the delimiter (`#`) or by the end of the key.
 *
 * @example
 * key: (o) => ({ partition: key`CUSTOMER#${o.customerId}`, sort: key`ORDER#${o.placedAt}#${o.orderId}` })
 */
export function key(
  text: TemplateStringsArray,
  ...attributes: readonly AttributeRef<KeyValue | undefined>[]
): KeyTemplate {
  const pieces: (string | AttributeRef)[] = [];
  for (const [position, literal] of text.entries()) {
    if (literal !== "") pieces.push(literal);
    const attribute = attributes[position];
    if (attribute !== undefined) pieces.push(attribute);
  }
  return { pieces };
}
