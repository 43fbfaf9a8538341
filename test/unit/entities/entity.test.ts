import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Entity, keyDetailsOf, ownsKey } from "../../../src/entities/entity.js";
import { conditionPaths } from "../../../src/entities/paths.js";
import { fromDocument, isExpired, notExpired } from "../../../src/entities/read-item.js";
import { validateItem } from "../../../src/entities/validate.js";
import { toDocument } from "../../../src/entities/write-item.js";
import type { ValueRule } from "../../../src/model/value-rule.js";
import { ticket } from "../../support/indexed-entity.js";

const DUE = "2026-01-02T00:00:00.000Z";
const item = { board: "b", id: 7, status: "new", rank: 0 };

describe("an item as it is stored", () => {
  it("has its keys, its entity's name and the keys of the indexes it is in", () => {
    expect(toDocument(ticket, item)).toEqual({
      ...item,
      pk: "BOARD#b",
      sk: "TICKET#p017",
      _entity: "Ticket",
      queuePk: "QUEUE#new",
      queueSk: "n#b",
    });
    expect(toDocument(ticket, { ...item, team: "t", level: -1, due: new Date(DUE) })).toMatchObject({
      due: DUE,
      teamPk: "TEAM#t",
      teamSk: "m988#p017",
      dueSk: DUE,
    });
  });

  it("has both keys of an index or neither", () => {
    expect(toDocument(ticket, { ...item, team: "t" })).not.toHaveProperty("teamPk");
    const due = toDocument(ticket, { ...item, team: "t", due: new Date(DUE) });
    expect(due).toMatchObject({ teamPk: "TEAM#t", dueSk: DUE });
    expect(due).not.toHaveProperty("teamSk");
  });

  it("has no attribute of the table's own among the entity's", () => {
    for (const name of ["pk", "queueSk", "_entity"]) {
      expect(() => toDocument(ticket, { ...item, [name]: "x" })).toThrow(
        `Ticket: ${name} is the name of an attribute that the table itself keeps`,
      );
    }
  });

  it("refuses a value with its path and a key with its access pattern", () => {
    expect(() => toDocument(ticket, { ...item, score: Number.NaN })).toThrow(
      "Ticket: score in byEmail: must be a finite number, got NaN",
    );
    expect(() => toDocument(ticket, { ...item, note: ["x", { y: 1e200 }] })).toThrow(
      "Ticket: note[1].y is 1e+200",
    );
    expect(() => toDocument(ticket, { ...item, board: "" })).toThrow(
      "Ticket: board in its key: must not be empty",
    );
  });

  it("reads back as it was, without what is not the entity's", () => {
    const whole = { ...item, due: new Date(DUE), total: 2n ** 60n, tags: new Set(["a"]) };
    expect(fromDocument(ticket, toDocument(ticket, whole))).toEqual(whole);
    expect(fromDocument(ticket, { ...toDocument(ticket, whole), other: 1 }, ["due", "note"])).toEqual({
      due: new Date(DUE),
    });
  });

  it("is refused under another entity's name", () => {
    expect(() => fromDocument(ticket, { ...toDocument(ticket, item), _entity: "Bug" })).toThrow(
      "Ticket: the item under this key is of the entity Bug",
    );
  });
});

describe("a primary key", () => {
  it("is composed of its attributes alone", () => {
    expect(ticket.key({ board: "x y", id: -1, note: "n" })).toEqual({ pk: "BOARD#x$gy", sk: "TICKET#m988" });
    expect(keyDetailsOf(ticket, { board: "b", id: 7, note: "n" })).toEqual({ board: "b", id: 7 });
  });

  it("needs all of them", () => {
    expect(() => ticket.key({ board: "b" })).toThrow(
      "Ticket: id in its key: is missing: it is a part of the primary key",
    );
  });

  it("is recognised", () => {
    expect(ownsKey(ticket, { pk: "BOARD#b", sk: "TICKET#p017" })).toBe(true);
    expect(ownsKey(ticket, { pk: "BOARD#b", sk: "BOARD" })).toBe(false);
    expect(ownsKey(ticket, { sk: "TICKET#p017" })).toBe(false);
  });
});

