import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { fromWire } from "./attribute-value-json.js";
import type { Scanner, ShapeCache } from "./json-scanner.js";

/** A part of a response, by which its document form is made. */
export type Shape = Leaf | Structure;

/** An item, or what is small beside items. */
export interface Leaf {
  /** Converts the result of `JSON.parse` into document form. */
  read(json: unknown): unknown;
  /** Reads the same from bytes that are as DynamoDB writes them; `shapes` are those seen in its position before. */
  scan?(scanner: Scanner, shapes: ShapeCache): unknown;
}

/** A list, or an object. */
export interface Structure {
  open(): Container;
}

/** A list or an object while it is read. */
export interface Container {
  readonly value: unknown[] | Record<string, unknown>;
  /** The shape of an element; those of an object have names. */
  shapeOf(name: string): Shape;
}

/** A part that is the same in both forms: a name, a count. */
const plain: Leaf = {
  read: (json) => json,
};

/** Attributes by name: an item, a key. */
export const attributes: Leaf = {
  read: (json) => fromWire(json as Readonly<Record<string, AttributeValue>>),
  scan: (scanner, shapes) => scanner.attributes(shapes),
};

/** A list whose elements have one shape. */
export function list(of: Shape): Structure {
  return { open: () => ({ value: [], shapeOf: () => of }) };
}

/** Members that are named here hold values; all others are plain. */
export function structure(members: Readonly<Record<string, Shape>>): Structure {
  const shapes = new Map(Object.entries(members));
  return { open: () => ({ value: {}, shapeOf: (name) => shapes.get(name) ?? plain }) };
}

/** Members of any name, all of one shape: by table, by attribute. */
export function record(of: Shape): Structure {
  return { open: () => ({ value: {}, shapeOf: () => of }) };
}
