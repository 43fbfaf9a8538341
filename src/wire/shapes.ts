import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { fromWire } from "../values/from-wire.js";
import { LIST, LIST_END, MAP, MAP_END, type Scanner, Site } from "./scanner.js";

/**
 * A part of an answer: how its document form is made of parsed JSON, or of the bytes themselves, as {@link readJson} does.
 */
export interface Shape {
  read(value: unknown): unknown;
  /** @param site what was found in its place before */
  scan(scanner: Scanner, site: Site): unknown;
}

/** What is the same in both forms: names, counts. */
const plain: Shape = {
  read: (value) => value,
  scan: (scanner) => scanner.json(),
};

/** Attributes by name: an item, a key. */
export const attributes: Shape = {
  read: (value) => fromWire(value as Readonly<Record<string, AttributeValue>>),
  scan: (scanner, site) => scanner.attributes(site),
};

/** A list whose elements have one shape. */
export function list(of: Shape): Shape {
  return {
    read: (value) => (value as readonly unknown[]).map((each) => of.read(each)),
    scan(scanner) {
      const elements: unknown[] = [];
      scanner.expect(LIST);
      if (scanner.ends(LIST_END)) return elements;
      const site = new Site();
      do elements.push(of.scan(scanner, site));
      while (scanner.goesOn(LIST_END));
      return elements;
    },
  };
}

/** An object of which `shapeOf` tells the shape of each member. `null` is no value, and is left out. */
function object(shapeOf: (name: string) => Shape): Shape {
  return {
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
    scan(scanner, site) {
      const members: Record<string, unknown> = {};
      scanner.expect(MAP);
      if (scanner.ends(MAP_END)) return members;
      do {
        const name = scanner.name();
        members[name] = shapeOf(name).scan(scanner, site);
      } while (scanner.goesOn(MAP_END));
      return members;
    },
  };
}

/** Members that are named here hold values; all others are plain. */
export function structure(members: Readonly<Record<string, Shape>>): Shape {
  const shapes = new Map(Object.entries(members));
  return object((name) => shapes.get(name) ?? plain);
}

/** Members of any name, all of one shape: by table, by attribute. */
export const record = (of: Shape): Shape => object(() => of);
