import type { TableSettingsModel } from "./table-settings.js";
import type { ValueRule } from "./value-rule.js";

/**
 * The Model: the normalised, JSON-serialisable description of a whole design. The generator and every target read it.
 * The order of tables, entities, attributes and access patterns is that of the schema file.
 */
export interface Model {
  readonly format: 1;
  readonly tables: readonly TableModel[];
  readonly entities: readonly EntityModel[];
  readonly collections: readonly CollectionModel[];
}

/** DynamoDB's types of a key attribute: string, number, binary. */
export type KeyAttributeType = "S" | "N" | "B";

/** A key attribute of a table or an index, by its name in DynamoDB. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyAttributeType;
}

export interface TableModel {
  /** The logical name: the first argument of `defineTable`. */
  readonly name: string;
  readonly doc?: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly indexes: readonly IndexModel[];
  readonly keyEncoding: KeyEncoding;
  readonly delimiter: string;
  /** The attribute that holds the entity's name in each item. */
  readonly entityAttribute?: string;
  readonly timeToLive?: string;
  readonly stream?: "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";
  /** It holds the guards of unique constraints besides the items of its entities. */
  readonly guards?: true;
  /** Its operational settings, of which infrastructure is made. Generated code does not have them. */
  readonly settings?: TableSettingsModel;
  /** The names of rules whose warnings do not apply. */
  readonly accept?: readonly string[];
}

export type KeyEncoding = "ordered" | "plain";

export interface IndexModel {
  readonly name: string;
  readonly type: "global" | "local";
  /** One attribute, or up to four natural ones. */
  readonly partitionKey: readonly KeyAttribute[];
  /** None, one attribute, or up to four natural ones. */
  readonly sortKey: readonly KeyAttribute[];
  readonly projection: "ALL" | "KEYS_ONLY" | readonly string[];
}

export interface EntityModel {
  readonly name: string;
  /** The logical name of its table. */
  readonly table: string;
  /** The name under which the schema module exports the definition. */
  readonly exportName: string;
  readonly doc?: string;
  /** Its name in the entity attribute of stored items, where that is another one. */
  readonly storedAs?: string;
  /** Attributes that each of its items has with these values, beside those of its schema. */
  readonly constants?: Constants;
  readonly attributes: readonly AttributeModel[];
  /** The rule of attributes that the schema does not name; absent where it allows none. */
  readonly rest?: ValueRule;
  /** The reason why zod validates its items, as in "data has a refinement"; absent where rules say all that its schema does. */
  readonly zod?: string;
  /** The primary key: the access pattern behind `get` and `query`. Its name is `query`. */
  readonly primaryKey: AccessPatternModel;
  /** The access patterns on indexes, by method name. */
  readonly indexes: readonly AccessPatternModel[];
  /** The constraints that no two items break together; absent if there are none. */
  readonly unique?: readonly UniqueModel[];
  /** The names of rules whose warnings do not apply. */
  readonly accept?: readonly string[];
}

/** The values of attributes, by their names in DynamoDB, that are the same in all items of an entity. */
export type Constants = Readonly<Record<string, string | number | boolean>>;

/** A unique constraint: no two items have the same values of all its pieces. An item that lacks one is free of it. */
export interface UniqueModel {
  readonly name: string;
  readonly pieces: readonly Piece[];
}

export interface AttributeModel {
  readonly name: string;
  readonly doc?: string;
  /** Its name in DynamoDB, where that is another one. */
  readonly storedAs?: string;
  /** It is stored in the primary key alone, and decoded from it. */
  readonly stored?: false;
  /** The stored form of its value. */
  readonly value: ValueType;
  /** The checks of its schema; absent where zod validates the items of its entity. */
  readonly rule?: ValueRule;
  /** The most characters of text that the schema allows, where it declares a maximum. */
  readonly maximumLength?: number;
  /** May be absent from a stored item. */
  readonly optional: boolean;
  /** It may be left out, but not be undefined. */
  readonly exact?: boolean;
  /** The schema gives it a value at creation when the input has none. */
  readonly defaulted: boolean;
  /** monotable writes it, and nobody else does. */
  readonly managed?: ManagedRole;
  /** The TypeScript types that the compiler resolves, `undefined` of an optional attribute left out. */
  readonly types: { readonly input: string; readonly output: string };
  /** The values inside it, where every item has the same structure. */
  readonly below?: BelowModel;
}

/** The members of an object, or what the entries of a record, the elements of a list or a tuple are. */
export type BelowModel =
  | { readonly kind: "map"; readonly members: readonly MemberModel[] }
  | { readonly kind: "record" | "list"; readonly of: NestedModel }
  | { readonly kind: "tuple"; readonly of: readonly NestedModel[] };

/** A value below an attribute. */
export interface NestedModel {
  readonly value: ValueType;
  /** May be absent where what holds it is there. */
  readonly optional: boolean;
  /** The TypeScript type of the item as it is read, without `undefined`. */
  readonly type: string;
  /** The type that the schema takes, where it is another one. */
  readonly input?: string;
  readonly below?: BelowModel;
}

export interface MemberModel extends NestedModel {
  readonly name: string;
}

/** The content of an attribute that monotable writes: the time of creation, the time of the last write, the number of writes. */
export type ManagedRole = "created" | "updated" | "version";

