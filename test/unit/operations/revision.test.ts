import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { AttributeSpec } from "../../../src/entities/attribute.js";
import { Entity } from "../../../src/entities/entity.js";
import { changesOf, isChanged, unchangedItemCondition } from "../../../src/operations/modify.js";
import type { EntitySchema } from "../../../src/validation/schema.js";
import { allFeatures } from "../../support/all-features.js";
import { table, template, text } from "../../support/model-parts.js";

function entityOf(names: readonly string[], more: Readonly<Record<string, AttributeSpec>> = {}): Entity {
  const attributes = Object.fromEntries(
    names.map((name) => [name, { value: "string", optional: true } as const]),
  );
  const shape = Object.fromEntries(names.map((name) => [name, z.string().optional()]));
  const primaryKey = {
    name: "query",
    partition: [template("pk", "E#", text("id"))],
    sort: [template("sk", "E")],
  };
  return new Entity(
    {
      name: "E",
      table: table("main"),
      attributes: { id: { value: "string" }, ...attributes, ...more },
      ...allFeatures,
      primaryKey,
      indexes: [],
    },
    z.object({ id: z.string(), ...shape }) as EntitySchema,
    "main",
  );
}

const read = (item: Readonly<Record<string, unknown>>) => ({
  item: { id: "1", ...item },
  document: { pk: "E#1", sk: "E", _entity: "E", id: "1", ...item },
});

describe("unchangedItemCondition", () => {
  it("compares each attribute, those that the schema does not know included", () => {
    expect(unchangedItemCondition(entityOf(["a", "b"]), read({ a: "x", unknown: 1 }))).toEqual({
      type: "and",
      nodes: [
        { type: "compare", operator: "=", operand: { attribute: "a" }, value: "x" },
        { type: "exists", attribute: "b", exists: false },
        { type: "compare", operator: "=", operand: { attribute: "unknown" }, value: 1 },
      ],
    });
  });

  it("compares only the version of an entity that has one", () => {
    const entity = entityOf(["a"], { v: { value: "number", managed: "version" } });
    expect(unchangedItemCondition(entity, read({ a: "x", v: 4 }))).toEqual({
      type: "compare",
      operator: "=",
      operand: { attribute: "v" },
      value: 4,
    });
    expect(unchangedItemCondition(entity, read({ a: "x" }))).toEqual({
      type: "exists",
      attribute: "v",
      exists: false,
    });
  });

  it("throws InvalidUpdate for more attributes than one condition compares, and says what to do", () => {
    const names = Array.from({ length: 121 }, (_, position) => `a${position}`);
    expect(() => unchangedItemCondition(entityOf(names), read({}))).toThrow(
      "E: its 121 attributes are more than one condition compares: declare a version in its schema",
    );
  });
});

describe("changesOf", () => {
  const entity = entityOf(["a", "b"]);

  it("returns the attributes that differ from the item", () => {
    const item = read({ a: "x", b: "y" });
    const changes = changesOf(entity, item, { id: "1", a: "x", b: "z" });
    expect(changes).toMatchObject({ set: { b: "z" }, remove: [], of: item.item });
    expect(isChanged(entity, changes)).toBe(true);
    expect(isChanged(entity, changesOf(entity, item, { a: "x" }))).toBe(false);
  });

  it("removes attributes that are undefined, unless they are absent already", () => {
    expect(changesOf(entity, read({ a: "x" }), { a: undefined, b: undefined })).toMatchObject({
      set: {},
      remove: ["a"],
    });
  });

  it("throws InvalidUpdate for an attribute of the primary key, and names move", () => {
    expect(() => changesOf(entity, read({}), { id: "2" })).toThrow(
      "E: id is a part of the primary key: change it with move",
    );
  });
});
