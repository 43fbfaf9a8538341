import { Project } from "ts-morph";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { literalDefaults } from "../../../../codegen/load/literal-defaults.js";
import { entityRules } from "../../../../codegen/zod-schemas/entity-rules.js";
import type { ZodSchema } from "../../../../codegen/zod-schemas/zod-schema.js";
import type { JsonValue } from "../../../../src/model/value-rule.js";

const rulesOf = (schema: z.ZodType, written: readonly (JsonValue | undefined)[] = []) =>
  entityRules(schema as unknown as ZodSchema, () => written);
const ofA = (a: z.ZodType, written?: readonly (JsonValue | undefined)[]) => rulesOf(z.object({ a }), written);

describe("what data cannot say stays with zod", () => {
  it.each<[string, z.ZodType, string]>([
    ["a refinement", z.string().refine((value) => value !== "x"), "a has a refinement"],
    ["a transform", z.string().transform(Number), "a has a transform or a codec"],
    ["a message", z.string().min(1, "too short"), "a has a custom message"],
    ["a message of the schema", z.object({ b: z.string("no") }), "a.b has a custom message"],
    ["coercion", z.coerce.number(), "a is coerced"],
    ["a catch", z.string().catch("x"), "a has a catch"],
    ["a format with code", z.array(z.ipv6()), "a[] has the format ipv6"],
    ["a default that is no JSON", z.date().default(new Date(0)), "a has a default that is not plain data"],
  ])("%s", (_, schema, zod) => {
    expect(ofA(schema)).toEqual({ zod });
  });

  it("a refinement of the whole, and messages that were set otherwise", () => {
    expect(rulesOf(z.object({ a: z.string() }).refine(() => true))).toEqual({
      zod: "the whole has a refinement",
    });
    z.config({ customError: () => "no" });
    try {
      expect(ofA(z.string())).toMatchObject({ zod: expect.stringContaining("validated differently") });
    } finally {
      z.config({ customError: undefined });
    }
    expect(ofA(z.string())).toEqual({ rules: { a: "string" } });
  });

  it("a default that is not written out where the attribute is declared", () => {
    const schema = z.int().default(0);
    expect(ofA(schema, [0])).toEqual({ rules: { a: ["default", 0, ["number", ["int"]]] } });
    for (const written of [[], [1], [undefined], [0, 0]])
      expect(ofA(schema, written)).toEqual({ zod: "a has a default that may be computed" });
  });
});

describe("defaults that are written out", () => {
  it.each<[string, readonly (JsonValue | undefined)[]]>([
    ["z.int().default(0).optional()", [0]],
    ["z.int().default(-1)", [-1]],
    ["z.object({ b: z.int().default(1), c: inner })", [1, "x"]],
    ["z.array(z.string()).default([])", [[]]],
    ["z.array(z.string()).default(() => [])", [[]]],
    ["z.string().default(given)", ["n"]],
    ["z.string().default(changing)", [undefined]],
    ["z.array(z.string()).default(list)", [undefined]],
    ["z.string().default(() => new Date().toISOString())", [undefined]],
    ["made()", []],
  ])("%s", (text, expected) => {
    const project = new Project({ useInMemoryFileSystem: true });
    const file = project.createSourceFile(
      "schema.ts",
      `declare const z: any; const given = "n"; let changing = "c"; const list = ["l"];
       const inner = z.string().default("x"); function made() { return z.string().default("m"); }
       const a = ${text};`,
    );
    const declaration = file.getVariableDeclarationOrThrow("a").compilerNode;
    const found = literalDefaults(declaration, project.getTypeChecker().compilerObject);
    expect(new Set(found)).toEqual(new Set(expected));
  });
});
