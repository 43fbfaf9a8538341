import type { Condition } from "./condition.js";

/** What every attribute allows in a condition: to be there, or not. */
export interface Path {
  /** The item has the attribute. */
  exists(): Condition;
  /** The item does not have the attribute. */
  notExists(): Condition;
}

/** An attribute that is compared as a whole. */
export interface ValuePath<Value> extends Path {
  eq(value: Value): Condition;
  /** Differs from the value, or is absent. */
  ne(value: Value): Condition;
}

/** An attribute whose values have an order. */
export interface OrderedPath<Value> extends ValuePath<Value> {
  lt(value: Value): Condition;
  lte(value: Value): Condition;
  gt(value: Value): Condition;
  gte(value: Value): Condition;
  /** From the low to the high value, both included. */
  between(low: Value, high: Value): Condition;
  /** Equals one of the values. More than DynamoDB's 100 are split. */
  in(...values: readonly [Value, ...Value[]]): Condition;
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

export interface ListPath<Element> extends Path {
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