/**
 * The stored form of a value, as far as reading and writing need it. A value of a bare name is stored as it is, with
 * everything inside it. The structured forms contain a value that must be converted (a date, a bigint, a codec).
 */
export type ValueType =
  | "string"
  | "number"
  | "bigint"
  | "boolean"
  | "null"
  | "date"
  | "dateInSeconds"
  | "dateInMilliseconds"
  | "binary"
  | "list"
  | "map"
  | "set"
  | "any"
  /** A value that the schema's codec encodes; `of` is the stored form of the result, unless it is stored as it is. */
  | { readonly kind: "codec"; readonly of?: ValueType; readonly required?: true }
  | { readonly kind: "nullable"; readonly of: ValueType }
  | { readonly kind: "list"; readonly of: ValueType }
  | { readonly kind: "tuple"; readonly of: readonly ValueType[]; readonly rest?: ValueType }
  | { readonly kind: "record"; readonly of: ValueType }
  /** The members by name; what others are, unless they are stored as they are. */
  | { readonly kind: "map"; readonly of: Readonly<Record<string, ValueType>>; readonly rest?: ValueType }
  /** A `required` one that is not stored is an empty one: DynamoDB has no empty set. */
  | { readonly kind: "set"; readonly of: ValueType; readonly required?: true }
  /** A `Map`: a list of lists of two, in its order. */
  | { readonly kind: "pairs"; readonly key: ValueType; readonly of: ValueType }
  | { readonly kind: "compressed"; readonly by: Compression; readonly of: ValueType }
  | { readonly kind: "union"; readonly of: readonly UnionMember[] }
  /** A recursive type, and a place inside it where it comes again. */
  | { readonly kind: "recursive"; readonly id: number; readonly of: ValueType }
  | { readonly kind: "again"; readonly id: number };

/** One of several ways in which a value is stored. DynamoDB's type tells them apart, or a tag that maps hold. */
export interface UnionMember {
  readonly value: ValueType;
  /** The position of its option in the schema, where one of the options is or contains a codec. */
  readonly option?: number;
  /** The member of the map that has these values here, and others in the other maps. */
  readonly tag?: { readonly name: string; readonly values: readonly TagValue[] };
}

export type TagValue = string | number | boolean | null;

/** The compression of a value, which to DynamoDB is bytes. */
export type Compression = "gzip" | "brotli";

/** A named way to read: the primary key, or one index, with what its key attributes are made of. */
export interface AccessPatternModel {
  readonly name: string;
  /** Absent: the table itself. */
  readonly index?: string;
  readonly doc?: string;
  readonly partition: readonly KeyPart[];
  readonly sort: readonly KeyPart[];
  /** The condition for an item to be in the index. */
  readonly when?: IndexCondition;
  /** Other entities' items may lie in the range that a query of this pattern reads, so it filters by entity. */
  readonly shared: boolean;
}

/** The condition on each attribute. None is met by an attribute that is absent. */
export type IndexCondition = Readonly<Record<string, AttributeCondition>>;

/** The values of which an attribute must have one, or those of which it must have none. */
export type AttributeCondition = readonly ConditionValue[] | { readonly not: readonly ConditionValue[] };

export type ConditionValue = string | number | boolean | null;

/** One key attribute and what it is made of. */
export type KeyPart = TemplatePart | NaturalPart;

/** A key attribute composed as text. */
export interface TemplatePart {
  readonly name: string;
  readonly template: readonly (string | Piece)[];
}

/** A key attribute that is an attribute of the entity, as it is. */
export interface NaturalPart {
  readonly name: string;
  readonly natural: Piece;
}

/** An attribute in a key. */
export interface Piece {
  readonly attribute: string;
  readonly type: PieceType;
  /** The attribute's name in DynamoDB, of a natural key where that is another one. */
  readonly storedAs?: string;
  /** Digits of a number with declared bounds, or of a padded one, which is filled up with zeros. */
  readonly width?: number;
  /** All values that it can have (an enum, a literal). */
  readonly values?: readonly string[];
  /** The function of the value that the key has in its place; the stored attribute keeps the value. */
  readonly derived?: Derivation;
}

/**
 * A declared function of a piece's value: text in one case, the UTC day (`2026-11-21`), month (`2026-11`) or year of a
 * date, a number padded with zeros to the piece's width, a number or date that sorts backwards, or one of so many shards,
 * numbered from 0.
 */
export type Derivation =
  | { readonly kind: "lower" | "upper" | "day" | "month" | "year" | "padded" | "descending" }
  | { readonly kind: "shard"; readonly count: number };

/** Dates as numbers are natural keys: in a composed key a date is ISO text, however its attribute is stored. */
export type PieceType =
  | "string"
  | "int"
  | "number"
  | "bigint"
  | "boolean"
  | "date"
  | "dateInSeconds"
  | "dateInMilliseconds"
  | "binary";

export interface CollectionModel {
  readonly name: string;
  readonly exportName: string;
  readonly doc?: string;
  readonly table: string;
  readonly index?: string;
  readonly members: readonly CollectionMemberModel[];
  /** Items of other entities may lie between those of the members, so its Query filters by entity. */
  readonly shared: boolean;
  /** The names of rules whose warnings do not apply. */
  readonly accept?: readonly string[];
}

export interface CollectionMemberModel {
  readonly name: string;
  readonly cardinality: "one" | "many";
  readonly entity: string;
  /** The name of the entity's access pattern that the collection reads. */
  readonly pattern: string;
}
