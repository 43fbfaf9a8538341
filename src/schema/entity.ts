import type { z } from "zod";
import { type Definition, declared, definition, type EntityAdvice } from "./definition.js";
import type { AttributeRef, KeySource, UniqueSource } from "./key.js";
import type { IndexesOptions, IndexOptions, TableDefinition } from "./table.js";

/** The primary key of an entity: `sort` exactly where the table has a sort key. */
export type PrimaryKeyUse<SortKey extends string> = [SortKey] extends [never]
  ? { readonly partition: KeySource; readonly sort?: never }
  : { readonly partition: KeySource; readonly sort: KeySource };

type PartitionOf<Index extends IndexOptions> = Index extends { readonly partitionKey: infer Attribute }
  ? Attribute
  : undefined;

type SortOf<Index extends IndexOptions> = Index extends { readonly sortKey: infer Attribute }
  ? Attribute
  : undefined;

/**
 * The values of an attribute on which a condition can depend: any, where the schema does not say what it is. It is not made
 * of `z.output`, which before the compiler knows the schema is `any`: the literals of conditions would be lost.
 */
type Comparable<Type> = Type extends { readonly _zod: { readonly output: infer Value } }
  ? unknown extends Value
    ? Primitive
    : Extract<Value, Primitive>
  : never;

type Primitive = string | number | boolean | null;

type OneOf<Value> = Value | readonly [Value, ...Value[]];

/**
 * The condition for an item to be in an index: each of these attributes has the value, one of the values, or with `not` any
 * other. An attribute that is absent meets none. The compiler works out the types of those attributes alone, as with {@link KeyRefs}.
 */
export type When<Shape, Attributes> = {
  readonly [Name in keyof Shape]?: OneOrNot<Comparable<KeyType<Shape[Name], Name, Attributes>>>;
};

/** One value, one of several, or any but these. */
type OneOrNot<Value> = OneOf<Value> | { readonly not: OneOf<Value> };

/** The attributes of which the table has natural index keys. */
type NaturalKeys<Indexes extends IndexesOptions> = {
  [Name in keyof Indexes]: Extract<
    PartitionOf<Indexes[Name]> | SortOf<Indexes[Name]>,
    readonly string[]
  >[number];
}[keyof Indexes];

/** Those of them that the entity has. */
export type NaturalAttributes<Indexes extends IndexesOptions, Shape, Attributes> = [
  NaturalKeys<Indexes>,
] extends [never]
  ? never
  : Extract<StoredNames<Shape, Attributes>, NaturalKeys<Indexes>>;

/**
 * True if the entity composes a side of an index key: not where the item has the attribute already, as of the table's keys
 * or of a natural key. A text names the attributes of a natural key that the entity lacks.
 */
type IsComposed<Attribute, TableKeys extends string, Natural> = [Attribute] extends [readonly string[]]
  ? Attribute[number] extends Natural
    ? false
    : `the index needs the attributes ${Attribute[number]}`
  : [Attribute] extends [string]
    ? Attribute extends TableKeys
      ? false
      : true
    : false;

/*
 * What an entity gives for an index of each kind. They are interfaces that say nothing of the entity, which the compiler
 * makes once for a table; as intersections of what is said of each side it would make them again for each entity.
 */
interface BothComposed<Name> {
  readonly index: Name;
  readonly partition: KeySource;
  readonly sort: KeySource;
}

interface PartitionComposed<Name> {
  readonly index: Name;
  readonly partition: KeySource;
  readonly sort?: never;
}

interface SortComposed<Name> {
  readonly index: Name;
  readonly partition?: never;
  readonly sort: KeySource;
}

interface NoneComposed<Name> {
  readonly index: Name;
  readonly partition?: never;
  readonly sort?: never;
}

interface Unfit<Name, Partition, Sort> {
  readonly index: Name;
  readonly partition: Partition;
  readonly sort: Sort;
}

type UseOf<Name, Partition, Sort> = [Partition, Sort] extends [true, true]
  ? BothComposed<Name>
  : [Partition, Sort] extends [true, false]
    ? PartitionComposed<Name>
    : [Partition, Sort] extends [false, true]
      ? SortComposed<Name>
      : [Partition, Sort] extends [false, false]
        ? NoneComposed<Name>
        : Unfit<Name, Partition, Sort>;

/** The options of an entity for an index: the same type for all entities that have the same natural attributes. */
export type IndexUse<TableKeys extends string, Indexes extends IndexesOptions, Natural> = {
  [Name in keyof Indexes & string]: UseOf<
    Name,
    IsComposed<PartitionOf<Indexes[Name]>, TableKeys, Natural>,
    IsComposed<SortOf<Indexes[Name]>, TableKeys, Natural>
  >;
}[keyof Indexes & string];

/**
 * The condition for items to be in an index. It is an interface, since the compiler looks into one only where a condition
 * is given: the values that a condition can have need the types of all attributes.
 */
export interface Conditional<Shape, Attributes> {
  /**
   * Only items of which this holds are in the index: `when: { status: ["PENDING", "PAID"] }`, `when: { status: { not: "PAID" } }`.
   * Access patterns whose conditions exclude each other may write the same index with different keys.
   */
  readonly when?: When<Shape, Attributes>;
}

