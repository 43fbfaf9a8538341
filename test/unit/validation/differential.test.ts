import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { sayRule } from "../../../codegen/zod-schemas/value-rule.js";
import type { ZodSchema } from "../../../codegen/zod-schemas/zod-schema.js";
import { compile } from "../../../src/validation/compile.js";
import { layoutOf } from "../../support/layout-of.js";
import { anyValue, likely, sayable, scalars } from "../../support/rule-arbitraries.js";

interface Parsing {
  safeParse(value: unknown): {
    readonly success: boolean;
    readonly data?: unknown;
    readonly error?: { readonly issues: readonly { readonly path: unknown; readonly message: string }[] };
  };
}

/** The answer to a value, with the order of its members and whether it may be changed. */
function answer(schema: Parsing, value: unknown): object {
  try {
    const { success, data, error } = schema.safeParse(value);
    if (success) return { data, layout: layoutOf(data) };
    return { issues: error?.issues.map(({ path, message }) => ({ path, message })) };
  } catch (thrown) {
    return { thrown: thrown instanceof Error ? thrown.name : thrown };
  }
}

const compiled = (schema: z.ZodType) => compile(sayRule(schema as unknown as ZodSchema).rule);

describe("a rule answers as the zod schema that it was made of", () => {
  it.each(Object.entries(scalars))("%s", (_, schema) => {
    const rule = compiled(schema);
    fc.assert(
      fc.property(fc.oneof(likely(schema), anyValue), (value) => {
        expectSame(answer(rule, value), answer(schema, value));
      }),
      { numRuns: 150 },
    );
  });

  it("of any shape", () => {
    let taken = 0;
    let refused = 0;
    const schemas = sayable.map((schema) => {
      const { rule } = sayRule(schema as unknown as ZodSchema);
      // zod's own text of a schema is pages long.
      return { schema, rule, [fc.toStringMethod]: () => JSON.stringify(rule) };
    });
    const cases = schemas.chain((of) =>
      fc.tuple(
        fc.constant(of),
        fc.array(fc.oneof(likely(of.schema), anyValue), { minLength: 5, maxLength: 5 }),
      ),
    );
    fc.assert(
      fc.property(cases, ([{ schema, rule }, values]) => {
        const compiled = compile(rule);
        for (const value of values) {
          const expected = answer(schema, value);
          expectSame(answer(compiled, value), expected);
          if ("data" in expected) taken += 1;
          else refused += 1;
        }
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(1000);
    expect(refused).toBeGreaterThan(1000);
  });
});

/** vitest does not look into the keys of Maps; Node does, and says less of what differs. */
function expectSame(given: object, expected: object): void {
  if (!isDeepStrictEqual(given, expected)) expect([given, expected]).toBe("the same");
}
