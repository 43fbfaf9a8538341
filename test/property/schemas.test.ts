import { TypeSource } from "../../codegen/load/type-source.js";
import { valueType } from "../../codegen/load/value-type.js";
import type { ZodSchema } from "../../codegen/zod-schemas/zod-schema.js";
import { sdkInput } from "../../src/client/sdk-input.js";
import { openDatabase } from "../../src/database/database.js";
import { Entity, type EntitySpec } from "../../src/entities/entity.js";
import { fromDocument } from "../../src/entities/read-item.js";
import { toDocument } from "../../src/entities/write-item.js";
import type { TableModel, ValueType } from "../../src/model/model.js";
import { readNumber } from "../../src/wire/number.js";
import { allFeatures } from "../support/all-features.js";
import { connect } from "../support/connect.js";
import "../support/seed.js";
import { marshall, NumberValueImpl as NumberValue, unmarshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import type { ts } from "ts-morph";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { samples } from "../support/zod-arbitraries.js";

const table: TableModel = {
  name: "things",
  partitionKey: { name: "id", type: "S" },
  indexes: [],
  keyEncoding: "ordered",
  delimiter: "#",
};

function specOf(value: ValueType): EntitySpec {
  return {
    name: "Thing",
    table,
    attributes: { id: { value: "string" }, value: { value } },
    ...allFeatures,
    primaryKey: {
      name: "query",
      partition: [{ name: "id", natural: { attribute: "id", type: "string" } }],
      sort: [],
    },
    indexes: [],
  };
}

/** How the generator says that a schema is stored; nothing if it refuses. No type is needed: no sample ends in a transform. */
function storedAs(schema: z.ZodType): ValueType | undefined {
  let refused = false;
  const checker = {} as ts.TypeChecker;
  const context = {
    checker,
    unstorable: () => {
      refused = true;
    },
  };
  const value = valueType(schema as unknown as ZodSchema, new TypeSource(checker, undefined), context, false);
  return refused ? undefined : value;
}

/** A schema of one attribute that the generator takes, with what it gives for an input. */
const cases = samples
  .chain(({ schema, inputs }) => fc.record({ schema: fc.constant(schema), input: inputs }))
  .map(({ schema, input }) => ({
    schema: z.object({ id: z.string(), value: schema }),
    value: storedAs(schema),
    input: { id: "x", value: input },
  }));

/** Without negative zeros, which DynamoDB has not, and with equal dates of a set once. */
function expected(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(expected);
  if (value instanceof Map) {
    return new Map([...value].map(([key, of]) => [expected(key), expected(of)]));
  }
  if (value instanceof Set) {
    return new Set(
      new Map([...value].map((one) => [one instanceof Date ? one.getTime() : one, one])).values(),
    );
  }
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof Uint8Array)
    return value;
  const copy: object = Object.create(Object.getPrototypeOf(value) as object | null);
  return Object.assign(copy, Object.fromEntries(Object.entries(value).map(([k, of]) => [k, expected(of)])));
}

/**
 * Returns true if a value holds what cannot be stored: an empty set in a list or an entry, undefined in a list, which
 * `z.unknown()` lets pass, or a function, which zod takes from the prototype for a member named as one of its methods.
 */
function holdsNothing(value: unknown): boolean {
  if (typeof value === "function") return true;
  if (value instanceof Set) return value.size === 0;
  if (value instanceof Map) return [...value].flat().some(holdsNothing);
  if (Array.isArray(value) && value.includes(undefined)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsNothing);
}

/** What the schema makes of an input; nothing if it refuses it, or throws, as where zod freezes a Uint8Array. */
function parsedBy(schema: z.ZodObject, input: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    return schema.safeParse(input).data;
  } catch {
    return undefined;
  }
}

const { client } = await connect([table]);

describe("what is put with any schema of zod", () => {
  it("is what is got, or refused before it is sent", () => {
    let stored = 0;
    fc.assert(
      fc.property(cases, ({ schema, value, input }) => {
        const parsed = parsedBy(schema, input);
        fc.pre(value !== undefined && parsed !== undefined);
        const entity = new Entity(specOf(value), schema, "things");
        let document: ReturnType<typeof toDocument>;
        try {
          document = toDocument(entity, parsed);
        } catch (error) {
          // It is refused before it is sent, and nothing else is.
          if (!holdsNothing(parsed)) throw error;
          expect(error).toMatchObject({ code: "InvalidValue" });
          return;
        }
        const { Item } = sdkInput({ Item: document }, NumberValue);
        const item = unmarshall(marshall(Item, { allowImpreciseNumbers: true }), { wrapNumbers: readNumber });
        expect(fromDocument(entity, item)).toEqual(expected(parsed));
        stored += 1;
      }),
      { numRuns: 3000 },
    );
    expect(stored).toBeGreaterThan(1500);
  }, 120_000);

  describe("and is sent to DynamoDB", () => {
    interface Things {
      put(item: object): PromiseLike<unknown>;
      get(key: { readonly id: string }): PromiseLike<unknown>;
    }

    it("is what is got", async () => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(cases, async ({ schema, value, input }) => {
          const parsed = parsedBy(schema, input);
          fc.pre(value !== undefined && parsed !== undefined && !holdsNothing(parsed));
          count += 1;
          const id = String(count);
          const { things } = openDatabase<{ things: Things }>(client, {
            entities: { things: { spec: specOf(value), schema } },
            collections: {},
          });
          const whole = { ...(expected(parsed) as object), id };
          expect(await things.put({ ...input, id })).toEqual(whole);
          expect(await things.get({ id })).toEqual(whole);
        }),
        { numRuns: 300 },
      );
    }, 120_000);
  });
});