/** Names of the attributes in which monotable keeps times: one of them, or both. */
export type Timestamps<Name extends string = string> =
  | { readonly created: Name; readonly updated?: Name }
  | { readonly created?: Name; readonly updated: Name };

export interface EntityOptions<
  Schema extends z.ZodObject = z.ZodObject,
  PartitionKey extends string = string,
  SortKey extends string = string,
  Indexes extends IndexesOptions = IndexesOptions,
  Attributes extends AttributesOptions = AttributesOptions,
  Managed extends string = string,
> {
  readonly table: TableDefinition<PartitionKey, SortKey, Indexes>;
  readonly schema: Schema;
  /**
   * Its name in the entity attribute of stored items, where that is another one than in code. Several entities may share
   * one, where {@link EntityOptions.constants} or their keys tell them apart.
   *
   * @example defineEntity("OrderV2", { storedAs: "order", constants: { version: "2" }, … })
   */
  readonly storedAs?: string;
  /**
   * Attributes, by their names in DynamoDB, that every item of the entity has with these values. Writes store them, and an
   * item with another value is of another entity. Items do not show them.
   */
  readonly constants?: Readonly<Record<string, string | number | boolean>>;
  /** The storage of attributes that are not stored under their own names or in the usual forms of their types. */
  readonly attributes?: Attributes & CheckedAttributes<Schema["shape"], Managed, Attributes>;
  /** The primary key. An entity whose key has no attributes is a singleton. */
  readonly key: (attributes: KeyRefs<Schema["shape"], Attributes>) => PrimaryKeyUse<SortKey>;
  /** The access patterns on indexes, by the name of the method that each becomes. */
  readonly indexes?: (attributes: KeyRefs<Schema["shape"], Attributes>) => {
    readonly [accessPattern: string]: NoInfer<
      IndexUse<PartitionKey | SortKey, Indexes, NaturalAttributes<Indexes, Schema["shape"], Attributes>> &
        Conditional<Schema["shape"], Attributes>
    >;
  };
  /**
   * Unique constraints, by a name for errors: an attribute, or several together, that no two items have in common. An item
   * that lacks one of them is not constrained. Each write keeps a guard item for each constraint, in one transaction with the item.
   *
   * @example unique: (c) => ({ email: c.email, fullName: [c.firstName, c.lastName] })
   */
  readonly unique?: (
    attributes: KeyRefs<Schema["shape"], Attributes>,
  ) => Readonly<Record<string, UniqueSource>>;
  /**
   * The attributes that tell when an item was created and when it was last written: ISO 8601 text in UTC with
   * milliseconds. The schema need not have them; where it does, to use them in a key, a `z.date()` holds a Date.
   */
  readonly timestamps?: Timestamps<Managed>;
  /** The attribute that counts an item's writes from 1: a write can demand that nobody wrote it since it was read. */
  readonly version?: Managed;
  /** Warnings of the generator that do not apply here. */
  readonly accept?: readonly EntityAdvice[];
}

export interface EntityDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
  Indexes extends IndexesOptions = IndexesOptions,
> extends Definition<"entity"> {
  readonly name: Name;
  readonly schema: Schema;
  readonly table: TableDefinition<string, string, Indexes>;
  readonly options: unknown;
}

/**
 * Declares an entity: one kind of item, its schema, its primary key and its access patterns on indexes.
 *
 * @example
 * const Order = defineEntity("Order", {
 *   table: shop,
 *   schema: z.object({ customerId: z.string(), orderId: z.string(), total: z.number() }),
 *   key: (o) => ({ partition: key`CUSTOMER#${o.customerId}`, sort: key`ORDER#${o.orderId}` }),
 * });
 */
export function defineEntity<
  const Name extends string,
  Schema extends z.ZodObject,
  PartitionKey extends string,
  SortKey extends string,
  Indexes extends IndexesOptions,
  const Attributes extends AttributesOptions = Record<never, never>,
  const Managed extends string = never,
>(
  name: Name,
  options: EntityOptions<Schema, PartitionKey, SortKey, Indexes, Attributes, Managed>,
): EntityDefinition<Name, Schema, Indexes> {
  return declared({
    [definition]: "entity",
    name,
    schema: options.schema,
    table: options.table as unknown as TableDefinition<string, string, Indexes>,
    options,
  });
}

/** The storage of one attribute, where it differs from its own name and the usual form of its type. */
export interface AttributeOptions {
  /** Its name in DynamoDB. Code keeps to the attribute's own name; a short one makes items smaller. */
  readonly storedAs?: string;
  /**
   * Stores the value as compressed bytes: text, or anything else as DynamoDB JSON. DynamoDB then knows nothing of it, so
   * that conditions ask for its presence alone, and it is no part of a key. The limit of 400 KB is that of the bytes.
   */
  readonly compression?: "gzip" | "brotli";
  /**
   * The stored form of a Date: UTC ISO text with milliseconds (`iso`, the default), or a number of whole seconds or
   * milliseconds since 1970. A Date with a fraction of a second is rejected where seconds are stored.
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
