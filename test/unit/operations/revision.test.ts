import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { AttributeSpec } from "../../../src/entities/attribute.js";
import { Entity } from "../../../src/entities/entity.js";
import { changesOf, isAsRead, isChanged } from "../../../src/operations/modify.js";
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

describe("the condition that an item is as it was read", () => {
  it("compares each attribute, and what the schema does not know", () => {
    expect(isAsRead(entityOf(["a", "b"]), read({ a: "x", unknown: 1 }))).toEqual({
      type: "and",
      nodes: [
        { type: "compare", operator: "=", operand: { attribute: "a" }, value: "x" },
        { type: "exists", attribute: "b", exists: false },
        { type: "compare", operator: "=", operand: { attribute: "unknown" }, value: 1 },
      ],
    });
  });

  it("compares the version alone where there is one", () => {
    const entity = entityOf(["a"], { v: { value: "number", managed: "version" } });
    expect(isAsRead(entity, read({ a: "x", v: 4 }))).toEqual({
      type: "compare",
      operator: "=",
      operand: { attribute: "v" },
      value: 4,
    });
    expect(isAsRead(entity, read({ a: "x" }))).toEqual({ type: "exists", attribute: "v", exists: false });
  });

  it("refuses more attributes than one condition compares, and says what to do", () => {
    const names = Array.from({ length: 121 }, (_, position) => `a${position}`);
    expect(() => isAsRead(entityOf(names), read({}))).toThrow(
      "E: its 121 attributes are more than one condition compares: declare a version in its schema",
    );
  });
});

describe("the changes of an item", () => {
  const entity = entityOf(["a", "b"]);

  it("are what differs from it", () => {
    const item = read({ a: "x", b: "y" });
    const changes = changesOf(entity, item, { id: "1", a: "x", b: "z" });
    expect(changes).toMatchObject({ set: { b: "z" }, remove: [], of: item.item });
    expect(isChanged(changes)).toBe(true);
    expect(isChanged(changesOf(entity, item, { a: "x" }))).toBe(false);
  });

  it("remove what is undefined, unless it is absent already", () => {
    expect(changesOf(entity, read({ a: "x" }), { a: undefined, b: undefined })).toMatchObject({
      set: {},
      remove: ["a"],
    });
  });

  it("leave the primary key to move", () => {
    expect(() => changesOf(entity, read({}), { id: "2" })).toThrow(
      "E: id is a part of the primary key: change it with move",
    );
  });
});
