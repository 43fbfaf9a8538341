import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { sayRule } from "../../../codegen/zod-schemas/value-rule.js";
import type { ZodSchema } from "../../../codegen/zod-schemas/zod-schema.js";
import { Entity } from "../../../src/entities/entity.js";
import { toDocument } from "../../../src/entities/write-item.js";
import { isMonotableError } from "../../../src/errors.js";
import type { TableModel } from "../../../src/model/model.js";
import type { ValueRule } from "../../../src/model/value-rule.js";
import { Create, type NewItem, newItem, Put } from "../../../src/operations/put.js";
import type { Sender } from "../../../src/requests/request.js";
import { allFeatures } from "../../support/all-features.js";
import { objectsIn } from "../../support/objects-in.js";
import { likely, sayable } from "../../support/rule-arbitraries.js";
import "../../support/seed.js";

const table: TableModel = {
  name: "things",
  partitionKey: { name: "id", type: "S" },
  indexes: [],
  keyEncoding: "ordered",
  delimiter: "#",
};

/** An entity whose items have a value of a rule. */
function entityOf(rule: ValueRule): Entity {
  const attributes = { id: { value: "string", rule: "string" }, value: { value: "any", rule } } as const;
  const id = { name: "id", natural: { attribute: "id", type: "string" } } as const;
  const primaryKey = { name: "query", partition: [id], sort: [] };
  return new Entity(
    {
      name: "Thing",
      table,
      attributes,
      ...allFeatures,
      primaryKey,
      indexes: [],
    },
    undefined,
    "things",
  );
}

/** What is stored of an input; nothing where it is refused. */
function stored(entity: Entity, input: unknown): NewItem | undefined {
  try {
    return newItem(entity, input);
  } catch (error) {
    // Bytes cannot be frozen, by zod neither.
    if (isMonotableError(error) || error instanceof TypeError) return undefined;
    throw error;
  }
}

const target = (entity: Entity) => ({ entity, sender: {} as Sender });

describe("Put and Create", () => {
  it("share no object with the given item", () => {
    let count = 0;
    const cases = sayable.chain((schema) =>
      fc.record({ schema: fc.constant(schema), values: fc.array(likely(schema), { maxLength: 8 }) }),
    );
    fc.assert(
      fc.property(cases, ({ schema, values }) => {
        const entity = entityOf(sayRule(schema as z.ZodType as unknown as ZodSchema).rule);
        for (const value of values) {
          const input = { id: "a", value };
          const item = stored(entity, input);
          if (item === undefined) continue;
          const given = objectsIn(input);
          expect([...objectsIn(item.document)].filter((part) => given.has(part))).toEqual([]);
          // What is taken as it is, is what a copy of it would be.
          expect(item.document).toEqual(toDocument(entity, item.item));
          count += typeof value === "object" ? 1 : 0;
        }
      }),
      { numRuns: 150 },
    );
    expect(count).toBeGreaterThan(20);
  });

  it("copy a value of z.any()", () => {
    const rule: ValueRule = ["array", ["object", { of: "any" }]];
    const of = { deep: ["a"] };
    const { document } = newItem(entityOf(rule), { id: "a", value: [{ of }] });
    of.deep.push("b");
    expect(document).toEqual({ id: "a", value: [{ of: { deep: ["a"] } }] });
  });

  it("send each request with a condition and with attribute names of its own", () => {
    const entity = entityOf("string");
    const create = Create.of(target(entity), { id: "a", value: "v" });
    const first = create.request().input;
    expect(first).toEqual({
      TableName: "things",
      Item: { id: "a", value: "v" },
      ConditionExpression: "attribute_not_exists(#id)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      ExpressionAttributeNames: { "#id": "id" },
    });
    Object.assign(first.ExpressionAttributeNames ?? {}, { "#other": "other" });
    const others = [create, Create.of(target(entity), { id: "b", value: "v" })];
    for (const other of others)
      expect(other.request().input.ExpressionAttributeNames).toEqual({ "#id": "id" });
    expect(Put.of(target(entity), { id: "a", value: "v" }).request().input).toEqual({
      TableName: "things",
      Item: { id: "a", value: "v" },
    });
  });
});
