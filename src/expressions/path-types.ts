import type { Condition } from "./condition.js";
import type { Change } from "./update.js";

/** DynamoDB's names of the types of a stored value: string, number, binary, sets of them, boolean, null, list, map. */
export type StoredType = "S" | "SS" | "N" | "NS" | "B" | "BS" | "BOOL" | "NULL" | "L" | "M";

/** The operators of every attribute: it exists, or not, or has a type. */
export interface Path {
  /** The item has the attribute. */
  exists(): Condition;
  /** The item does not have the attribute. */
  notExists(): Condition;
  /** The stored value is of this type, by DynamoDB's name: `S` for a string, `M` for a map. */
  hasType(type: StoredType): Condition;
}

/** An attribute that is stored compressed: that it is there is all that DynamoDB can tell of it. */
export type CompressedPath = Path;

/** An attribute that is compared as a whole. */
export interface ValuePath<Value> extends Path {
  /** Equals a value, or another attribute of the item. */
  eq(value: Value | ValuePath<Value>): Condition;
  /** Differs from the value or the other attribute, or is absent. */
  ne(value: Value | ValuePath<Value>): Condition;
}

/** An attribute whose values have an order. */
export interface OrderedPath<Value> extends ValuePath<Value> {
  lt(value: Value | OrderedPath<Value>): Condition;
  lte(value: Value | OrderedPath<Value>): Condition;
  gt(value: Value | OrderedPath<Value>): Condition;
  gte(value: Value | OrderedPath<Value>): Condition;
  /** From the low to the high value, both included. */
  between(low: Value, high: Value): Condition;
  /** Equals one of the values. More than DynamoDB's 100 are split. */
  in(...values: readonly [Value, ...Value[]]): Condition;
  /** Equals one of the values of a list. An empty list is equalled by nothing: the condition never holds. */
  in(values: readonly Value[]): Condition;
}

export interface StringPath<Value extends string = string> extends OrderedPath<Value> {
  beginsWith(prefix: string): Condition;
  contains(text: string): Condition;
  /** The length in bytes of UTF-8. */
  size(): OrderedPath<number>;
}

export type NumberPath<Value extends number = number> = OrderedPath<Value>;

export type BigIntPath<Value extends bigint = bigint> = OrderedPath<Value>;

export type DatePath = OrderedPath<Date>;

export type BooleanPath<Value extends boolean = boolean> = ValuePath<Value>;

export interface BinaryPath extends OrderedPath<Uint8Array> {
  /** The length in bytes. */
  size(): OrderedPath<number>;
}

/** The path of a map, without its members. */
export interface AnyMapPath<Value> extends ValuePath<Value> {
  /** The number of members. */
  size(): OrderedPath<number>;
}

/** A map with the paths of its members. One with a name of the path's own is reached by `.member("size")`. */
export type MapPath<Value, Members> = AnyMapPath<Value> & Members;

/** A map whose keys are not known before. */
export interface RecordPath<Value, Entry> extends ValuePath<Value> {
  /** The entry of a key, which may be absent. */
  key(name: string): Entry;
  /** The number of entries. */
  size(): OrderedPath<number>;
}

/** A list with a path for each of its positions. */
export interface TuplePath<Value, Elements> extends ValuePath<Value> {
  /** The element at a position, counted from 0. */
  at<Position extends keyof Elements>(position: Position): Elements[Position];
  /** The number of elements. */
  size(): OrderedPath<number>;
}

export interface ListPath<Element, At = ValuePath<Element>> extends Path {
  /** The element at a position, counted from 0, which may be absent. */
  at(position: number): At;
  /** An element equals the value. */
  contains(element: Element): Condition;
  /** The number of elements. */
  size(): OrderedPath<number>;
}

export interface SetPath<Element> extends Path {
  contains(element: Element): Condition;
  /** The number of elements. */
  size(): OrderedPath<number>;
}

/** A place below an attribute, as `.change` hands it out. */
export interface ValueChanges<Value> {
  /** Sets the value, validated by its schema. */
  set(value: Value): Change;
}

/** A place that may be empty. */
export interface RemovableChanges {
  /** Removes the member, the entry or the element; elements behind it move up. */
  remove(): Change;
}

export interface NumberChanges<Value extends number | bigint> extends ValueChanges<Value> {
  /** Adds to the number, atomically; one that may be absent counts as 0. */
  add(value: Value): Change;
}

/** A map with the places of its members. One with a name of the path's own is reached by `.member("set")`. */
export type MapChanges<Value, Members> = ValueChanges<Value> & Members;

/** A map whose keys are not known before. */
export interface RecordChanges<Value, Entry> extends ValueChanges<Value> {
  /** The entry of a key, which may be absent. */
  key(name: string): Entry & RemovableChanges;
}

export interface ListChanges<Value, Element> extends ValueChanges<Value> {
  /** The element at a position, counted from 0. Setting one beyond the end appends it. */
  at(position: number): Element & RemovableChanges;
  /** Adds elements at the end. */
  append(elements: Value): Change;
  /** Adds elements at the beginning. */
  prepend(elements: Value): Change;
}

/** A list with a place for each of its positions. */
export interface TupleChanges<Value, Elements> extends ValueChanges<Value> {
  /** The element at a position, counted from 0. */
  at<Position extends keyof Elements>(position: Position): Elements[Position];
}
