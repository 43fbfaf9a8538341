import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sayRule } from "../../../codegen/zod-schemas/value-rule.js";
import type { ZodSchema } from "../../../codegen/zod-schemas/zod-schema.js";
import type { ValueRule } from "../../../src/model/value-rule.js";
import { valueTests } from "../../../src/validation/containers.js";
import { layoutOf } from "../../support/layout-of.js";
import { objectsIn } from "../../support/objects-in.js";
import { anyValue, likely, sayable, scalars } from "../../support/rule-arbitraries.js";
import { validCopyFunction } from "../../support/valid-copy.js";

const ruleOf = (schema: z.ZodType): ValueRule => sayRule(schema as unknown as ZodSchema).rule;

/** Which of the objects in an output are those of the input, in their order. */
const shared = (input: ReadonlySet<unknown>, output: unknown): readonly boolean[] =>
  [...objectsIn(output)].map((part) => input.has(part));

/** What zod makes of an input; where it throws, as on frozen bytes, it takes nothing. */
function answerOf(schema: z.ZodType, input: unknown): { readonly success: boolean; readonly data?: unknown } {
  try {
    return schema.safeParse(input);
  } catch {
    return { success: false };
  }
}

interface Count {
  taken: number;
  valid: number;
}

/** Whatever the generated code takes, zod takes, and makes the same of it: as much of it new, in the same order. */
function expectCopies(
  members: Readonly<Record<string, z.ZodType>>,
  rest: z.ZodType | undefined,
  inputs: readonly unknown[],
  count: Count,
): void {
  const rules = Object.fromEntries(Object.entries(members).map(([name, of]) => [name, ruleOf(of)]));
  const copy = validCopyFunction(rules, rest && ruleOf(rest));
  if (copy === undefined) return;
  const schema = rest === undefined ? z.strictObject(members) : z.object(members).catchall(rest);
  for (const input of inputs) {
    const { success, data } = answerOf(schema, input);
    const output = copy(input, valueTests);
    if (success) count.valid += 1;
    if (output === undefined) continue;
    if (success) count.taken += 1;
    const before = objectsIn(input);
    const given = { output, layout: layoutOf(output), shared: shared(before, output) };
    const expected = { output: data, layout: layoutOf(data), shared: shared(before, data) };
    if (!success || !isDeepStrictEqual(given, expected))
      expect({ rules, input, given }).toBe(success ? expected : "refused");
  }
}

describe("generated code that copies what is valid agrees with zod", () => {
  const count: Count = { taken: 0, valid: 0 };

  it.each(Object.entries(scalars))("%s", (_, schema) => {
    const inputs = fc.array(
      fc.oneof(likely(schema), anyValue).map((value) => ({ value })),
      { minLength: 20, maxLength: 20 },
    );
    fc.assert(
      fc.property(inputs, (values) => {
        expectCopies({ value: schema }, undefined, [...values, {}], count);
      }),
      { numRuns: 5 },
    );
  });

  it("of any shape", () => {
    const names = ["a", "b", "name", "given", "class", "é", "1", "input", "Array"];
    const members = fc.dictionary(fc.constantFrom(...names), sayable, { minKeys: 1, maxKeys: 4 });
    const cases = fc.tuple(members, fc.option(sayable, { nil: undefined, freq: 8 })).chain(([of, rest]) => {
      const whole = z.object(of);
      const inputs = fc.array(fc.oneof({ weight: 5, arbitrary: likely(whole) }, anyValue), {
        minLength: 8,
        maxLength: 8,
      });
      // zod's own text of a schema is pages long.
      const said = { of, rest, [fc.toStringMethod]: () => JSON.stringify(ruleOf(whole)) };
      return fc.tuple(fc.constant(said), inputs);
    });
    fc.assert(
      fc.property(cases, ([{ of, rest }, inputs]) => {
        expectCopies(of, rest, inputs, count);
      }),
      { numRuns: 600 },
    );
  });

  it("and takes most of it", () => {
    expect(count.valid).toBeGreaterThan(500);
    expect(count.taken / count.valid).toBeGreaterThan(0.9);
  });
});
