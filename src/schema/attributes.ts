import type { z } from "zod";
import type { AttributeRef } from "./key.js";

/** How one attribute is stored, where not under its own name and in the usual form of its type. */
export interface AttributeOptions {
  /** Its name in DynamoDB. Code keeps to the attribute's own name; a short one makes items smaller. */
  readonly storedAs?: string;
  /**
   * Stores the value as compressed bytes: text, or anything else as DynamoDB JSON. DynamoDB then knows nothing of it, so
   * that conditions ask for its presence alone, and it is no part of a key. The limit of 400 KB is that of the bytes.
   */
  readonly compression?: "gzip" | "brotli";
  /**
   * How a Date is stored: as UTC ISO text with milliseconds (`iso`, the default), or as a number of whole seconds or
   * milliseconds since 1970. A Date with a fraction of a second is refused where seconds are stored.
   */
  readonly date?: "iso" | "seconds" | "milliseconds";
  /**
   * Keeps the value in the primary key alone, from which it is read: the item does not have it twice. Only of an attribute
   * that a composed primary key holds as it is. Conditions and filters, which do not look into keys, do not have it.
   */
  readonly stored?: false;
}

export type AttributesOptions = Readonly<Record<string, AttributeOptions>>;

/** The options of attributes that the schema has, or monotable writes; `date` of a Date alone. */
export type CheckedAttributes<Shape, Managed extends string, Attributes> = {
  readonly [Name in keyof Attributes]: Name extends keyof Shape
    ? [NonNullable<z.output<Shape[Name]>>] extends [Date]
      ? AttributeOptions
      : Omit<AttributeOptions, "date"> & { readonly date?: never }
    : Name extends Managed
      ? Pick<AttributeOptions, "storedAs"> & {
          readonly compression?: never;
          readonly date?: never;
          readonly stored?: never;
        }
      : `the schema has no attribute ${Name & string}`;
};

/** The type that stands for a compressed attribute where keys are made of attributes: no key holds it. */
export interface Compressed {
  readonly compression: "gzip" | "brotli";
}

/** The schema of an attribute as keys and conditions can use it. */
export type KeyType<Type, Name, Attributes> = Name extends keyof Attributes
  ? Attributes[Name] extends Compressed
    ? { readonly _zod: { readonly output: Compressed } }
    : Type
  : Type;

/**
 * The attributes as callbacks receive them: by the parts of the schema, so that the compiler works out the type of an
 * attribute that is used, and not that of the whole item.
 */
export type KeyRefs<Shape, Attributes> = {
  readonly [Name in keyof Shape]: AttributeRef<z.output<KeyType<Shape[Name], Name, Attributes>>>;
};

/** The names under which the attributes are stored, which are those of natural keys. */
export type StoredNames<Shape, Attributes> = {
  [Name in keyof Shape]: Name extends keyof Attributes
    ? Attributes[Name] extends { readonly storedAs: infer Stored extends string }
      ? Stored
      : Name
    : Name;
}[keyof Shape];
