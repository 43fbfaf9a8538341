import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { fromWire, valueFromWire } from "../values/from-wire.js";
import type { JsonWriter } from "../values/json-writer.js";
import { writeKeys } from "../values/key-json.js";
import { writeMembers, writeValue } from "../values/wire-json.js";
import type { Scanner, Site } from "./scanner.js";

/** A part of a request or an answer: how it is written as JSON, and how its document form is made of parsed JSON. */
export interface Shape {
  write(writer: JsonWriter, value: unknown): void;
  read(value: unknown): unknown;
  /** How it is made of its bytes where they are as DynamoDB writes them. */
  readonly scan?: (scanner: Scanner, site: Site) => unknown;
  /** How it is made of parts of its own. */
  readonly open?: (site: Site) => Container;
  /** `null` is one of its values. */
  readonly hasNull?: true;
}

/** A list, or an object. */
export interface Structure extends Shape {
  readonly open: (site: Site) => Container;
}

/** A list or an object while it is read. */
export interface Container {
  readonly value: unknown[] | Record<string, unknown>;
  /** What was found in the place of its elements before. */
  readonly site: Site;
  /** The shape of an element; those of an object have names. */
  shapeOf(name: string): Shape;
}

/** What is the same in both forms: names, expressions, counts. */
export const plain: Shape = {
  write: (writer, value) => {
    if (typeof value === "string") writer.quoted(value);
    else writer.raw(JSON.stringify(value));
  },
  read: (value) => value,
};

/** Attributes by name: an item, a key, the values of an expression. */
export const attributes: Shape = {
  write: (writer, value) => writeMembers(writer, value as object),
  read: attributesOf,
  scan: (scanner, site) => scanner.attributes(site),
};

/** Attributes by name as reads have them: a request has but those of keys, an answer any. */
export const readAttributes: Shape = {
  write: (writer, value) => writeKeys(writer, value as object),
  read: attributesOf,
  scan: (scanner, site) => scanner.attributes(site),
};

function attributesOf(value: unknown): unknown {
  return fromWire(value as Readonly<Record<string, AttributeValue>>);
}

/** One value. */
export const single: Shape = {
  hasNull: true,
  write: writeValue,
  read: (value) => valueFromWire(value as AttributeValue),
  scan: (scanner, site) => scanner.value(site),
};

/** A list whose elements have one shape. */
export function list(of: Shape): Structure {
  return {
    write(writer, value) {
      const start = writer.length;
      for (const each of value as Iterable<unknown>) {
        writer.comma();
        of.write(writer, each);
      }
      writer.closeList(start);
    },
    read: (value) => (value as readonly unknown[]).map((each) => of.read(each)),
    open: (site) => ({ value: [], site, shapeOf: () => of }),
  };
}

type Members = Readonly<Record<string, unknown>>;

/** What JSON has not, and `null` where it is no value. */
function isLeftOut(member: unknown, shape: Shape): boolean {
  if (member === undefined) return true;
  if (member === null) return !shape.hasNull;
  return shape === plain && (typeof member === "function" || typeof member === "symbol");
}

/** An object of which `shapeOf` tells the shape of each member. What has no value is left out, and `null` is one. */
function object(shapeOf: (name: string) => Shape): Structure {
  return {
    write(writer, value) {
      const start = writer.length;
      for (const name of Object.keys(value as Members)) {
        const member = (value as Members)[name];
        const shape = shapeOf(name);
        if (isLeftOut(member, shape)) continue;
        writer.name(name);
        shape.write(writer, member);
      }
      writer.closeMap(start);
    },
    read(value) {
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new TypeError("A part of DynamoDB's answer is no object");
      }
      // Parsed for this alone, so that its members can be replaced.
      const members = value as Record<string, unknown>;
      for (const name of Object.keys(members)) {
        const member = members[name];
        if (member === null) delete members[name];
        else {
          const shape = shapeOf(name);
          if (shape !== plain) members[name] = shape.read(member);
        }
      }
      return members;
    },
    open: (site) => ({ value: {}, site, shapeOf }),
  };
}

/** Members that are named here hold values; all others are plain. */
export function structure(members: Readonly<Record<string, Shape>>): Structure {
  const shapes = new Map(Object.entries(members));
  return object((name) => shapes.get(name) ?? plain);
}

/** Members of any name, all of one shape: by table, by attribute. */
export const record = (of: Shape): Structure => object(() => of);

/** What placeholders stand for: short texts by name, which are written faster so than by `JSON.stringify`. */
export const names: Shape = /* @__PURE__ */ record(plain);