describe("the attributes in conditions", () => {
  it("are the schema's", () => {
    expect(() => conditionPaths(ticket)["pk"]).toThrow(
      /^Ticket: pk is not an attribute of it; it has board, id/,
    );
    expect(() => conditionPaths(ticket)["toString"]).toThrow("toString is not an attribute of it");
    expect(conditionPaths(ticket)["due"]?.gt(new Date(DUE)).node).toEqual({
      type: "compare",
      operator: ">",
      operand: { attribute: "due" },
      value: DUE,
    });
  });

  it("can be compared with null where they can be null", () => {
    const spec = {
      ...ticket.spec,
      attributes: { note: { value: { kind: "nullable", of: "string" } } },
    } as const;
    const nullable = new Entity(spec, z.object({ note: z.string().nullable() }), "t");
    expect(conditionPaths(nullable)["note"]?.eq(null).node).toMatchObject({ value: null });
  });

  it("are not compared with an empty set", () => {
    expect(() => conditionPaths(ticket)["tags"]?.eq(new Set())).toThrow(
      "cannot be compared with undefined or an empty set",
    );
  });
});

describe("expiry", () => {
  const spec = {
    ...ticket.spec,
    table: { ...ticket.table, timeToLive: "expires" },
    attributes: { ...ticket.spec.attributes, expires: { value: "number", optional: true } },
  } as const;
  const session = new Entity(spec, ticket.schema, "t");

  it("counts whole seconds, the last of which is expired", () => {
    expect(isExpired(session, { expires: 100 }, 99_999)).toBe(false);
    expect(isExpired(session, { expires: 100 }, 100_000)).toBe(true);
    expect(notExpired("expires", 100_999)).toEqual({
      type: "not",
      node: { type: "compare", operator: "<=", operand: { attribute: "expires" }, value: 100 },
    });
  });

  it("concerns numbers alone, of entities that have the attribute", () => {
    expect(isExpired(session, {}, 100_000)).toBe(false);
    expect(isExpired(session, { expires: "1" }, 100_000)).toBe(false);
    expect(isExpired(ticket, { expires: 1 }, 100_000)).toBe(false);
  });
});

describe.each(["zod", "rules"])("validation by %s", (by) => {
  const schema = z.object({ a: z.string(), lines: z.array(z.object({ n: z.number() })).default([]) });
  const attributes = {
    a: { value: "string" },
    lines: { value: "list", rule: ["default", [], ["array", ["object", { n: "number" }]]] },
  } as const;
  const things = (zod: z.ZodObject, rest?: ValueRule) => {
    const spec = { ...ticket.spec, name: "Thing", attributes, ...(rest !== undefined && { rest }) };
    return new Entity(spec, by === "zod" ? zod : undefined, "things");
  };
  const failure = (entity: Entity, input: unknown) => {
    try {
      return validateItem(entity, input);
    } catch (error) {
      return error;
    }
  };
  const plain = things(schema);

  it("gives the schema's output", () => {
    expect(failure(plain, { a: "x" })).toEqual({ a: "x", lines: [] });
  });

  it("names each wrong attribute with its path", () => {
    expect(failure(plain, { a: 1, lines: [{ n: 1 }, { n: "x" }] })).toMatchObject({
      code: "InvalidItem",
      details: { entity: "Thing", issues: [{ attribute: "a" }, { attribute: "lines[1].n" }] },
    });
  });

  it("refuses unknown attributes unless the schema is loose", () => {
    const issues = [{ attribute: "b", message: "unknown attribute; Thing has a, lines" }];
    expect(failure(plain, { a: "x", b: 1 })).toMatchObject({ code: "InvalidItem", details: { issues } });
    expect(failure(things(schema.strict(), "never"), { a: "x", b: 1 })).toMatchObject({
      details: { issues },
    });
    expect(failure(things(schema.loose(), "unknown"), { a: "x", b: 1 })).toEqual({ a: "x", b: 1, lines: [] });
  });

  it.each([null, 5, "x", [], undefined])("refuses what is no item: %j", (input) => {
    const issues = [{ attribute: "", message: "must be an object with the entity's attributes" }];
    expect(failure(plain, input)).toMatchObject({ code: "InvalidItem", details: { issues } });
  });
});
