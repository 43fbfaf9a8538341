import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { fromWire } from "./attribute-value-json.js";
import type { Scanner, Site } from "./json-scanner.js";

/** A part of an answer, by which its document form is made. */
export type Shape = Leaf | Structure;

/** An item, or what is small beside items. */
export interface Leaf {
  /** What `JSON.parse` made of it in document form. */
  read(json: unknown): unknown;
  /** The same of its bytes, where they are as DynamoDB writes them; `site` is what was found in its place before. */
  scan?(scanner: Scanner, site: Site): unknown;
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

/** What is the same in both forms: names, counts. */
const plain: Leaf = {
  read: (json) => json,
};

/** Attributes by name: an item, a key. */
export const attributes: Leaf = {
  read: (json) => fromWire(json as Readonly<Record<string, AttributeValue>>),
  scan: (scanner, site) => scanner.attributes(site),
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
