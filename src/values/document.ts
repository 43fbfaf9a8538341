/** A value in the form that the document client takes and gives: what DynamoDB can store, as JavaScript. */
export type DocumentValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | ReadonlySet<string | number | bigint | Uint8Array>
  | readonly DocumentValue[]
  | { readonly [name: string]: DocumentValue };

/** An item, or the attributes of a key, in document form. */
export type Document = Readonly<Record<string, DocumentValue>>;

/** An item in document form as it was read: the types of its values are not known yet. */
export type StoredDocument = Readonly<Record<string, unknown>>;
