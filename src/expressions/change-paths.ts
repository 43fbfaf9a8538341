import type { Change } from "./change.js";

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
