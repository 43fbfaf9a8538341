import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Entity } from "../../../src/entities/entity.js";
import type { Piece } from "../../../src/model/model.js";
import {
  guardDocument,
  guardsOf,
  ownerKey,
  ownerOf,
  storedGuardsOf,
} from "../../../src/operations/unique-guards.js";
import type { EntitySchema } from "../../../src/validation/schema.js";
import { allFeatures } from "../../support/all-features.js";
import { piece, table, template, text } from "../../support/model-parts.js";

function entityOf(pieces: readonly Piece[], more: Parameters<typeof table>[1] = {}): Entity {
  return new Entity(
    {
      name: "E",
      table: table("main", { guards: true, ...more }),
      attributes: { id: { value: "bigint" }, at: { value: "date" }, a: { value: "any", optional: true } },
      ...allFeatures,
      primaryKey: {
        name: "query",
        partition: [template("pk", "E#", piece("id", "bigint"))],
        sort: [template("sk", piece("at", "date"))],
      },
      indexes: [],
      unique: [{ name: "u #", pieces }],
    },
    z.object({ id: z.bigint(), at: z.date() }) as EntitySchema,
    "main",
  );
}

const keyOf = (pieces: readonly Piece[], item: Readonly<Record<string, unknown>>): unknown => {
  const entity = entityOf(pieces);
  return guardsOf(entity, entity.unique, item)[0]?.key["pk"];
};

describe("guardsOf", () => {
  it("returns different keys for different values of every type and for different constraints", () => {
    expect(keyOf([text("a")], { a: "x#y z" })).toBe("UNIQUE#E#u$g$j#x$jy$gz");
    expect(keyOf([text("a"), text("b")], { a: "x", b: "y" })).toBe("UNIQUE#E#u$g$j#x#y");
    expect(keyOf([piece("a", "boolean")], { a: false })).toBe("UNIQUE#E#u$g$j#false");
    expect(keyOf([piece("a", "date")], { a: new Date(0) })).toBe("UNIQUE#E#u$g$j#1970-01-01T00:00:00.000Z");
    expect(keyOf([piece("a", "bigint")], { a: 12n })).toBe("UNIQUE#E#u$g$j#p0212");
    expect(keyOf([piece("a", "number")], { a: -1.5 })).toBe("UNIQUE#E#u$g$j#m49984~");
  });

  it("returns the same key of a number whatever bounds the schema declares", () => {
    const keys = [
      piece("a", "int", { width: 3 }),
      piece("a", "int", { width: 5 }),
      piece("a", "int"),
      piece("a", "number"),
    ].map((each) => keyOf([each], { a: 42 }));
    expect(new Set(keys)).toEqual(new Set(["UNIQUE#E#u$g$j#p50142"]));
  });

  it("returns no guard where an attribute is absent, nor of a stored value that cannot be a key", () => {
    const entity = entityOf([text("a"), text("b")]);
    expect(guardsOf(entity, entity.unique, { a: "x" })).toEqual([]);
    const long = { a: "x".repeat(2048), b: "y" };
    expect(() => guardsOf(entity, entity.unique, long)).toThrow("DynamoDB allows 2048");
    expect(storedGuardsOf(entity, entity.unique, long)).toEqual([]);
    expect(storedGuardsOf(entity, entity.unique, { a: "", b: "y" })).toEqual([]);
    expect(storedGuardsOf(entity, entity.unique, { a: "x", b: "y" })).toHaveLength(1);
  });
});

describe("guardDocument", () => {
  it("holds the key of the owner, which ownerKey reads back", () => {
    const entity = entityOf([text("a")]);
    const item = { id: 7n, at: new Date(0), a: "x" };
    const owner = ownerOf(entity, item);
    expect(owner).toEqual({ id: 7n, at: "1970-01-01T00:00:00.000Z" });
    const [guard] = guardsOf(entity, entity.unique, item);
    if (guard === undefined) throw new Error("there is no guard");
    const document = guardDocument(guard, owner);
    expect(document).toEqual({
      pk: "UNIQUE#E#u$g$j#x",
      sk: "UNIQUE",
      _entity: "E.u #",
      _owner: owner,
    });
    expect(ownerKey(entity, document)).toEqual({ id: 7n, at: new Date(0) });
    expect(ownerKey(entity, undefined)).toBeUndefined();
    expect(ownerKey(entity, { _owner: "somebody" })).toBeUndefined();
    expect(() => ownerKey(entity, { _owner: { id: 7, at: "?" } })).toThrow("the at of a guard");
  });

  it("has no sort key and no entity name where the table has none", () => {
    const { sortKey: _, entityAttribute: __, ...plain } = table("main", { guards: true });
    const entity = new Entity(
      {
        name: "E",
        table: plain,
        attributes: { id: { value: "string" } },
        ...allFeatures,
        primaryKey: { name: "query", partition: [template("pk", "E#", text("id"))], sort: [] },
        indexes: [],
        unique: [{ name: "u", pieces: [text("a")] }],
      },
      z.object({ id: z.string() }) as EntitySchema,
      "main",
    );
    const [guard] = guardsOf(entity, entity.unique, { id: "1", a: "x" });
    expect(guard && guardDocument(guard, { id: "1" })).toEqual({ pk: "UNIQUE#E#u#x", _owner: { id: "1" } });
  });
});
